# ruff: noqa: RUF009 - column() declares a field, as dataclasses.field() does
"""Columns of facts, and rows that belong to households.

A column is declared once, as a field of a table in `facts.py`; from that declaration come its
dtype, the value that stands for "absent", its place in a case file and its explanation there.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from eligibility.engine.codes import Cause, Code

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
Days = npt.NDArray[np.int32]  # days since 1970-01-01
Ints = npt.NDArray[np.int64]  # counts, row numbers, 分, hundredths of a square metre
Texts = npt.NDArray[np.object_]

# Open ends of periods: "since ever" and "until further notice".
ALWAYS = int(np.iinfo(np.int32).min)
NEVER = int(np.iinfo(np.int32).max)

EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01, as date columns hold them."""
    return day.toordinal() - EPOCH


def as_date(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(int(number) + EPOCH)


class Kind(Enum):
    """What a column holds: dtype, and how its value is written in a case file."""

    FLAG = np.bool_, "true 或 false"
    CODE = np.int8, "代码"
    MONEY = np.int64, "元，至多两位小数，如 546.00"
    NUMBER = np.int64, "整数"
    AREA = np.int64, "平方米，至多两位小数"
    DAY = np.int32, "日期，如 2019-03-15"
    TEXT = np.object_, "文字"
    MEMBER = np.int64, "成员姓名，或其在 members 中的序号（从 0 起）"
    CAUSES = np.bool_, "代码列表"
    VERIFIED = np.bool_, "代码"
    KNOWN = np.bool_, ""

    def __init__(self, dtype: type[np.generic], form: str) -> None:
        self.dtype = np.dtype(dtype)
        self.form = form


@dataclass(frozen=True, slots=True)
class Column:
    """One fact. `key` is its dotted place in a record; absent means `empty`, unless required."""

    kind: Kind
    label: str
    key: str = ""
    help: str = ""
    empty: int | str = 0
    required: bool = False
    codes: type[Code] | None = None
    code: Code | None = None
    least: int = 0
    most: int = 10**6


def column(kind: Kind, label: str, **options: Any) -> Any:
    """A dataclass field that declares a column."""
    return field(metadata={"column": Column(kind, label, **options)})


def verified(section: str = "") -> Any:
    """Whether the row, or a section of it, may carry a decision."""
    key = f"{section}.verification" if section else "verification"
    return column(Kind.VERIFIED, "核实状态", key=key, empty=1)


def caused_by(cause: Cause) -> Any:
    """Whether a cause is among those stated."""
    return column(
        Kind.CAUSES, "致困原因", key="hardship.causes", required=True, codes=Cause, code=cause
    )


def known(key: str) -> Any:
    """Whether something was stated at all: missing is never zero."""
    return column(Kind.KNOWN, "是否已查明", key=key)


def columns_of(table: type[Rows]) -> dict[str, Column]:
    """The declared columns of a table by name, in order."""
    if "_columns" not in table.__dict__:
        declared = {f.name: f.metadata["column"] for f in fields(table) if "column" in f.metadata}
        table._columns = declared
    return table._columns


FEW = 16


def absent(column: Column, size: int) -> npt.NDArray[Any]:
    """The value that means absent, for so many rows; few rows share what nobody may change."""
    if size <= FEW:
        return _shared(column.empty, column.kind.dtype, size)
    return np.full(size, column.empty, dtype=column.kind.dtype)


@lru_cache(maxsize=1024)
def _shared(value: int | str, dtype: np.dtype[Any], size: int) -> npt.NDArray[Any]:
    array = np.full(size, value, dtype=dtype)
    array.flags.writeable = False
    return array


class Spans:
    """Which rows belong to which household; rows are sorted by household.

    household: row number of the household of each row, int64, non-decreasing.
    size: how many households there are; some may have no rows.
    bounds: the first row of each household (for one without rows, where it would be), then the end.
    """

    __slots__ = ("_filled", "bounds", "counts", "first", "household", "size")

    def __init__(self, household: Ints, size: int) -> None:
        self.household = household
        self.size = size
        self.counts: Ints = np.bincount(household, minlength=size)
        self.bounds: Ints = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(self.counts, out=self.bounds[1:])
        self.first = self.bounds[:-1]
        self._filled = None if self.counts.all() else np.flatnonzero(self.counts)

    def reduce(self, ufunc: np.ufunc, values: npt.NDArray[Any], dtype: Any) -> npt.NDArray[Any]:
        """Reduce each household's rows; households without rows get zero."""
        if self._filled is None:
            result: npt.NDArray[Any] = ufunc.reduceat(values, self.first, dtype=dtype)
            return result
        result = np.zeros(self.size, dtype=dtype)
        if values.size:
            result[self._filled] = ufunc.reduceat(values, self.first[self._filled], dtype=dtype)
        return result

    def sum(self, values: Ints) -> Ints:
        """Sum by household, int64: running sums cost half of a reduction of short runs."""
        running = np.zeros(self.household.size + 1, dtype=np.int64)
        np.cumsum(values, out=running[1:])
        at_bounds = running[self.bounds]
        sums: Ints = at_bounds[1:] - at_bounds[:-1]
        return sums

    def rows_of(self, households: Ints) -> tuple[Ints, Ints]:
        """Row numbers of the rows of some households, and the new household of each."""
        counts = self.counts[households]
        starts = self.first[households]
        household = np.repeat(np.arange(households.size), counts)
        within = np.arange(household.size) - np.repeat(np.cumsum(counts) - counts, counts)
        return starts[household] + within, household


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A table whose rows belong to households."""

    spans: Spans
    _columns: ClassVar[dict[str, Column]]

    @classmethod
    def build(cls, household: npt.ArrayLike, size: int, **columns: npt.ArrayLike) -> Self:
        """A table from arrays; columns not given take the value that means absent.

        household: row number of the household of each row, sorted. size: number of households.
        Raises ValueError if the rows are not sorted or a required column is missing.
        """
        owners = np.asarray(household, dtype=np.int64)
        if owners.size and ((owners[1:] < owners[:-1]).any() or owners[-1] >= size):
            raise ValueError(f"{cls.__name__}: rows must be sorted by household")
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name, spec in columns_of(cls).items():
            if name in columns:
                arrays[name] = np.asarray(columns[name], dtype=spec.kind.dtype)
            elif owners.size and spec.required and "." not in spec.key:
                raise ValueError(f"{cls.__name__}: column {name} is missing")
            else:
                arrays[name] = absent(spec, owners.size)
        if unknown := columns.keys() - arrays.keys():
            raise ValueError(f"{cls.__name__}: unknown columns {sorted(unknown)}")
        return cls(spans=Spans(owners, size), **arrays)

    @classmethod
    @lru_cache(maxsize=64)
    def nothing(cls, size: int) -> Self:
        """The table of so many households without a row; the same one each time."""
        return cls.build((), size)

    def __len__(self) -> int:
        return self.spans.household.size

    @property
    def household(self) -> Ints:
        """Row number of the household of each row."""
        return self.spans.household

    def total(self, values: Ints) -> Ints:
        """Sum by household, int64."""
        return self.spans.sum(values)

    def count(self, mask: Flags) -> Ints:
        """How many rows of each household are marked."""
        counts: Ints = np.bincount(self.spans.household[mask], minlength=self.spans.size)
        return counts

    def any(self, mask: Flags) -> Flags:
        """Whether any row of each household is marked."""
        # Marks are rare in most columns: cheaper than looking at every row of everybody.
        marked = np.zeros(self.spans.size, dtype=np.bool_)
        marked[self.spans.household[mask]] = True
        return marked

    def largest(self, values: Ints) -> Ints:
        """The largest value of each household; zero where it has no rows."""
        return self.spans.reduce(np.maximum, values, np.int64)

    def rows_in(self, household: int) -> range:
        """Row numbers of one household."""
        start = int(self.spans.first[household])
        return range(start, start + int(self.spans.counts[household]))

    def total_in(self, household: int, values: Ints, mask: Flags) -> int:
        """The sum over the marked rows of one household."""
        return sum(int(values[row]) for row in self.rows_in(household) if mask[row])

    def count_in(self, household: int, mask: Flags) -> int:
        """How many rows of one household are marked."""
        return sum(bool(mask[row]) for row in self.rows_in(household))

    def changed(self, **columns: npt.NDArray[Any]) -> Self:
        """The same rows with some columns replaced."""
        other = copy.copy(self)
        other.__dict__.update(columns)
        return other

    def take(self, rows: Ints, household: Ints, size: int) -> Self:
        """Some of the rows, as rows of other households."""
        picked = {name: getattr(self, name)[rows] for name in columns_of(type(self))}
        return type(self)(spans=Spans(household, size), **picked)


@dataclass(frozen=True, kw_only=True)
class Items(Rows):
    """Rows that may be linked to one member: `member` is the row number of the member, or -1."""

    member: Ints = column(Kind.MEMBER, "成员", key="member", empty=-1)
    verified: Flags = verified()

    @cached_property
    def all_verified(self) -> bool:
        """Whether no row is in doubt."""
        return bool(self.verified.all())

    @cached_property
    def _linked(self) -> Flags:
        return self.member >= 0

    def of(self, members: Flags, unlinked: Flags) -> Flags:
        """Rows of the marked members; a row linked to nobody follows its household's mark."""
        if not members.size:
            return unlinked[self.household]
        return np.where(self._linked, members[self.member], unlinked[self.household])

    def total_by_member(self, values: Ints, members: int) -> Ints:
        """Sum by member, int64; rows linked to nobody are left out."""
        totals = np.zeros(members, dtype=np.int64)
        np.add.at(totals, self.member[self._linked], values[self._linked])
        return totals

    def concerning(self, rows: Flags, people: Rows) -> Flags:
        """The people whom some of the rows concern; a row linked to nobody concerns everybody of
        its household.
        """
        concerned: Flags = self.any(rows & ~self._linked)[people.household]
        concerned[self.member[rows & self._linked]] = True
        return concerned

    def largest_per_person(self, values: Ints, people: Rows) -> Ints:
        """The largest sum that falls on one member, by household; rows linked to nobody count
        together as one person's.
        """
        unlinked = self.total(np.where(self._linked, 0, values))
        return np.maximum(people.largest(self.total_by_member(values, len(people))), unlinked)
