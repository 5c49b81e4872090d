"""A ledger on a page or on paper: the same columns as in Excel, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from .columns import Column, HeaderCell, Kind, Totals, display, header_cells

R = TypeVar("R")

NUMBER, LEFT, WHOLE = "yy-num n", "l", "id"
CSS = {
    Kind.TEXT: LEFT,
    Kind.IDENTIFIER: WHOLE,
    Kind.NUMBER: NUMBER,
    Kind.MONEY: NUMBER,
    Kind.DATE: WHOLE,
    Kind.MONTH: WHOLE,
}
# Half-width characters that an A4 sheet across has room for.
SHEET_WIDTH = 170


@dataclass(frozen=True)
class TextCell:
    """A value as it is shown."""

    text: str
    css: str


@dataclass(frozen=True)
class TextTable:
    """Header, rows and the row of sums; `label_span` columns of the last carry its label."""

    header: list[list[HeaderCell]]
    rows: list[list[TextCell]]
    sums: list[TextCell]
    label_span: int


def sheets(columns: Sequence[Column[R]], keys: Sequence[str]) -> list[list[Column[R]]]:
    """Divide columns over sheets of paper; those named by `keys` lead each sheet.

    Columns of one group stay together.
    """
    leading = [column for column in columns if column.path[-1] in keys]
    room = SHEET_WIDTH - sum(column.width for column in leading)
    parts: list[list[Column[R]]] = [[]]
    rest = (column for column in columns if column not in leading)
    for _, grouped in groupby(rest, key=lambda column: column.path[0]):
        group = list(grouped)
        if sum(column.width for column in (*parts[-1], *group)) > room and parts[-1]:
            parts.append([])
        parts[-1] += group
    return [[*leading, *part] for part in parts]


def text_table(columns: Sequence[Column[R]], rows: Iterable[R]) -> TextTable:
    """Read every row and return the table of their texts."""
    totals = Totals(columns)
    lines = []
    for row in rows:
        values = [column.value(row) for column in columns]
        totals.add(values)
        lines.append(_cells(columns, values))
    cells = header_cells(columns)
    return TextTable(
        header=[list(level) for _, level in groupby(cells, key=lambda cell: cell.row)],
        rows=lines,
        sums=_cells(columns, totals.cells)[totals.label_span :],
        label_span=totals.label_span,
    )


def _cells(columns: Sequence[Column[Any]], values: Sequence[Any]) -> list[TextCell]:
    return [
        TextCell(display(column, value), CSS[column.kind])
        for column, value in zip(columns, values, strict=True)
    ]
