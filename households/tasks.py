"""The registry's housekeeping."""

from celery import shared_task

from . import actions


@shared_task(name="households.drop_old_drafts")
def drop_old_drafts() -> None:
    """Delete drafts that nobody came back to for 30 days."""
    actions.drop_old_drafts()
