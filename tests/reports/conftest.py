"""Two townships on 城市低保 in November 2019, made by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from assistance.models import Award
from households.models import (
    BankAccount,
    Circumstances,
    Condition,
    Disability,
    Enrolment,
    Hardship,
    Household,
    IncomeItem,
)
from tests.awards import make_award
from tests.people import make_household, make_person
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region, User

TODAY = date(2019, 11, 15)
OCTOBER, NOVEMBER = date(2019, 10, 1), date(2019, 11, 1)
RAN_ID, WIFE_ID = "50023519790501003X", "500235198203040022"
ACCOUNT, PHONE = "6217000000000000012", "13900000071"


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    with clock.on(TODAY):
        yield


def sheet_of(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def headers_of(sheet: Worksheet, rows: range) -> list[str]:
    """Each column's header from its outermost group down, e.g. 重点救助/重残/人数."""
    covered = {}
    for area in sheet.merged_cells.ranges:
        for row, column in area.cells:
            covered[row, column] = (area.min_row, area.min_col)
    headers = []
    for column in range(1, sheet.max_column + 1):
        origins = dict.fromkeys(covered.get((row, column), (row, column)) for row in rows)
        headers.append("/".join(str(sheet.cell(*origin).value) for origin in origins))
    return headers


def lines_of(sheet: Worksheet, header_rows: range) -> list[dict[str, Any]]:
    """The rows between header and sums by their headers."""
    headers = headers_of(sheet, header_rows)
    rows = sheet.iter_rows(min_row=header_rows.stop, max_row=sheet.max_row - 2, values_only=True)
    return [dict(zip(headers, row, strict=True)) for row in rows]


@pytest.fixture
def ran(community: Region, caseworker: User) -> Household:
    """冉启明 (severely disabled), his wife, and a son at school: 560.00 and 60 + 40 + 100."""
    head = make_person("冉启明", id_number=RAN_ID, phone=PHONE)
    wife = make_person("向秀英", id_number=WIFE_ID, sex="2", born_on=date(1982, 3, 4))
    son = make_person("冉小明", born_on=date(2008, 9, 1))
    household = make_household(
        community, (head, "01"), (wife, "10"), (son, "20"), number="双江-0001"
    )
    Circumstances.objects.create(
        household=household,
        register_address="=双江街道云江社区 2 组",
        address="双江街道滨江路 9 号",
        hukou_kind="urban",
        has_contracted_land=False,
        has_collective_income=False,
    )
    Hardship.objects.create(
        household=household,
        situation="户主重残",
        main_cause="disability",
        causes=["disability"],
        needs=["living"],
    )
    BankAccount.objects.create(household=household, holder=head, bank="重庆农商行", number=ACCOUNT)
    for person, occupation in ((head, "not_working"), (wife, "flexible"), (son, "student")):
        Condition.objects.create(
            household=household,
            person=person,
            marriage="10" if person == son else "20",
            education="70",
            health="healthy",
            labour="able",
            occupation=occupation,
            insurance="resident_1",
        )
    Disability.objects.create(
        household=household, person=head, kind="4", grade=1, card_number=RAN_ID + "41"
    )
    Enrolment.objects.create(
        household=household, person=son, stage="primary", school="云江小学", grade="六年级"
    )
    IncomeItem.objects.create(
        household=household,
        person=wife,
        kind="casual",
        monthly_amount="1180.00",
        since=date(2019, 1, 1),
    )
    return household


RAN_LINES = [
    ("", "560.00", ""),
    ("severe", "60.00", "冉启明"),
    ("disabled", "40.00", "冉启明"),
    ("student", "100.00", "冉小明"),
]


@pytest.fixture
def ran_award(ran: Household, caseworker: User) -> Award:
    return make_award(
        ran,
        caseworker,
        lines=RAN_LINES,
        months=(OCTOBER, NOVEMBER),
        finding={
            "standard": "580.00",
            "income": "1180.00",
            "counted": ["冉启明", "向秀英", "冉小明"],
        },
        people=3,
        family_size=3,
        klass="B",
        next_review_on=date(2020, 4, 1),
        renewal_due_on=date(2020, 4, 1),
    )


@pytest.fixture
def single_award(community: Region, caseworker: User) -> Award:
    """A single person of 71, new in November: 580.00 less 80.50, and 60."""
    head = make_person("谭世碧", sex="2", born_on=date(1948, 2, 3))
    household = make_household(community, (head, "01"), number="双江-0002")
    return make_award(
        household,
        caseworker,
        lines=[("", "499.50", ""), ("elderly", "60.00", "谭世碧")],
        months=(NOVEMBER,),
        finding={"standard": "580.00", "income": "80.50", "counted": ["谭世碧"]},
    )


@pytest.fixture
def other_award(other_household: Household, other_township_caseworker: User) -> Award:
    return make_award(
        other_household,
        other_township_caseworker,
        lines=[("", "333.33", "")],
        months=(NOVEMBER,),
        finding={"standard": "580.00", "income": "246.67", "counted": ["陶永芳"]},
    )


@pytest.fixture
def rural_award(community: Region, caseworker: User) -> Award:
    household = make_household(community, (make_person("农家"), "01"), number="双江-0003")
    return make_award(
        household,
        caseworker,
        lines=[("", "111.00", "")],
        months=(NOVEMBER,),
        category="农村低保",
    )
