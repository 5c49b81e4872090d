"""Policy parameters: dated, cited, and honest about what the county has not confirmed.

A parameter has revisions; at most one is in force on a day, and reading one that is not raises.
A revision is confirmed, provisional (decides, and what rests on it is marked 待确认) or unknown
(its candidates are tried, a placeholder is for display only). Seeds come from each programme's
`parameters.toml`; the database hands over the same plain records.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

from eligibility.engine.columns import Flags

T = TypeVar("T")
Rows = Flags | Callable[[], Flags] | None


class State(StrEnum):
    """How sure a value is."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"


class NotInForce(LookupError):
    """No revision of a parameter is in force on the day asked about."""


class BadParameter(ValueError):
    """A revision that contradicts itself or another one."""


@dataclass(frozen=True, slots=True, eq=False)
class Revision(Generic[T]):
    """One value of a parameter over a period (`until` exclusive). Money is in 分."""

    code: str
    label: str
    unit: str
    kind: str
    since: date
    until: date | None
    state: State
    stated: T | None
    candidates: tuple[T, ...] = ()
    placeholder: T | None = None
    published: date | None = None
    source: str = ""
    clause: str = ""
    provenance: str = ""
    note: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def value(self) -> T:
        """The value that decides. Raises LookupError when it is unknown."""
        if self.stated is None:
            raise LookupError(f"参数“{self.label}”未知，待云阳县局确认")
        return self.stated

    @property
    def is_known(self) -> bool:
        """Whether there is a value that decides."""
        return self.stated is not None

    @property
    def options(self) -> tuple[T, ...]:
        """The values to try: the one that decides, or every candidate; none when none is known."""
        return self.candidates if self.stated is None else (self.stated,)

    @property
    def worded(self) -> str:
        """The value for people to read; candidates joined by 或."""
        if not self.options:
            return "未知"
        return " 或 ".join(self._word(option) for option in self.options)

    def _word(self, value: Any) -> str:
        if self.kind == "money":
            return f"{value // 100:,}.{value % 100:02d}"
        if self.kind == "codes":
            return "、".join(self.words.get(code, code) for code in value) or "无"
        if self.kind == "ratio":
            return f"{float(value):g}"
        return self.words.get(value, str(value))

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing that rests on the value needs the mark 待确认."""
        return self.state is State.CONFIRMED

    def where(self, rows: Rows = None) -> Use:
        """The households whose result rests on this value; None means all.

        A function that makes the mask is called only when somebody asks.
        """
        return Use(self, rows)

    def covers(self, day: date) -> bool:
        """Whether the revision is in force on the day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class Use:
    """Part of a result rests on a parameter, for the marked households."""

    parameter: Revision[Any]
    rows: Rows

    def mask(self) -> Flags | None:
        """The households; None means all. Worked out when first asked for."""
        if callable(self.rows):
            self.rows = self.rows()
        return self.rows

    def holds_for(self, row: int) -> bool:
        """Whether the household's result rests on the parameter."""
        mask = self.mask()
        return mask is None or bool(mask[row])

    def within(self, rows: Flags) -> Use:
        """The same for some of the households."""

        def both() -> Flags:
            mask = self.mask()
            return rows if mask is None else rows & mask

        return Use(self.parameter, both)


def _money(raw: Any) -> int:
    fen = Decimal(str(raw)) * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{raw} is not a whole number of 分")
    return int(fen)


READERS: Mapping[str, Any] = {
    "money": _money,
    "count": int,
    "ratio": lambda raw: Fraction(str(raw)),
    "choice": str,
    "codes": tuple,
}


def read_revision(record: Mapping[str, Any]) -> Revision[Any]:
    """A revision from a plain record, values written as in `parameters.toml`.

    Raises BadParameter when state and value do not fit each other.
    """
    read = READERS[record["kind"]]
    value, placeholder = record.get("value"), record.get("placeholder")
    state = State(record["state"])
    where = f"{record['code']} {record['from']}"
    if (state is State.UNKNOWN) != (value is None):
        raise BadParameter(f"{where}：未知的参数没有值，已确认或暂行的参数要有值")
    if record.get("to") is not None and record["to"] <= record["from"]:
        raise BadParameter(f"{where}：止日应晚于起日")
    return Revision(
        code=record["code"],
        label=record["label"],
        unit=record.get("unit", ""),
        kind=record["kind"],
        since=record["from"],
        until=record.get("to"),
        state=state,
        stated=None if value is None else read(value),
        candidates=tuple(read(raw) for raw in record.get("candidates") or ()),
        placeholder=None if placeholder is None else read(placeholder),
        published=record.get("published"),
        source=record.get("source", ""),
        clause=record.get("clause", ""),
        provenance=record.get("provenance", ""),
        note=record.get("note", ""),
        words=record.get("words") or {},
    )


