"""Background entry points of eligibility: one call each."""

from celery import shared_task

from . import actions, whatif
from .enums import Cause


@shared_task(name="eligibility.recompute_changed")
def recompute_changed() -> None:
    """Bring the results of households whose facts changed up to date."""
    actions.recompute_dirty()


@shared_task(name="eligibility.recompute_all")
def recompute_all() -> None:
    """Work everybody out again: ages, windows and parameters move with the days."""
    actions.start_recompute(cause=Cause.REVIEW)


@shared_task(name="eligibility.drop_old_trials")
def drop_old_trials() -> None:
    """Remove what drafts were tried on, once it is old."""
    whatif.drop_old()
