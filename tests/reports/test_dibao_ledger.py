"""F1 and F2: the county's columns, hand-made figures, and nobody else's rows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assistance.models import Award
from pairing.models import Pair
from reports.actions import build
from reports.ledgers import LEDGERS, Extract
from tests.awards import make_award
from tests.pairing.conftest import make_helper
from tests.people import make_household, make_person
from tests.reports.conftest import (
    ACCOUNT,
    NOVEMBER,
    OCTOBER,
    PHONE,
    RAN_ID,
    RAN_LINES,
    headers_of,
    lines_of,
    sheet_of,
)
from yunyang_relief.core.models import Region, User

pytestmark = pytest.mark.django_db

# domain.md F1 and F2, column by column.
F1_HEADERS = [
    "序号",
    "乡镇(街道)",
    "村(社区)",
    "低保证号",
    "户主姓名",
    "性别",
    "民族",
    "公民身份号码",
    "联系电话",
    "户籍地址",
    "现居住地址",
    "家庭人口",
    "保障人口",
    "类别",
    "主要致贫原因",
    "家庭月总收入",
    "月人均收入",
    "保障标准",
    "户月差额",
    "重点救助/重残/人数",
    "重点救助/重残/金额",
    "重点救助/重病/人数",
    "重点救助/重病/金额",
    "重点救助/70岁以上/人数",
    "重点救助/70岁以上/金额",
    "重点救助/学龄前/人数",
    "重点救助/学龄前/金额",
    "重点救助/在校生/人数",
    "重点救助/在校生/金额",
    "重点救助/残疾/人数",
    "重点救助/残疾/金额",
    "月发放合计",
    "批准时间",
    "起始月",
    "上次复核",
    "下次复核",
    "续保到期",
    "开户银行",
    "账户名",
    "银行账号",
    "是否农村建档立卡",
    "帮扶人",
    "变动种类",
    "变动时间",
    "备注",
]
F2_HEADERS = [
    "户主姓名",
    "姓名",
    "与户主关系",
    "性别",
    "出生日期",
    "身份号码",
    "民族",
    "婚姻",
    "健康",
    "残疾类别",
    "等级",
    "残疾证号",
    "劳动能力",
    "从业状况",
    "学历",
    "就读学校/年级",
    "月收入",
    "是否保障",
    "重点救助类别",
    "参保类型",
    "备注",
]
F1_HEADER_ROWS, F2_HEADER_ROWS = range(3, 6), range(3, 4)


def f1(user: User, region: Region, **options: Any) -> Any:
    return sheet_of(build(LEDGERS["dibao"], Extract(NOVEMBER, region, user, **options)))


def f2(user: User, region: Region, **options: Any) -> Any:
    return sheet_of(build(LEDGERS["dibao-members"], Extract(NOVEMBER, region, user, **options)))


@pytest.mark.usefixtures("ran_award", "single_award", "other_award", "rural_award")
class TestHouseholds:
    def test_form(self, caseworker: User, township: Region) -> None:
        sheet = f1(caseworker, township)
        assert sheet["A1"].value == "云阳县城市低保对象台账"
        assert sheet["A2"].value == "填报单位（盖章）：云阳县双江街道办事处"
        right = next(str(cell.value) for cell in sheet[2][1:] if cell.value)
        assert right.split() == [
            "统计月份：2019年11月",
            "填报日期：2019年11月15日",
            "单位：户、人、元",
        ]
        assert headers_of(sheet, F1_HEADER_ROWS) == F1_HEADERS
        last = str(sheet.cell(sheet.max_row, 1).value)
        assert last.split() == [
            "单位负责人：",
            "审核人：",
            "填表人：",
            "联系电话：",
            "制表时间：2019年11月15日",
        ]

    def test_one_household(self, caseworker: User, township: Region) -> None:
        line = lines_of(f1(caseworker, township), F1_HEADER_ROWS)[0]
        start = datetime(2019, 10, 1)  # noqa: DTZ001  # Excel knows no time zones
        assert line == dict.fromkeys(F1_HEADERS) | {
            "序号": 1,
            "乡镇(街道)": "双江街道",
            "村(社区)": "云江社区",
            "户主姓名": "冉启明",
            "性别": "男",
            "民族": "汉族",
            "公民身份号码": "5****************X",
            "联系电话": "1*********1",
            "户籍地址": "=双江街道云江社区 2 组",
            "现居住地址": "双江街道滨江路 9 号",
            "家庭人口": 3,
            "保障人口": 3,
            "类别": "B",
            "主要致贫原因": "残疾",
            "家庭月总收入": 1180,
            "月人均收入": 393.33,
            "保障标准": 580,
            "户月差额": 560,
            "重点救助/重残/人数": 1,
            "重点救助/重残/金额": 60,
            "重点救助/在校生/人数": 1,
            "重点救助/在校生/金额": 100,
            "重点救助/残疾/人数": 1,
            "重点救助/残疾/金额": 40,
            "月发放合计": 760,
            "批准时间": start,
            "起始月": start,
            "下次复核": datetime(2020, 4, 1),  # noqa: DTZ001
            "续保到期": datetime(2020, 4, 1),  # noqa: DTZ001
            "开户银行": "重庆农商行",
            "账户名": "冉启明",
            "银行账号": "6*****************2",
            "是否农村建档立卡": "否",
        }

    def test_sums_are_those_of_the_cells(self, caseworker: User, township: Region) -> None:
        sheet = f1(caseworker, township)
        sums = dict(zip(F1_HEADERS, [cell.value for cell in sheet[sheet.max_row - 1]], strict=True))
        assert sums["序号"] == "合计 2 户"
        assert sums["月发放合计"] == pytest.approx(760 + 559.50)
        assert sums["户月差额"] == pytest.approx(560 + 499.50)
        assert sums["家庭月总收入"] == pytest.approx(1180 + 80.50)
        assert (sums["家庭人口"], sums["保障人口"]) == (4, 4)
        assert (sums["重点救助/70岁以上/人数"], sums["重点救助/70岁以上/金额"]) == (1, 60)
        assert (sums["重点救助/重病/人数"], sums["重点救助/重病/金额"]) == (0, 0)
        lines = lines_of(sheet, F1_HEADER_ROWS)
        parts = [h for h in F1_HEADERS if h.endswith("金额") or h == "户月差额"]
        for line in lines:
            assert sum(line[part] or 0 for part in parts) == pytest.approx(line["月发放合计"])

    def test_numbers_are_numbers_and_identifiers_text(
        self, caseworker: User, township: Region
    ) -> None:
        sheet = f1(caseworker, township, is_unmasked=True)
        cells = dict(zip(F1_HEADERS, sheet[6], strict=True))
        for header, value in (("公民身份号码", RAN_ID), ("联系电话", PHONE), ("银行账号", ACCOUNT)):
            assert (cells[header].value, cells[header].data_type) == (value, "s")
        for header in ("家庭人口", "月发放合计", "重点救助/重残/金额"):
            assert cells[header].data_type == "n"
        assert cells["户籍地址"].data_type == "s"

    def test_what_changed_since_the_month_before(
        self, caseworker: User, township: Region, ran_award: Award
    ) -> None:
        first, second = lines_of(f1(caseworker, township), F1_HEADER_ROWS)
        november = datetime(2019, 11, 1)  # noqa: DTZ001
        assert (first["变动种类"], first["变动时间"]) == (None, None)
        assert (second["变动种类"], second["变动时间"]) == ("新增", november)
        ran_award.entitlements.filter(month=OCTOBER).update(amount=Decimal("700.00"))
        assert lines_of(f1(caseworker, township), F1_HEADER_ROWS)[0]["变动种类"] == "增发"
        ran_award.entitlements.filter(month=OCTOBER).update(amount=Decimal("800.00"))
        assert lines_of(f1(caseworker, township), F1_HEADER_ROWS)[0]["变动种类"] == "减发"

    def test_helper(self, caseworker: User, township: Region, ran_award: Award) -> None:
        Pair.objects.create(
            household=ran_award.household,
            helper=make_helper("郑国华", township),
            role="main",
            since=OCTOBER,
        )
        assert lines_of(f1(caseworker, township), F1_HEADER_ROWS)[0]["帮扶人"] == "郑国华"

    def test_only_what_the_reader_may_see(
        self, caseworker: User, county_officer: User, administrator: User, county: Region
    ) -> None:
        mine = lines_of(f1(caseworker, county), F1_HEADER_ROWS)
        assert [line["户主姓名"] for line in mine] == ["冉启明", "谭世碧"]
        all_lines = lines_of(f1(county_officer, county), F1_HEADER_ROWS)
        assert [line["户主姓名"] for line in all_lines] == ["冉启明", "谭世碧", "陶永芳"]
        assert lines_of(f1(administrator, county), F1_HEADER_ROWS) == []

    def test_region_narrows(self, county_officer: User, other_township: Region) -> None:
        sheet = f1(county_officer, other_township)
        assert [line["户主姓名"] for line in lines_of(sheet, F1_HEADER_ROWS)] == ["陶永芳"]
        assert sheet["A2"].value == "填报单位（盖章）：云阳县民政局"

    def test_prints_on_a3_landscape(self, caseworker: User, township: Region) -> None:
        sheet = f1(caseworker, township)
        assert sheet.print_area == "'云阳县城市低保对象台账'!$A$1:$AS$9"
        assert sheet.print_title_rows == "$1:$5"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
        assert sheet.freeze_panes == "F6"


@pytest.mark.usefixtures("ran_award", "single_award", "other_award", "rural_award")
class TestMembers:
    def test_form(self, caseworker: User, township: Region) -> None:
        sheet = f2(caseworker, township)
        assert sheet["A1"].value == "云阳县城市低保家庭成员表"
        assert headers_of(sheet, F2_HEADER_ROWS) == F2_HEADERS
        assert sheet.cell(sheet.max_row - 1, 1).value == "合计 4 人"

    def test_members(self, caseworker: User, township: Region) -> None:
        head, wife, son, single = lines_of(f2(caseworker, township), F2_HEADER_ROWS)
        assert head == {
            "户主姓名": "冉启明",
            "姓名": "冉启明",
            "与户主关系": "本人（户主）",
            "性别": "男",
            "出生日期": datetime(1979, 5, 1),  # noqa: DTZ001
            "身份号码": "5****************X",
            "民族": "汉族",
            "婚姻": "已婚",
            "健康": "健康",
            "残疾类别": "肢体",
            "等级": "一级",
            "残疾证号": "5******************1",
            "劳动能力": "有",
            "从业状况": "无业（老年、病残等）",
            "学历": "初中",
            "就读学校/年级": None,
            "月收入": 0,
            "是否保障": "是",
            "重点救助类别": "重残、残疾",
            "参保类型": "居民医保一档",
            "备注": None,
        }
        assert (wife["月收入"], wife["重点救助类别"]) == (1180, None)
        assert (son["就读学校/年级"], son["重点救助类别"]) == ("云江小学 六年级", "在校生")
        assert (single["姓名"], single["婚姻"]) == ("谭世碧", None)

    def test_somebody_who_is_not_counted(
        self, caseworker: User, township: Region, ran_award: Award
    ) -> None:
        decision = ran_award.case.decision
        decision.frozen["finding"]["counted"] = ["冉启明", "冉小明"]
        decision.save()
        lines = lines_of(f2(caseworker, township), F2_HEADER_ROWS)
        assert [line["是否保障"] for line in lines] == ["是", "否", "是", "是"]


@pytest.mark.parametrize("code", ["dibao", "dibao-members"])
def test_queries_do_not_grow_with_the_rows(
    code: str, caseworker: User, township: Region, community: Region
) -> None:
    counts = []
    for size in (1, 10, 100):
        while Award.objects.count() < size:
            number = Award.objects.count()
            head = make_person(f"户主{number}")
            household = make_household(community, (head, "01"), number=f"双江-{number:04}")
            make_award(household, caseworker, lines=RAN_LINES, months=(NOVEMBER,))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rows = list(LEDGERS[code].rows(Extract(NOVEMBER, township, caseworker)))
            sheet_of(build(LEDGERS[code], Extract(NOVEMBER, township, caseworker)))
        assert len(rows) == size
        counts.append(len(captured))
    assert counts == [counts[0]] * 3
