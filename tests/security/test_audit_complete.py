"""Nothing changes without a trace: row history names the actor, the audit trail says what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pghistory.models
import pytest
from django.apps import apps

from assistance.tasks import extend_entitlements, refresh_deadlines
from eligibility.tasks import recompute_all, recompute_changed
from households.models import Household
from tests.access.routes import all_routes
from tests.security.history import HISTORIES, actor_of, marks, since
from tests.security.submissions import SUBMISSIONS, World
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.models import AuditEvent, Job, User
from yunyang_relief.core.registry import registry
from yunyang_relief.core.request_context import acting
from yunyang_relief.core.tasks import refresh_flags, wake_due_jobs

pytestmark = pytest.mark.django_db
OWN_APPS = ("core", "households", "eligibility", "assistance", "pairing", "reports")
# Worked out again at any time, or a trace themselves: nothing is lost without their history.
UNTRACKED = {
    "core.AuditEvent": "the audit trail itself, append-only",
    "core.TimelineEntry": "written with an audit event, never changed",
    "core.Region": "the official list, loaded from a fixture",
    "core.Flag": "derived from what stands today",
    "core.Job": "its beginning and end are audit events",
    "core.JobChunk": "progress of a job",
    "core.SubmittedForm": "that a form was sent",
    "assistance.Bill": "the hospital stays of households, which keep their own",
    "assistance.NumberSeries": "a counter; the numbers stand in cases and notices",
    "eligibility.Result": "derived from facts; changes are kept in ResultChange",
    "eligibility.ResultChange": "a history itself",
    "eligibility.RevisionStep": "a history itself, append-only",
    "eligibility.WhatIfChange": "what a draft would change, gone with its job",
    "eligibility.DirtyHousehold": "what is still to be worked out",
    "households.Draft": "sealed text that nobody has submitted",
}
# What is typed and not submitted concerns nobody else yet.
NOTHING_TO_TELL = {"households:draft", "households:draft_drop"}


def test_every_table_of_ours_keeps_its_history_or_says_why_not() -> None:
    kept = {model.pgh_tracked_model for model in HISTORIES}
    without = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OWN_APPS
        and model not in kept
        and not issubclass(model, pghistory.models.Event)
    }
    assert without == set(UNTRACKED)


def test_every_form_of_the_product_is_among_the_submissions() -> None:
    posts = {route.name for route in all_routes() if "post" in route.methods}
    assert posts == {name.split(" ")[0] for name in SUBMISSIONS}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_a_form_that_changes_rows_is_audited_and_has_its_actor(world: World, name: str) -> None:
    submission = SUBMISSIONS[name](world)
    browser = submission.browser()
    histories, events = marks(), AuditEvent.objects.count()
    response = submission.send(browser)
    assert response.status_code in (200, 302), response.content.decode(errors="replace")
    rows = since(histories)
    by = submission.user or User.objects.get(username=submission.data["username"])
    assert {actor_of(row) for row in rows} <= {by.pk}
    written = AuditEvent.objects.order_by("pk")[events:]
    assert {event.actor for event in written} <= {by}
    assert {event.action for event in written} <= set(registry.audited), "no words for it"
    assert written or not rows, "rows changed that the audit trail does not know of"
    assert written or name in NOTHING_TO_TELL


def test_bulk_writes_have_their_actor(world: World) -> None:
    histories = marks()
    with acting(world.administrator.pk):
        User.objects.filter(region=world.township).update(name="改名")
        Household.objects.bulk_update(
            [Household(pk=world.household.pk, surveyed=["income"])], ["surveyed"]
        )
    rows = since(histories)
    assert len(rows) == 4
    assert {actor_of(row) for row in rows} == {world.administrator.pk}


def test_jobs_write_in_the_name_of_who_started_them(world: World) -> None:
    actor = world.team.officer
    histories = marks()
    job = jobs.start_job(
        "bulk", "改住户", region=world.county, actor=actor, params={"pk": world.household.pk}
    )
    jobs.work_on(job.pk)
    assert {actor_of(row) for row in since(histories)} == {actor.pk}
    assert AuditEvent.objects.filter(action="start_job", actor=actor, subject_id=job.pk).exists()


@pytest.fixture(autouse=True)
def bulk_job() -> Iterator[None]:
    """A kind of job that writes many rows at once."""

    def work(job: Job, payload: dict[str, Any]) -> None:
        Household.objects.filter(pk=job.params["pk"]).update(surveyed=["assets"])

    jobs.register(jobs.JobKind("bulk", lambda job: [({}, 1)], work, lambda job: {}))
    yield
    del jobs.KINDS["bulk"]


def test_only_the_clock_writes_without_an_actor(world: World) -> None:
    """Jobs of the beat have nobody behind them; what they write is this, and says so."""
    events, histories = AuditEvent.objects.count(), marks()
    with clock.on(date(2020, 1, 2)):
        for sweep in (
            recompute_all,
            recompute_changed,
            refresh_flags,
            wake_due_jobs,
            extend_entitlements,
            refresh_deadlines,
        ):
            sweep()
    written = AuditEvent.objects.order_by("pk")[events:]
    assert {(event.action, event.actor) for event in written} == {
        ("start_job", None),
        ("extend_entitlements", None),
    }
    nameless = {row.pgh_obj._meta.label for row in since(histories)}
    assert nameless == {"assistance.Entitlement"}
