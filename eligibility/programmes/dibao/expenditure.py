"""支出型: illness or schooling takes a family below the standard (22号文 二（一）二)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import TOWNSHIP, ExpenditureKind
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import (
    UNBOUNDED,
    Criterion,
    Figure,
    Missing,
    constant,
    require,
    try_each,
    yuan,
)
from eligibility.engine.dates import first_day, months_earlier
from eligibility.engine.parameters import Use

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

MEDICAL = ExpenditureKind.having(ExpenditureKind.MEDICAL)
TUITION = ExpenditureKind.having(ExpenditureKind.TUITION)
CLAUSE = "22号文 二（一）二"
ROUTE = "expenditure"


class Burden:
    """Income less self-paid treatment or tuition, over the months before the application month.

    medical, tuition: what may be deducted, 分 by household. deducted, left: with one row for each
    candidate while the county has not settled whether both may be deducted.
    """

    def __init__(self, a: Assessment) -> None:
        items, households = a.facts.expenditures, a.facts.households
        self.a = a
        self.months = a.policy.expenditure_months.value
        owner = items.household
        start, end = self._window(owner)
        # Where the causes are not stated, the spending itself speaks for the household.
        ill = households.caused_by_illness | ~households.hardship_known
        schooling = households.caused_by_schooling | ~households.hardship_known
        relevant = items.of(a.people.counted, a.is_family) & (
            (MEDICAL[items.kind] & ill[owner]) | (TUITION[items.kind] & schooling[owner])
        )
        self.within = within = relevant & (items.spent_on >= start) & (items.spent_on < end)
        # Spending just outside the window, which another reading of 前6个月 might let in.
        month_earlier = first_day(a.month - self.months - 1)[owner]
        near = (items.spent_on >= month_earlier) & (items.spent_on <= a.applied_on[owner])
        self.beside = items.any(relevant & ~within & near)
        self_paid = (items.amount - items.reimbursed) * within
        self.medical = items.total(self_paid * MEDICAL[items.kind])
        self.tuition = items.total(self_paid * TUITION[items.kind])
        self.both = (self.medical > 0) & (self.tuition > 0)
        self.known = (
            households.expenditure_known
            & households.hardship_known
            & households.hardship_verified
            & ~items.any(within & ~items.verified)
        )
        self.income = a.income.over(self.months)
        self.deducted = try_each(a.policy.deduct_both, self._deducted)
        self.left = self.income.values - self.deducted

    def _window(self, owner: Ints) -> tuple[Ints, Ints]:
        """The first day of each item's window, and the day after its last."""
        a = self.a
        if a.policy.expenditure_window.value == "to_the_day":
            return months_earlier(a.applied_on, self.months)[owner], a.applied_on[owner]
        return first_day(a.month - self.months)[owner], first_day(a.month)[owner]

    def _deducted(self, choice: str) -> Ints:
        if choice == "both":
            return self.medical + self.tuition
        return np.maximum(self.medical, self.tuition)

    @cached_property
    def least_deducted(self) -> Ints:
        """What is deducted whichever way the county settles it."""
        return self.deducted if self.deducted.ndim == 1 else self.deducted.min(axis=0)

    def gap(self) -> Figure:
        """The standard less what is left, at least nothing; times `months`, 分."""
        a = self.a
        left = np.maximum(self.income.values - self.least_deducted, 0)
        return Figure(
            a.need.values * self.months - left,
            a.need.known & self.income.known & self.known,
            (*a.need.uses, *self.income.uses, *self.uses),
        )

    @property
    def uses(self) -> tuple[Use, ...]:
        """The readings of the clause that decided what is deducted."""
        policy = self.a.policy
        return (
            policy.expenditure_months.where(),
            policy.deduct_both.where(self.both),
            policy.expenditure_window.where(self.beside),
        )


def criteria(a: Assessment, reached: Flags) -> list[Criterion]:
    """The two conditions of the route, for the households that fail the ordinary income test."""
    burden, households = a.burden, a.facts.households
    unsurveyed = ~households.expenditure_known
    lacks = (
        a.spending.unsurveyed,
        partial(_unsettled_causes, a),
        partial(a.spending.unverified, burden.within),
    )
    spent = np.where(unsurveyed, UNBOUNDED, burden.medical + burden.tuition)
    cause = require(
        "expenditure_cause",
        "支出原因",
        CLAUSE,
        Figure(spent, burden.known, burden.uses, lacks),
        ">",
        constant(0, len(a)),
        say=(lambda row: _cause(a, row), lambda row: "因病自负医疗费或就学学费"),
        reached=reached,
        route=ROUTE,
        note=lambda row: _note(a, row),
    )
    left = Figure(
        np.where(unsurveyed, -UNBOUNDED, burden.left),
        burden.income.known & burden.known,
        burden.income.uses + burden.uses,
        burden.income.lacks + lacks,
    )
    need = a.need
    adjusted = require(
        "expenditure_income",
        f"前 {burden.months} 个月收入扣减后的月人均",
        CLAUSE,
        left,
        "<",
        need._replace(values=need.values * burden.months),
        say=(
            lambda row: _left(a, row),
            lambda row: (
                f"低于 {yuan(a.standard.values[row])} × {a.people.count[row]}"
                f" = {yuan(a.standard.values[row] * a.people.count[row])} 元"
            ),
        ),
        reached=reached,
        route=ROUTE,
    )
    return [cause, adjusted]


def _unsettled_causes(a: Assessment, row: int) -> Iterator[Missing]:
    households = a.facts.households
    if not (households.hardship_known[row] and households.hardship_verified[row]):
        yield Missing("致困原因未核实", TOWNSHIP)


def arithmetic(a: Assessment, row: int) -> str:
    """The subtraction, as the calculation sheet shows it."""
    received, deducted = a.burden.income.values[row], a.burden.least_deducted[row]
    return f"({yuan(received)} − {yuan(deducted)}) ÷ {a.burden.months}"


def _left(a: Assessment, row: int) -> str:
    burden, count = a.burden, int(a.people.count[row])
    left = int(burden.income.values[row] - burden.least_deducted[row])
    text = f"{arithmetic(a, row)} = {yuan(left, burden.months)} 元"
    return f"{text}，人均 {yuan(left, burden.months * count)} 元" if count else text


def _cause(a: Assessment, row: int) -> str:
    parts = [
        f"{label} {yuan(sums[row])} 元"
        for label, sums in (("自负医疗费", a.burden.medical), ("学费", a.burden.tuition))
        if sums[row]
    ]
    return "，".join(parts) or "核定期内没有因病、因学支出"


def _note(a: Assessment, row: int) -> str:
    burden, notes = a.burden, []
    if burden.both[row] and not a.policy.deduct_both.is_confirmed:
        other = min(int(burden.medical[row]), int(burden.tuition[row]))
        notes.append(f"医疗费和学费能否一并扣减待云阳县局确认，另一项 {yuan(other)} 元本次未扣。")
    if burden.beside[row] and not a.policy.expenditure_window.is_confirmed:
        notes.append("有支出不在申请月前的自然月内，未扣；核定期的算法待云阳县局确认。")
    return "".join(notes)
