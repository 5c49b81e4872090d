"""A programme and an oracle on the same random households: do they decide alike?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import pytest

from eligibility.engine import records
from eligibility.engine.facts import Facts
from eligibility.engine.parameters import ParameterSet, State
from eligibility.engine.programme import find, seeds
from eligibility.engine.verdicts import NAMES
from tests.eligibility.random_claims import Claims

Record = dict[str, Any]
# The verdict, and the total in 元 where it is PASS; None where the total is not known.
Decision = tuple[str, Fraction | None]
Oracle = Callable[[Record, date, str, ParameterSet], Decision]
BASES = ("verified", "declared")
SIZES = (200, pytest.param(1000, marks=pytest.mark.long))
NOTICED_AT = 300  # households of a day that the search for mutants tries


def settled(values: Mapping[str, Any]) -> ParameterSet:
    """The seeds with some parameters settled by the county."""
    parameters = seeds()
    for code, value in values.items():
        parameters = parameters.replaced(code, stated=value, state=State.CONFIRMED)
    return parameters


@dataclass(frozen=True)
class Trial:
    """Households of one day with what an oracle says of each."""

    programme: str
    on: date
    basis: str
    families: Sequence[Record]
    facts: Facts
    wanted: list[Decision]

    @classmethod
    def run(
        cls,
        programme: str,
        oracle: Oracle,
        families: Sequence[Record],
        on: date,
        basis: str,
        parameters: ParameterSet,
    ) -> Trial:
        """Let the oracle decide the families."""
        wanted = [oracle(family, on, basis, parameters) for family in families]
        return cls(programme, on, basis, families, records.read(families), wanted)

    def verdicts(self) -> Counter[str]:
        """How often the oracle gave each verdict."""
        return Counter(verdict for verdict, _ in self.wanted)

    def differences(self, parameters: ParameterSet) -> list[tuple[Record, Decision, Any]]:
        """The families decided otherwise: each with what was wanted, and the engine's words."""
        found = find(self.programme).decide(self.facts, parameters, self.on, self.basis)
        return [
            (family, wanted, found.explain(row))
            for row, (family, wanted) in enumerate(zip(self.families, self.wanted, strict=True))
            if wanted != self._decision(found, row)
        ]

    def differs(self, parameters: ParameterSet) -> bool:
        """Whether any family is decided otherwise."""
        found = find(self.programme).decide(self.facts, parameters, self.on, self.basis)
        return any(wanted != self._decision(found, row) for row, wanted in enumerate(self.wanted))

    @staticmethod
    def _decision(found: Any, row: int) -> Decision:
        verdict = NAMES[found.verdict[row]]
        known = verdict == "PASS" and found.total_known[row]
        return verdict, Fraction(int(found.total[row]), 100) if known else None


@dataclass(frozen=True)
class Rivals:
    """A programme and its oracle on some days, with the claims they are tried on."""

    programme: str
    oracle: Oracle
    draw: Callable[[Claims, date], Record]
    days: Sequence[date]

    def trial(self, on: date, basis: str, parameters: ParameterSet, size: int) -> Trial:
        """What the oracle says of so many households."""
        source = Claims(seed=on.toordinal())
        families = [self.draw(source, on) for _ in range(size)]
        return Trial.run(self.programme, self.oracle, families, on, basis, parameters)

    @cached_property
    def known(self) -> list[Trial]:
        """What the oracle says while nothing is changed."""
        return [self.trial(on, basis, seeds(), NOTICED_AT) for on in self.days for basis in BASES]

    def differ(self, parameters: ParameterSet) -> bool:
        """Whether the programme, as it is now, decides some household otherwise."""
        return any(found.differs(parameters) for found in self.known)

    def on_every_day(self, test: Callable[..., None]) -> Callable[..., None]:
        """Run a test on each day and basis, at length only when long tests are asked for."""
        for name, values in (("size", SIZES), ("basis", BASES), ("on", self.days)):
            test = pytest.mark.parametrize(name, values)(test)
        return test
