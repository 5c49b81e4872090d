"""元旦 and 春节: when every household has to be visited (22号文 三（三）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays

# How long before a festival a visit counts for it: 待云阳县局确认.
WINDOW = timedelta(days=15)
# How long afterwards a missing visit is still asked for.
GRACE = timedelta(days=30)
NAMES = {"New Year's Day": "元旦", "Chinese New Year (Spring Festival)": "春节"}


@dataclass(frozen=True)
class Festival:
    """A festival of one year; a visit from `opens_on` up to its day counts for it."""

    name: str
    day: date

    @property
    def opens_on(self) -> date:
        return self.day - WINDOW

    def counts(self, visited_on: date) -> bool:
        """Tell whether a visit on this day was one for the festival."""
        return self.opens_on <= visited_on <= self.day


def festivals_of(year: int) -> list[Festival]:
    """The festivals of a year, by date; 春节 is its first day."""
    first: dict[str, date] = {}
    for day, title in sorted(holidays.country_holidays("CN", years=year).items()):
        if title in NAMES:
            first.setdefault(NAMES[title], day)
    return [Festival(name, day) for name, day in first.items()]


def asked_for(today: date) -> list[Festival]:
    """The festivals for which visits are to be made, or made up for, on a day."""
    near = [*festivals_of(today.year), *festivals_of(today.year + 1)]
    return [festival for festival in near if festival.opens_on <= today <= festival.day + GRACE]
