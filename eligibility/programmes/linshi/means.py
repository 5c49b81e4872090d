"""What a household lives on and owns (22号文 二（八）三；民发〔2018〕23号 二（一）).

特困人员, orphans and 低保 households meet these tests by being what they are; all others are
measured as 低保 measures property and spending.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from eligibility.engine.candidates import Candidates
from eligibility.engine.codes import EmergencyKind
from eligibility.engine.columns import Flags
from eligibility.engine.criteria import Criterion, Missing, yuan
from eligibility.engine.verdicts import PASS, PENDING
from eligibility.engine.versions import ByDate
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.linshi.aid import PROPOSERS
from eligibility.programmes.linshi.classes import Classes
from eligibility.programmes.linshi.policy import LinshiPolicy

CLAUSE = "22号文 二（八）三"
BY_SPENDING = EmergencyKind.having(
    EmergencyKind.MEDICAL,
    EmergencyKind.LONG_TREATMENT,
    EmergencyKind.UNIVERSITY,
    EmergencyKind.SCHOOLING,
)
PROPERTY = {"financial_assets", "housing", "vehicles", "business"}
CONSUMPTION = {
    "house_spending",
    "utilities",
    "study_abroad",
    "private_tuition",
    "insurance_premium",
    "hired_labour",
}


class Scope(NamedTuple):
    """Whom the tests are for: the kinds of emergency, and which of 低保's tests."""

    kinds: Flags
    tests: set[str]
    clause: str


scope: ByDate[[], Scope] = ByDate("临时救助的收入、财产认定")


@scope.since("2018-01-23")
def _property_for_spending() -> Scope:
    return Scope(BY_SPENDING, PROPERTY, "民发〔2018〕23号 二（一）")


@scope.since("2019-02-28")
def _property_and_consumption_for_all() -> Scope:
    return Scope(np.ones_like(BY_SPENDING), PROPERTY | CONSUMPTION, CLAUSE)


class MeansTests:
    """The tests; `exceeded`: emergencies of households that have too much for the ordinary way."""

    def __init__(self, dibao: DibaoFindings, policy: LinshiPolicy, classes: Classes) -> None:
        self.dibao, self.policy, self.a = dibao, policy, dibao.assessment
        self.rows = self.a.facts.emergencies
        self.scope = scope.on(policy.on)()
        self.asked: Flags = classes.by_income & self.scope.kinds[self.rows.kind]
        self.income = self.a.income.over(policy.disposable_income_months.value)
        self.limit = policy.local_disposable_income
        self.exceeded: Flags = np.zeros(len(self.rows), dtype=np.bool_)
        if self.limit.is_known:
            below = self.income.values < self.limit.value * self.a.people.headcount.values
            self.exceeded = self.asked & ~below[self.rows.household]

    def disposable_income(self, candidates: Candidates) -> Criterion:
        """ "原则上": whoever has more may still be helped, case by case, so that nobody fails."""
        owner, count = self.rows.household, self.a.people.headcount
        settled = self.income.known & count.known & self.limit.is_known
        passes = settled[owner] & ~self.exceeded
        uses = ((use.parameter, use.mask()) for use in (*self.income.uses, *count.uses))
        everywhere = np.ones(len(self.rows), dtype=np.bool_)
        return candidates.require(
            "disposable_income",
            "人均可支配收入",
            self.scope.clause,
            np.where(passes, np.int8(PASS), np.int8(PENDING)),
            say=(
                self._words,
                lambda row: f"原则上低于当地上年度人均可支配收入（{self.limit.worded}）",
            ),
            uses=(
                (self.limit, everywhere),
                (self.policy.disposable_income_months, everywhere),
                *((p, everywhere if mask is None else mask[owner]) for p, mask in uses),
            ),
            lacks=self._missing,
            among=self.asked,
        )

    def _words(self, i: int) -> str:
        row = int(self.rows.household[i])
        months, count = self.policy.disposable_income_months.value, int(self.a.people.count[row])
        words = f"前 {months} 个月人均 {yuan(self.income.values[row], max(count, 1))} 元"
        return words if self.income.known[row] else f"已查明{words}"

    def _missing(self, i: int) -> Iterator[Missing]:
        row = int(self.rows.household[i])
        if self.exceeded[i]:
            words = "人均可支配收入不低于当地上年度水平，确需救助的须一事一议并写明理由"
            yield Missing(words, PROPOSERS)
        for lack in (*self.income.lacks, *self.a.people.headcount.lacks):
            yield from lack(row)

    def as_for_dibao(self, candidates: Candidates) -> Iterator[Criterion]:
        """低保's tests of property and spending (参照 87号文)."""
        for test in self.dibao.criteria:
            if test.code in self.scope.tests:
                yield self._one_of_dibao(candidates, test)

    def _one_of_dibao(self, candidates: Candidates, test: Criterion) -> Criterion:
        """One of them, asked of the emergencies that it matters to."""
        owner = self.rows.household
        reached = self.asked if test.reached is None else self.asked & test.reached[owner]
        actual, limit = test.say
        uses = ((use.parameter, use.mask()) for use in test.uses)
        return candidates.require(
            test.code,
            test.label,
            f"{self.scope.clause}；{test.clause}",
            test.verdict[owner],
            say=(lambda i: actual(int(owner[i])), limit),
            uses=tuple((p, reached if mask is None else reached & mask[owner]) for p, mask in uses),
            lacks=lambda i: test.missing(int(owner[i])),
            note=test.note,
            among=self.asked,
        )
