"""Family income and the ordinary income test (条例 第十条、第十二条).

Sums stay exact: a monthly income is kept in parts of a 分 (`Income.parts` of them make one), so
that nothing is rounded before the amount is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import TOWNSHIP, IncomeKind, Occupation
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Criterion, Figure, Missing, half_up, require, yuan
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

    parts: how many of the monthly income's units make one 分.
    """

    def __init__(self, a: Assessment) -> None:
        members, obligors = a.facts.members, a.facts.obligors
        self.a = a
        self.ours = a.receipts.ours
        self.months = a.policy.income_months.value
        self.farming_months = a.policy.farming_months.value
        self.parts = lcm(self.months, self.farming_months)
        self._active: dict[tuple[int, int], Ints] = {}

        self.unproven = a.people.counted & EMPLOYED[members.occupation] & ~members.has_income_proof
        self.unsettled = (
            a.people.counted
            & (members.born_on <= years_before(a.on, a.policy.working_age_from.value))
            & ~(members.condition_known & members.condition_verified)
        )
        self.obligors = obligors.of(a.people.counted, a.is_family)
        self.obliged = self.obligors & obligors.is_able & ~obligors.is_on_dibao
        self.due = obligors.total(support_due(a) * (self.obliged & obligors.verified))

    def monthly(self) -> Figure:
        """A month's income in parts of a 分, farming spread over its longer period."""
        policy, weight = self.a.policy, self.monthly_weight()
        uses = (
            policy.income_months.where(),
            policy.farming_months.where(partial(self.any_of, FARMING)),
        )
        return self._figure(weight, self.months, self.parts // self.months, uses)

    def monthly_weight(self) -> Ints:
        """By item, the share of its monthly amount in an ordinary month's income, in parts."""
        kind = self.a.facts.incomes.kind
        weight = self.active(self.months) * (self.parts // self.months)
        if FARMING[kind].any():
            yearly = self.active(self.farming_months) * (self.parts // self.farming_months)
            weight = np.where(FARMING[kind], yearly, weight)
        return weight

    def over(self, months: int) -> Figure:
        """All income of the months before the application month, 分."""
        return self._figure(self.active(months), months, 1, ())

    def active(self, months: int, until: int = 0) -> Ints:
        """How many of the months before the application month each income item covers;
        `until` leaves out the last ones.
        """
        window = (months, until)
        if window not in self._active:
            incomes, month = self.a.facts.incomes, self.a.month[self.a.facts.incomes.household]
            start, end = month - months, month - until
            active = np.minimum(incomes.until_month, end) - np.maximum(incomes.since_month, start)
            self._active[window] = np.maximum(active, 0)
        return self._active[window]

    def _figure(self, weight: Ints, months: int, scale: int, uses: tuple[Use, ...]) -> Figure:
        """The income of a number of months, times `scale`; `weight` by item includes both."""
        a, incomes = self.a, self.a.facts.incomes
        sure = incomes.monthly_amount * weight * (self.ours & incomes.verified)
        total = incomes.total(sure * a.policy.counted_income[incomes.kind])
        support = incomes.total(sure * SUPPORT[incomes.kind])
        total += np.maximum(support, self.due * (months * scale))
        if self.unproven.any():
            total += a.facts.members.total(self.imputed(months)) * scale

        households, members = a.facts.households, a.facts.members
        known = households.income_known & households.obligors_known
        matters = (a.policy.counted_income | SUPPORT)[incomes.kind] & (weight > 0)
        doubtful = self.ours & matters & ~incomes.verified
        if doubtful.any():
            known = known & ~incomes.any(doubtful)
        if not a.facts.obligors.all_verified:
            known = known & ~a.facts.obligors.any(self.obligors & ~a.facts.obligors.verified)
        if self.unsettled.any():
            known = known & ~members.any(self.unsettled)
        if not a.policy.imputed_wage.is_known:
            known = known & ~members.any(self.unproven)
        lacks = (
            a.receipts.unsurveyed,
            partial(a.receipts.unverified, doubtful),
            self._unsettled_support,
            self._unsettled_work,
        )
        return Figure(total, known, uses + self._uses(), lacks)

    def imputed(self, months: int) -> Ints:
        """What the stated wages of the employed without proof lack of the wage imputed to them,
        month by month, 分 by member; nothing where that wage is not known.
        """
        incomes, members = self.a.facts.incomes, self.a.facts.members
        lacking = np.zeros(len(members), dtype=np.int64)
        if not self.a.policy.imputed_wage.is_known:
            return lacking
        imputed = self.a.policy.imputed_wage.value
        wages = WAGE[incomes.kind] & self.ours & incomes.verified & (incomes.member >= 0)
        # Few people are asked for a proof they do not have: only their wages are looked at.
        rows = np.flatnonzero(wages)
        rows = rows[self.unproven[incomes.member[rows]]]
        earner, amount = incomes.member[rows], incomes.monthly_amount[rows]
        since, until = incomes.since_month[rows], incomes.until_month[rows]
        now = self.a.month[incomes.household[rows]]
        for month in range(1, months + 1):
            earned = (since <= now - month) & (now - month < until)
            stated = np.zeros_like(lacking)
            np.add.at(stated, earner, amount * earned)
            lacking += np.maximum(imputed - stated, 0)
        return lacking * self.unproven

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

    def _unsettled_support(self, row: int) -> Iterator[Missing]:
        obligors = self.a.facts.obligors
        if not self.a.facts.households.obligors_known[row]:
            yield Missing("义务人情况尚未查清", TOWNSHIP)
        for i in obligors.rows_in(row):
            if self.obligors[i] and not obligors.verified[i]:
                yield Missing(f"义务人{obligors.name[i]}的家庭收入未核实", TOWNSHIP)

    def _unsettled_work(self, row: int) -> Iterator[Missing]:
        for i in self.a.facts.members.rows_in(row):
            if self.unsettled[i]:
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
    if idle := a.facts.members.count_in(row, a.workers.idle):
        notes.append(f"未就业劳动力 {idle} 人未推定收入，是否推定待云阳县局确认。")
    if a.policy.deducts_unknown_costs and a.facts.incomes.count_in(row, a.receipts.of(EARNED)):
        notes.append("就业成本和残疾、重病刚性支出的扣减办法待云阳县局确认，本次未扣。")
    return "".join(notes)
