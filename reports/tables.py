"""A ledger on a page or on paper: the same columns as in Excel, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from .columns import Column, HeaderCell, Totals, display, header_cells

R = TypeVar("R")


@dataclass(frozen=True)
class TextCell:
    """A value as it is shown."""

    text: str
    is_number: bool


@dataclass(frozen=True)
class TextTable:
    """Header, rows and the row of sums; `label_span` columns of the last carry its label."""

    header: list[list[HeaderCell]]
    rows: list[list[TextCell]]
    sums: list[TextCell]
    label_span: int


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
        TextCell(display(column, value), column.kind.is_number)
        for column, value in zip(columns, values, strict=True)
    ]
