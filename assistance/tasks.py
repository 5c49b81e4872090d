"""Background entry points: one call each."""

from celery import shared_task

from yunyang_relief.core import clock

from . import actions


@shared_task(name="assistance.refresh_deadlines")
def refresh_deadlines() -> None:
    """Work the clocks of running cases out again: nightly, and when the calendar changes."""
    actions.refresh_deadlines(clock.today())


@shared_task(name="assistance.extend_entitlements")
def extend_entitlements() -> None:
    """Give running awards this month's entitlement; harmless when run again."""
    actions.extend_entitlements(clock.today())
