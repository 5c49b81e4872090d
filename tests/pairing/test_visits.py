"""Visits: every household of the scope before 元旦 and 春节, and what is kept of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from households.models import Household
from pairing.actions import record_visit
from pairing.festivals import asked_for, festivals_of
from pairing.models import Visit
from tests.awards import make_award
from yunyang_relief.core import clock, flags
from yunyang_relief.core.models import Flag, User

NEW_YEAR, SPRING = date(2020, 1, 1), date(2020, 1, 25)


def visit(household: Household, actor: User, day: date, **fields: Any) -> Visit:
    said = {"kind": "festival", "visitors": "谭支书（云江社区）"} | fields
    with clock.on(day):
        made = Visit(household=household, visited_on=day, **said)
        return record_visit(made, actor=actor)


def unvisited(day: date) -> set[str]:
    flags.refresh(day, kinds=("unvisited",))
    return {flag.text for flag in Flag.objects.open().filter(kind="unvisited")}


def test_festivals_are_those_of_the_calendar() -> None:
    assert [(f.name, f.day) for f in festivals_of(2020)] == [("元旦", NEW_YEAR), ("春节", SPRING)]
    assert [f.day for f in asked_for(date(2019, 12, 16))] == []
    assert [f.day for f in asked_for(date(2019, 12, 17))] == [NEW_YEAR]
    assert [f.day for f in asked_for(date(2020, 1, 10))] == [NEW_YEAR, SPRING]
    assert [f.day for f in asked_for(date(2020, 2, 10))] == [SPRING]
    assert asked_for(date(2020, 2, 25)) == []


@pytest.mark.django_db
def test_a_visit_before_one_festival_is_none_for_the_next(
    household: Household, caseworker: User
) -> None:
    """C88: visited on 2019-12-28, which is good for 元旦 and not for 春节."""
    make_award(household, caseworker, lines=[("", "300.00", "")], months=(date(2019, 11, 1),))
    assert unvisited(date(2019, 12, 20)) == {"冉启明户2020 年元旦还没有走访"}
    visit(household, caseworker, date(2019, 12, 28))
    assert unvisited(date(2019, 12, 28)) == set()
    assert unvisited(date(2020, 2, 10)) == {"冉启明户2020 年春节还没有走访"}
    visit(household, caseworker, date(2020, 1, 10))
    assert unvisited(date(2020, 2, 10)) == set()


@pytest.mark.django_db
def test_a_visit_is_recorded_in_the_browser(
    household: Household, caseworker: User, other_township_caseworker: User, client: Client
) -> None:
    url = reverse("pairing:visit", args=[household.pk])
    client.force_login(caseworker)
    with clock.on(date(2020, 1, 12)):
        typed = {
            "token": str(client.get(url).context["form"]["token"].value()),
            "visited_on": "2020-01-13",
            "kind": "festival",
            "visitors": "谭支书",
            "gift_money": "500",
        }
        refused = client.post(url, typed)
        assert refused.status_code == 422
        assert "走访日期不能晚于今天（2020-01-12）" in refused.content.decode()
        assert 'value="谭支书"' in refused.content.decode()
        typed |= {"visited_on": "2020-01-12"}
        done = client.post(url, typed)
        assert done.status_code == 302
        assert client.post(url, typed).headers["Location"] == done.headers["Location"]
        assert Visit.objects.get().gift_money == 500
        assert "冉启明户" in client.get(reverse("pairing:visits")).content.decode()
        client.force_login(other_township_caseworker)
        assert client.get(url).status_code == 404
        assert "冉启明户" not in client.get(reverse("pairing:visits")).content.decode()
