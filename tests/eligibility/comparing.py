"""The rules of a programme against a second implementation by another hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from eligibility.engine import records
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import find, seeds
from eligibility.engine.verdicts import NAMES
from tests.eligibility.dibao_oracle import PASS, Record

# The verdict, and the total where it is PASS.
Decided = tuple[str, Fraction | None]
Oracle = Callable[[Record, date, str], Decided]
Source = Callable[[date, str, int], list[Record]]


def agrees(found: Findings, row: int, decided: Decided) -> bool:
    """Whether a row's verdict and, where it is PASS, its total to the fen are as decided."""
    verdict, total = decided
    if NAMES[found.verdict[row]] != verdict:
        return False
    return verdict != PASS or Fraction(int(found.total[row]), 100) == total


def compare(
    programme: str,
    oracle: Oracle,
    families: list[Record],
    on: date,
    basis: str,
    parameters: ParameterSet | None = None,
) -> Counter[str]:
    """Assert that both decide every family alike; return how often each verdict fell."""
    found = find(programme).decide(records.read(families), parameters or seeds(), on, basis)
    seen: Counter[str] = Counter()
    for row, family in enumerate(families):
        decided = oracle(family, on, basis)
        assert agrees(found, row, decided), (decided, family, found.explain(row))
        seen[decided[0]] += 1
    return seen
