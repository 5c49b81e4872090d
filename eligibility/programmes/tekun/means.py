"""No source of livelihood: what a person has to live on (特困人员认定办法 第六条、第七条)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from eligibility.engine.candidates import judged
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Criterion, Missing, everywhere, yuan
from eligibility.engine.parameters import Revision, Use
from eligibility.engine.verdicts import Verdicts, all_of
from eligibility.programmes.dibao import holdings
from eligibility.programmes.dibao.income import SUPPORT

if TYPE_CHECKING:
    from eligibility.programmes.tekun.people import People

Uses = tuple[tuple[Revision[Any], Flags], ...]


class Livelihood:
    """Income and property by member.

    ours: the income items of the people here, whether or not 低保 counts them (第六条 asks of a
    person's own). monthly / parts: a member's own income a month, 分, with an even share of what
    is in nobody's name. The two are compared as a fraction, so that nothing is rounded.
    """

    def __init__(self, people: People) -> None:
        a, incomes, members = people.a, people.facts.incomes, people.members
        self.people, self.a = people, a
        counted = (a.policy.counted_income | SUPPORT) & ~people.policy.uncounted_income
        self.ours: Flags = incomes.of(people.present, a.is_family)
        weight = a.income.monthly_weight() * (self.ours & counted[incomes.kind])
        sure = incomes.monthly_amount * weight * incomes.verified
        heads = np.maximum(a.people.count, 1)[people.household]
        in_common = incomes.total(np.where(incomes.member < 0, sure, 0))[people.household]
        self.monthly: Ints = incomes.total_by_member(sure, len(members)) * heads + in_common
        self.parts: Ints = heads * a.income.parts
        doubtful = (weight > 0) & ~incomes.verified
        self.surveyed: Flags = a.facts.households.income_known[people.household]
        # The rest of a family from which somebody is assessed apart is not looked into here.
        self.known: Flags = self.surveyed & ~incomes.concerning(doubtful, members) & people.present

    # --- income -----------------------------------------------------------------------------

    @cached_property
    def is_poor(self) -> Verdicts:
        """Income below the 低保 standard of the household's category."""
        standard = self.a.standard
        holds = self.monthly < standard.values[self.people.household] * self.parts
        known = self.known & standard.known[self.people.household]
        return judged(holds, known | ~holds)

    def income_worded(self, i: int) -> str:
        """What one member has a month."""
        words = f"月收入 {yuan(self.monthly[i], int(self.parts[i]))} 元"
        return words if self.known[i] else f"已查明{words}"

    def income_lacks(self, i: int) -> Iterator[Missing]:
        """What keeps it open for one member."""
        row, incomes = int(self.people.household[i]), self.people.facts.incomes
        yield from self.a.receipts.unsurveyed(row)
        theirs = self.ours & np.isin(incomes.member, (-1, i))
        yield from self.a.receipts.unverified(theirs, row)
        for lack in self.a.need.lacks:
            yield from lack(row)

    def income_uses(self) -> Uses:
        """The lists that say what counts as income, and the standard."""
        incomes, members, policy = self.people.facts.incomes, self.people.members, self.a.policy

        def with_income(kinds: Flags) -> Flags:
            rows = self.ours & kinds[incomes.kind]
            return incomes.concerning(rows, members)

        own = self.people.policy
        return (
            *self._by_member(self.a.standard.uses),
            (own.excluded_income, with_income(own.uncounted_income)),
            (policy.excluded_income, with_income(policy.excluded_by_state)),
            (policy.excluded_income_by_county, with_income(policy.excluded_by_county)),
        )

    # --- property ---------------------------------------------------------------------------

    @cached_property
    def has_little(self) -> Verdicts:
        """Property within the limits; those of 低保, while the rule of 特困 is not known."""
        return all_of(*self._holdings).verdict[self.people.household]

    @cached_property
    def _holdings(self) -> list[Criterion]:
        return holdings.criteria(self.a)

    def property_worded(self, i: int) -> str:
        """What the member's household owns."""
        row = int(self.people.household[i])
        return "，".join(
            f"{c.label} {c.say[0](row)}" for c in self._holdings if c.reaches(row)
        ) or ("没有须认定的财产")

    def property_lacks(self, i: int) -> Iterator[Missing]:
        """What keeps it open for one member."""
        for criterion in self._holdings:
            yield from criterion.missing(int(self.people.household[i]))

    def property_uses(self) -> Uses:
        """The rule and its figures, where there is anything to hold against them."""
        assets = self.a.facts.assets
        owners = assets.any(self.a.assets.ours)[self.people.household]
        uses = tuple(use for c in self._holdings for use in c.reached_uses)
        return ((self.people.policy.property_rule, owners), *self._by_member(uses))

    def _by_member(self, uses: tuple[Use, ...]) -> Uses:
        """Parameters that rest on households, for their members."""
        size = len(self.a)
        masks = ((use.parameter, use.mask()) for use in uses)
        return tuple(
            (parameter, (everywhere(size) if mask is None else mask)[self.people.household])
            for parameter, mask in masks
        )
