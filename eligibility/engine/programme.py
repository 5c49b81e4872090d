"""Programmes: one folder each under `eligibility/programmes`, found, not registered."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from eligibility import engine, programmes
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet, read_file

Rule = Callable[[Facts, ParameterSet, date, Mapping[str, Findings]], Findings]


@dataclass(frozen=True)
class Programme:
    """A programme of assistance.

    rule: facts, parameters, the day, and the findings of the programmes it names in `needs`.
    reads: the sections and lists of a record that its own rules look at, beside the household
    and who its people are. since: the first day it can be worked out for. period: what its total
    is for ("月", "次", "学期"); empty for a programme that pays nothing.
    """

    code: str
    name: str
    clause: str
    rule: Rule
    folder: Path
    since: date
    reads: frozenset[str]
    needs: tuple[str, ...] = ()
    period: str = "月"

    def decide(
        self,
        facts: Facts,
        parameters: ParameterSet,
        on: date,
        basis: str = "verified",
        others: Mapping[str, Findings] = MappingProxyType({}),
    ) -> Findings:
        """The findings for every household of `facts` on a day.

        basis: "verified" lets only verified facts decide (认定结论), "declared" takes every
        statement as it stands (按申报测算). others: findings already worked out for the same
        facts and basis, by programme; what the programme needs beside them is worked out first.
        """
        facts = facts.as_declared() if basis == "declared" else facts
        found = dict(others)
        for code in self.needs:
            if code not in found:
                found[code] = find(code).decide(facts, parameters, on, others=found)
        return self.rule(facts, parameters, on, found)

    @cached_property
    def sections(self) -> frozenset[str]:
        """All that it reads, what the programmes it needs read included."""
        return self.reads.union(*(find(code).sections for code in self.needs))

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the rule's source and the kernel's, kept with a decision for its replay."""
        digest = hashlib.sha256()
        folders = [Path(engine.__file__).parent, *(find(c).folder for c in self.needs), self.folder]
        for folder in folders:
            for path in sorted(folder.glob("*.py")):
                digest.update(path.read_bytes())
        return digest.hexdigest()


@cache
def discover() -> Mapping[str, Programme]:
    """Every programme by code, those that others need first."""
    found: dict[str, Programme] = {}
    for module in pkgutil.iter_modules(programmes.__path__, f"{programmes.__name__}."):
        programme: Programme = importlib.import_module(module.name).PROGRAMME
        found[programme.code] = programme

    def depth(code: str) -> int:
        return 1 + max((depth(need) for need in found[code].needs), default=0)

    return {code: found[code] for code in sorted(found, key=lambda code: (depth(code), code))}


def find(code: str) -> Programme:
    """The programme of a code. Raises KeyError."""
    return discover()[code]


@cache
def seeds() -> ParameterSet:
    """The parameters as the programmes' own files state them."""
    return ParameterSet.from_records(
        record
        for programme in discover().values()
        for record in read_file(programme.folder / "parameters.toml", programme.code)
    )
