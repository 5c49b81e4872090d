"""The business date: what "today" means for deadlines, ages and parameters.

Sessions, audit and jobs use real time (`django.utils.timezone.now`). Only this module answers
which day the county works on, so that a demo or a rehearsal can stand on a fixed day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.conf import settings
from django.utils import timezone

_rehearsed: ContextVar[date | None] = ContextVar("rehearsed_day", default=None)


def today() -> date:
    """Return the business date: a rehearsed or fixed one, else the real day in Asia/Shanghai."""
    fixed: date | None = _rehearsed.get() or settings.BUSINESS_DATE
    return fixed or timezone.localdate()


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let a block work on another day: demo data, simulations and tests walk through the past."""
    token = _rehearsed.set(day)
    try:
        yield
    finally:
        _rehearsed.reset(token)


def is_fixed() -> bool:
    """Tell whether the business date is a set one (shown in a banner)."""
    return settings.BUSINESS_DATE is not None
