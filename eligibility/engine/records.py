"""Facts written out as plain records: the form of a case file.

A record is one household as nested mappings (see `outline` for every key). A section that is
left out was not surveyed and is unknown; an empty list means "surveyed, none". Whatever is wrong
raises `BadRecord` with the place and a way to mend it, in Chinese.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from eligibility.engine.codes import Code
from eligibility.engine.columns import Column, Items, Kind, Rows, columns_of, day_number
from eligibility.engine.facts import TABLES, Facts, Households

Record = Mapping[str, Any]

# What the registry also keeps of a fact; accepted in a record, read by no rule.
CARRIED: dict[str, dict[str, tuple[str, ...]]] = {
    "households": {
        "household": ("register_address", "address", "source", "note"),
        "hardship": ("situation", "main_cause", "needs", "source", "note"),
        "housing": ("monthly_rent", "source", "note"),
        "doctor_contract": ("team", "source", "verification", "note"),
    },
    "members": {
        "": ("ethnicity", "note"),
        "condition": ("marriage", "insurance", "source", "note"),
        "disability": ("card_number", "source", "note"),
        "illness": ("disease", "source", "note"),
        "enrolment": ("school", "grade", "source", "note"),
        "rural_registration": ("source", "note"),
        "absence": ("source", "note"),
        "orphanhood": ("guardian", "source", "note"),
        "care": ("assessed_on", "assessors", "source", "note"),
        "placement": ("institution", "since", "source", "verification", "note"),
        "job_registration": ("skills", "source", "note"),
        "health_record": ("number", "source", "verification", "note"),
    },
    "incomes": {"": ("payer", "source", "note")},
    "assets": {"": ("description", "source", "note")},
    "expenditures": {"": ("source", "note")},
    "obligors": {"": ("relation", "source", "note")},
    "stays": {"": ("hospital", "diagnosis", "is_paid_after_treatment", "source", "note")},
    "offers": {"": ("post", "reason", "source", "note")},
    "losses": {"": ("event", "description", "source", "note")},
    "emergencies": {"": ("description", "source", "note")},
}
ROWS = {name: table for name, table in TABLES.items() if name != "households"}
VERIFICATION = {"verified": True, "unverified": False, "disputed": False}


class BadRecord(ValueError):
    """A record that cannot be read: where, what is wrong, and how to mend it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}：{message}" if path else message)
        self.path, self.message = path, message


def read(records: Sequence[Record]) -> Facts:
    """Facts of some households. Raises BadRecord; its path starts with `[n]` beyond the first."""
    tables: dict[str, dict[str, list[Any]]] = {
        name: {column: [] for column in columns_of(table)} for name, table in TABLES.items()
    }
    for name in ROWS:
        tables[name]["household"] = []
    for row, record in enumerate(records):
        where = f"[{row}]." if row else ""
        _check_keys(record, _shape(), where)
        _append(tables["households"], Households, record, where)
        first_member = len(tables["members"]["household"])
        for name, table in ROWS.items():
            for i, item in enumerate(record.get(name) or ()):
                place = f"{where}{name}[{i}]."
                _append(tables[name], table, item, place)
                tables[name]["household"].append(row)
                if issubclass(table, Items):
                    member = _member(item.get("member"), record, f"{place}member")
                    tables[name]["member"][-1] = -1 if member is None else first_member + member
                _check_sums(item, place)
    return Facts.build(**tables)


def outline() -> Iterator[tuple[str, Column]]:
    """Every key that a rule reads with its column, in the order of a case file."""
    for name, table in TABLES.items():
        seen: set[str] = set()  # several columns may read one key
        for column in columns_of(table).values():
            if column.kind is not Kind.KNOWN and column.key not in seen:
                yield (f"{name}[].{column.key}" if name in ROWS else column.key), column
            seen.add(column.key)


@cache
def _shape() -> dict[str, Any]:
    """The keys of a record: a mapping for a section, a one-element list for a list of rows."""
    shape: dict[str, Any] = {}
    for name, table in TABLES.items():
        keys: dict[str, Any] = shape if name not in ROWS else {}
        for column in columns_of(table).values():
            *section, key = column.key.split(".")
            level = keys.setdefault(section[0], {}) if section else keys
            level.setdefault(key, None)
        for section_name, carried in CARRIED[name].items():
            level = keys[section_name] if section_name else keys
            level |= dict.fromkeys(carried)
        if name in ROWS:
            shape[name] = [keys]
    return shape


