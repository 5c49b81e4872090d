"""Calendar arithmetic on day numbers."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.engine.columns import ALWAYS, NEVER, as_date, day_number
from eligibility.engine.dates import (
    first_day,
    first_month_from,
    month_end,
    month_of,
    months_earlier,
    start_month,
    years_before,
)

DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "years", "earlier"),
    [
        (date(2019, 4, 15), 70, date(1949, 4, 15)),
        (date(2020, 2, 29), 1, date(2019, 2, 28)),
        (date(2020, 2, 29), 4, date(2016, 2, 29)),
    ],
)
def test_the_same_day_years_before(day: date, years: int, earlier: date) -> None:
    assert as_date(years_before(day, years)) == earlier


@given(day=DAYS, years=st.integers(0, 80))
def test_columns_agree_with_scalars(day: date, years: int) -> None:
    column = np.array([day_number(day)], np.int64)

    assert months_earlier(column, 12 * years)[0] == years_before(day, years)


@given(day=DAYS)
def test_months(day: date) -> None:
    column = np.array([day_number(day)], np.int32)
    month = int(month_of(column)[0])

    assert month == (day.year - 1970) * 12 + day.month - 1
    assert as_date(first_day(np.array([month]))[0]) == day.replace(day=1)
    assert month_end(day) + timedelta(days=1) == as_date(first_day(np.array([month + 1]))[0])
    assert first_month_from(column)[0] == (month if day.day == 1 else month + 1)


def test_open_ends_lie_outside_every_window() -> None:
    ends = first_month_from(np.array([ALWAYS, NEVER], np.int32))

    assert ends[0] < -1200
    assert ends[1] > 6000


def test_half_a_year_before_the_end_of_august_is_the_end_of_february() -> None:
    august = np.array([day_number(date(2019, 8, 31))], np.int64)

    assert as_date(months_earlier(august, 6)[0]) == date(2019, 2, 28)


def test_what_is_approved_is_paid_from_that_month_or_the_next() -> None:
    assert start_month(date(2019, 12, 31), "approval_month") == "2019-12"
    assert start_month(date(2019, 12, 31), "next_month") == "2020-01"
