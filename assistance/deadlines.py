"""The two clocks of a running case, worked out from its steps alone.

So they can be computed for every open case at once, and again when the calendar changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yunyang_relief.core.calendar import WorkingCalendar

from .enums import AIDED, RUNNING, Stage
from .models import Step
from .procedure import Limit, Procedure
from .workflow import transition_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """When the present stage and the whole procedure have to be done; None where no law says."""

    stage_due_on: date | None
    total_due_on: date | None


def clock_of(
    procedure: Procedure, steps: Sequence[Step], calendar: WorkingCalendar, today: date
) -> Clock:
    """Return both clocks after these steps (oldest first)."""
    if not steps or steps[-1].to_stage not in RUNNING:
        return Clock(None, None)
    return Clock(
        _stage_due(procedure, steps, calendar), _total_due(procedure, steps, calendar, today)
    )


def _stage_due(
    procedure: Procedure, steps: Sequence[Step], calendar: WorkingCalendar
) -> date | None:
    entered = max(i for i, step in enumerate(steps) if _starts_clock(procedure, step))
    stage, later = steps[entered], steps[entered + 1 :]
    if stage.to_stage == Stage.NOTICE:
        return _notice_due(later, calendar)
    limit = procedure.limits.get(transition_of(procedure.programme, stage.code).deadline)
    if limit is None or any(step.code in limit.met_by for step in later):
        return None
    return limit.end(counted_from(stage), calendar)


def _starts_clock(procedure: Procedure, step: Step) -> bool:
    """Entering a stage does, and so does a step within it that has a limit of its own."""
    is_entry = step.from_stage != step.to_stage
    return is_entry or bool(transition_of(procedure.programme, step.code).deadline)


def counted_from(step: Step) -> date:
    """The day a limit counts from: the one the step recorded as `counts_from`, else its own."""
    return date.fromisoformat(step.data["counts_from"]) if "counts_from" in step.data else step.on


def _notice_due(steps: Sequence[Step], calendar: WorkingCalendar) -> date | None:
    """The first working day after the notice: no law names one, but then it can go on."""
    published = [step for step in steps if step.code == "publish"]
    if not published:
        return None
    return calendar.roll_forward(published_until(published[-1]) + ONE_DAY)


def _total_due(
    procedure: Procedure, steps: Sequence[Step], calendar: WorkingCalendar, today: date
) -> date | None:
    limit = whole_limit(procedure, steps)
    if limit is None or steps[-1].to_stage in AIDED:
        return None
    accepted = next(step.on for step in steps if step.to_stage in RUNNING)
    excluded = 0
    if procedure.total_excludes_appraisal_and_notice:
        excluded = excluded_days(steps, today)
    return limit.end(accepted, calendar, excluded=excluded)


def whole_limit(procedure: Procedure, steps: Sequence[Step]) -> Limit | None:
    """The limit of the whole procedure, the longer one once the case was extended."""
    is_extended = any(step.code == "extend" for step in steps)
    return procedure.extended if is_extended and procedure.extended else procedure.whole


def excluded_days(steps: Sequence[Step], today: date) -> int:
    """Days of appraisal and notice, which the thirty days leave out (条例 19).

    A running appraisal counts up to today, a running notice to its last day; one that was taken
    down counts to the day it was. The starting day is not counted.
    """
    days = 0
    for number, step in enumerate(steps):
        later = steps[number + 1 :]
        if step.to_stage == Stage.APPRAISAL != step.from_stage:
            end = _left(later, Stage.APPRAISAL) or today
            days += (end - step.on).days
        elif step.code == "publish":
            start, end = date.fromisoformat(step.data["starts_on"]), published_until(step)
            days += max((min(_left(later, Stage.NOTICE) or end, end) - start).days, 0)
    return days


def published_until(step: Step) -> date:
    """The last day of the notice that this step put up."""
    return date.fromisoformat(step.data["ends_on"])


def _left(steps: Sequence[Step], stage: Stage) -> date | None:
    return next((s.on for s in steps if s.from_stage == stage != s.to_stage), None)
