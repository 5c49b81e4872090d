"""Telling a household's story: the page shows it, every app writes its lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from . import clock
from .models import TimelineEntry

if TYPE_CHECKING:
    from .models import User


def tell(
    household_uid: UUID,
    text: str,
    *,
    actor: User | None,
    detail: str = "",
    icon: str = "file-text",
    is_decision: bool = False,
    happened_on: date | None = None,
) -> None:
    """Add one line to the household's timeline in the caller's transaction."""
    TimelineEntry.objects.create(
        household_uid=household_uid,
        happened_on=happened_on or clock.today(),
        actor=actor,
        icon=icon,
        text=text,
        detail=detail[:500],
        is_decision=is_decision,
    )
