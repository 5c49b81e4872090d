"""What a printed table has for columns: one declaration serves Excel, the page and the print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from yunyang_relief.core.money import yuan_text

R = TypeVar("R")


class Kind(Enum):
    """How a column's values are written. IDENTIFIER holds numbers that nobody computes with."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"

    @property
    def is_number(self) -> bool:
        """Whether values stand at the right and may be summed."""
        return self in {Kind.NUMBER, Kind.MONEY}


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. `header` is its name, or the names of its groups and its own, outermost first.

    `value` reads a row: None leaves the cell empty. `width` counts half-width characters.
    `total` columns are summed in the last row.
    """

    header: str | tuple[str, ...]
    value: Callable[[R], Any]
    kind: Kind = Kind.TEXT
    width: float = 10
    total: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """The header from its outermost group to the column's own name."""
        return (self.header,) if isinstance(self.header, str) else self.header


@dataclass(frozen=True)
class HeaderCell:
    """A cell of the header: `row` and `column` count from 0, spans from 1."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


def depth(columns: Sequence[Column[Any]]) -> int:
    """How many rows the header takes."""
    return max(len(column.path) for column in columns)


def header_cells(columns: Sequence[Column[Any]]) -> list[HeaderCell]:
    """Lay the header out, row by row: neighbours of one group share a cell over their names."""
    levels = depth(columns)
    cells = []
    for level in range(levels):
        start = 0
        while start < len(columns):
            path = columns[start].path[: level + 1]
            end = start + 1
            is_group = len(columns[start].path) > level + 1
            while is_group and end < len(columns) and columns[end].path[: level + 1] == path:
                end += 1
            if len(path) == level + 1:
                rows = 1 if is_group else levels - level
                cells.append(HeaderCell(path[-1], level, start, rows, end - start))
            start = end
    return cells


class Totals:
    """Adds up the columns that want it while the rows pass by."""

    def __init__(self, columns: Sequence[Column[Any]]) -> None:
        self.count = 0
        self._width = len(columns)
        self._sums: dict[int, Decimal | int] = {
            index: Decimal(0) if column.kind is Kind.MONEY else 0
            for index, column in enumerate(columns)
            if column.total
        }

    def add(self, values: Sequence[Any]) -> None:
        """Count a row; an empty cell adds nothing."""
        self.count += 1
        for index in self._sums:
            self._sums[index] += values[index] or 0

    @property
    def cells(self) -> list[Decimal | int | None]:
        """The last row: a sum or nothing for each column."""
        return [self._sums.get(index) for index in range(self._width)]

    @property
    def label_span(self) -> int:
        """How many columns stand before the first sum: room for the word 合计."""
        return min(self._sums, default=self._width)


def display(column: Column[Any], value: Any) -> str:
    """Return a value as pages and prints show it."""
    if value is None:
        return ""
    if column.kind is Kind.MONEY:
        return yuan_text(value)
    if column.kind is Kind.MONTH and isinstance(value, date):
        return f"{value:%Y-%m}"
    return value.isoformat() if isinstance(value, date) else str(value)
