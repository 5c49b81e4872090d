"""Results of all households: right, written only where they differ, and never older facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from eligibility import actions
from eligibility.enums import Basis, Cause, Verdict
from eligibility.models import DirtyHousehold, Result, ResultChange
from households.models import Household, IncomeItem, Membership, Person
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.models import Job, Region

ON = date(2019, 11, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business_date() -> Any:
    with clock.on(ON):
        yield


@pytest.fixture
def ids(community: Region) -> list[int]:
    families = Families(seed=5)
    records = [families.special(families.record(ON), ON) for _ in range(40)]
    return [register(families.with_doubts(record), community).pk for record in records]


def recompute(ids: list[int], *, on: date = ON, cause: Cause = Cause.REVIEW) -> int:
    return actions.recompute(ids, on=on, cause=cause)


def concerning(ids: list[int]) -> int:
    """How many results households have: for each basis, of the programmes that concern them."""
    return sum(
        finding.concerned
        for household in Household.objects.filter(pk__in=ids)
        for findings in actions.decide_all(actions.facts_of(household, on=ON), on=ON).values()
        for finding in findings.values()
    )


def test_results_are_what_the_single_household_gets(ids: list[int]) -> None:
    recompute(ids)
    results = Result.objects.select_related("household")
    assert results.count() == concerning(ids)
    for result in results:
        finding = actions.assess(
            result.household, on=ON, programme=result.programme, basis=result.basis
        )
        assert result.verdict == finding.verdict
        assert result.monthly_total == finding.total
        assert result.is_provisional == finding.provisional
        assert (result.category, result.route, result.klass) == (
            finding.category,
            finding.route,
            finding.klass,
        )
        if result.verdict == Verdict.PENDING:
            pending = [c["code"] for c in finding.criteria if c["verdict"] == Verdict.PENDING]
            assert result.pending == pending
        else:
            assert result.pending == []


def test_nothing_is_written_when_nothing_changed(ids: list[int]) -> None:
    assert recompute(ids) == concerning(ids)
    versions = _versions()
    assert recompute(ids) == 0
    assert _versions() == versions
    assert not ResultChange.objects.exists()


def test_one_changed_household_is_the_only_one_written(ids: list[int]) -> None:
    recompute(ids)
    versions = _versions()
    household = Household.objects.get(pk=ids[7])
    before = _dibao(household, Basis.DECLARED)
    IncomeItem.objects.create(
        household=household,
        person=household.head,
        kind="wage",
        monthly_amount=90_000,
        since=date(2019, 1, 1),
        verification="verified",
    )
    recompute(ids)
    now = _versions()
    written = {pk for pk, version in now.items() if versions[pk] != version}
    assert written <= set(Result.objects.filter(household=household).values_list("pk", flat=True))
    after = _dibao(household, Basis.DECLARED)
    assert after.verdict == Verdict.FAIL
    if before.verdict != Verdict.FAIL:
        change = ResultChange.objects.get(
            household=household, programme="dibao", basis=Basis.DECLARED
        )
        assert (change.from_verdict, change.to_verdict) == (before.verdict, Verdict.FAIL)
        assert (change.from_total, change.to_total) == (before.monthly_total, Decimal(0))


def test_a_change_says_from_what_to_what_since_when_and_why(community: Region) -> None:
    household = register(_family(income="1092.00"), community)
    recompute([household.pk], on=date(2019, 11, 1))
    IncomeItem.objects.update(monthly_amount=1000)
    recompute([household.pk], cause=Cause.FACTS)
    change = ResultChange.objects.get(basis=Basis.VERIFIED, programme="dibao")
    assert (change.since, change.on, change.cause) == (date(2019, 11, 1), ON, Cause.INCOME)
    assert change.reason == "收入登记或核实变动"
    assert (change.from_total, change.to_total) == (Decimal("648.00"), Decimal("740.00"))
    assert _dibao(household).since == ON


def test_a_birthday_and_a_condition_crossed_are_told(community: Region, county: Region) -> None:
    family = _family()
    family["members"][2]["relation"] = "20"
    family["members"][1]["born_on"] = date(1949, 11, 20)
    household = register(family, community)
    for day in (date(2019, 10, 31), ON):
        with clock.on(day):
            jobs.work_on(actions.start_recompute(cause=Cause.REVIEW).pk)
    change = ResultChange.objects.get(basis=Basis.VERIFIED, programme="dibao")
    assert (change.cause, change.reason) == (Cause.AGE, "有成员到 70 周岁")
    assert change.to_total > change.from_total
    IncomeItem.objects.update(monthly_amount=9000, verification="unverified")
    recompute([household.pk], cause=Cause.FACTS)
    latest = _latest_change(household)
    assert latest.cause == Cause.INCOME
    assert latest.reason == "收入登记或核实变动；家庭月收入转为待核实"
    IncomeItem.objects.update(verification="verified")
    recompute([household.pk], cause=Cause.FACTS)
    reason = _latest_change(household).reason
    assert reason.startswith("收入登记或核实变动；家庭月收入、")
    assert reason.endswith("转为不符合")
    IncomeItem.objects.update(monthly_amount=900, verification="unverified")
    recompute([household.pk], cause=Cause.FACTS)
    IncomeItem.objects.update(verification="verified")
    recompute([household.pk], cause=Cause.FACTS)
    latest = _latest_change(household)
    assert (latest.cause, latest.to_verdict) == (Cause.VERIFIED, Verdict.PASS)
    assert latest.reason == "收入登记或核实变动；家庭月收入已核实"


def test_what_only_rewords_a_result_is_no_change(community: Region) -> None:
    household = register(_family(), community)
    recompute([household.pk], on=date(2019, 11, 1))
    Result.objects.update(is_provisional=False)
    assert recompute([household.pk]) > 0
    assert not ResultChange.objects.exists()
    assert _dibao(household).since == date(2019, 11, 1)


def test_a_closed_household_keeps_no_results(community: Region) -> None:
    household = register(_family(), community)
    recompute([household.pk])
    household.closed_on = ON
    household.save()
    recompute([household.pk])
    assert not Result.objects.exists()
    assert set(ResultChange.objects.values_list("to_verdict", flat=True)) == {""}


def test_a_unit_of_its_own_has_results_of_its_own(community: Region) -> None:
    family = _family()
    family["members"][1]["unit"] = 1
    household = register(family, community)
    recompute([household.pk])
    assert set(Result.objects.values_list("unit", flat=True)) == {0, 1}
    Membership.objects.update(unit=0)
    recompute([household.pk])
    assert set(Result.objects.values_list("unit", flat=True)) == {0}


# --- marks ----------------------------------------------------------------------------------


def test_bulk_writes_mark_their_households_as_well(ids: list[int]) -> None:
    recompute(ids)
    assert not DirtyHousehold.objects.exists()
    IncomeItem.objects.filter(household__in=ids[:3]).update(monthly_amount=1)
    earning = set(
        IncomeItem.objects.filter(household__in=ids[:3]).values_list("household", flat=True)
    )
    assert _marked() == earning
    Person.objects.filter(memberships__household=ids[9]).update(sex="2")
    assert _marked() == earning | {ids[9]}
    Membership.objects.filter(household=ids[8]).update(until=ON)
    Household.objects.filter(pk=ids[6]).update(surveyed=[])
    assert _marked() == earning | {ids[9], ids[8], ids[6]}


def test_a_deleted_row_marks_its_household(ids: list[int]) -> None:
    recompute(ids)
    item = IncomeItem.objects.filter(household__in=ids).first()
    assert item is not None
    owner = item.household_id
    item.delete()
    assert _marked() == {owner}


def test_every_table_that_is_loaded_has_its_triggers() -> None:
    from django.db import connection

    from eligibility import loading

    parts, _ = loading.statement(named=True)
    tables = {part.source for part in parts if part.source.startswith("households_")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
            " WHERE tgname LIKE 'mark_dirty_%%' AND tgrelid::regclass::text LIKE 'households_%%'"
            " GROUP BY 1"
        )
        assert dict(cursor.fetchall()) == dict.fromkeys(tables, 3)


def test_only_marked_households_are_worked_out(ids: list[int]) -> None:
    recompute(ids)
    removed = concerning(ids[:1])
    Household.objects.filter(pk=ids[0]).update(closed_on=ON)
    assert actions.recompute_dirty() == removed > 0
    assert not DirtyHousehold.objects.exists()
    assert actions.recompute_dirty() == 0


def test_many_marked_households_become_one_job(
    ids: list[int], county: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 10)
    assert actions.recompute_dirty() == 0
    assert actions.recompute_dirty() == 0
    job = Job.objects.get()
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["households"]) == (Job.State.DONE, len(ids))
    assert not DirtyHousehold.objects.exists()
    assert Result.objects.count() == concerning(ids)


def test_few_marked_households_of_many_batches_are_worked_out_together(
    ids: list[int], county: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    recompute(ids)
    monkeypatch.setattr(actions, "BATCH", 4)
    IncomeItem.objects.filter(household__in=ids[::4]).update(monthly_amount=1)
    marked = _marked()
    job = actions.start_recompute(cause=Cause.FACTS)
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.total) == (Job.State.DONE, len(marked))
    assert job.chunks.count() == -(-len(marked) // 4)
    assert not DirtyHousehold.objects.exists()


# --- job and command ------------------------------------------------------------------------


def test_batches_of_any_size_give_the_same(
    ids: list[int], county: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    recompute(ids)
    expected = _contents()
    Result.objects.all().delete()
    monkeypatch.setattr(actions, "BATCH", 7)
    job = actions.start_recompute(cause=Cause.REVIEW)
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert (job.total, job.done) == (len(ids), len(ids))
    assert job.chunks.count() >= len(ids) // 7
    assert _contents() == expected


def test_the_command_takes_a_region_and_says_what_it_did(
    ids: list[int], county: Region, other_household: Household, other_township: Region
) -> None:
    out = StringIO()
    call_command("recompute", region=other_township.code, stdout=out)
    assert "已核算 1 户，结果变动 0 项" in out.getvalue()
    assert set(Result.objects.values_list("household", flat=True)) == {other_household.pk}
    out = StringIO()
    call_command("recompute", dirty=True, stdout=out)
    assert f"已核算 {len(ids)} 户" in out.getvalue()
    with pytest.raises(CommandError, match="没有区划 999"):
        call_command("recompute", region="999")


def _family(income: str = "1092.00") -> dict[str, Any]:
    """A couple on one wage, everything surveyed and verified."""
    return {
        "household": {
            "hukou_kind": "urban",
            "has_contracted_land": False,
            "has_collective_income": False,
        },
        "hardship": {"causes": ["illness"], "main_cause": "illness"},
        "members": [_adult("甲", "01"), _adult("乙", "10"), _adult("丙", "97")],
        "incomes": [
            {
                "member": "甲",
                "kind": "wage",
                "monthly_amount": income,
                "since": date(2019, 1, 1),
            }
        ],
        "assets": [],
        "expenditures": [],
        "obligors": [],
    }


def _adult(name: str, relation: str) -> dict[str, Any]:
    return {
        "name": name,
        "relation": relation,
        "sex": "1",
        "born_on": date(1975, 1, 1),
        "condition": {"labour": "able", "occupation": "flexible"},
    }


def _dibao(household: Household, basis: Basis = Basis.VERIFIED) -> Result:
    return Result.objects.get(household=household, programme="dibao", basis=basis)


def _latest_change(household: Household) -> ResultChange:
    changes = ResultChange.objects.filter(
        household=household, programme="dibao", basis=Basis.VERIFIED
    )
    return changes.order_by("-pk")[0]


def _marked() -> set[int]:
    return set(DirtyHousehold.objects.values_list("household_id", flat=True))


def _versions() -> dict[int, str]:
    """The transaction and place of each row: any write changes them."""
    rows = Result.objects.extra(select={"version": "ctid::text"})
    return dict(rows.values_list("pk", "version"))


def _contents() -> set[tuple[Any, ...]]:
    names = ("household", "unit", "programme", "basis", "verdict", "monthly_total", "klass")
    return set(Result.objects.values_list(*names))
