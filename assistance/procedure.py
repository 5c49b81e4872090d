"""What the law says about a procedure, by date: who decides, within which time, how published.

Each `Procedure` holds from its date until the next one; a case runs to its end under the one in
force on the day of its application. A value without a number in the law is absent, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from .enums import REQUIRED_PAPERS, Level, Paper, Programme

if TYPE_CHECKING:
    from yunyang_relief.core.calendar import WorkingCalendar


class Unit(Enum):
    """What a limit counts; the value is how it is told."""

    CALENDAR = "自然日"
    WORKING = "工作日"


@dataclass(frozen=True)
class Limit:
    """A time limit with its clause.

    `met_by` names the steps that fulfil it while the stage lasts (an inquiry that has to be
    begun within three days); without any, leaving the stage does.
    """

    days: int
    unit: Unit
    clause: str
    met_by: frozenset[str] = frozenset()

    def end(self, start: date, calendar: WorkingCalendar, *, excluded: int = 0) -> date:
        """Return the last day.

        The starting day is not counted (民法典 201). Days that do not count are added before a
        last day that falls on a rest day moves to the next working day (民法典 203).
        """
        if self.unit is Unit.WORKING:
            return calendar.add_working_days(start + timedelta(days=excluded), self.days)
        return calendar.roll_forward(start + timedelta(days=self.days + excluded))

    def __str__(self) -> str:
        return f"{self.days} 个{self.unit.value}"


@dataclass(frozen=True)
class Procedure:
    """The rules of one programme's procedure from one date on."""

    programme: Programme
    since: date
    title: str
    source: str
    decider: Level
    # The whole procedure, by who decides, where the law limits it; appraisal and notice days
    # count or not.
    total: Mapping[Level, Limit]
    total_excludes_appraisal_and_notice: bool
    limits: Mapping[str, Limit]
    # Absent where nothing is published.
    notice: Limit | None
    # After an objection was looked into; absent where the law asks for no second notice.
    second_notice: Limit | None
    appraisal_required: bool
    extended: Limit | None = None
    refusal_told: Limit | None = None
    open_questions: tuple[str, ...] = ()
    # Without these an application is not complete.
    papers: tuple[Paper, ...] = REQUIRED_PAPERS
    # Whether the household has to be surveyed before anybody applies for it.
    needs_survey: bool = True

    @property
    def whole(self) -> Limit | None:
        """The limit of the whole procedure; None where no law names one."""
        return self.total.get(self.decider)

    @property
    def confirmation_label(self) -> str:
        """How the deciding stage is called."""
        return "县级审批" if self.decider is Level.COUNTY else "乡镇确认"

    @property
    def authority(self) -> str:
        """The office that decides."""
        return self.decider.authority(self.programme)


# The rules of each programme in the order of their dates; filled by `assistance.programmes`.
PROCEDURES: dict[Programme, tuple[Procedure, ...]] = {}


def procedure_on(programme: str, day: date) -> Procedure:
    """Return the rules in force; raise ValueError for a day before the first of them."""
    for procedure in reversed(PROCEDURES[Programme(programme)]):
        if procedure.since <= day:
            return procedure
    raise ValueError(f"{programme} {day}")
