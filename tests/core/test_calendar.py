"""Working days of 2019, compared with the State Council's published arrangement."""

from datetime import date

import pytest

from yunyang_relief.core import actions
from yunyang_relief.core.calendar import WorkingCalendar
from yunyang_relief.core.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2019, 10, 1), False),
        (date(2019, 10, 7), False),
        (date(2019, 9, 29), True),  # make-up Sunday
        (date(2019, 10, 12), True),  # make-up Saturday
        (date(2019, 10, 13), False),
        (date(2019, 5, 2), False),  # moved after the year had begun
        (date(2019, 11, 15), True),
    ],
)
def test_knows_holidays_and_make_up_days(day: date, is_working: bool) -> None:
    assert WorkingCalendar().is_working(day) is is_working


def test_counts_working_days_after_the_start() -> None:
    # C52: reported 2021-08-02, ten working days end on 2021-08-16.
    assert WorkingCalendar().add_working_days(date(2021, 8, 2), 10) == date(2021, 8, 16)
    assert WorkingCalendar().add_working_days(date(2019, 9, 30), 1) == date(2019, 10, 8)


def test_rolls_a_holiday_forward() -> None:
    assert WorkingCalendar().roll_forward(date(2019, 10, 1)) == date(2019, 10, 8)
    assert WorkingCalendar().roll_forward(date(2019, 10, 8)) == date(2019, 10, 8)


def test_counts_between_in_both_directions() -> None:
    calendar = WorkingCalendar()
    assert calendar.working_days_between(date(2019, 9, 27), date(2019, 10, 8)) == 3
    assert calendar.working_days_between(date(2019, 10, 8), date(2019, 9, 27)) == -3


def test_the_county_may_correct_a_day(county_officer: User) -> None:
    row = actions.correct_calendar(
        date(2019, 11, 15), is_working=False, note="县政府停电放假通知", actor=county_officer
    )
    assert not WorkingCalendar().is_working(date(2019, 11, 15))
    actions.drop_calendar_correction(row, actor=county_officer)
    assert WorkingCalendar().is_working(date(2019, 11, 15))
