"""临时救助 decided a second time, slowly and plainly, from the policy text.

Written from 22号文 二（八）, 民发〔2018〕23号 and what is known of 渝民发〔2017〕60号 alone,
without looking at the rules' code: one household and one mishap at a time, Fractions, no columns.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from tests.eligibility.dibao_oracle import (
    FAIL,
    PASS,
    PENDING,
    URBAN,
    Record,
    cents,
    in_force,
    months_before,
    years_before,
    yuan,
)
from tests.eligibility.tekun_oracle import Destitute, all_of, any_of, either

COSTS = ("illness", "medical", "traffic", "accident")
DISASTERS = ("fire", "disaster")


class Costs(NamedTuple):
    """What is given of 自付费用: the share above the threshold, at least and at most, to a cap."""

    threshold: int
    low: Fraction
    high: Fraction
    cap: int


class Rules(NamedTuple):
    """What a class of people is given; treatment and disaster in months; None is unknown."""

    costs: Costs | None
    treatment: int | None
    disaster: int | None
    university: int | None


TENTHS = [Fraction(n, 10) for n in range(11)]
RULES = {
    "A": Rules(Costs(300, TENTHS[9], TENTHS[10], 50_000), 12, 36, 5_000),
    "B": Rules(Costs(3_000, TENTHS[4], TENTHS[6], 40_000), 12, 18, 5_000),
    "C": Rules(Costs(20_000, TENTHS[3], TENTHS[5], 30_000), 6, 6, None),
    "D": Rules(None, None, None, None),
}


class Mishaps:
    """One record on one day. local: the county's disposable income of last year, once known."""

    def __init__(
        self,
        record: Record,
        on: date,
        basis: str,
        rules: dict[str, Rules] = RULES,
        local: int | None = None,
    ) -> None:
        self.record = record
        self.on = on
        self.rules = rules
        self.local = local
        self.destitute = Destitute(record, on, basis)
        self.family = self.destitute.family

    # --- class ----------------------------------------------------------------------------

    def is_class_a(self, person: Record) -> str:
        """特困人员 or 孤儿."""
        award = self.record.get("award", "")
        tekun = either("tekun" in award) if award else self.destitute.verdict(person)
        orphanhood = person.get("orphanhood")
        if not orphanhood or orphanhood["kind"] != "orphan":
            return tekun
        is_minor = person["born_on"] > years_before(self.on, 18)
        return any_of(tekun, either(is_minor and self.destitute.sure(orphanhood)))

    def classes_of(self, mishap: Record) -> str:
        """The letter of the class; several where it is open."""
        person = self.person_of(mishap)
        people = [person] if person else self.family.members
        first = all_of(PASS, *(self.is_class_a(p) for p in people)) if people else FAIL
        if first == PASS:
            return "A"
        dibao = self.destitute.is_on_dibao
        found = "A" if first == PENDING else ""
        found += "B" if dibao != FAIL else ""
        return found if dibao == PASS else found + self.classes_by_income

    @cached_property
    def classes_by_income(self) -> str:
        if self.family.monthly_income() > 2 * self.family.standard * self.family.size:
            return "D"
        is_open = self.family.is_income_open(months_before(self.family.applied, 1))
        return "CD" if is_open else "C"

    def person_of(self, mishap: Record) -> Record | None:
        return next((p for p in self.record["members"] if p["name"] == mishap["member"]), None)

    # --- means ----------------------------------------------------------------------------

    @cached_property
    def means(self) -> str:
        """What is asked of families of class C and D."""
        months = months_before(self.family.applied, 12)
        income = (
            self.family.received(months, farming=False, support=False)
            + self.family.received(months, farming=True, support=False)
            + self.family.imputed(months)
            + max(
                12 * self.family.support_due(),
                self.family.received(months, farming=False, support=True),
            )
        )
        is_below = self.local is not None and income < self.local * self.family.size
        is_sure = is_below and not self.family.is_income_open(months)
        return all_of(
            self.family.financial_test(),
            self.family.vehicle_test(),
            self.family.other_property_test(),
            self.family.spending_test(),
            PASS if is_sure else PENDING,
        )

    # --- standard -------------------------------------------------------------------------

    def priced(self, mishap: Record, rules: Rules) -> tuple[str, Fraction, Fraction | None]:
        """The verdict, the proposed amount and the most (None for no limit)."""
        kind = mishap["kind"]
        if kind in COSTS and mishap.get("self_paid") is not None and rules.costs is not None:
            above = yuan(mishap["self_paid"]) - rules.costs.threshold
            low = cents(min(above * rules.costs.low, Fraction(rules.costs.cap)))
            high = cents(min(above * rules.costs.high, Fraction(rules.costs.cap)))
            return either(above > 0), low, high
        if kind == "university" and rules.university is not None:
            return PASS, Fraction(rules.university), None
        months = {"long_treatment": rules.treatment} | dict.fromkeys(DISASTERS, rules.disaster)
        most = months.get(kind)
        if most is None:
            return PENDING, Fraction(0), Fraction(0)
        standard = in_force(URBAN, self.on)
        return PASS, Fraction(min(1, most) * standard), Fraction(most * standard)

    def is_in_time(self, mishap: Record) -> bool:
        occurred, applied = mishap["occurred_on"], self.family.applied
        if mishap["kind"] == "university":
            return bool(occurred.year == applied.year)
        return bool(occurred >= years_before(applied, 1))

    def decide_one(self, mishap: Record) -> tuple[str, Fraction]:
        stated = [either(self.destitute.sure(mishap)), either(self.is_in_time(mishap))]
        stated.append(either(not mishap["is_applied_elsewhere"]))
        classes = self.classes_of(mishap)
        found = [self.decide_as(klass, mishap) for klass in classes]
        if len(classes) > 1:
            stated.append(PENDING)
        return all_of(*stated, any_of(*(verdict for verdict, _ in found))), found[0][1]

    def decide_as(self, klass: str, mishap: Record) -> tuple[str, Fraction]:
        """As one of a class."""
        verdict, low, most = self.priced(mishap, self.rules[klass])
        aided = yuan(mishap["already_aided"])
        if verdict == PASS and aided >= (low if most is None else most):
            verdict = FAIL
        if klass in "CD":
            verdict = all_of(verdict, self.means)
        return verdict, max(low - aided, Fraction(0))

    def decide(self) -> tuple[str, Fraction | None]:
        """The verdict, and the proposed amount of all mishaps where it is PASS."""
        names = {person["name"] for person in self.family.members}
        found = [
            self.decide_one(mishap)
            for mishap in self.record["emergencies"]
            if mishap["occurred_on"] <= self.on and mishap["member"] in {None, *names}
        ]
        verdict = any_of(FAIL, *(v for v, _ in found))
        if verdict != PASS:
            return verdict, None
        return verdict, sum((amount for v, amount in found if v == PASS), Fraction(0))
