"""F13: the public words of a notice and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assistance.models import Case, Notice, NoticeEntry, Step
from households.models import Household
from tests.awards import make_case
from tests.reports.conftest import RAN_ID, headers_of, lines_of, sheet_of
from yunyang_relief.core.models import AuditEvent, Region, User

pytestmark = pytest.mark.django_db
HEADER_ROWS = range(3, 4)
F13_HEADERS = [
    "序号",
    "户主",
    "家庭人口",
    "保障人口",
    "住址(到社区)",
    "类别",
    "拟保障金额",
    "公示起止",
    "监督电话",
]


def put_up(notice: Notice, case: Case, actor: User, **row: object) -> NoticeEntry:
    step = Step.objects.create(
        case=case,
        version=2,
        code="publish",
        to_stage="notice",
        actor=actor,
        actor_role=actor.role,
        on=notice.starts_on,
    )
    words = {
        "head": "冉*明",
        "family_size": 3,
        "people": 3,
        "community": "云江社区",
        "category": "城市低保",
        "klass": "B",
        "amount": "760.00",
    }
    return NoticeEntry.objects.create(notice=notice, case=case, step=step, row=words | row)


@pytest.fixture
def notice(ran: Household, township: Region, caseworker: User) -> Notice:
    notice = Notice.objects.create(
        number="双江公示〔2019〕3号",
        programme="dibao",
        kind="first",
        region=township,
        place="=云江社区公示栏",
        starts_on=date(2019, 11, 11),
        ends_on=date(2019, 11, 18),
        days=7,
        hotline="023-55000012",
    )
    put_up(notice, make_case(ran, caseworker, stage="notice"), caseworker)
    return notice


def fetch(user: User, notice: Notice) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("reports:notice_excel", args=[notice.pk]))


def test_the_form(notice: Notice, caseworker: User, household: Household) -> None:
    other = make_case(household, caseworker, stage="notice")
    put_up(notice, other, caseworker, head="谭*碧", family_size=2, people=1, amount="499.50")
    response = fetch(caseworker, notice)
    sheet = sheet_of(response.content)
    assert sheet["A1"].value == "双江街道最低生活保障拟保障对象公示"
    assert headers_of(sheet, HEADER_ROWS) == F13_HEADERS
    first, second = lines_of(sheet, HEADER_ROWS)
    assert first == {
        "序号": 1,
        "户主": "冉*明",
        "家庭人口": 3,
        "保障人口": 3,
        "住址(到社区)": "云江社区",
        "类别": "B",
        "拟保障金额": 760,
        "公示起止": "2019-11-11 至 2019-11-18",
        "监督电话": "023-55000012",
    }
    assert second["拟保障金额"] == pytest.approx(499.5)
    sums = [cell.value for cell in sheet[sheet.max_row - 1]]
    assert sums[0] == "合计 2 户"
    assert (sums[2], sums[3], sums[6]) == (5, 4, pytest.approx(1259.5))
    assert "公示地点：=云江社区公示栏" in sheet.cell(sheet.max_row, 1).value
    assert AuditEvent.objects.get(action="download_notice").actor == caseworker


def test_no_private_word(notice: Notice, caseworker: User) -> None:
    sheet = sheet_of(fetch(caseworker, notice).content)
    text = str([cell.value for row in sheet.iter_rows() for cell in row])
    for secret in ("冉启明", RAN_ID, "滨江路"):
        assert secret not in text


def test_lines_taken_down_are_gone(notice: Notice, caseworker: User) -> None:
    notice.entries.update(removed_on=date(2019, 11, 13))
    sheet = sheet_of(fetch(caseworker, notice).content)
    assert lines_of(sheet, HEADER_ROWS) == []


def test_another_township_does_not_see_it(
    notice: Notice, other_township_caseworker: User, county_officer: User
) -> None:
    assert fetch(other_township_caseworker, notice).status_code == 404
    assert fetch(county_officer, notice).status_code == 200
