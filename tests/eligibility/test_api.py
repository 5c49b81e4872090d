"""The rules over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eligibility.engine.programme import discover
from households.models import Household
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region, User

ON = date(2019, 11, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business_date() -> Any:
    with clock.on(ON):
        yield


@pytest.fixture
def family(community: Region) -> Household:
    return register(Families(seed=4).record(ON), community)


def address(household: Household) -> str:
    return reverse("api:household-assessment", args=[household.pk])


def test_every_programme_answers_in_the_form_of_a_case_file(
    client: Client, caseworker: User, family: Household
) -> None:
    client.force_login(caseworker)
    found = client.get(address(family)).json()
    assert set(found) == set(discover())
    dibao = found["dibao"]
    assert (dibao["programme"], dibao["basis"], dibao["as_of"]) == (
        "dibao",
        "verified",
        "2019-11-15",
    )
    assert {"verdict", "criteria", "amounts", "total", "category"} <= set(dibao)
    earlier = client.get(address(family), {"on": "2018-03-01", "basis": "declared"}).json()
    assert "dibao" in earlier
    assert "bangfu" not in earlier
    assert earlier["dibao"]["basis"] == "declared"


def test_a_wrong_question_is_a_problem_in_chinese(
    client: Client, caseworker: User, family: Household
) -> None:
    client.force_login(caseworker)
    response = client.get(address(family), {"on": "2019-13-01"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert "不是真实的日期" in str(response.json()["errors"])


def test_another_township_and_strangers_get_nothing(
    client: Client, other_township_caseworker: User, family: Household
) -> None:
    assert client.get(address(family)).status_code == 403
    client.force_login(other_township_caseworker)
    assert client.get(address(family)).status_code == 404
