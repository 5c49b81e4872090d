"""Parameters that people govern: two of them, nothing overwritten, everybody up to date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from eligibility import actions, freezing, parameters, revising
from eligibility.enums import Cause, RevisionStage
from eligibility.models import ParameterRevision
from tests.eligibility.registry import register
from tests.eligibility.revisions import URBAN, draft, take_force, values
from tests.eligibility.test_recompute import _family
from yunyang_relief.core import clock
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Job, Region, User

ON = date(2019, 11, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business_date() -> Any:
    with clock.on(ON):
        yield


def standard(day: date = ON) -> int:
    return int(parameters.current().at(day)[URBAN].value)


def test_a_second_person_takes_it_into_force(
    county_officer: User, second_county_officer: User
) -> None:
    revision = draft(county_officer)
    assert standard() == 580_00
    revision = revising.take_step(revision, "submit", actor=county_officer)
    with pytest.raises(Refused, match="起草人不能复核自己的修订"):
        revising.take_step(revision, "approve", actor=county_officer)
    assert standard() == 580_00
    revision = revising.take_step(revision, "approve", opinion="无误", actor=second_county_officer)
    assert (revision.stage, revision.checked_by) == ("in_force", second_county_officer)
    assert [standard(d) for d in (date(2019, 10, 31), date(2019, 11, 1), date(2020, 9, 1))] == [
        580_00,
        600_00,
        620_00,
    ]
    labels = list(revision.steps.values_list("label", flat=True))
    assert labels == ["起草", "提交复核", "复核通过"]
    event = AuditEvent.objects.get(action="approve_parameter")
    assert (event.actor, event.reason) == (second_county_officer, "无误")


def test_the_rules_and_what_a_decision_freezes_follow(
    community: Region, county_officer: User, second_county_officer: User
) -> None:
    household = register(_family(), community)
    before = freezing.freeze(actions.facts_of(household, on=ON), actions.assess(household, on=ON))
    assert actions.assess(household, on=ON).total == Decimal("648.00")
    take_force(county_officer, second_county_officer)
    assert actions.assess(household, on=ON).total == Decimal("708.00")
    after = actions.freeze(household, "dibao", on=ON)
    kept = {r["code"]: r.get("value") for r in after["parameters"]}
    assert kept[URBAN] == "600"
    assert freezing.replay(before).finding.total == Decimal("648.00")
    assert freezing.replay(after).is_same_result


def test_taking_force_starts_a_recompute(county_officer: User, second_county_officer: User) -> None:
    take_force(county_officer, second_county_officer)
    job = Job.objects.get(kind="recompute")
    assert job.params["cause"] == Cause.PARAMETERS
    take_force(county_officer, second_county_officer, since=date(2020, 1, 1), value="610")
    assert Job.objects.filter(kind="recompute").count() == 1


def test_in_force_nothing_can_be_changed_or_deleted(
    county_officer: User, second_county_officer: User
) -> None:
    revision = take_force(county_officer, second_county_officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        ParameterRevision.objects.filter(pk=revision.pk).update(value="1")
    with pytest.raises(DatabaseError), transaction.atomic():
        ParameterRevision.objects.filter(pk=revision.pk).delete()
    for step in ("withdraw", "submit", "send_back"):
        with pytest.raises(Refused, match="已生效"):
            revising.take_step(revision, step, opinion="改", actor=county_officer)
    with pytest.raises(Refused, match="只有起草人能修改"):
        revising.redraft_revision(revision, values(value="700"), actor=county_officer)


def test_a_stale_draft_is_refused(county_officer: User, second_county_officer: User) -> None:
    stale = revising.take_step(draft(county_officer, value="590"), "submit", actor=county_officer)
    take_force(county_officer, second_county_officer)
    with pytest.raises(Refused, match="又有一次修订生效"):
        revising.take_step(stale, "approve", actor=second_county_officer)
    assert standard() == 600_00
    revising.take_step(stale, "send_back", opinion="对照现行值", actor=second_county_officer)
    again = revising.redraft_revision(stale, values(value="605"), actor=county_officer)
    assert again.stage == RevisionStage.DRAFT
    revising.take_step(again, "submit", actor=county_officer)
    revising.take_step(again, "approve", actor=second_county_officer)
    assert standard() == 605_00


def test_sending_back_needs_an_opinion(county_officer: User, second_county_officer: User) -> None:
    revision = revising.take_step(draft(county_officer), "submit", actor=county_officer)
    with pytest.raises(Refused, match="须写明意见"):
        revising.take_step(revision, "send_back", opinion=" ", actor=second_county_officer)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"until": None}, "请把止日填为 2020-09-01"),
        ({"until": date(2021, 1, 1)}, "请把止日填为 2020-09-01"),
        ({"since": date(2026, 1, 1), "until": date(2027, 1, 1)}, "请不填止日"),
        ({"since": date(2017, 1, 1), "until": date(2017, 5, 1)}, "2017-04-01 起已另有一期"),
        ({"value": None}, "已确认或暂行的参数要有值"),
        ({"state": "unknown"}, "未知的参数没有值"),
        ({"value": "六百"}, "值读不出来"),
        ({"value": "600.005"}, "值读不出来"),
        ({"since": date(2019, 11, 1), "until": date(2019, 10, 1)}, "止日"),
    ],
)
def test_what_cannot_take_force_is_refused_at_drafting(
    county_officer: User, changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        draft(county_officer, **changed)
    assert not ParameterRevision.objects.exists()


def test_a_revision_that_begins_with_a_period_takes_its_place(
    county_officer: User, second_county_officer: User
) -> None:
    take_force(county_officer, second_county_officer, since=date(2019, 9, 1), value="590")
    periods = [r for r in parameters.current().revisions if r.code == URBAN]
    assert [(p.since, p.value) for p in periods[1:4]] == [
        (date(2018, 1, 1), 546_00),
        (date(2019, 9, 1), 590_00),
        (date(2020, 9, 1), 620_00),
    ]


def test_only_civil_affairs_and_the_leading_bureau_revise(
    county_officer: User, caseworker: User, finance_bureau: User, auditor: User
) -> None:
    for user in (caseworker, finance_bureau, auditor):
        with pytest.raises(Refused, match="由县民政局或该项目的牵头部门修订"):
            draft(user)
    revision = revising.take_step(draft(county_officer), "submit", actor=county_officer)
    with pytest.raises(Refused, match="牵头部门"):
        revising.take_step(revision, "approve", actor=finance_bureau)
    assert revising.steps_for(revision, finance_bureau) == []
    assert [s.code for s in revising.steps_for(revision, county_officer)] == ["withdraw"]


def test_the_same_set_is_used_until_something_takes_force(
    county_officer: User, second_county_officer: User
) -> None:
    first = parameters.current()
    draft(county_officer)
    assert parameters.current() is first
    take_force(county_officer, second_county_officer)
    assert parameters.current() is not first
    assert parameters.current() is parameters.current()
