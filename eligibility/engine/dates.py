"""Calendar arithmetic on day numbers (days since 1970-01-01), for scalars and whole columns."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

import numpy as np

from eligibility.engine.columns import Days, Ints, day_number


@lru_cache(maxsize=4096)
def years_before(day: date, years: int) -> int:
    """The day number of the same day `years` earlier; 29 February becomes 28 February.

    Somebody is at least `years` old on `day` exactly when born on or before this.
    """
    return day_number(years_after(day, -years))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


@lru_cache(maxsize=4096)
def month_end(day: date, months: int = 0) -> date:
    """The last day of the month `months` after that of `day`."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


@lru_cache(maxsize=4096)
def start_month(approved: date, rule: str) -> str:
    """The first month paid of what is approved on a day: that month or, by the rule "next_month",
    the one after; as 2019-03.
    """
    return month_end(approved, int(rule == "next_month")).strftime("%Y-%m")


def month_of(days: Days | Ints) -> Ints:
    """Months since January 1970 of each day number."""
    return days.astype("M8[D]").astype("M8[M]").astype(np.int64)


def first_day(months: Ints) -> Ints:
    """The day number of the first day of each month."""
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64)


def first_month_from(days: Days) -> Ints:
    """The first month that begins on or after each day; open ends lie far outside any window."""
    within = np.minimum(np.maximum(days, -100_000), 200_000)
    return month_of(within - 1) + 1


def months_earlier(days: Ints, count: int) -> Ints:
    """The same day so many months earlier, or the last day of a month too short for it."""
    if days.size > 1 and (days == days[0]).all():  # as in a batch, where everybody has today
        return np.repeat(months_earlier(days[:1], count), days.size)
    months = month_of(days)
    earlier = months - count
    start, end = first_day(earlier), first_day(earlier + 1)
    same_day: Ints = np.minimum(start + days - first_day(months), end - 1)
    return same_day
