"""Counts by area equal the ledger's, and cost the same whatever their number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.models import Award
from households.models import Household
from pairing.models import Pair
from reports.queries import AreaCounts, cases_to_spot_check, overview
from tests.awards import make_case
from tests.pairing.conftest import make_helper
from tests.reports.conftest import OCTOBER, TODAY
from yunyang_relief.core.models import AuditEvent, Region, User

pytestmark = pytest.mark.django_db


def page(user: User, name: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("ran_award", "single_award", "other_award", "rural_award")
class TestOverview:
    def test_townships(
        self,
        county: Region,
        township: Region,
        other_township: Region,
        ran: Household,
        household: Household,
        caseworker: User,
    ) -> None:
        Pair.objects.create(
            household=ran, helper=make_helper("郑国华", township), role="main", since=OCTOBER
        )
        make_case(household, caseworker, stage_due_on=date(2019, 11, 14))
        first, second = overview(county, TODAY)
        assert first == AreaCounts(township, 2, 4, Decimal("1319.50"), 1, 1, 1)
        assert second == AreaCounts(other_township, 1, 1, Decimal("333.33"), 0, 0, 1)

    def test_communities(self, township: Region, community: Region) -> None:
        (only,) = overview(township, TODAY)
        assert only == AreaCounts(community, 2, 4, Decimal("1319.50"), 0, 0, 2)

    def test_page(self, county_officer: User, finance_bureau: User) -> None:
        text = page(county_officer, "reports:overview")
        assert "1,652.83" in text
        assert "双江街道" in text
        assert reverse("pairing:list") in text
        assert reverse("pairing:list") not in page(finance_bureau, "reports:overview")

    def test_number_of_queries(self, county: Region) -> None:
        with CaptureQueriesContext(connection) as captured:
            overview(county, TODAY)
        assert len(captured) <= 5


class TestSpotChecks:
    @pytest.fixture
    def cases(self, ran: Household, household: Household, caseworker: User) -> None:
        make_case(ran, caseworker, is_near_relative=True)
        make_case(household, caseworker, stage="refused", closed_on=date(2019, 11, 5))

    def test_looking_is_recorded_once_and_closes_the_todo(self, cases: None, auditor: User) -> None:
        from reports.todos import spot_check_todos

        titles = [todo.title for todo in spot_check_todos(auditor, TODAY)]
        assert titles == ["抽查：近亲属备案案件 1 件", "抽查：不予批准案件 1 件"]
        assert "冉启明" in page(auditor, "reports:spot_checks")
        case = cases_to_spot_check(auditor, TODAY).filter(is_near_relative=True).get()
        client = Client()
        client.force_login(auditor)
        response = client.post(reverse("reports:spot_check", args=[case.pk]))
        assert response["Location"] == reverse("assistance:case", args=[case.pk])
        assert AuditEvent.objects.get(action="spot_check").subject_id == str(case.pk)
        titles = [todo.title for todo in spot_check_todos(auditor, TODAY)]
        assert titles == ["抽查：不予批准案件 1 件"]

    def test_last_months_refusals_are_over(
        self, household: Household, caseworker: User, auditor: User
    ) -> None:
        make_case(household, caseworker, stage="refused", closed_on=date(2019, 10, 31))
        assert not cases_to_spot_check(auditor, TODAY).exists()

    def test_officials_do_not_check_themselves(self, cases: None, county_officer: User) -> None:
        client = Client()
        client.force_login(county_officer)
        assert client.get(reverse("reports:spot_checks")).status_code == 403


def test_an_award_elsewhere_is_no_concern(other_award: Award, township: Region) -> None:
    assert sum(area.households for area in overview(township, TODAY)) == 0
