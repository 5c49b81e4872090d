"""特困 decided a second time, slowly and plainly, from the policy text.

Written from 特困人员认定办法 and the settled readings alone, without looking at the rules' code:
one household at a time, Fractions, no columns. It covers the people of the family (unit 0).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property

from tests.eligibility.dibao_oracle import (
    FAIL,
    ORDER,
    PASS,
    PENDING,
    RULES_2021,
    Family,
    Record,
    in_force,
    months_before,
    stage_of,
    years_before,
    yuan,
)

BASE = {
    date(2017, 4, 1): 650,
    date(2018, 1, 1): 710,
    date(2019, 9, 1): 754,
    date(2020, 9, 1): 806,
    date(2021, 9, 1): 827,
    date(2022, 9, 1): 932,
    date(2023, 9, 1): 955,
    date(2024, 9, 1): 975,
    date(2025, 7, 1): 1001,
}
FULL_CARE = {date(2017, 4, 1): 200, date(2018, 1, 1): 300}
HALF_CARE = 200
SELF_CARE = {date(2017, 4, 1): 0, date(2020, 9, 1): 50}
BY_AGE_UNTIL, BY_AGE = date(2018, 1, 1), 200

NO_LABOUR_2016 = {"41", "51", "52", "61", "62"}
NO_LABOUR_2021 = {"11", "41", "42", "51", "52", "53", "61", "62", "63"}
SCHOOLS = ("primary", "junior_high", "senior_high", "vocational")
# 全市全体居民、全市城镇居民 of the year before: which of them counts is not settled.
DISPOSABLE: dict[int, tuple[int, ...]] = {
    2021: (30824, 40006),
    2022: (33803, 43502),
    2023: (35666, 45509),
    2024: (37595, 47435),
    2025: (39713,),
}

SONS, DAUGHTERS = ("20", "21", "27"), ("30", "31", "37")
COUPLES = (
    (("01",), ("10", "11", "12")),
    (SONS, ("38",)),
    (DAUGHTERS, ("28",)),
    (("51",), ("52",)),
    (("55",), ("56",)),
    (("61",), ("62",)),
    (("63",), ("64",)),
)
PARENTS = (
    (("01", "10", "11", "12"), (*SONS, *DAUGHTERS)),
    ((*SONS, "38"), ("41", "42")),
    ((*DAUGHTERS, "28"), ("43", "44")),
    (("51", "52"), ("01", "71", "73", "75", "77")),
    (("55", "56"), ("10", "11", "12")),
    (("61", "62"), ("51",)),
    (("63", "64"), ("52",)),
)


def all_of(*verdicts: str) -> str:
    return min(verdicts, key=ORDER.index)


def any_of(*verdicts: str) -> str:
    return max(verdicts, key=ORDER.index)


def either(holds: bool | None) -> str:
    """PENDING where it is not known."""
    return PENDING if holds is None else PASS if holds else FAIL


def are_kin(one: Record, other: Record) -> bool:
    """Whether they are a couple, or parent and child."""
    pair, back = (one["relation"], other["relation"]), (other["relation"], one["relation"])
    return any(
        first in firsts and second in seconds
        for first, second in (pair, back)
        for firsts, seconds in COUPLES + PARENTS
    )


class Destitute:
    """The people of one record on one day."""

    def __init__(self, record: Record, on: date, basis: str) -> None:
        self.record = record
        self.on = on
        self.basis = basis
        self.award = record.get("award", "")
        self.family = Family(record, on, basis)
        self.people = [m for m in record["members"] if self.is_present(m)]

    def is_present(self, member: Record) -> bool:
        left = [day for day in (member.get("died_on"), member.get("until")) if day]
        joined = member.get("since") or member["born_on"]
        return max(member["born_on"], joined) <= self.on and all(day > self.on for day in left)

    def is_aged(self, born_on: date, years: int) -> bool:
        return born_on <= years_before(self.on, years)

    def sure(self, fact: Record) -> bool | None:
        """True, or None for a fact that is stated and not verified."""
        return True if self.family.is_verified(fact) else None

    # --- 无劳动能力 -----------------------------------------------------------------------

    def labour(self, person: Record) -> str:
        born_on = person["born_on"]
        if self.is_aged(born_on, 60) or not self.is_aged(born_on, 16):
            return PASS
        return any_of(self.disability(person), self.continued(person))

    def disability(self, person: Record) -> str:
        card = person.get("disability")
        if not card or (card.get("valid_until") or date.max) < self.on:
            return FAIL
        listed = NO_LABOUR_2021 if self.on >= RULES_2021 else NO_LABOUR_2016
        if card["kind"] == "7":  # several kinds, the severest of this grade
            return PENDING if card["grade"] <= max(int(code[1]) for code in listed) else FAIL
        return either(f"{card['kind']}{card['grade']}" in listed and self.sure(card))

    def continued(self, person: Record) -> str:
        """第二十四条: a minor who was taken in before stays until 18, and while at school."""
        if self.award not in ("", "urban_tekun", "rural_tekun"):
            return FAIL
        age = 18 if self.on >= RULES_2021 else 16
        still = either(not self.is_aged(person["born_on"], age))
        if stage_of(person) in SCHOOLS:
            still = any_of(still, either(self.sure(person["enrolment"])))
        return all_of(still, PASS if self.award else PENDING)

    # --- 不再认定 -------------------------------------------------------------------------

    def exclusion(self, person: Record) -> str:
        found = [PASS]
        orphanhood = person.get("orphanhood")
        if orphanhood and not self.is_aged(person["born_on"], 18):
            found.append(FAIL if self.sure(orphanhood) else PENDING)
        if self.is_away(person):
            found.append(FAIL if self.sure(person["absence"]) else PENDING)
        return all_of(*found)

    def is_away(self, person: Record) -> bool:
        """In prison or declared missing."""
        absence = person.get("absence")
        if not absence or absence["kind"] not in ("prison", "missing"):
            return False
        return bool(absence["since"] <= self.on < (absence.get("until") or date.max))

    # --- 无生活来源 -----------------------------------------------------------------------

    def counted_incomes(self, person: Record) -> Iterator[tuple[Record, Fraction]]:
        """What counts of a month, and the person's share of it."""
        month, year = months_before(self.family.applied, 1), months_before(self.family.applied, 12)
        for item in self.record["incomes"]:
            if item.get("member") not in (None, person["name"]):
                continue
            if item["kind"] == "basic_pension" or not self.family.counts_as_income(item["kind"]):
                continue
            months = year if item["kind"] == "farming" else month
            share = Fraction(self.family.active(item, months), len(months))
            if item.get("member") is None:
                share /= len(self.family.members)
            if share:
                yield item, share * yuan(item["monthly_amount"])

    def is_income_below(self, person: Record, limit: Fraction | int) -> bool | None:
        found = list(self.counted_incomes(person))
        known = sum(amount for item, amount in found if self.sure(item))
        if known >= limit:
            return False
        return all(self.sure(item) for item, _ in found) or None

    def income(self, person: Record) -> str:
        return either(self.is_income_below(person, self.family.standard))

    @cached_property
    def property(self) -> str:
        kinds = [i["kind"] for i in self.family.items("assets") if not i.get("is_dangerous")]
        doubtful = kinds.count("house") >= 2 or "shop" in kinds or "company" in kinds
        return all_of(
            self.family.financial_test(),
            self.family.vehicle_test(),
            PENDING if doubtful else PASS,
        )

    # --- 义务人无履行义务能力 -------------------------------------------------------------

    @cached_property
    def is_on_dibao(self) -> str:
        if self.award:
            return either(self.award in ("urban_dibao", "rural_dibao"))
        return self.family.decide()[0]

    def is_below_disposable(self, yearly: Fraction) -> bool | None:
        limits = DISPOSABLE.get(self.on.year, ())
        below = {yearly < limit for limit in limits}
        return below.pop() if len(below) == 1 else None

    def is_earning_little(self, person: Record) -> str:
        """第八条（三）（四）: one's own income is below the disposable income of last year."""
        limits = DISPOSABLE.get(self.on.year, ())
        answers = {self.is_income_below(person, Fraction(limit, 12)) for limit in limits}
        return either(answers.pop() if len(answers) == 1 else None)

    def is_severe(self, person: Record, *, third: bool) -> str:
        """Grades one and two, and the third grade of the intellectual and mental ones."""
        card = person.get("disability")
        if not card or (card.get("valid_until") or date.max) < self.on:
            return FAIL
        if third and card["grade"] == 3 and card["kind"] == "7":
            return PENDING
        severe = card["grade"] <= 2 or (third and card["grade"] == 3 and card["kind"] in "56")
        return either(severe and self.sure(card))

    def is_destitute(self, person: Record) -> str:
        """第八条（一）. Prison does not matter: （五） says the same of it."""
        return all_of(self.labour(person), self.income(person), self.property)

    def is_incapable(self, person: Record) -> str:
        """第八条: whether a member of the household cannot support the others."""
        on_dibao = self.is_on_dibao if person in self.family.members else FAIL
        away = self.is_away(person) and self.sure(person["absence"])
        found = [self.is_destitute(person), all_of(either(away), self.property)]
        found.append(all_of(either(self.is_aged(person["born_on"], 60)), on_dibao))
        if self.on < RULES_2021:
            found.append(all_of(self.is_severe(person, third=False), on_dibao))
            return any_of(*found)
        weak = any_of(
            either(self.is_aged(person["born_on"], 70)), self.is_severe(person, third=True)
        )
        found.append(all_of(weak, self.is_earning_little(person), self.property))
        return any_of(*found)

    def family_test(self, person: Record) -> str:
        others = (
            other
            for other in self.people
            if other is not person and are_kin(person, other) and self.is_aged(other["born_on"], 18)
        )
        return all_of(PASS, *(self.is_incapable(other) for other in others))

    def obligor_test(self, person: Record) -> str:
        """The obligors outside the household."""
        mine = (o for o in self.record["obligors"] if o.get("member") in (None, person["name"]))
        return all_of(PASS, *(self.is_obligor_incapable(obligor) for obligor in mine))

    def is_obligor_incapable(self, obligor: Record) -> str:
        if not self.sure(obligor):
            return PENDING
        incapacity = obligor.get("incapacity") or ""
        if not obligor["is_able"] or incapacity == "tekun":
            return PASS
        modest = either(obligor.get("has_modest_property"))
        disabled = either(incapacity == "disabled")
        on_dibao = either(obligor["is_on_dibao"])
        found = [
            all_of(self.has_age(obligor, 60), on_dibao),
            all_of(either(incapacity in ("incapable", "missing", "prison")), modest),
        ]
        if self.on < RULES_2021:
            found.append(all_of(disabled, on_dibao))
        else:
            yearly = yuan(obligor["family_monthly_income"]) * 12 / obligor["family_size"]
            little = either(self.is_below_disposable(yearly))
            found.append(all_of(any_of(self.has_age(obligor, 70), disabled), little, modest))
        return any_of(*found)

    def has_age(self, obligor: Record, years: int) -> str:
        born_on = obligor.get("born_on")
        return PENDING if born_on is None else either(self.is_aged(born_on, years))

    # --- the result -----------------------------------------------------------------------

    def verdict(self, person: Record) -> str:
        return all_of(
            self.labour(person),
            self.exclusion(person),
            self.family_test(person),
            self.obligor_test(person),
            self.income(person),
            self.property,
        )

    def care(self, person: Record) -> int:
        assessed = person.get("care")
        failed = None
        if assessed and self.sure(assessed):
            failed = sum(not can for key, can in assessed.items() if key.startswith("can_"))
        if failed:
            return HALF_CARE if failed <= 3 else in_force(FULL_CARE, self.on)
        born_on = person["born_on"]
        if self.on < BY_AGE_UNTIL and (self.is_aged(born_on, 80) or not self.is_aged(born_on, 16)):
            return BY_AGE
        return 0 if failed is None else in_force(SELF_CARE, self.on)

    def decide(self) -> tuple[str, Fraction | None]:
        """The verdict, and the monthly amount where it is PASS."""
        verdicts = [self.verdict(person) for person in self.people]
        verdict = any_of(FAIL, *verdicts)
        if verdict != PASS:
            return verdict, None
        granted = (p for p, v in zip(self.people, verdicts, strict=True) if v == PASS)
        return verdict, Fraction(sum(in_force(BASE, self.on) + self.care(p) for p in granted))