def read_file(path: Path, programme: str) -> list[dict[str, Any]]:
    """The plain records of a `parameters.toml`; what all revisions share stands above them."""
    records = []
    for code, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
        shared = {key: value for key, value in table.items() if key != "revisions"}
        records += [{**shared, **row, "code": f"{programme}.{code}"} for row in table["revisions"]]
    return records


def lay_over(
    records: Iterable[Mapping[str, Any]], revision: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The records with one more revision: the period that it begins in ends where it begins.

    A period that begins on the same day gives way to it. Raises BadParameter when the revision
    would run into a later period, or leave days without a value that have one.
    """
    code, start, end = revision["code"], revision["from"], revision.get("to")
    kept = [record for record in records if record["code"] != code]
    periods = [record for record in records if record["code"] == code]
    begun = next((p for p in periods if p["from"] <= start and not _ends_by(p, start)), None)
    later = min((p["from"] for p in periods if p["from"] > start), default=None)
    if begun is not None and end != begun.get("to"):
        raise BadParameter(_wrong_end(start, begun.get("to")))
    if begun is None and later is not None and (end is None or end > later):
        raise BadParameter(f"{later} 起已另有一期，新值与它重叠；请把止日填为 {later} 或更早")
    for period in periods:
        if period is not begun:
            kept.append(period)
        elif period["from"] < start:
            kept.append({**period, "to": start})
    return [*kept, revision]


def _ends_by(record: Mapping[str, Any], day: date) -> bool:
    return record.get("to") is not None and record["to"] <= day


def _wrong_end(start: date, end: date | None) -> str:
    if end is None:
        return f"{start} 所在的一期没有止日，填了止日其后就没有值可用；请不填止日，以后再变另行修订"
    return f"{start} 所在的一期到 {end} 为止，其后已另有规定；请把止日填为 {end}"


@dataclass(frozen=True, eq=False)
class ParameterSet:
    """All revisions of all parameters. Raises BadParameter when two overlap."""

    revisions: tuple[Revision[Any], ...]
    _days: dict[date, dict[str, Revision[Any]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        last: Revision[Any] | None = None
        for revision in sorted(self.revisions, key=lambda r: (r.code, r.since)):
            if last and last.code == revision.code and last.covers(revision.since):
                raise BadParameter(f"{revision.code}：{revision.since} 起的值与上一期重叠")
            last = revision

    @classmethod
    def from_records(cls, records: Iterable[Mapping[str, Any]]) -> Self:
        """A set from plain records, such as the rows of a database table."""
        return cls(tuple(read_revision(record) for record in records))

    def at(self, day: date) -> Mapping[str, Revision[Any]]:
        """The revisions in force on a day, by code."""
        if day not in self._days:
            self._days[day] = {r.code: r for r in self.revisions if r.covers(day)}
        return self._days[day]

    def replaced(self, code: str, **changes: Any) -> Self:
        """The set with every revision of one parameter changed, for what-if."""
        return type(self)(
            tuple(replace(r, **changes) if r.code == code else r for r in self.revisions)
        )


class Policy:
    """The parameters of one programme in force on one day, as typed attributes.

    A programme declares `urban_standard: Revision[int]` and so on; a name without an annotation
    does not exist, a value not in force raises NotInForce when it is read.
    """

    programme: ClassVar[str]

    def __init__(self, parameters: ParameterSet, on: date) -> None:
        self.on = on
        prefix = f"{self.programme}."
        for code, revision in parameters.at(on).items():
            if code.startswith(prefix):
                setattr(self, code.removeprefix(prefix), revision)

    def __getattr__(self, name: str) -> Any:
        if name in type(self).__annotations__:
            raise NotInForce(f"{self.on} 没有生效的参数 {self.programme}.{name}")
        raise AttributeError(name)

    def in_force(self, name: str) -> bool:
        """Whether a parameter has a revision in force on the day."""
        return name in self.__dict__

    @classmethod
    @lru_cache(maxsize=256)
    def at(cls, parameters: ParameterSet, on: date) -> Self:
        """The policy of a day; the same object for the same set and day."""
        return cls(parameters, on)
