"""城乡居民最低生活保障: who is entitled, to how much, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import (
    ROUNDING,
    Amount,
    Criterion,
    Line,
    everywhere,
    half_up,
    marked,
    plain_yuan,
    yuan,
)
from eligibility.engine.dates import start_month
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.verdicts import FAIL, Outcome, Term, all_of, any_of
from eligibility.engine.versions import ByDate
from eligibility.programmes.dibao import (
    expenditure,
    holdings,
    income,
    people,
    routing,
    spending,
    units,
)
from eligibility.programmes.dibao.assessment import Assessment
from eligibility.programmes.dibao.breakdown import breakdown
from eligibility.programmes.dibao.policy import DibaoPolicy
from eligibility.programmes.dibao.reviews import CLASSES, Reviews, reviews

ROUTES = ("收入型", "支出型")


@dataclass(kw_only=True)
class DibaoFindings(Findings):
    """Findings with the category, the way in, and the class that sets the next review."""

    is_urban: Flags
    by_expenditure: Flags
    reviews: Reviews
    assessment: Assessment

    def facets(self) -> dict[str, tuple[npt.NDArray[Any], Sequence[str]]]:
        """See Findings.facets."""
        return {
            "category": (self.is_urban.view(np.int8), routing.CATEGORIES),
            "route": (self.by_expenditure.view(np.int8), ROUTES),
            "class": (self.reviews.classes, CLASSES),
        }

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds what only 低保 has."""
        a, reviews = self.assessment, self.reviews
        unsettled = marked(reviews.uses, len(self))
        counted = [i for i in a.facts.members.rows_in(row) if a.people.counted[i]]
        income = half_up(a.monthly_income.values[row], a.income.parts)
        return super().explain(row) | {
            "people": int(a.people.count[row]),
            "counted": [a.name_of(i) for i in counted],
            "standard": plain_yuan(a.standard.values[row]) if a.standard.known[row] else None,
            "income": plain_yuan(int(income)) if a.monthly_income.known[row] else None,
            "breakdown": breakdown(a, row, by_expenditure=bool(self.by_expenditure[row])),
            "review_months": int(reviews.review_months[row]),
            "renewal_months": int(reviews.renewal_months[row]),
            "class_provisional": unsettled is not None and bool(unsettled[row]),
        }


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> DibaoFindings:
    """Every household's entitlement on a day (条例 第十条、第二十至二十二条)."""
    a = Assessment(facts, DibaoPolicy.at(parameters, on))
    routes = income_routes.on(on)(a)
    unit = units.criterion(a)
    household = [people.criterion(a), routing.criterion(a), *([unit] if unit else [])]
    means = [*holdings.criteria(a), *spending.criteria(a), a.additions.criterion()]
    gap = Gap(a, routes.by_expenditure)
    return DibaoFindings.conclude(
        programme="dibao",
        on=on,
        outcome=all_of(*household, routes.outcome, *means),
        criteria=[*household, *routes.criteria, *means],
        amounts=[gap.amount(), a.additions.amount()],
        amounts_known=gap.known & ~a.additions.unsure,
        start_month=start_month(on, a.policy.start_rule.value),
        start_rests_on=(a.policy.start_rule,),
        is_urban=a.is_urban,
        by_expenditure=routes.by_expenditure,
        reviews=reviews(a),
        assessment=a,
    )


# --- the ways in ----------------------------------------------------------------------------


class Routes(NamedTuple):
    """The income test, passed in one of two ways."""

    criteria: list[Criterion]
    outcome: Term
    by_expenditure: Flags


income_routes: ByDate[[Assessment], Routes] = ByDate("收入认定")


@income_routes.since("2016-05-01")
def _by_income(a: Assessment) -> Routes:
    ordinary = income.criterion(a)
    return Routes([ordinary], ordinary, np.zeros(len(a), dtype=np.bool_))


@income_routes.since("2019-02-28")
def _by_income_or_expenditure(a: Assessment) -> Routes:
    """支出型 is tried only where the ordinary test fails (22号文 二（一）二)."""
    ordinary = income.criterion(a)
    reached = ordinary.verdict == FAIL
    if not reached.any():
        return Routes([ordinary], ordinary, reached)
    conditions = expenditure.criteria(a, reached)
    verdict, doubt = all_of(*conditions)
    tried = Outcome(np.where(reached, verdict, np.int8(FAIL)), doubt)
    by_expenditure = reached & (verdict != FAIL)
    return Routes([ordinary, *conditions], any_of(ordinary, tried), by_expenditure)


# --- the amount -----------------------------------------------------------------------------


class Gap:
    """户月差额: the standard for everybody, less what the household has (条例 第二十条)."""

    def __init__(self, a: Assessment, by_expenditure: Flags) -> None:
        self.a, self.by_expenditure = a, by_expenditure
        parts, need, received = a.income.parts, a.need, a.monthly_income
        self.fen = self._rounded(need.values * parts - received.values, parts)
        self.known = need.known & received.known
        self.uses = need.uses + received.uses
        # The ordinance speaks of the difference per head: where income does not divide evenly,
        # it matters what is rounded, and when.
        uneven = received.values % (np.maximum(a.people.count, 1) * parts) != 0
        if by_expenditure.any():
            left, months = a.burden.gap(), a.burden.months
            self.fen = np.where(by_expenditure, self._rounded(left.values, months), self.fen)
            self.known = np.where(by_expenditure, left.known, self.known)
            self.uses = tuple(use.within(~by_expenditure) for use in self.uses)
            self.uses += tuple(use.within(by_expenditure) for use in left.uses)
            uneven = np.where(by_expenditure, left.values % months != 0, uneven)
        self.small = self._raise_to_minimum()
        self.uses += (
            a.policy.rounding.where(uneven),
            a.policy.minimum_payment.where(self.small),
        )

    def _rounded(self, numerator: Ints, denominator: int) -> Ints:
        return ROUNDING[self.a.policy.rounding.value](np.maximum(numerator, 0), denominator)

    def _raise_to_minimum(self) -> Flags:
        """Raise what is below the least that is paid; where that is not known, say for which
        households it may matter.
        """
        minimum = self.a.policy.minimum_payment
        if minimum.is_known:
            self.fen = np.maximum(self.fen, minimum.value)
            return everywhere(self.fen.size, flag=False)
        return self.fen < (minimum.placeholder or 0)

    def amount(self) -> Amount:
        """The gap as one part of the amount."""
        return Amount(self.fen, self._lines, self.uses)

    def _lines(self, row: int) -> Iterator[Line]:
        a = self.a
        needed = f"{yuan(a.standard.values[row])} × {a.people.count[row]}"
        if self.by_expenditure[row]:
            clause = f"{expenditure.CLAUSE}；条例 第二十条"
            left = expenditure.arithmetic(a, row)
            if a.burden.income.values[row] < a.burden.least_deducted[row]:
                left = f"0.00（{left} 不足 0，按 0 计）"
        else:
            clause = "条例 第二十条"
            left = yuan(a.monthly_income.values[row], a.income.parts)
        words = f"{needed} − {left}"
        if self.small[row]:
            words += "；是否设最低发放额待云阳县局确认"
        used = [use.parameter for use in self.uses if use.holds_for(row)]
        yield Line("gap", "户月差额", clause, words, int(self.fen[row]), used)
