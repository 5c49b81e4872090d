"""F13 公示表 as Excel, from the public words of a notice alone."""

from __future__ import annotations

from assistance.models import Notice
from assistance.publication import PublicRow, published

from .columns import Column, Kind
from .ledgers.base import office_of, worded
from .workbook import Layout, write

# What is the same in every row stands in each of them, as the county's form has it.
Row = tuple[int, PublicRow, str, str]


COLUMNS: tuple[Column[Row], ...] = (
    Column("序号", lambda row: row[0], Kind.NUMBER, 6),
    Column("户主", lambda row: row[1].head, width=10),
    Column("家庭人口", lambda row: row[1].family_size, Kind.NUMBER, 6, total=True),
    Column("保障人口", lambda row: row[1].people, Kind.NUMBER, 6, total=True),
    Column("住址(到社区)", lambda row: row[1].community, width=18),
    Column("类别", lambda row: row[1].klass, width=7),
    Column("拟保障金额", lambda row: row[1].amount, Kind.MONEY, 12, total=True),
    Column("公示起止", lambda row: row[2], width=23),
    Column("监督电话", lambda row: row[3], Kind.IDENTIFIER, 15),
)


def notice_workbook(notice: Notice) -> bytes:
    """Return the Excel file of a publication."""
    text = published(notice)
    period = f"{text.starts_on} 至 {text.ends_on}"
    layout = Layout(
        title=text.title,
        left=f"公示单位（盖章）：{office_of(notice.region)}",
        right=f"{text.number}　　公示日期：{worded(text.starts_on)}　　单位：户、人、元",
        counted="户",
        signatures=(
            f"公示地点：{text.place}　　对公示内容有异议的，请在 {worded(text.ends_on)}前"
            f"向{office_of(notice.region)}反映，监督电话：{text.hotline}"
        ),
    )
    rows = ((number, row, period, text.hotline) for number, row in enumerate(text.rows, 1))
    return write(layout, COLUMNS, rows)
