"""A worker killed in the middle of a recompute: another one finishes it, with equal results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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
# A worker of its own, with small batches. In the one named on its command line it has written the
# results and not committed them when it says so and waits.
WORKER = """
import signal, sys, django
django.setup()
from eligibility import actions
from yunyang_relief.core import jobs
actions.BATCH = 3
store = actions.store
batches_left = int(sys.argv[2])
def store_and_wait(*args, **kwargs):
    global batches_left
    changed = store(*args, **kwargs)
    batches_left -= 1
    if batches_left == 0:
        print("holding", flush=True)
        signal.pause()
    return changed
actions.store = store_and_wait
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
    worker = _start(job, waits_in_batch=5)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"holding\n"
    worker.kill()
    assert worker.wait() == -signal.SIGKILL
    worker.stdout.close()
    assert job.chunks.filter(state=JobChunk.State.DONE).count() == 4
    assert Result.objects.values("household").distinct().count() < len(ids)

    leased = job.chunks.filter(state=JobChunk.State.LEASED)
    assert leased.count() == 1
    leased.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.due_jobs() == [job.pk]
    second = _start(job)
    _, _ = second.communicate(timeout=60)
    assert second.returncode == 0

    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, len(ids), len(ids))
    assert _contents() == expected
    assert not ResultChange.objects.exists()


def _start(job: Job, *, waits_in_batch: int = 0) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    return subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", WORKER, str(job.pk), str(waits_in_batch)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "yunyang_relief.settings", "DATABASE_URL": url},
    )


def _contents() -> set[tuple[object, ...]]:
    names = ("household", "unit", "programme", "basis", "verdict", "monthly_total", "pending")
    return {(*row[:-1], tuple(row[-1])) for row in Result.objects.values_list(*names)}
