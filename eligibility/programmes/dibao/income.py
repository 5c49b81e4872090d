"""Family income and the ordinary income test (条例 第十条、第十二条).

Sums stay exact: a monthly income is kept in parts of a 分 (`Income.parts` of them make one), so
that nothing is rounded before the amount is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import TOWNSHIP, IncomeKind, Occupation
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Criterion, Figure, Lack, Missing, half_up, require, yuan
from eligibility.engine.dates import years_before
from eligibility.engine.parameters import Use

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

WAGE = IncomeKind.having(IncomeKind.WAGE)
EARNED = IncomeKind.having(IncomeKind.WAGE, IncomeKind.CASUAL)
FARMING = IncomeKind.having(IncomeKind.FARMING)
SUPPORT = IncomeKind.having(IncomeKind.SUPPORT)
BASIC_PENSION = IncomeKind.having(IncomeKind.BASIC_PENSION)
EMPLOYED = Occupation.having(Occupation.EMPLOYED)


class Income:
    """What the counted people have to live on.

    known: households whose income is settled; elsewhere sums are the least it can be.
    parts: how many of the figure's units make one 分.
    """

    def __init__(self, a: Assessment) -> None:
        incomes, obligors, members = a.facts.incomes, a.facts.obligors, a.facts.members
        households = a.facts.households
        self.a = a
        self.ours = a.receipts.ours
        self.unproven = a.people.counted & EMPLOYED[members.occupation] & ~members.has_income_proof
        self.obliged = (
            obligors.of(a.people.counted, a.is_family) & obligors.is_able & ~obligors.is_on_dibao
        )
        self.due = support_due(a) * (self.obliged & obligors.verified)
        self.months = a.policy.income_months.value
        self.farming_months = a.policy.farming_months.value
        self.parts = lcm(self.months, self.farming_months)

        self.doubtful_workers = (
            a.people.counted
            & (members.born_on <= years_before(a.on, a.policy.working_age_from.value))
            & ~(members.condition_known & members.condition_verified)
        )
        known = households.income_known & households.obligors_known
        if not incomes.all_verified:
            known = known & ~incomes.any(self.doubtful_items)
        if not obligors.all_verified:
            known = known & ~obligors.any(self.obliged & ~obligors.verified)
        if self.doubtful_workers.any():
            known = known & ~members.any(self.doubtful_workers)
        if not a.policy.imputed_wage.options:
            known = known & ~members.any(self.unproven)
        self.known = known

    @cached_property
    def doubtful_items(self) -> Flags:
        """Unverified income items of the past year that would count."""
        incomes, policy = self.a.facts.incomes, self.a.policy
        recent = incomes.until_month > (self.a.month - 12)[incomes.household]
        matters = (policy.counted_income | SUPPORT)[incomes.kind]
        return self.ours & recent & matters & ~incomes.verified

    def ordinary(self) -> Figure:
        """A month's income in parts of a 分: the last month's, with farming by the year."""
        total = self.over(self.months) * (self.parts // self.months)
        if FARMING[self.a.facts.incomes.kind].any():
            farmed = self._received(self.farming_months) * FARMING[self.a.facts.incomes.kind]
            share = self.parts // self.farming_months
            total = total + self.a.facts.incomes.total(farmed) * share
        policy = self.a.policy
        uses = (
            policy.income_months.where(),
            policy.farming_months.where(partial(self.any_of, FARMING)),
        )
        return Figure(total, self.known, uses + self._uses(), self._lacks())

    def over_months(self, months: int) -> Figure:
        """All income of the months before the application month, farming like the rest, 分."""
        incomes = self.a.facts.incomes
        total = self.over(months)
        if FARMING[incomes.kind].any():
            total = total + incomes.total(self._received(months) * FARMING[incomes.kind])
        uses = (self.a.policy.expenditure_months.where(),)
        return Figure(total, self.known, uses + self._uses(), self._lacks())

    def over(self, months: int) -> Ints:
        """Everything that counts but farming in the months before the application month, 分."""
        incomes, members = self.a.facts.incomes, self.a.facts.members
        received = self._received(months)
        counted = self.a.policy.counted_income & ~FARMING
        total = incomes.total(received * counted[incomes.kind])
        support = incomes.total(received * SUPPORT[incomes.kind])
        total += np.maximum(support, self.a.facts.obligors.total(self.due) * months)
        wage = self.a.policy.imputed_wage
        if wage.options and self.unproven.any():
            # 稳定就业但不能提供收入证明的：不低于推定的工资。
            stated = incomes.total_by_member(received * WAGE[incomes.kind], len(members))
            total += members.total(np.maximum(wage.value * months - stated, 0) * self.unproven)
        return total

    def _received(self, months: int) -> Ints:
        """What each verified income item brought in during the window, 分 by item."""
        a, incomes = self.a, self.a.facts.incomes
        first, last = (a.month - months)[incomes.household], a.month[incomes.household]
        active = np.minimum(incomes.until_month, last) - np.maximum(incomes.since_month, first)
        received: Ints = (
            incomes.monthly_amount * np.maximum(active, 0) * (self.ours & incomes.verified)
        )
        return received

    def any_of(self, kinds: Flags) -> Flags:
        """Households in which somebody counted has income of some kinds."""
        incomes = self.a.facts.incomes
        return incomes.any(self.ours & kinds[incomes.kind])

    def _uses(self) -> tuple[Use, ...]:
        a, policy = self.a, self.a.policy
        members, obligors = a.facts.members, a.facts.obligors
        obliged = partial(obligors.any, self.obliged)
        return (
            policy.excluded_income.where(partial(self.any_of, policy.excluded_by_state)),
            policy.excluded_income_by_county.where(partial(self.any_of, policy.excluded_by_county)),
            policy.basic_pension.where(partial(self.any_of, BASIC_PENSION)),
            policy.imputed_wage.where(partial(members.any, self.unproven)),
            policy.labour_imputation.where(partial(members.any, a.workers.idle)),
            policy.support_exempt_multiple.where(obliged),
            policy.support_ratio.where(obliged),
        )

    def _lacks(self) -> tuple[Lack, ...]:
        return (
            self.a.receipts.unsurveyed,
            lambda row: self.a.receipts.lacking(self.doubtful_items, "未核实", row),
            self._unsettled_support,
            self._unsettled_work,
        )

    def _unsettled_support(self, row: int) -> Iterator[Missing]:
        obligors = self.a.facts.obligors
        if not self.a.facts.households.obligors_known[row]:
            yield Missing("义务人情况尚未查清", TOWNSHIP)
        for i in obligors.rows_in(row):
            if self.obliged[i] and not obligors.verified[i]:
                yield Missing(f"义务人{obligors.name[i]}的家庭收入未核实", TOWNSHIP)

    def _unsettled_work(self, row: int) -> Iterator[Missing]:
        for i in self.a.facts.members.rows_in(row):
            if self.doubtful_workers[i]:
                yield Missing(f"{self.a.name_of(i)}的从业状况、劳动能力未核实", TOWNSHIP)


def support_due(a: Assessment) -> Ints:
    """What each obligor owes a month, 分: part of what the family has beyond a multiple of the
    standard, shared among those they support; a judgment or agreement for more prevails.
    """
    obligors, policy = a.facts.obligors, a.policy
    multiple, ratio = policy.support_exempt_multiple.value, policy.support_ratio.value
    exempt = a.standard.values[obligors.household] * obligors.family_size * multiple.numerator
    beyond = np.maximum(obligors.family_monthly_income * multiple.denominator - exempt, 0)
    shares = obligors.supported_persons * (multiple.denominator * ratio.denominator)
    return np.maximum(half_up(beyond * ratio.numerator, shares), obligors.ordered_amount)


def criterion(a: Assessment) -> Criterion:
    """Income per head below the standard: income < standard × people, nothing divided."""
    figure, parts = a.monthly_income, a.income.parts
    need = a.need
    return require(
        "income",
        "家庭月收入",
        "条例 第十条、第十二条",
        figure,
        "<",
        need._replace(values=need.values * parts),
        say=(
            lambda row: _worded(a, row),
            lambda row: (
                f"低于 {yuan(a.standard.values[row])} × {a.people.count[row]}"
                f" = {yuan(a.standard.values[row] * a.people.count[row])} 元"
            ),
        ),
        route="ordinary",
        note=lambda row: _note(a, row),
    )


def _worded(a: Assessment, row: int) -> str:
    income, parts = int(a.monthly_income.values[row]), a.income.parts
    text = f"{yuan(income, parts)} 元"
    if a.people.count[row]:
        text += f"，人均 {yuan(income, parts * int(a.people.count[row]))} 元"
    return text if a.monthly_income.known[row] else f"已查明 {text}"


def _note(a: Assessment, row: int) -> str:
    notes = []
    idle = [i for i in a.facts.members.rows_in(row) if a.workers.idle[i]]
    if idle:
        notes.append(f"未就业劳动力 {len(idle)} 人未推定收入，是否推定待云阳县局确认。")
    if a.policy.in_force("income_deductions") and a.income.any_of(EARNED)[row]:
        notes.append("就业成本和残疾、重病刚性支出的扣减额待云阳县局确认，本次未扣。")
    return "".join(notes)
