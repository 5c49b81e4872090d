"""补发: what a back-dated standard owes past months, to the fen, to those who had applied."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from assistance import actions
from assistance.enums import BackPayState
from assistance.models import Award, BackPay, Case, Decision
from eligibility.actions import freeze, recompute
from eligibility.enums import Cause
from eligibility.models import ParameterRevision
from households.models import Household
from tests.awards import make_award
from tests.eligibility.registry import register
from tests.eligibility.revisions import take_force
from tests.eligibility.test_recompute import _adult, _family
from yunyang_relief.core import clock, flags, jobs
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Flag, Job, Region, User

pytestmark = pytest.mark.django_db
RAISED = {"since": date(2018, 1, 1), "until": date(2019, 9, 1), "published": date(2018, 8, 28)}
PAID = tuple(date(2018, month, 1) for month in range(3, 9))


def couple(income: str = "400") -> dict[str, Any]:
    family = _family(income=income)
    family["members"] = [_adult("甲", "01"), _adult("乙", "10")]
    family["incomes"][0]["since"] = date(2017, 1, 1)
    return family


@pytest.fixture
def at_500(county: Region, county_officer: User, second_county_officer: User) -> None:
    """The county still pays by 500 yuan in 2018: the new standard is not known yet."""
    with clock.on(date(2018, 1, 5)):
        take_force(county_officer, second_county_officer, **RAISED, value="500")


@pytest.fixture
def award(at_500: None, community: Region, county_officer: User) -> Award:
    """C39: two people on 400 yuan, approved in March 2018, paid 600 a month until August."""
    return approved(register(couple(), community), county_officer)


def approved(household: Household, officer: User) -> Award:
    with clock.on(date(2018, 3, 15)):
        frozen = freeze(household, "dibao", on=date(2018, 3, 15))
        award = make_award(household, officer, lines=[("", "600.00", "")], months=PAID)
    Decision.objects.filter(case=award.case).update(frozen=frozen)
    return award


def raise_standard(drafter: User, checker: User, **changed: Any) -> ParameterRevision:
    revision: ParameterRevision = take_force(
        drafter, checker, **(RAISED | {"value": "546"} | changed)
    )
    for job in Job.objects.filter(kind="back_pay").order_by("pk"):
        jobs.work_on(job.pk)
    return revision


@pytest.fixture
def raised(award: Award, county_officer: User, second_county_officer: User) -> ParameterRevision:
    with clock.on(date(2018, 9, 10)):
        return raise_standard(county_officer, second_county_officer)


def test_c39_is_owed_552_yuan_for_the_months_since_its_approval(
    award: Award, raised: ParameterRevision
) -> None:
    lines = list(BackPay.objects.filter(revision=raised))
    assert [line.month for line in lines] == list(PAID)
    assert {line.amount for line in lines} == {Decimal("92.00")}
    assert sum(line.amount for line in lines) == Decimal("552.00")
    assert {line.due for line in lines} == {Decimal("692.00")}
    assert {line.state for line in lines} == {BackPayState.PROPOSED}
    award.refresh_from_db()
    assert award.amount == Decimal("600.00")
    assert set(award.entitlements.values_list("amount", flat=True)) == {Decimal("600.00")}


def test_working_again_proposes_nothing_twice(award: Award, raised: ParameterRevision) -> None:
    job = Job.objects.get(kind="back_pay", params__revision=raised.pk)
    assert (job.state, job.result) == (
        Job.State.DONE,
        {"households": 1, "months": 6, "without_facts": 0},
    )
    again = Job.objects.create(kind="back_pay", label="again", region=job.region, params=job.params)
    jobs.work_on(again.pk)
    assert BackPay.objects.count() == 6


def test_c41_newly_entitled_is_not_enrolled(
    at_500: None, community: Region, county_officer: User, second_county_officer: User
) -> None:
    newcomer = register(couple(income="1050"), community)
    with clock.on(date(2018, 9, 10)):
        recompute([newcomer.pk], on=clock.today(), cause=Cause.REVIEW)
        flags.refresh(clock.today())
        assert not Flag.objects.open().filter(kind="entitled_without_award").exists()
        raise_standard(county_officer, second_county_officer)
        recompute([newcomer.pk], on=clock.today(), cause=Cause.PARAMETERS)
        flags.refresh(clock.today())
    assert not BackPay.objects.exists()
    assert not Award.objects.exists()
    assert not Case.objects.exists()
    assert Flag.objects.open().filter(kind="entitled_without_award").exists()


def test_a_second_person_approves(
    award: Award,
    raised: ParameterRevision,
    county_officer: User,
    second_county_officer: User,
    caseworker: User,
) -> None:
    with pytest.raises(Refused, match="请由另一人审批"):
        actions.approve_back_pay(raised, actor=second_county_officer)
    assert actions.approve_back_pay(raised, note="属实", actor=county_officer) == 1
    assert set(BackPay.objects.values_list("state", "decided_by")) == {
        (BackPayState.APPROVED, county_officer.pk)
    }
    with pytest.raises(Refused, match="没有待审批的补发"):
        actions.approve_back_pay(raised, actor=county_officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        BackPay.objects.update(amount=1)


def test_one_household_can_be_left_out_with_a_reason(
    award: Award, raised: ParameterRevision, county_officer: User
) -> None:
    with pytest.raises(Refused, match="须写明理由"):
        actions.decline_back_pay(raised, award, reason=" ", actor=county_officer)
    actions.decline_back_pay(raised, award, reason="已另案补发", actor=county_officer)
    assert set(BackPay.objects.values_list("state", flat=True)) == {BackPayState.DECLINED}


def test_a_lowered_or_future_standard_owes_nothing(
    award: Award, county_officer: User, second_county_officer: User
) -> None:
    with clock.on(date(2018, 9, 10)):
        raise_standard(county_officer, second_county_officer, value="480")
        raise_standard(county_officer, second_county_officer, since=date(2018, 9, 1), value="560")
    assert not BackPay.objects.exists()
    assert Job.objects.filter(kind="back_pay").count() == 1  # of 480


def test_the_pages_show_it_and_take_the_decision(
    client: Client, award: Award, raised: ParameterRevision, county_officer: User, caseworker: User
) -> None:
    page = reverse("assistance:back_pay", args=[raised.pk])
    client.force_login(caseworker)
    assert "552.00" in client.get(reverse("assistance:back_pays")).content.decode()
    shown = client.get(page).content.decode()
    assert "692.00" in shown
    assert "批准待审批的全部补发" not in shown
    assert client.post(page).status_code == 403
    client.force_login(county_officer)
    assert "批准待审批的全部补发" in client.get(page).content.decode()
    excel = client.get(reverse("reports:back_pay_excel", args=[raised.pk]))
    assert excel.content[:2] == b"PK"
    assert client.post(page, {"note": "同意"}).status_code == 302
    assert "已批准" in client.get(page).content.decode()
    decline = reverse("assistance:back_pay_decline", args=[raised.pk, award.pk])
    assert client.get(decline).status_code == 200
    refused = client.post(decline, {"reason": "重复"})
    assert refused.status_code == 409


def test_another_township_sees_nothing_of_it(
    client: Client, raised: ParameterRevision, other_township_caseworker: User
) -> None:
    client.force_login(other_township_caseworker)
    assert "没有补发建议" in client.get(reverse("assistance:back_pays")).content.decode()
    assert client.get(reverse("assistance:back_pay", args=[raised.pk])).status_code == 404
