"""Finding a person by the whole identity number: recorded each time, and limited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from yunyang_relief.core import audit
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Region

from .. import queries
from ..models import Household, Person

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

LOOK_UP = "look_up_person"
LOOK_UPS_PER_HOUR = 60
UNMASK = "unmask"
UNMASKS_PER_HOUR = 20
HOUR = timedelta(hours=1)
# Enough of the blind index to tell two numbers apart, too little to be one.
SHOWN_OF_INDEX = 8


@dataclass(frozen=True)
class Found:
    """Whom a number belongs to; the household only as far as the asker may know of it."""

    person: Person | None = None
    household: Household | None = None
    is_in_sight: bool = False
    township: str = ""


def look_up_person(id_number: str, *, actor: User) -> Found:
    """Tell who holds an identity number; raise Refused beyond 60 different ones in an hour.

    Side effect: an audit event without the number, with the beginning of its blind index.
    """
    mark = Person(id_number=id_number).id_number.index[:SHOWN_OF_INDEX]
    _limit_look_ups(actor, mark)
    found = _find(id_number, actor)
    outcome = "none"
    if found.household:
        outcome = "in-sight" if found.is_in_sight else "elsewhere"
    elif found.person:
        outcome = "no-household"
    audit.record(
        LOOK_UP, None, actor=actor, reason="查重", after={"index": mark, "outcome": outcome}
    )
    return found


def _find(id_number: str, actor: User) -> Found:
    person = Person.objects.with_id_number(id_number).first()
    household = queries.household_of(person) if person else None
    if household is None:
        return Found(person)
    township = Region.objects.get(code=household.region.township_code).name
    return Found(person, household, queries.sees(actor, household), township)


def _limit_look_ups(actor: User, mark: str) -> None:
    recent = AuditEvent.objects.filter(
        action=LOOK_UP, actor=actor, at__gt=timezone.now() - HOUR
    ).values_list("after__index", flat=True)
    marks = set(recent)
    if mark not in marks and len(marks) >= LOOK_UPS_PER_HOUR:
        raise Refused(
            "too-many-look-ups",
            f"一小时内最多查 {LOOK_UPS_PER_HOUR} 个不同的身份号码，请稍后再试；"
            "批量比对请用台账导入",
        )


def limit_unmasking(actor: User) -> None:
    """Raise Refused when the actor has seen too many protected values in the last hour."""
    recent = AuditEvent.objects.filter(
        action=UNMASK, actor=actor, at__gt=timezone.now() - HOUR
    ).count()
    if recent >= UNMASKS_PER_HOUR:
        raise Refused(
            "too-many-unmasked",
            f"一小时内最多查看 {UNMASKS_PER_HOUR} 次完整号码，请稍后再试；确需批量使用的走台账下载",
        )
