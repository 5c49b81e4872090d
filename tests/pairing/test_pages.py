"""Pages of pairing: lists, forms, refusals in place, and nobody else's rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility.models import Result
from households.models import Household
from pairing.actions import assign_pair, end_pair
from pairing.enums import Politics, UnitKind
from pairing.models import Helper, Pair, Unit
from pairing.queries import in_scope, unpaired
from tests.awards import make_award
from tests.pairing.conftest import TODAY, make_helper
from tests.people import make_household, make_person
from yunyang_relief.core import flags
from yunyang_relief.core.models import Flag, Region, User

pytestmark = pytest.mark.django_db
NOVEMBER = date(2019, 11, 1)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def award(household: Household, user: User, **fields: Any) -> None:
    make_award(household, user, lines=[("", "300.00", "")], months=(NOVEMBER,), **fields)


class TestScope:
    def test_urban_awards_of_today(
        self, household: Household, other_household: Household, caseworker: User
    ) -> None:
        award(household, caseworker)
        award(other_household, caseworker, category="农村低保")
        assert list(in_scope(TODAY)) == [household]
        assert list(in_scope(date(2019, 10, 31))) == []

    @pytest.mark.parametrize(
        ("basis", "verdict", "expected"),
        [("verified", "FAIL", 0), ("verified", "PENDING", 1), ("declared", "FAIL", 1)],
    )
    def test_only_a_verified_no_takes_a_household_out(
        self, household: Household, caseworker: User, basis: str, verdict: str, expected: int
    ) -> None:
        award(household, caseworker)
        Result.objects.create(
            household=household,
            unit=0,
            programme="bangfu",
            basis=basis,
            verdict=verdict,
            is_provisional=False,
            pending=[],
            since=TODAY,
        )
        assert in_scope(TODAY).count() == expected


class TestFlag:
    def test_it_closes_with_the_pair_and_comes_back_with_its_end(
        self, household: Household, helper: Helper, caseworker: User
    ) -> None:
        """C87: a household of the scope without helper or unit is 帮困漏户."""
        award(household, caseworker)
        flags.refresh(TODAY, kinds=("unpaired",))
        flag = Flag.objects.open().get()
        assert (flag.text, flag.region_id) == ("冉启明户没有帮扶责任人", household.region_id)
        pair = assign_pair(household, helper=helper, role="main", since=TODAY, actor=caseworker)
        assert not Flag.objects.open().exists()
        end_pair(pair, until=TODAY, reason="工作调动", actor=caseworker)
        assert Flag.objects.open().count() == 1

    def test_an_assisting_helper_is_not_enough(
        self, household: Household, helper: Helper, caseworker: User
    ) -> None:
        award(household, caseworker)
        assign_pair(household, helper=helper, role="assisting", since=TODAY, actor=caseworker)
        assert list(unpaired(TODAY)) == [household]

    def test_todo_counts_what_the_list_shows(
        self, household: Household, caseworker: User, other_township_caseworker: User
    ) -> None:
        from pairing.todos import pairing_todos

        award(household, caseworker)
        (todo,) = pairing_todos(caseworker, TODAY)
        assert todo.title == "安排帮扶责任人：1 户还没有"
        assert "1 户" in client_of(caseworker).get(todo.url).content.decode()
        assert list(pairing_todos(other_township_caseworker, TODAY)) == []


class TestPages:
    @pytest.fixture(autouse=True)
    def world(self, household: Household, other_household: Household, caseworker: User) -> None:
        award(household, caseworker)
        award(other_household, caseworker)

    def test_list_by_who_answers(
        self, household: Household, helper: Helper, caseworker: User
    ) -> None:
        url = reverse("pairing:list")
        page = client_of(caseworker).get(f"{url}?paired=false").content.decode()
        assert "冉启明" in page
        assert "陶永芳" not in page
        assign_pair(household, helper=helper, role="main", since=TODAY, actor=caseworker)
        assert "冉启明" not in client_of(caseworker).get(f"{url}?paired=false").content.decode()
        assert "郑国华" in client_of(caseworker).get(f"{url}?paired=true").content.decode()

    def test_my_own(self, household: Household, township: Region, caseworker: User) -> None:
        helper = make_helper("周小敏", township, user=caseworker)
        url = f"{reverse('pairing:list')}?mine=true"
        assert "没有符合条件" in client_of(caseworker).get(url).content.decode()
        assign_pair(household, helper=helper, role="main", since=TODAY, actor=caseworker)
        assert "冉启明" in client_of(caseworker).get(url).content.decode()

    def test_assign(
        self, household: Household, helper: Helper, other_helper: Helper, caseworker: User
    ) -> None:
        url = reverse("pairing:assign", args=[household.pk])
        page = client_of(caseworker).get(url).content.decode()
        assert "郑国华" in page
        assert "付开国" not in page
        answer = {"role": "main", "since": "2019-09-02", "measures": "每月走访"}
        response = client_of(caseworker).post(url, answer | {"helper": other_helper.pk})
        assert response.status_code == 422
        assert "请重新选择" in response.content.decode()
        response = client_of(caseworker).post(url, answer | {"helper": helper.pk})
        assert response.status_code == 302
        assert Pair.objects.get().since == date(2019, 9, 2)

    def test_a_refusal_keeps_the_form(
        self, household: Household, helper: Helper, township: Region, caseworker: User
    ) -> None:
        assign_pair(household, helper=helper, role="main", since=TODAY, actor=caseworker)
        second = make_helper("谢文静", township)
        response = client_of(caseworker).post(
            reverse("pairing:assign", args=[household.pk]),
            {"helper": second.pk, "role": "main", "since": "2019-11-15", "measures": "辅导功课"},
        )
        assert response.status_code == 409
        page = response.content.decode()
        assert "已有主责帮扶责任人郑国华" in page
        assert "辅导功课" in page

    def test_end(self, household: Household, helper: Helper, caseworker: User) -> None:
        pair = assign_pair(household, helper=helper, role="main", since=TODAY, actor=caseworker)
        url = reverse("pairing:end", args=[pair.pk])
        response = client_of(caseworker).post(url, {"until": "2019-11-15", "reason": ""})
        assert response.status_code == 422
        response = client_of(caseworker).post(url, {"until": "2019-11-15", "reason": "退休"})
        assert response["Location"] == reverse("pairing:assign", args=[household.pk])
        panel = client_of(caseworker).get(reverse("pairing:panel", args=[household.pk]))
        assert "退休" in panel.content.decode()

    def test_register_a_unit_and_its_helper(self, caseworker: User, county: Region) -> None:
        client = client_of(caseworker)
        response = client.post(
            reverse("pairing:unit_new"),
            {"name": "云阳县水利局", "kind": UnitKind.COUNTY_DEPARTMENT},
        )
        unit = Unit.objects.get()
        assert unit.region == county
        assert response["Location"] == f"{reverse('pairing:helper_new')}?unit={unit.pk}"
        answer = {
            "name": "向东",
            "unit": unit.pk,
            "post": "科长",
            "politics": Politics.PARTY_MEMBER,
            "region": caseworker.region_id,
            "phone": "１３９ 0000 0071",
        }
        response = client.post(reverse("pairing:helper_new"), answer)
        assert response["Location"] == reverse("pairing:helpers")
        helper = Helper.objects.get()
        assert helper.phone.open_unlogged() == "13900000071"
        page = client.get(reverse("pairing:helpers")).content.decode()
        assert "1*********1" in page
        assert "13900000071" not in page
        response = client.post(reverse("pairing:helper_new"), answer)
        assert response.status_code == 409
        assert "向东（云阳县水利局 科长）已登记" in response.content.decode()

    def test_a_wrong_phone_says_what_is_right(self, caseworker: User) -> None:
        response = client_of(caseworker).post(reverse("pairing:helper_new"), {"phone": "12ab"})
        assert response.status_code == 422
        assert "例如 13900000000" in response.content.decode()

    def test_a_region_outside_is_not_offered(
        self, helper: Helper, caseworker: User, other_township: Region
    ) -> None:
        response = client_of(caseworker).post(
            reverse("pairing:helper_new"),
            {
                "name": "向东",
                "unit": helper.unit_id,
                "post": "科长",
                "politics": Politics.MASSES,
                "region": other_township.code,
                "phone": "13900000071",
            },
        )
        assert response.status_code == 422
        assert Helper.objects.count() == 1

    def test_another_township_is_missing(
        self,
        household: Household,
        helper: Helper,
        caseworker: User,
        other_township_caseworker: User,
    ) -> None:
        pair = assign_pair(household, helper=helper, role="main", since=TODAY, actor=caseworker)
        client = client_of(other_township_caseworker)
        for name, pk in (
            ("assign", household.pk),
            ("panel", household.pk),
            ("end", pair.pk),
            ("helper", helper.pk),
        ):
            assert client.get(reverse(f"pairing:{name}", args=[pk])).status_code == 404
        assert client.post(reverse("pairing:helper_retire", args=[helper.pk])).status_code == 404

    def test_readers_do_not_write(
        self, household: Household, helper: Helper, county_officer: User
    ) -> None:
        client = client_of(county_officer)
        assert client.get(reverse("pairing:list")).status_code == 200
        assert client.get(reverse("pairing:assign", args=[household.pk])).status_code == 403
        assert client.post(reverse("pairing:helper_retire", args=[helper.pk])).status_code == 403

    def test_lists_cost_the_same_whatever_their_length(
        self, community: Region, helper: Helper, caseworker: User
    ) -> None:
        counts: dict[str, list[int]] = {"pairing:list": [], "pairing:helpers": []}
        client = client_of(caseworker)
        for size in (1, 10, 50):
            for number in range(Pair.objects.count(), size):
                household = make_household(
                    community, (make_person(f"户主{number}"), "01"), number=f"双江-{number:04}"
                )
                own = make_helper(f"干部{number}", community)
                assign_pair(household, helper=own, role="main", since=TODAY, actor=caseworker)
            for name, seen in counts.items():
                client.get(reverse(name))
                with CaptureQueriesContext(connection) as captured:
                    client.get(f"{reverse(name)}?size=50")
                seen.append(len(captured))
        for seen in counts.values():
            assert seen == [seen[0]] * 3
