"""Case files: households written down by hand, tried on one or several days.

A document of a case file is a record (`records.py`) with the days to try it on. A programme's
`cases.yaml` has the same form and adds what is expected.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.engine.columns import as_date
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import discover
from eligibility.engine.records import BadRecord, hint, read, read_day

BASES = ("verified", "declared")
OWN_KEYS = {
    "as_of": "测算日期，可写一个或一列，如 [2019-03-15, 2022-03-10]",
    "basis": "verified 认定结论，只凭已核实的事实（缺省）；declared 按申报测算，申报的都算",
    "title": "说明，不参与测算",
    "expected": "预期结果，不参与测算",
}


@dataclass(frozen=True)
class Case:
    """One document, read."""

    id: str
    title: str
    days: tuple[date, ...]
    basis: str
    facts: Facts
    expected: Any


def read_case(document: Any) -> Case:
    """A case from a parsed document. Raises BadRecord."""
    if not isinstance(document, Mapping):
        raise BadRecord("", "一份案例应是“键: 值”的形式，请检查缩进和冒号")
    record = {key: value for key, value in document.items() if key not in OWN_KEYS}
    basis = document.get("basis") or "verified"
    if basis not in BASES:
        raise BadRecord("basis", f"没有“{basis}”；{hint(str(basis), BASES)}")
    return Case(
        id=str(document.get("id") or ""),
        title=str(document.get("title") or ""),
        days=_days(document.get("as_of")),
        basis=basis,
        facts=read([record]),
        expected=document.get("expected"),
    )


def _days(stated: Any) -> tuple[date, ...]:
    if stated is None:
        raise BadRecord("as_of", "缺少测算日期，请写如 as_of: 2019-03-15")
    if isinstance(stated, list):
        return tuple(_day(day, f"as_of[{i}]") for i, day in enumerate(stated))
    return (_day(stated, "as_of"),)


def _day(stated: Any, path: str) -> date:
    try:
        day = as_date(read_day(stated))
    except ValueError as error:
        raise BadRecord(path, str(error)) from None
    first = min(programme.since for programme in discover().values())
    if day < first:
        raise BadRecord(path, f"早于 {first}，没有可用的标准")
    return day


def decide(
    case: Case, day: date, parameters: ParameterSet, only: Collection[str] = ()
) -> dict[str, Findings]:
    """What every programme in force on the day (or only some) finds for a case."""
    found: dict[str, Findings] = {}
    for programme in discover().values():
        if programme.since <= day and (not only or programme.code in only):
            found[programme.code] = programme.decide(case.facts, parameters, day, case.basis, found)
    return found
