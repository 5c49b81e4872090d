"""Ledgers on paper: sheets that repeat who a row is about, groups kept whole."""

from decimal import Decimal

from reports.columns import Column, Kind
from reports.tables import SHEET_WIDTH, sheets, text_table

ROWS = [("冉启明", Decimal("1092.00"), 1), ("陶永芳", Decimal("-12.50"), 2)]
NAME: Column[tuple[str, Decimal, int]] = Column("户主姓名", lambda row: row[0], width=10)
AMOUNT: Column[tuple[str, Decimal, int]] = Column(
    ("重点救助", "金额"), lambda row: row[1], Kind.MONEY, 90, total=True
)
PEOPLE: Column[tuple[str, Decimal, int]] = Column(
    ("重点救助", "人数"), lambda row: row[2], Kind.NUMBER, 60, total=True
)
REMARK: Column[tuple[str, Decimal, int]] = Column("备注", lambda row: None, width=90)


def test_each_sheet_repeats_the_name_and_keeps_groups_whole() -> None:
    parts = sheets([REMARK, NAME, AMOUNT, PEOPLE], ["户主姓名"])
    assert parts == [[NAME, REMARK], [NAME, AMOUNT, PEOPLE]]
    assert all(sum(column.width for column in part) <= SHEET_WIDTH for part in parts)


def test_values_and_sums_as_text() -> None:
    table = text_table([NAME, AMOUNT, PEOPLE, REMARK], ROWS)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["冉启明", "1,092.00", "1", ""],
        ["陶永芳", "−12.50", "2", ""],
    ]
    assert table.label_span == 1
    assert [cell.text for cell in table.sums] == ["1,079.50", "3", ""]
    assert [[cell.text for cell in level] for level in table.header] == [
        ["户主姓名", "重点救助", "备注"],
        ["金额", "人数"],
    ]
