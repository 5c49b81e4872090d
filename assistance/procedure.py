"""What the law says about a procedure, by date: who decides, within which time, how published.

Each `Procedure` holds from its date until the next one; a case runs to its end under the one in
force on the day of its application. A value without a number in the law is absent, not guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from .enums import Level, Programme

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
    # The whole procedure, by who decides; appraisal and notice days count or not.
    total: Mapping[Level, Limit]
    total_excludes_appraisal_and_notice: bool
    limits: Mapping[str, Limit]
    notice: Limit
    # After an objection was looked into; absent where the law asks for no second notice.
    second_notice: Limit | None
    appraisal_required: bool
    extended: Limit | None = None
    refusal_told: Limit | None = None
    open_questions: tuple[str, ...] = ()

    @property
    def whole(self) -> Limit:
        """The limit of the whole procedure."""
        return self.total[self.decider]

    @property
    def confirmation_label(self) -> str:
        """How the deciding stage is called."""
        return "县级审批" if self.decider is Level.COUNTY else "乡镇确认"


BEGUN = frozenset({"request_check", "investigate"})

DIBAO_2016 = Procedure(
    programme=Programme.DIBAO,
    since=date(2016, 5, 1),
    title="重庆市城乡居民最低生活保障条例（2016修订）",
    source="条例 14–19；民发〔2012〕220号 13–26",
    decider=Level.COUNTY,
    total={Level.COUNTY: Limit(30, Unit.CALENDAR, "条例 19")},
    total_excludes_appraisal_and_notice=True,
    limits={
        "inquiry": Limit(10, Unit.WORKING, "民发〔2012〕220号 18"),
        "appraisal": Limit(5, Unit.WORKING, "民发〔2012〕220号 21"),
        "confirmation": Limit(5, Unit.WORKING, "民发〔2012〕220号 26"),
    },
    notice=Limit(7, Unit.CALENDAR, "条例 18（三）"),
    second_notice=Limit(3, Unit.CALENDAR, "条例 18（三）"),
    appraisal_required=True,
    refusal_told=Limit(3, Unit.CALENDAR, "民发〔2012〕220号 26"),
)

DIBAO_2021 = Procedure(
    programme=Programme.DIBAO,
    since=date(2021, 7, 1),
    title="最低生活保障审核确认办法（民发〔2021〕57号）",
    source="民发〔2021〕57号 10–22",
    decider=Level.COUNTY,
    total={Level.COUNTY: Limit(30, Unit.WORKING, "民发〔2021〕57号 22")},
    total_excludes_appraisal_and_notice=False,
    limits={
        "inquiry": Limit(3, Unit.WORKING, "民发〔2021〕57号 15", met_by=BEGUN),
        "confirmation": Limit(10, Unit.WORKING, "民发〔2021〕57号 20"),
    },
    notice=Limit(7, Unit.CALENDAR, "民发〔2021〕57号 19"),
    second_notice=None,
    appraisal_required=False,
    extended=Limit(45, Unit.WORKING, "民发〔2021〕57号 22"),
    refusal_told=Limit(3, Unit.WORKING, "民发〔2021〕57号 21"),
    open_questions=("2016 年条例第十九条（三十日）与本办法时限不一致，以何者为准待云阳县局确认",),
)

# Where the county delegates the decision, its procedure with `decider=Level.TOWNSHIP` is added
# with the date from which it does.
DIBAO_2022 = replace(
    DIBAO_2021,
    since=date(2022, 10, 20),
    title="最低生活保障审核确认办法及 2022 年兜底工作通知",
    source="民发〔2021〕57号 10–22；2022-10-20 兜底工作通知 四",
    total={
        Level.COUNTY: Limit(30, Unit.WORKING, "2022-10-20 兜底工作通知 四（一）"),
        Level.TOWNSHIP: Limit(20, Unit.WORKING, "2022-10-20 兜底工作通知 四（一）"),
    },
    extended=Limit(45, Unit.WORKING, "2022-10-20 兜底工作通知 四（一）"),
    open_questions=(
        *DIBAO_2021.open_questions,
        "确认权限是否、自何日起下放乡镇（街道）待云阳县局确认",
    ),
)

# In the order of their dates.
PROCEDURES: dict[Programme, tuple[Procedure, ...]] = {
    Programme.DIBAO: (DIBAO_2016, DIBAO_2021, DIBAO_2022),
}


def procedure_on(programme: str, day: date) -> Procedure:
    """Return the rules in force; raise ValueError for a day before the first of them."""
    for procedure in reversed(PROCEDURES[Programme(programme)]):
        if procedure.since <= day:
            return procedure
    raise ValueError(f"{programme} {day}")
