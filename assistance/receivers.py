"""What happens in core that deadlines depend on."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from yunyang_relief.core.models import CalendarDay

log = logging.getLogger(__name__)


def connect() -> None:
    """Listen to corrections of the working calendar."""
    for signal in (post_save, post_delete):
        signal.connect(calendar_changed, sender=CalendarDay, dispatch_uid="assistance.calendar")


def calendar_changed(**_: Any) -> None:
    """Work the deadlines out again once the correction is committed."""
    transaction.on_commit(_refresh)


def _refresh() -> None:
    from .tasks import refresh_deadlines

    try:
        refresh_deadlines.delay()
    except Exception:
        log.warning("broker unreachable, deadlines follow with the nightly refresh")
