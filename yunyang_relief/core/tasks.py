"""Background entry points of core: ids in, one call."""

from celery import shared_task

from . import clock, flags, jobs


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Work on a job as far as nobody else does."""
    jobs.work_on(job_id)


@shared_task(name="core.wake_due_jobs")
def wake_due_jobs() -> None:
    """Send again what a lost message or a dead worker left lying."""
    for job_id in jobs.due_jobs():
        run_job.delay(job_id)


@shared_task(name="core.refresh_flags")
def refresh_flags() -> None:
    """Open warnings whose cause arose and close those whose cause is gone."""
    flags.refresh(clock.today())
