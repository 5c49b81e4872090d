"""A draft tried on everybody says exactly what taking force does later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from eligibility import actions, revising, whatif
from eligibility.enums import Basis, Cause, Verdict
from eligibility.models import Result, ResultChange, WhatIfChange
from households.models import Household
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from tests.eligibility.revisions import draft
from tests.eligibility.test_recompute import _family
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job, Region, User

ON = date(2019, 11, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business_date() -> Any:
    with clock.on(ON):
        yield


def tried(revision: Any, actor: User) -> Job:
    job = whatif.start_what_if(revision, actor=actor)
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def test_what_if_equals_a_later_recompute(
    community: Region,
    county_officer: User,
    second_county_officer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(actions, "BATCH", 20)
    families = Families(seed=9)
    ids = [register(families.record(ON), community).pk for _ in range(60)]
    actions.recompute(ids, on=ON, cause=Cause.REVIEW)
    results = dict(Result.objects.values_list("pk", "monthly_total"))
    known = set(
        Result.objects.filter(basis=Basis.VERIFIED).values_list("household", "unit", "programme")
    )
    revision = draft(county_officer, value="900")
    job = tried(revision, county_officer)
    assert dict(Result.objects.values_list("pk", "monthly_total")) == results
    assert not ResultChange.objects.exists()
    revising.take_step(revision, "submit", actor=county_officer)
    revising.take_step(revision, "approve", actor=second_county_officer)
    actions.recompute(ids, on=ON, cause=Cause.PARAMETERS)
    fields = ("household", "unit", "programme", "from_verdict", "to_verdict", "from_total")
    foreseen = set(WhatIfChange.objects.filter(job=job).values_list(*fields, "to_total"))
    happened = ResultChange.objects.filter(basis=Basis.VERIFIED)
    assert len(foreseen) > 5
    # What concerns a household from now on is a new result, not a changed one.
    assert {row for row in foreseen if row[:3] in known} == set(
        happened.values_list(*fields, "to_total")
    )
    now = Result.objects.filter(basis=Basis.VERIFIED)
    assert {(*row[:3], row[4], row[6]) for row in foreseen} <= set(
        now.values_list("household", "unit", "programme", "verdict", "monthly_total")
    )
    assert set(happened.values_list("cause", flat=True)) == {Cause.PARAMETERS}
    assert all(change.reason.startswith("政策参数修订：城市低保标准") for change in happened)


def test_budgets_by_township_and_class(
    community: Region, other_community: Region, county_officer: User, caseworker: User
) -> None:
    register(_family(), community)
    gained = register(_family(income="1750.00"), other_community)
    revision = draft(county_officer)
    job = tried(revision, county_officer)
    whole, townships, classes = whatif.budgets(job, "dibao")
    assert (whole.gained, whole.lost, whole.more, whole.less) == (1, 0, 1, 0)
    assert whole.difference == Decimal("60.00") + Decimal("50.00")
    assert {t.name: t.difference for t in townships} == {
        "双江街道": Decimal("60.00"),
        "青龙街道": Decimal("50.00"),
    }
    assert sum(c.difference for c in classes) == whole.difference
    mine = whatif.changes_of(job, caseworker).filter(programme="dibao")
    assert {change.household.region_id for change in mine} == {community.pk}
    (new,) = whatif.of_kind(whatif.changes_of(job, county_officer), "gained").filter(
        programme="dibao"
    )
    assert new.household == gained
    assert (new.from_verdict, new.to_verdict, new.is_receiving) == (
        Verdict.FAIL,
        Verdict.PASS,
        False,
    )


def test_a_future_revision_is_tried_on_its_first_day(
    household: Household, county_officer: User
) -> None:
    revision = draft(county_officer, since=date(2020, 3, 1))
    assert tried(revision, county_officer).params["on"] == "2020-03-01"
    past = draft(county_officer, since=date(2018, 5, 1), until=date(2019, 9, 1), value="550")
    assert tried(past, county_officer).params["on"] == "2019-08-31"


def test_a_trial_knows_that_its_draft_changed(
    household: Household, county_officer: User, second_county_officer: User
) -> None:
    from tests.eligibility.revisions import values

    revision = draft(county_officer)
    job = tried(revision, county_officer)
    assert whatif.is_of(job, revision)
    changed = revising.redraft_revision(revision, values(value="601"), actor=county_officer)
    assert not whatif.is_of(job, changed)
    revising.take_step(changed, "withdraw", actor=county_officer)
    changed.refresh_from_db()
    with pytest.raises(Refused, match="未生效"):
        whatif.start_what_if(changed, actor=county_officer)


def test_old_trials_go_with_their_rows(community: Region, county_officer: User) -> None:
    register(_family(), community)
    job = tried(draft(county_officer), county_officer)
    assert job.what_if_changes.exists()
    assert whatif.drop_old() == 0
    Job.objects.update(created_at=timezone.now() - whatif.KEPT - timedelta(days=1))
    assert whatif.drop_old() == 1
    assert not WhatIfChange.objects.exists()
