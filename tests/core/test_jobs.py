"""Durable jobs: done once, resumed after a loss, never twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yunyang_relief.core import jobs
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import CalendarDay, Job, JobChunk, Region, User

pytestmark = pytest.mark.django_db(transaction=True)


class Boom(Exception):
    """A fault of the work itself."""


def plan(job: Job) -> Iterator[tuple[dict[str, Any], int]]:
    for number in range(job.params["chunks"]):
        yield {"day": f"2019-01-{number + 1:02}"}, 10


def work(job: Job, payload: dict[str, Any]) -> None:
    CalendarDay.objects.create(day=payload["day"], is_working=True, note="由作业写入")
    if payload["day"] == job.params.get("fails_on"):
        raise Refused("no", "第二天不能写") if job.params.get("refuses") else Boom


def finish(job: Job) -> dict[str, Any]:
    return {"days": CalendarDay.objects.count()}


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    jobs.register(jobs.JobKind("test", plan, work, finish))
    yield
    del jobs.KINDS["test"]


def start(county: Region, actor: User, **params: Any) -> Job:
    return jobs.start_job(
        "test", "测试作业", region=county, actor=actor, params={"chunks": 3, **params}
    )


def test_does_every_chunk_once(county: Region, county_officer: User) -> None:
    job = start(county, county_officer)
    jobs.work_on(job.pk)
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.total, job.done, job.percent) == ("done", 30, 30, 100)
    assert job.result == {"days": 3}


def test_the_actor_stands_in_row_history(county: Region, county_officer: User) -> None:
    from django.apps import apps

    jobs.work_on(start(county, county_officer).pk)
    history = apps.get_model("core", "CalendarDayEvent").objects.all()
    assert {event.pgh_context.metadata["actor"] for event in history} == {county_officer.pk}


def test_a_dead_workers_chunk_is_taken_over(county: Region, county_officer: User) -> None:
    job = start(county, county_officer)
    jobs._plan(job)
    dead = jobs._claim(Job.objects.get(pk=job.pk))
    assert dead is not None
    jobs.work_on(job.pk)
    assert Job.objects.get(pk=job.pk).done == 20
    JobChunk.objects.filter(pk=dead.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert jobs.due_jobs() == [job.pk]
    jobs.work_on(job.pk)
    assert Job.objects.get(pk=job.pk).state == "done"
    # The dead worker comes back and finds a newer fence: its effects roll back.
    with pytest.raises(jobs.LeaseLost):
        jobs._complete(job, dead)


def test_a_fault_is_tried_again_and_then_told(county: Region, county_officer: User) -> None:
    job = start(county, county_officer, fails_on="2019-01-02")
    for _ in range(jobs.MAX_ATTEMPTS):
        jobs.work_on(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "请重试" in job.error
    assert CalendarDay.objects.filter(day="2019-01-02").count() == 0


def test_a_refusal_fails_at_once_in_its_own_words(county: Region, county_officer: User) -> None:
    job = start(county, county_officer, fails_on="2019-01-02", refuses=True)
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "第二天不能写")


def test_cancelled_jobs_begin_nothing_more(county: Region, county_officer: User) -> None:
    job = start(county, county_officer)
    jobs.cancel_job(job, actor=county_officer)
    jobs.work_on(job.pk)
    assert CalendarDay.objects.count() == 0
    with pytest.raises(Refused, match="已经结束"):
        jobs.cancel_job(job, actor=county_officer)


def test_an_open_job_without_free_chunks_is_not_due(county: Region, county_officer: User) -> None:
    job = start(county, county_officer)
    assert jobs.due_jobs() == [job.pk]
    jobs._plan(job)
    while jobs._claim(Job.objects.get(pk=job.pk)):
        pass
    assert jobs.due_jobs() == []
