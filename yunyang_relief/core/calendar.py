"""Working days: the published Chinese calendar with the county's own corrections on top."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from .models import CalendarDay

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _published() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


class WorkingCalendar:
    """Answers for single days and counts; reads the corrections once, so make one per use."""

    def __init__(self) -> None:
        self._corrections = dict(CalendarDay.objects.values_list("day", "is_working"))

    def is_working(self, day: date) -> bool:
        """Tell whether the offices work on this day, make-up working weekends included."""
        corrected = self._corrections.get(day)
        return _published().is_working_day(day) if corrected is None else corrected

    def add_working_days(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`; the starting day is not counted."""
        day = start
        while count:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def roll_forward(self, day: date) -> date:
        """Return the day itself, or the first working day after a rest day (民法典 203)."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when past."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (start + ONE_DAY * n for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working, span))
