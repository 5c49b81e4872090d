"""The clocks, by the law's own examples and by the calendar's bad days."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistance import actions, tasks
from assistance.deadlines import clock_of, excluded_days
from assistance.enums import Stage
from assistance.models import Case, Step
from assistance.procedure import procedure_on
from assistance.programmes.dibao import DIBAO_2016, DIBAO_2021, DIBAO_2022
from yunyang_relief.core.actions import correct_calendar
from yunyang_relief.core.calendar import WorkingCalendar

from .walks import Walk

pytestmark = pytest.mark.django_db
S = Stage


def step(code: str, source: str, target: str, on: str, **data: str) -> Step:
    day = date.fromisoformat(on)
    return Step(code=code, from_stage=source, to_stage=target, on=day, data=data)


def accepted(on: str) -> list[Step]:
    return [
        step("apply", "", S.APPLIED, on),
        step("accept", S.APPLIED, S.INQUIRY, on),
    ]


def published(starts_on: str, ends_on: str) -> Step:
    days = {"starts_on": starts_on, "ends_on": ends_on}
    return step("publish", S.NOTICE, S.NOTICE, starts_on, **days)


def total(steps: Sequence[Step], today: str = "2019-04-01") -> date | None:
    clock = clock_of(DIBAO_2016, steps, WorkingCalendar(), date.fromisoformat(today))
    return clock.total_due_on


def stage(steps: Sequence[Step], procedure: object = DIBAO_2016) -> date | None:
    clock = clock_of(procedure, steps, WorkingCalendar(), date(2019, 4, 1))  # type: ignore[arg-type]
    return clock.stage_due_on


C83 = [
    *accepted("2019-04-01"),
    step("to_appraisal", S.INQUIRY, S.APPRAISAL, "2019-04-08"),
    step("appraise", S.APPRAISAL, S.REVIEW, "2019-04-10"),
    step("propose", S.REVIEW, S.NOTICE, "2019-04-11"),
    published("2019-04-11", "2019-04-18"),
]


def test_c83_thirty_days_without_appraisal_and_notice() -> None:
    """C83: accepted 2019-04-01, 2 days of appraisal and 7 of notice: 2019-05-10."""
    assert excluded_days(C83, date(2019, 4, 12)) == 2 + 7
    assert total(C83) == date(2019, 5, 10)


def test_the_last_day_rolls_over_a_holiday() -> None:
    # 2019-09-01 + 30 = 10-01, the first of seven days of rest.
    assert total(accepted("2019-09-01")) == date(2019, 10, 8)


def test_excluded_days_are_added_before_the_last_day_rolls() -> None:
    # 2019-08-25 + 30 + 7 = 10-01 rolls to 10-08; adding after rolling would give 10-01.
    steps = [
        *accepted("2019-08-25"),
        step(
            "publish",
            S.NOTICE,
            S.NOTICE,
            "2019-09-02",
            starts_on="2019-09-02",
            ends_on="2019-09-09",
        ),
    ]
    assert total(steps) == date(2019, 10, 8)


def test_a_notice_taken_down_counts_to_that_day() -> None:
    steps = [*C83, step("object", S.NOTICE, S.RECHECK, "2019-04-14")]
    assert excluded_days(steps, date(2019, 4, 20)) == 2 + 3


def test_a_second_notice_counts_as_well() -> None:
    steps = [
        *C83,
        step("object", S.NOTICE, S.RECHECK, "2019-04-14"),
        step("propose_again", S.RECHECK, S.NOTICE, "2019-04-22"),
        step(
            "publish",
            S.NOTICE,
            S.NOTICE,
            "2019-04-22",
            starts_on="2019-04-22",
            ends_on="2019-04-25",
        ),
    ]
    assert excluded_days(steps, date(2019, 4, 23)) == 2 + 3 + 3


def test_a_running_appraisal_counts_up_to_today() -> None:
    assert excluded_days(C83[:3], date(2019, 4, 9)) == 1
    assert excluded_days(C83[:3], date(2019, 4, 12)) == 4


def test_the_inquiry_has_ten_working_days() -> None:
    # Accepted on Thursday 2019-09-26; 09-29 and 10-12 are make-up working days.
    assert stage(accepted("2019-09-26")) == date(2019, 10, 15)


def test_from_2021_the_inquiry_is_begun_within_three_working_days() -> None:
    steps = accepted("2021-07-05")
    assert stage(steps, DIBAO_2021) == date(2021, 7, 8)
    begun = [*steps, step("request_check", S.INQUIRY, S.INQUIRY, "2021-07-06")]
    assert stage(begun, DIBAO_2021) is None


def test_from_2021_thirty_working_days_with_everything_in() -> None:
    steps = accepted("2021-07-05")
    today = date(2021, 7, 5)
    clock = clock_of(DIBAO_2021, steps, WorkingCalendar(), today)
    assert clock.total_due_on == date(2021, 8, 16)
    extended = [*steps, step("extend", S.INQUIRY, S.INQUIRY, "2021-08-10")]
    longer = clock_of(DIBAO_2021, extended, WorkingCalendar(), today)
    assert longer.total_due_on == date(2021, 9, 6)


def test_a_case_runs_under_the_rules_of_its_application() -> None:
    assert procedure_on("dibao", date(2021, 6, 30)) is DIBAO_2016
    assert procedure_on("dibao", date(2021, 7, 1)) is DIBAO_2021
    assert procedure_on("dibao", date(2022, 10, 20)) is DIBAO_2022
    with pytest.raises(ValueError, match="2016-04-30"):
        procedure_on("dibao", date(2016, 4, 30))


@given(
    accepted_on=st.dates(date(2018, 1, 1), date(2022, 12, 31)),
    meeting=st.integers(0, 20),
)
def test_the_last_day_is_a_working_day_and_never_early(accepted_on: date, meeting: int) -> None:
    calendar = WorkingCalendar()
    start = accepted_on.isoformat()
    held = (accepted_on + timedelta(days=meeting)).isoformat()
    steps = [
        *accepted(start),
        step("to_appraisal", S.INQUIRY, S.APPRAISAL, start),
        step("appraise", S.APPRAISAL, S.REVIEW, held),
    ]
    due = clock_of(DIBAO_2016, steps, calendar, accepted_on).total_due_on
    assert due is not None
    assert calendar.is_working(due)
    plain = accepted_on + timedelta(days=30 + meeting)
    assert due >= plain
    assert not any(
        calendar.is_working(plain + timedelta(days=n)) for n in range((due - plain).days)
    )


def test_the_case_keeps_both_clocks(walk: Walk) -> None:
    walk.to_inquiry()
    assert walk.case.stage_due_on == date(2019, 9, 17)
    # 2019-09-02 + 30 = 10-02, in the holiday.
    assert walk.case.total_due_on == date(2019, 10, 8)
    assert walk.case.due_on == date(2019, 9, 17)
    assert list(Case.objects.overdue(date(2019, 9, 17))) == []
    assert list(Case.objects.overdue(date(2019, 9, 18))) == [walk.case]


def test_a_closed_case_has_no_deadline(walk: Walk) -> None:
    walk.to_inquiry().take("withdraw", walk.team.caseworker, "不再申请")
    assert walk.case.due_on is None


def test_a_corrected_calendar_moves_the_deadlines(walk: Walk) -> None:
    walk.to_inquiry()
    correct_calendar(date(2019, 9, 10), is_working=False, note="县里放假", actor=walk.team.officer)
    assert actions.refresh_deadlines(walk.day) == 1
    walk.case.refresh_from_db()
    assert walk.case.stage_due_on == date(2019, 9, 18)
    assert actions.refresh_deadlines(walk.day) == 0


def test_the_refresh_is_one_query_per_table(
    walk: Walk, django_assert_max_num_queries: object
) -> None:
    walk.to_inquiry()
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # a fixture of pytest-django
        tasks.refresh_deadlines()
