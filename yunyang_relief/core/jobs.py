"""Durable background work: planned into chunks, leased, resumed, done exactly once.

The rows `Job` and `JobChunk` are the truth. A worker claims a chunk (`FOR UPDATE SKIP LOCKED`),
renews its lease while it works, and commits the chunk's effects together with its "done" mark;
a worker that lost its lease finds a newer fence and rolls back. Beat wakes due jobs, so losing
a message, a worker or Redis loses nothing and does nothing twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from . import audit, request_context
from .errors import Refused
from .models import Job, JobChunk, Region

if TYPE_CHECKING:
    from .models import User

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
RENEW_SECONDS = 10
MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class JobKind:
    """How one kind of job is planned, worked and finished.

    `plan` yields (payload, weight) pairs; `work` does one payload in the caller's transaction;
    `finish` runs once, after the last chunk, and returns the result to show.
    """

    code: str
    plan: Callable[[Job], Iterable[tuple[dict[str, Any], int]]]
    work: Callable[[Job, dict[str, Any]], None]
    finish: Callable[[Job], dict[str, Any]]


KINDS: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Make a kind known to workers; apps call it when they are ready."""
    KINDS[kind.code] = kind


class LeaseLost(Exception):
    """Another worker has taken the chunk over."""


def start_job(
    kind: str, label: str, *, region: Region, actor: User | None, params: dict[str, Any]
) -> Job:
    """Record a job and wake a worker when the transaction commits."""
    job = Job.objects.create(
        kind=KINDS[kind].code, label=label, region=region, created_by=actor, params=params
    )
    audit.record("start_job", job, actor=actor, after={"kind": kind, **params})
    transaction.on_commit(lambda: wake(job.pk))
    return job


def wake(job_id: int) -> None:
    """Send the message; a broker that is down only delays the job until beat finds it."""
    from .tasks import run_job

    try:
        run_job.delay(job_id)
    except Exception:
        log.warning("broker unreachable, job %s waits for the next sweep", job_id)


def cancel_job(job: Job, *, actor: User) -> None:
    """Stop an open job: chunks that are done stay done, no further one is begun."""
    changed = Job.objects.filter(pk=job.pk, state__in=(Job.State.QUEUED, Job.State.RUNNING)).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )
    if not changed:
        raise Refused("job-closed", "该作业已经结束，不能再取消")
    audit.record("cancel_job", job, actor=actor)


def due_jobs() -> list[int]:
    """Open jobs with a chunk that nobody holds, or not planned yet."""
    now = timezone.now()
    free = JobChunk.objects.filter(
        Q(state=JobChunk.State.WAITING) | Q(state=JobChunk.State.LEASED, leased_until__lt=now)
    )
    open_jobs = Job.objects.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING))
    unfinished = (
        Q(is_planned=False)
        | Q(chunks__in=free)
        | ~Q(chunks__state__in=(JobChunk.State.WAITING, JobChunk.State.LEASED))
    )
    return list(open_jobs.filter(unfinished).distinct().values_list("pk", flat=True))


def work_on(job_id: int) -> None:
    """Do everything of a job that nobody else is doing; safe to call any number of times."""
    job = Job.objects.select_related("created_by").get(pk=job_id)
    if not job.is_open:
        return
    with request_context.acting(job.created_by_id, request_id=job.uid.hex):
        _plan(job)
        while (chunk := _claim(job)) is not None:
            _do(job, chunk)
        _finish(job)


def _plan(job: Job) -> None:
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.is_planned or not locked.is_open:
            return
        chunks = [
            JobChunk(job=job, position=position, payload=payload, weight=weight)
            for position, (payload, weight) in enumerate(KINDS[job.kind].plan(job))
        ]
        JobChunk.objects.bulk_create(chunks, batch_size=1000)
        Job.objects.filter(pk=job.pk).update(
            is_planned=True, total=sum(c.weight for c in chunks), state=Job.State.RUNNING
        )


def _claim(job: Job) -> JobChunk | None:
    now = timezone.now()
    with transaction.atomic():
        chunk = (
            job.chunks.filter(
                Q(state=JobChunk.State.WAITING)
                | Q(state=JobChunk.State.LEASED, leased_until__lt=now),
                job__state=Job.State.RUNNING,
            )
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("position")
            .first()
        )
        if chunk is None:
            return None
        chunk.state = JobChunk.State.LEASED
        chunk.leased_until = now + LEASE
        chunk.fence += 1
        chunk.attempts += 1
        chunk.save(update_fields=["state", "leased_until", "fence", "attempts"])
        return chunk


def _do(job: Job, chunk: JobChunk) -> None:
    try:
        with _renewing(chunk), transaction.atomic():
            KINDS[job.kind].work(job, chunk.payload)
            _complete(job, chunk)
    except LeaseLost:
        log.warning("chunk %s was taken over by another worker", chunk)
    except Exception as error:
        log.exception("chunk %s failed", chunk)
        _give_back(job, chunk, error)


def _complete(job: Job, chunk: JobChunk) -> None:
    """Mark the chunk done in the transaction of its effects, unless the lease was lost."""
    mine = JobChunk.objects.filter(pk=chunk.pk, fence=chunk.fence, state=JobChunk.State.LEASED)
    if not mine.update(state=JobChunk.State.DONE, leased_until=None):
        raise LeaseLost
    Job.objects.filter(pk=job.pk).update(done=F("done") + chunk.weight)


def _give_back(job: Job, chunk: JobChunk, error: Exception) -> None:
    is_final = chunk.attempts >= MAX_ATTEMPTS or isinstance(error, Refused)
    JobChunk.objects.filter(pk=chunk.pk, fence=chunk.fence).update(
        state=JobChunk.State.FAILED if is_final else JobChunk.State.WAITING, leased_until=None
    )
    if is_final:
        message = (
            error.message if isinstance(error, Refused) else "程序出错，已记录；请重试或联系管理员"
        )
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
            state=Job.State.FAILED, error=message, finished_at=timezone.now()
        )


def _finish(job: Job) -> None:
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state != Job.State.RUNNING or not locked.is_planned:
            return
        if locked.chunks.exclude(state=JobChunk.State.DONE).exists():
            return
        locked.result = KINDS[job.kind].finish(locked)
        locked.state = Job.State.DONE
        locked.finished_at = timezone.now()
        locked.save(update_fields=["result", "state", "finished_at"])


@contextmanager
def _renewing(chunk: JobChunk) -> Iterator[None]:
    """Hold the lease from a second connection while the chunk's own transaction is open."""
    stop = threading.Event()

    def renew() -> None:
        try:
            while not stop.wait(RENEW_SECONDS):
                JobChunk.objects.filter(
                    pk=chunk.pk, fence=chunk.fence, state=JobChunk.State.LEASED
                ).update(leased_until=timezone.now() + LEASE)
        finally:
            connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
