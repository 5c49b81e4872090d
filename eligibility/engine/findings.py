"""What a programme finds: verdicts and amounts for all households, words for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from eligibility.engine.candidates import Candidates
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Amount, Criterion, Line, marked, plain_yuan
from eligibility.engine.parameters import Revision
from eligibility.engine.verdicts import FAIL, NAMES, Outcome, Verdicts


@dataclass(kw_only=True)
class Findings:
    """The result of one programme on one day.

    verdict: int8 per household. provisional: verdict or amount rests on a parameter that awaits
    confirmation. total: 分 for the programme's period, 0 where the verdict is FAIL or the sum is
    not known; total_known: false where a fact that the sum rests on is missing. concerned: the
    households that have anything to do with the programme (None: all); the others fail.
    candidates: the people, stays or mishaps that were judged one by one, if any.
    """

    programme: str
    on: date
    verdict: Verdicts
    provisional: Flags
    criteria: list[Criterion]
    amounts: list[Amount] = field(default_factory=list)
    total: Ints
    total_known: Flags
    start_month: str | None = None
    start_rests_on: tuple[Revision[Any], ...] = ()
    concerned: Flags | None = None
    candidates: Candidates | None = None

    @classmethod
    def conclude(
        cls,
        *,
        outcome: Outcome,
        criteria: list[Criterion],
        amounts: list[Amount],
        amounts_known: Flags,
        **details: Any,
    ) -> Self:
        """Findings from the combined outcome of the criteria and the parts of the amount."""
        size = outcome.verdict.size
        due = outcome.verdict != FAIL
        total = np.zeros(size, dtype=np.int64)
        provisional = np.zeros(size, np.bool_) if outcome.marked is None else outcome.marked
        for amount in amounts:
            total = total + amount.fen
            if (doubt := marked(amount.uses, size, due)) is not None:
                provisional = provisional | doubt
        return cls(
            verdict=outcome.verdict,
            provisional=provisional,
            criteria=criteria,
            amounts=amounts,
            total=total * (due & amounts_known),
            total_known=amounts_known | ~due,
            **details,
        )

    def __len__(self) -> int:
        return self.verdict.size

    def criteria_of(self, row: int) -> list[Criterion]:
        """The conditions of one household, without those it was not asked for."""
        return [c for c in self.criteria if not (c.route or c.follows) or c.reaches(row)]

    def concerns(self, row: int) -> bool:
        """Whether a household has anything to do with the programme."""
        return self.concerned is None or bool(self.concerned[row])

    def lines(self, row: int) -> list[Line]:
        """The calculation of one household's amount; the lines sum to the total."""
        if self.verdict[row] == FAIL or not self.total_known[row]:
            return []
        return [line for amount in self.amounts for line in amount.lines(row)]

    def parameters(self, row: int, lines: Iterable[Line]) -> list[Revision[Any]]:
        """What one household's result and its lines rest on, in the order it was used."""
        used = [p for criterion in self.criteria for p in criterion.parameters(row)]
        used += [p for line in lines for p in line.parameters]
        return list(dict.fromkeys(used))

    def facets(self) -> dict[str, tuple[npt.NDArray[Any], Sequence[str]]]:
        """What sorts households beside the verdict: a code per household, and its words."""
        return {}

    def explain(self, row: int) -> dict[str, Any]:
        """One household's result in words, ready for JSON. See `manage.py assess --schema`."""
        criteria = self.criteria_of(row)
        lines = self.lines(row)
        return {
            "verdict": NAMES[self.verdict[row]],
            "concerned": self.concerns(row),
            "provisional": bool(self.provisional[row]),
            "criteria": [_criterion(criterion, row) for criterion in criteria],
            "amounts": [_line(line) for line in lines],
            "total": plain_yuan(self.total[row]) if self.total_known[row] else None,
            "start_month": self.start_month if self.verdict[row] != FAIL else None,
            "start_provisional": not all(p.is_confirmed for p in self.start_rests_on),
            "parameters": [_parameter(revision) for revision in self.parameters(row, lines)],
            "notes": [note for c in criteria if c.note and (note := c.note(row))],
            **{name: words[int(codes[row])] for name, (codes, words) in self.facets().items()},
        }


def _criterion(criterion: Criterion, row: int) -> dict[str, Any]:
    actual, limit = criterion.say
    return {
        "code": criterion.code,
        "label": criterion.label,
        "clause": criterion.clause,
        "verdict": NAMES[criterion.verdict[row]],
        "actual": actual(row),
        "limit": limit(row),
        "missing": [missing._asdict() for missing in criterion.missing(row)],
        "route": criterion.route,
        "provisional": criterion.marked is not None and bool(criterion.marked[row]),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label,
        "clause": line.clause,
        "arithmetic": line.arithmetic,
        "yuan": None if line.fen is None else plain_yuan(line.fen),
        "provisional": not all(p.is_confirmed for p in line.parameters),
        "kind": line.kind,
        "person": line.person,
        "most_yuan": None if line.most is None else plain_yuan(line.most),
    }


def _parameter(revision: Revision[Any]) -> dict[str, Any]:
    return {
        "code": revision.code,
        "label": revision.label,
        "value": revision.worded,
        "unit": revision.unit,
        "since": revision.since.isoformat(),
        "clause": revision.clause,
        "state": revision.state.value,
    }