def _check_keys(value: Any, shape: dict[str, Any], where: str) -> None:
    if not isinstance(value, Mapping):
        raise BadRecord(where.rstrip("."), "这里应是“键: 值”的形式，请检查缩进和冒号")
    for key, item in value.items():
        if key not in shape:
            raise BadRecord(f"{where}{key}", f"没有这一项；{hint(str(key), shape)}")
        expected = shape[key]
        if item is None or expected is None:
            continue
        if isinstance(expected, list):
            if not isinstance(item, list):
                raise BadRecord(f"{where}{key}", "这里应是列表，每条以“- ”开头；没有的写 []")
            for i, row in enumerate(item):
                _check_keys(row, expected[0], f"{where}{key}[{i}].")
        else:
            _check_keys(item, expected, f"{where}{key}.")


def hint(word: str, known: Mapping[str, Any] | Sequence[str]) -> str:
    """What the writer may have meant."""
    names = [str(name) for name in known]
    if close := difflib.get_close_matches(word, names, n=1, cutoff=0.6):
        return f"是否想写 {close[0]}？"
    return f"可写的有：{'、'.join(name for name in names if name)}"


def _append(columns: dict[str, list[Any]], table: type[Rows], record: Record, where: str) -> None:
    for name, column in columns_of(table).items():
        columns[name].append(_value(record, column, where))


def _value(record: Record, column: Column, where: str) -> Any:
    *section, key = column.key.split(".")
    holder = record.get(section[0]) if section else record
    stated = None if holder is None else holder.get(key)
    if column.kind is Kind.KNOWN:
        return stated is not None
    if stated is None:
        if column.required and holder is not None:
            raise BadRecord(f"{where}{column.key}", f"缺少“{column.label}”，请补上")
        return column.empty
    try:
        return READERS[column.kind](stated, column)
    except ValueError as error:
        raise BadRecord(f"{where}{column.key}", str(error)) from None


def _flag(value: Any, column: Column) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"“{value}”不是 true 或 false")
    return value


def _code(value: Any, column: Column) -> int:
    numbers = _codes(column).numbers()
    # YAML reads an unquoted 01 as the number 1.
    for text in (str(value), str(value).zfill(2)):
        if text in numbers:
            return numbers[text]
    raise ValueError(f"没有代码“{value}”；{hint(str(value), numbers)}")


def _codes(column: Column) -> type[Code]:
    if column.codes is None:
        raise TypeError(f"column {column.key} declares no code list")
    return column.codes


def _causes(value: Any, column: Column) -> bool:
    if not isinstance(value, list):
        raise ValueError("这里应是列表，如 [illness, schooling]")
    return column.code in [_code(item, column) for item in value]


def _hundredths(value: Any, column: Column) -> int:
    try:
        number = Decimal(str(value)) * 100
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(f"“{value}”不是数字")
    if number != number.to_integral_value():
        raise ValueError(f"“{value}”超过两位小数")
    if not 0 <= number < 10**15:
        raise ValueError(f"“{value}”不能为负数，也不能大于一万亿")
    return int(number)


def _number(value: Any, column: Column) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"“{value}”不是整数")
    if not column.least <= value <= column.most:
        raise ValueError(f"“{value}”应在 {column.least} 至 {column.most} 之间")
    return value


def read_day(value: Any) -> int:
    """The day number of a date, written or parsed. Raises ValueError with a message for people."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"“{value}”不是日期，应写如 2019-03-15") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"“{value}”不是日期，应写如 2019-03-15")
    return day_number(value)


def _verification(value: Any, column: Column) -> bool:
    if value not in VERIFICATION:
        raise ValueError(f"没有代码“{value}”；{hint(str(value), VERIFICATION)}")
    return VERIFICATION[value]


READERS: dict[Kind, Callable[[Any, Column], Any]] = {
    Kind.FLAG: _flag,
    Kind.CODE: _code,
    Kind.CAUSES: _causes,
    Kind.MONEY: _hundredths,
    Kind.AREA: _hundredths,
    Kind.NUMBER: _number,
    Kind.DAY: lambda value, column: read_day(value),
    Kind.TEXT: lambda value, column: str(value),
    Kind.VERIFIED: _verification,
    Kind.MEMBER: lambda value, column: -1,  # resolved against the household's members by `read`
}


def _member(value: Any, record: Record, path: str) -> int | None:
    """The position among the members of the one an item names."""
    members = record.get("members") or ()
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(members):
        return value
    named = [i for i, member in enumerate(members) if member.get("name") == value]
    if len(named) == 1:
        return named[0]
    if named:
        raise BadRecord(path, f"有 {len(named)} 名成员叫“{value}”，请改写序号")
    raise BadRecord(path, f"成员中没有“{value}”；写成员姓名，或序号（从 0 起）")


def _check_sums(item: Record, where: str) -> None:
    if "reimbursed" in item and Decimal(str(item["reimbursed"] or 0)) > Decimal(
        str(item["amount"])
    ):
        raise BadRecord(f"{where}reimbursed", "已报销部分不能超过总金额")
