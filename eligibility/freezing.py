"""A finding kept with everything it rests on, so that it can be worked out again years later.

The facts are written in the form of a case file (`engine/records.py`): a frozen decision can be
read by people, and tried with `manage.py assess`. Protected numbers are not facts of the rules
and never come here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine import records
from eligibility.engine.columns import ALWAYS, NEVER, Column, Kind, Rows, as_date, columns_of
from eligibility.engine.criteria import plain_yuan
from eligibility.engine.facts import Facts, Households
from eligibility.engine.parameters import ParameterSet

from . import parameters
from .enums import Verdict
from .findings import Finding

Record = dict[str, Any]


class Difference(NamedTuple):
    """One line of a result, as it was decided and as it comes out now."""

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Replay:
    """Today's rule for that day over the frozen facts and parameters."""

    then: Finding
    finding: Finding
    is_same_rule: bool
    is_same_result: bool

    @property
    def differences(self) -> list[Difference]:
        """What comes out otherwise now, line by line; none for the same result."""
        if self.is_same_result:
            return []
        sides = [_outcome(self.then), _outcome(self.finding)]
        keys = dict.fromkeys([*sides[0], *sides[1]])
        return [
            Difference(key, sides[0].get(key, "没有"), sides[1].get(key, "没有"))
            for key in keys
            if sides[0].get(key) != sides[1].get(key)
        ]


def freeze(facts: Facts, finding: Finding) -> Record:
    """JSON of a finding and what it rests on; `facts` holds its household alone."""
    in_force = parameters.in_force([finding.programme.code], finding.on)
    return {
        "facts": record_of(facts),
        "unsurveyed": [name for name, is_complete in _surveyed(facts).items() if not is_complete],
        "parameters": [parameters.plain(record) for record in in_force],
        "rule": finding.programme.fingerprint,
        "finding": finding.as_json(),
    }


def replay(frozen: Mapping[str, Any]) -> Replay:
    """Work a frozen finding out again."""
    then = Finding.from_json(frozen["finding"])
    facts, policy = thaw(frozen)
    found = then.programme.decide(facts, policy, then.on, then.basis)
    now = replace(then, details=found.explain(0))
    return Replay(
        then=then,
        finding=now,
        is_same_rule=then.programme.fingerprint == frozen["rule"],
        is_same_result=_result(now) == _result(then),
    )


def thaw(frozen: Mapping[str, Any]) -> tuple[Facts, ParameterSet]:
    """The facts and parameters of a frozen finding."""
    return thaw_facts([frozen]), ParameterSet.from_records(
        parameters.dated(record) for record in frozen["parameters"]
    )


def thaw_facts(frozen: Sequence[Mapping[str, Any]]) -> Facts:
    """The facts of some frozen findings, a row for each."""
    facts = records.read([each["facts"] for each in frozen])
    known = {
        column: getattr(facts.households, column)
        & np.array([name not in each["unsurveyed"] for each in frozen])
        for name, column in _flags().items()
    }
    return replace(facts, households=facts.households.changed(**known))


def _result(finding: Finding) -> tuple[Any, ...]:
    """What must not differ; wording may."""
    criteria = [(c["code"], c["verdict"]) for c in finding.criteria]
    amounts = [(line["code"], line["yuan"]) for line in finding.amounts]
    return finding.verdict, finding.total, finding.category, finding.klass, criteria, amounts


def _outcome(finding: Finding) -> dict[str, str]:
    """The same for people to read, by what it is; lines of one code are numbered."""
    lines = {
        "结论": finding.verdict.label,
        "合计": "待定" if finding.total is None else f"{finding.total} 元",
        "类别": finding.category,
        "分类": finding.klass,
    }
    for criterion in finding.criteria:
        key = f"条件 {criterion['label']}（{criterion['code']}）"
        lines[key] = Verdict(criterion["verdict"]).label
    for number, line in enumerate(finding.amounts, start=1):
        lines[f"金额 {number} {line['label']}（{line['code']}）"] = f"{line['yuan']} 元"
    return lines


# --- facts ----------------------------------------------------------------------------------


def record_of(facts: Facts) -> Record:
    """The one household of `facts` in the form of a case file; `engine.records.read` undoes it.

    A list without rows is left out where its section was not surveyed.
    """
    record = _row(facts.households, 0)
    surveyed = _surveyed(facts)
    for name in records.ROWS:
        rows: Rows = getattr(facts, name)
        if len(rows) or surveyed.get(name):
            record[name] = [_row(rows, row) for row in range(len(rows))]
    return record


def _surveyed(facts: Facts) -> dict[str, bool]:
    """Whether each list of a record was confirmed to be complete."""
    return {name: bool(getattr(facts.households, column)[0]) for name, column in _flags().items()}


def _flags() -> dict[str, str]:
    return {c.key: name for name, c in columns_of(Households).items() if c.key in records.ROWS}


def _row(rows: Rows, row: int) -> Record:
    columns = columns_of(type(rows))
    values = {name: getattr(rows, name)[row] for name in columns}
    flags = {c.key: values[name] for name, c in columns.items() if c.kind is Kind.KNOWN}
    unknown = {key for key, is_known in flags.items() if not is_known}
    # A section that says nothing but what absent means is left out, unless it is known.
    stated = {_section(c) for name, c in columns.items() if values[name] != c.empty}
    stated = (stated | flags.keys()) - unknown
    record: Record = {}
    for name, column in columns.items():
        section = _section(column)
        if column.kind is Kind.KNOWN or column.key in unknown or section not in stated | {""}:
            continue
        holder = record.setdefault(section, {}) if section else record
        key = column.key.removeprefix(f"{section}.")
        if column.kind is Kind.CAUSES:
            causes = holder.setdefault(key, [])
            causes += [_written(1, column)] if values[name] else []
        elif (written := _written(values[name], column)) is not None:
            holder[key] = written
    return record


def _section(column: Column) -> str:
    return column.key.rpartition(".")[0]


def _written(value: Any, column: Column) -> Any:
    """A value as a case file writes it; None where it says nothing."""
    return WRITERS[column.kind](value, column)


def _written_code(value: Any, column: Column) -> str | None:
    assert column.codes is not None
    return list(column.codes)[value].code or None


def _written_day(value: Any, column: Column) -> str | None:
    return None if value in (ALWAYS, NEVER) else as_date(value).isoformat()


WRITERS: dict[Kind, Callable[[Any, Column], Any]] = {
    Kind.FLAG: lambda value, column: bool(value),
    Kind.CODE: _written_code,
    Kind.CAUSES: lambda value, column: column.code.code if column.code is not None else None,
    Kind.MONEY: lambda value, column: plain_yuan(value),
    Kind.AREA: lambda value, column: plain_yuan(value),
    Kind.NUMBER: lambda value, column: int(value),
    Kind.DAY: _written_day,
    Kind.VERIFIED: lambda value, column: "verified" if value else "unverified",
    Kind.MEMBER: lambda value, column: int(value) if value >= 0 else None,
    Kind.TEXT: lambda value, column: str(value) or None,
}
