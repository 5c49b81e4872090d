"""A worker killed in the middle of a recompute: another one finishes it, with equal results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from eligibility import actions
from eligibility.enums import Cause
from eligibility.models import Result, ResultChange
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.models import Job, JobChunk, Region

ON = date(2019, 11, 15)
# A worker of its own that takes its time over each small batch.
WORKER = """
import sys, time, django
django.setup()
from eligibility import actions
from yunyang_relief.core import jobs
actions.BATCH = 3
store = actions.store
def slowly(*args, **kwargs):
    time.sleep(0.05)
    return store(*args, **kwargs)
actions.store = slowly
jobs.work_on(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_another_worker_resumes_and_the_results_are_equal(
    county: Region, community: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 3)
    families = Families(seed=13)
    ids = [register(families.record(ON), community).pk for _ in range(90)]
    actions.recompute(ids, on=ON, cause=Cause.REVIEW)
    expected = _contents()
    Result.objects.all().delete()

    with clock.on(ON):
        job = actions.start_recompute(cause=Cause.REVIEW)
    worker = _start(job)
    _wait_until(job, chunks_done=4)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    done = job.chunks.filter(state=JobChunk.State.DONE).count()
    assert 4 <= done < job.chunks.count()

    leased = job.chunks.filter(state=JobChunk.State.LEASED)
    assert leased.count() == 1
    leased.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.due_jobs() == [job.pk]
    assert _start(job).wait(timeout=60) == 0

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, len(ids), len(ids))
    assert _contents() == expected
    assert not ResultChange.objects.exists()


def _start(job: Job) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    return subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", WORKER, str(job.pk)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "yunyang_relief.settings", "DATABASE_URL": url},
    )


def _wait_until(job: Job, *, chunks_done: int) -> None:
    deadline = time.monotonic() + 60
    while job.chunks.filter(state=JobChunk.State.DONE).count() < chunks_done:
        assert time.monotonic() < deadline, "the worker makes no progress"
        time.sleep(0.02)


def _contents() -> set[tuple[object, ...]]:
    names = ("household", "unit", "programme", "basis", "verdict", "monthly_total", "pending")
    return {(*row[:-1], tuple(row[-1])) for row in Result.objects.values_list(*names)}
