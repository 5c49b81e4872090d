"""Sums over the items of a table that belong to the counted people.

An item that was not verified is left out of the sum and makes it unknown: the verified part is
the bound most favourable to the household.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from eligibility.engine.codes import TOWNSHIP, Code
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Figure, Missing, everywhere, try_each
from eligibility.engine.parameters import Revision

MANY = 10**6

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment


class Means:
    """The items of one table. `surveyed`: households whose section of the survey is complete."""

    def __init__(
        self, a: Assessment, items: Any, kinds: type[Code], surveyed: Flags, section: str
    ) -> None:
        self.a, self.items, self.kinds = a, items, kinds
        self.surveyed, self.section = surveyed, section
        self.ours: Flags = items.of(a.people.counted, a.is_family)

    def of(self, kinds: Flags) -> Flags:
        """The rows of some kinds, as a lookup table of codes."""
        rows: Flags = self.ours & kinds[self.items.kind]
        return rows

    def total(self, rows: Flags, values: Ints) -> Figure:
        """The sum of values over the rows, by household."""
        return self._figure(rows, self.items.total(values * (rows & self.items.verified)))

    def count(self, rows: Flags) -> Figure:
        """How many of the rows each household has."""
        return self._figure(rows, self.items.count(rows & self.items.verified))

    def most_for_one(self, rows: Flags, values: Ints) -> Figure:
        """The largest sum that falls on one person, by household."""
        sums = values * (rows & self.items.verified)
        return self._figure(rows, self.items.largest_per_person(sums, self.a.facts.members))

    def _figure(self, rows: Flags, values: Ints) -> Figure:
        known = self.surveyed
        if not self.items.all_verified:
            known = known & ~self.items.any(rows & ~self.items.verified)
        return Figure(values, known, (), (self.unsurveyed, partial(self.unverified, rows)))

    def unsurveyed(self, row: int) -> Iterator[Missing]:
        """Says that the section of the survey is not complete."""
        if not self.surveyed[row]:
            yield Missing(f"{self.section}尚未查清", TOWNSHIP)

    def unverified(self, rows: Flags, row: int) -> Iterator[Missing]:
        """Names the unverified of some rows."""
        return self.lacking(rows & ~self.items.verified, "未核实", row)

    def lacking(self, rows: Flags, what: str, row: int) -> Iterator[Missing]:
        """Says of each of the rows what it lacks, and which office can supply it."""
        for i in self.items.rows_in(row):
            if rows[i]:
                kind = self.kinds.at(self.items.kind[i])
                member = int(self.items.member[i])
                owner = self.a.name_of(member) if member >= 0 else "家庭"
                yield Missing(f"{owner}的{kind.label}{what}", kind.supplier)


def stated(figure: Figure) -> Flags:
    """Households that have something to test, or may have: the others pass."""
    return (figure.values > 0) | ~figure.known


def none_unless_allowed(rule: Revision[str], size: int) -> Figure:
    """How many a rule lets a household have: none where it "disqualifies", else any number."""
    limits = try_each(rule, lambda choice: np.full(size, 0 if choice == "disqualifies" else MANY))
    return Figure(limits, everywhere(size), (rule.where(),))
