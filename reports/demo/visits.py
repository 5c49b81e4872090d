"""How far the survey of a household has come, and who vouches for each of its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from django.utils import timezone

from households.enums import Section, Source, Verification
from households.models import Fact
from households.verification import KINDS
from yunyang_relief.core.models import Region, User

from .chance import Chance
from .staff import Desk, Staff


class Progress(Enum):
    """What has been done of a household's survey."""

    VERIFIED = auto()
    # Surveyed, but the bureaus have not answered yet.
    AT_BUREAUS = auto()
    DECLARED = auto()
    UNFINISHED = auto()
    OPENED = auto()


PROGRESS = {
    Progress.VERIFIED: 83.0,
    Progress.AT_BUREAUS: 5.0,
    Progress.DECLARED: 4.0,
    Progress.UNFINISHED: 6.0,
    Progress.OPENED: 2.0,
}
SURVEYED = tuple(section for section in Section if section != Section.CONFIRM)
DOUBTS = ("与系统内登记不一致", "系统内查无此人", "时间与金额对不上，请补充凭证")


@dataclass
class Visit:
    """One household's survey: who went when, and what they brought home."""

    chance: Chance
    desk: Desk
    staff: Staff
    community: Region
    progress: Progress
    opened_on: date
    visited_on: date
    last_day: date
    surveyors: tuple[User, User] = field(init=False)

    def __post_init__(self) -> None:
        desk = self.desk
        self.surveyors = (desk.caseworker, desk.colleague)
        if desk.helper and desk.helper.region == self.community and self.chance.happens(0.4):
            self.surveyors = (desk.helper, desk.caseworker)

    @property
    def is_complete(self) -> bool:
        """Tell whether every section was filled in and signed."""
        return self.progress not in (Progress.UNFINISHED, Progress.OPENED)

    def sections_done(self) -> list[Section]:
        """The sections whose content is complete, in their order."""
        if self.is_complete:
            return list(SURVEYED)
        if self.progress == Progress.OPENED:
            return []
        return list(SURVEYED[: self.chance.randint(1, 5)])

    def vouch_for(self, fact: Fact) -> None:
        """Say who recorded a fact and when, and who verified it."""
        fact.recorded_by, fact.recorded_at = self.surveyors[0], at(self.visited_on, 10)
        office = next((kind.department for kind in KINDS if kind.covers(fact)), None)
        if self.progress == Progress.AT_BUREAUS and office and self.chance.happens(0.8):
            self._leave_to(fact, self.staff.bureaus[office])
        elif self.progress in (Progress.VERIFIED, Progress.AT_BUREAUS):
            fact.verification = Verification.VERIFIED
            fact.source = Source.DEPARTMENT if office else Source.VISIT
            fact.verified_by = self.staff.bureaus[office] if office else self.desk.caseworker
            waited = self.chance.randint(1, 6) if office else 0
            fact.verified_on = min(self.visited_on + timedelta(days=waited), self.last_day)

    def _leave_to(self, fact: Fact, bureau: User) -> None:
        """A bureau has not looked at it yet, or disagrees."""
        if self.chance.happens(0.12):
            fact.verification, fact.note = Verification.DISPUTED, self.chance.choice(DOUBTS)
            fact.source, fact.verified_by = Source.DEPARTMENT, bureau
            fact.verified_on = self.visited_on


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day as the county's clocks show it."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
