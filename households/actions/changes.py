"""What the writes of the registry share: the lock, the trace, the line of the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from yunyang_relief.core import timeline
from yunyang_relief.core.access import Resource
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.scoping import scope_of

from ..models import Household

if TYPE_CHECKING:
    from datetime import datetime

    from yunyang_relief.core.models import User


@dataclass(frozen=True)
class Change:
    """Something that was written: the verb (新增, 修改, 撤下 …) and what about it."""

    verb: str
    text: str


def lock(
    household: Household, actor: User, *, resource: Resource = Resource.HOUSEHOLD
) -> Household:
    """Return the household as it is now, locked against other writers until the commit.

    Raise Refused when the actor no longer sees it (it moved away) or it was closed.
    """
    rows = Household.objects.filter(scope_of(actor, resource, "region_id"), pk=household.pk)
    locked: Household | None = rows.select_for_update(no_key=True).first()
    if locked is None:
        raise Refused("not-in-region", "该户已不在您的辖区，不能再修改；请联系现在所属的乡镇")
    if locked.closed_on:
        raise Refused("household-closed", f"该户已于 {locked.closed_on} 销户，不能再修改")
    return locked


def tell_changes(
    household: Household, heading: str, changes: Iterable[Change], *, actor: User, icon: str
) -> None:
    """Tell one line for all changes and mark the household as updated; none: do nothing."""
    lines = [f"{change.verb}{change.text}" for change in changes]
    if not lines:
        return
    if len(lines) == 1:
        heading, detail = _split(lines[0])
    else:
        detail = "；".join(lines)
    timeline.tell(household.uid, heading, actor=actor, detail=detail, icon=icon)
    Household.objects.filter(pk=household.pk).update(updated_at=timezone.now())


def _split(line: str) -> tuple[str, str]:
    heading, _, detail = line.partition("：")
    return heading[:200], detail


def clock_time(moment: datetime) -> str:
    """A real time as people say it: 14:03 today, else with the day."""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate()
    return f"{local:%H:%M}" if is_today else f"{local:%m-%d %H:%M}"
