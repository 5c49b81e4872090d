"""Lets the demo's stories happen side by side, in the order of the business date."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date
from itertools import count

from yunyang_relief.core import clock
from yunyang_relief.core.calendar import WorkingCalendar

# A story does what is to be done on a day and yields after how many working days it goes on.
Story = Iterator[int]


class Diary:
    """Stories by the day on which each goes on; what would happen after the last day does not."""

    def __init__(self, last_day: date) -> None:
        self.last_day = last_day
        self.calendar = WorkingCalendar()
        self._pages: list[tuple[date, int, Story]] = []
        self._order = count()

    def begin(self, day: date, story: Story) -> None:
        """Let a story begin on a day, or the first working day after it."""
        self._enter(self.calendar.roll_forward(day), story)

    def _enter(self, day: date, story: Story) -> None:
        if day <= self.last_day:
            heapq.heappush(self._pages, (day, next(self._order), story))

    def run(self) -> None:
        """Let everything happen up to the last day."""
        while self._pages:
            day, _, story = heapq.heappop(self._pages)
            with clock.on(day):
                wait = next(story, None)
            if wait is not None:
                self._enter(self.calendar.add_working_days(day, wait), story)
