"""The Excel writer: official layout, true types, nothing that computes by itself."""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.columns import Column, Kind, header_cells
from reports.workbook import Layout, write


@dataclass
class Line:
    name: str
    number: str
    people: int | None
    amount: Decimal | None
    born_on: date | None
    start: date | None


COLUMNS = [
    Column("姓名", attrgetter("name"), width=9),
    Column("公民身份号码", attrgetter("number"), Kind.IDENTIFIER, 20),
    Column(("重点救助", "重残", "人数"), attrgetter("people"), Kind.NUMBER, total=True),
    Column(("重点救助", "重残", "金额"), attrgetter("amount"), Kind.MONEY, 11, total=True),
    Column(("日期", "出生日期"), attrgetter("born_on"), Kind.DATE),
    Column(("日期", "起始月"), attrgetter("start"), Kind.MONTH),
]
LAYOUT = Layout(
    title="云阳县城市低保对象台账",
    left="填报单位（盖章）：双江街道",
    right="统计月份：2019年11月",
    counted="户",
    signatures="单位负责人：",
    frozen_columns=1,
)
LINES = [
    Line("冉启明", "512225197905010011", 1, Decimal("1092.00"), date(1979, 5, 1), date(2019, 6, 1)),
    Line("陶永芳", "50023519850612009X", 2, Decimal("0.10"), date(1985, 6, 12), None),
    Line("向秀英", "", None, None, date(1899, 1, 1), date(2019, 11, 1)),
]


def sheet_of(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def xml_of(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return "".join(
            archive.read(name).decode() for name in archive.namelist() if "worksheets" in name
        )


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return sheet_of(write(LAYOUT, COLUMNS, iter(LINES)))


def test_title_and_unit_line_span_the_table(sheet: Worksheet) -> None:
    assert sheet["A1"].value == "云阳县城市低保对象台账"
    assert sheet["A2"].value == "填报单位（盖章）：双江街道"
    assert sheet["D2"].value == "统计月份：2019年11月"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:F1", "A2:C2", "D2:F2"} <= merged


def test_grouped_header_is_merged(sheet: Worksheet) -> None:
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A3:A5", "B3:B5", "C3:D3", "C4:D4", "E3:F3", "E4:E5", "F4:F5"} <= merged
    assert [cell.value for cell in sheet[3]] == [
        "姓名",
        "公民身份号码",
        "重点救助",
        None,
        "日期",
        None,
    ]
    assert [cell.value for cell in sheet[4]][2:] == ["重残", None, "出生日期", "起始月"]
    assert [cell.value for cell in sheet[5]][2:4] == ["人数", "金额"]


def test_values_keep_their_types(sheet: Worksheet) -> None:
    first, second, third = (list(row) for row in sheet.iter_rows(min_row=6, max_row=8))
    assert [cell.value for cell in first[:4]] == ["冉启明", "512225197905010011", 1, 1092]
    assert first[1].data_type == "s"
    assert first[1].number_format == "@"
    assert second[1].value == "50023519850612009X"
    assert second[3].value == pytest.approx(0.1)
    assert second[3].number_format == "#,##0.00"
    assert first[4].value == datetime(1979, 5, 1)  # noqa: DTZ001  # Excel knows no time zones
    assert (first[5].value, first[5].number_format) == (datetime(2019, 6, 1), "yyyy-mm")  # noqa: DTZ001
    # Excel has no day before 1900; an empty value is an empty cell.
    assert third[4].value == "1899-01-01"
    assert (third[1].value, third[2].value, third[3].value) == (None, None, None)


def test_last_rows_sum_and_sign(sheet: Worksheet) -> None:
    assert sheet["A9"].value == "合计 3 户"
    assert "A9:B9" in {str(area) for area in sheet.merged_cells.ranges}
    assert (sheet["C9"].value, sheet["D9"].value) == (3, pytest.approx(1092.1))
    assert sheet["E9"].value is None
    assert sheet["A10"].value == "单位负责人："


def test_prints_on_paper(sheet: Worksheet) -> None:
    assert sheet.print_area == "'云阳县城市低保对象台账'!$A$1:$F$10"
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.freeze_panes == "B6"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["B"].width == 20
    assert all(cell.border.left.style == "thin" for row in sheet["A6:F8"] for cell in row)
    assert (sheet["A3"].border.top.style, sheet["A5"].border.bottom.style) == ("thin", "thin")


def test_long_words_get_room() -> None:
    columns = [
        Column("地址", attrgetter("name"), width=17),
        Column(("重点救助", "金额"), attrgetter("people"), Kind.NUMBER, 5),
    ]
    lines = [
        Line(name, "", 1, None, None, None) for name in ("滨江路", "云阳县双江街道滨江路 9 号")
    ]
    sheet = sheet_of(write(LAYOUT, columns, lines))
    assert [sheet.row_dimensions[row].height for row in (5, 6)] == [None, 30]
    # 重点救助 over a column of five characters takes two lines.
    assert [sheet.row_dimensions[row].height for row in (3, 4)] == [30, 15]


def test_an_empty_ledger_is_still_a_form() -> None:
    sheet = sheet_of(write(LAYOUT, COLUMNS, []))
    assert (sheet["A6"].value, sheet["C6"].value) == ("合计 0 户", 0)
    assert sheet.print_area.endswith("$A$1:$F$7")


PAYLOADS = [
    *(f"{lead}1+1" for lead in "=+-@\t\r"),
    '=HYPERLINK("http://evil.example","点我")',
    "=cmd|'/C calc'!A0",
    "+SUM(A1:A9)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "=1+1</t></is></c><c><f>1+1</f></c>",
    "<f>1+1</f>",
    "http://evil.example/",
    "\ufeff=1+1",
    "=1+1",
    "'=1+1",
    '"=1+1"',
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_type_never_computes(payload: str) -> None:
    lines = [Line(payload, payload, 0, Decimal(0), None, None)]
    layout = Layout(payload, payload, payload, "户", payload)
    content = write(layout, COLUMNS, lines)
    xml = xml_of(content)
    assert not re.search(r"<f[ >/]|<hyperlink", xml)
    sheet = sheet_of(content)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["A6"].value.split() == payload.split()


def test_control_characters_are_left_out() -> None:
    lines = [Line("冉\x00启\x0b明\ud800\uffff", "", None, None, None, None)]
    assert sheet_of(write(LAYOUT, COLUMNS, lines))["A6"].value == "冉启明"


def test_header_of_one_level_takes_one_row() -> None:
    columns: list[Column[Line]] = [
        Column("姓名", attrgetter("name")),
        Column("号", attrgetter("number")),
    ]
    assert [(c.text, c.row_span, c.column_span) for c in header_cells(columns)] == [
        ("姓名", 1, 1),
        ("号", 1, 1),
    ]
