"""低保 decided a second time, slowly and plainly, from the policy text.

Written from the regulations and the settled readings alone, without looking at the rules'
code: one household at a time, Fractions, no columns. It covers the family (unit 0); separate
units have their own cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

Record = dict[str, Any]
FAIL, PENDING, PASS = "FAIL", "PENDING", "PASS"
ORDER = (FAIL, PENDING, PASS)
RULES_2021 = date(2021, 7, 1)
RULES_2022 = date(2022, 12, 1)

URBAN = {
    date(2018, 1, 1): 546,
    date(2019, 9, 1): 580,
    date(2020, 9, 1): 620,
    date(2021, 9, 1): 636,
    date(2022, 9, 1): 717,
    date(2023, 9, 1): 735,
    date(2024, 9, 1): 750,
    date(2025, 7, 1): 770,
}
RURAL = {
    date(2018, 1, 1): 410,
    date(2019, 9, 1): 440,
    date(2020, 9, 1): 496,
    date(2021, 9, 1): 515,
    date(2022, 9, 1): 581,
    date(2023, 9, 1): 600,
    date(2024, 9, 1): 610,
    date(2025, 7, 1): 630,
}
MINIMUM_WAGE = {date(2016, 1, 1): 1400, date(2019, 1, 1): 1700, date(2022, 4, 1): 2000}
NEVER_COUNTED = {
    "preferential",
    "family_planning",
    "scholarship",
    "bravery",
    "assistance",
    "disability_subsidy",
}
SCHOOL = ("primary", "junior_high", "senior_high", "vocational", "college", "bachelor")
HIGHER = ("master", "doctor")


def in_force(table: dict[date, int], on: date) -> int:
    return table[max(day for day in table if day <= on)]


def years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def months_before(day: date, count: int) -> list[date]:
    """The first days of the `count` months before the day's month."""
    months = []
    year, month = day.year, day.month
    for _ in range(count):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        months.append(date(year, month, 1))
    return months


def cents(amount: Fraction) -> Fraction:
    """Round half up to whole fen."""
    return Fraction((amount * 100 + Fraction(1, 2)).__floor__(), 100)


def yuan(value: Any) -> Fraction:
    return Fraction(str(value))


def stage_of(member: Record) -> str:
    return str(member.get("enrolment", {}).get("stage", ""))


class Family:
    """One record on one day."""

    def __init__(self, record: Record, on: date, basis: str) -> None:
        self.record = record
        self.on = on
        self.applied = record.get("applied_on", on)
        self.all_verified = basis == "declared"
        self.members = [m for m in record["members"] if self.is_counted(m)]
        self.names = {m["name"] for m in self.members}
        self.size = len(self.members)
        home = record["household"]
        land = home["has_contracted_land"] or home["has_collective_income"]
        kind = home["hukou_kind"]
        self.is_rural = kind == "rural" or (kind == "urban" and land)
        self.standard = Fraction(in_force(RURAL if self.is_rural else URBAN, on))

    # --- who counts -----------------------------------------------------------------------

    def is_counted(self, member: Record) -> bool:
        if member["born_on"] > self.on or (member.get("died_on") and member["died_on"] <= self.on):
            return False
        return not self.is_absent(member) and not self.is_grown_student(member)

    def is_absent(self, member: Record) -> bool:
        absence = member.get("absence")
        if not absence or not absence["since"] <= self.on:
            return False
        if absence.get("until") and absence["until"] <= self.on:
            return False
        if absence["kind"] == "clergy":
            years = 3 if self.on >= RULES_2021 else 1
            return bool(absence["since"] <= years_before(self.on, years))
        if absence["kind"] in ("rehabilitation", "missing"):
            return self.on >= RULES_2021
        return True

    def is_grown_student(self, member: Record) -> bool:
        if self.on < RULES_2021 or stage_of(member) not in SCHOOL + HIGHER:
            return False
        if member["relation"] in ("01", "10"):
            return False
        is_adult = member["born_on"] <= years_before(self.on, 18)
        plain = member["enrolment"].get("is_full_time", True) and stage_of(member) not in HIGHER
        return is_adult and not plain and member["condition"]["can_live_independently"]

    def items(self, table: str) -> Iterator[Record]:
        for item in self.record[table]:
            if item.get("member") is None or item["member"] in self.names:
                yield item

    def is_verified(self, item: Record) -> bool:
        return self.all_verified or item.get("verification", "verified") == "verified"

    # --- income ---------------------------------------------------------------------------

    def counts_as_income(self, kind: str) -> bool:
        if kind == "basic_pension":
            return not date(2021, 1, 1) <= self.on < date(2026, 1, 1)
        return kind not in NEVER_COUNTED

    def received(self, months: list[date], *, farming: bool, support: bool) -> Fraction:
        """Verified income of these months, of the wanted kinds."""
        total = Fraction(0)
        for item in self.items("incomes"):
            kind = item["kind"]
            wanted = (kind == "farming") is farming and (kind == "support") is support
            if wanted and self.counts_as_income(kind) and self.is_verified(item):
                total += yuan(item["monthly_amount"]) * self.active(item, months)
        return total

    @staticmethod
    def active(item: Record, months: list[date]) -> int:
        until = item.get("until") or date.max
        return sum(item["since"] <= month < until for month in months)

    def matters(self, months: list[date]) -> bool:
        """Whether something unverified would change the income of these months."""
        year = months_before(self.applied, 12)
        for item in self.items("incomes"):
            span = year if item["kind"] == "farming" and len(months) == 1 else months
            counts = self.counts_as_income(item["kind"]) and self.active(item, span)
            if counts and not self.is_verified(item):
                return True
        return any(not self.is_verified(item) for item in self.items("obligors"))

    def imputed(self, months: list[date]) -> Fraction:
        """What is added to the stated wage of those who cannot prove it."""
        if self.on >= RULES_2022:
            return Fraction(0)
        least = in_force(MINIMUM_WAGE, self.on)
        total = Fraction(0)
        for member in self.unproved():
            for month in months:
                wage = sum(
                    yuan(item["monthly_amount"]) * self.active(item, [month])
                    for item in self.items("incomes")
                    if item["kind"] == "wage"
                    and item.get("member") == member["name"]
                    and self.is_verified(item)
                )
                total += max(Fraction(0), least - wage)
        return total

    def unproved(self) -> list[Record]:
        conditions = ((m, m["condition"]) for m in self.members)
        return [
            m for m, c in conditions if c["occupation"] == "employed" and not c["has_income_proof"]
        ]

    def support_due(self) -> Fraction:
        """A month's support from all verified obligors."""
        total = Fraction(0)
        for obligor in self.items("obligors"):
            if obligor["is_able"] and not obligor["is_on_dibao"] and self.is_verified(obligor):
                spare = (
                    yuan(obligor["family_monthly_income"])
                    - 2 * self.standard * obligor["family_size"]
                )
                share = cents(max(Fraction(0), spare) / 2 / obligor["supported_persons"])
                total += max(share, yuan(obligor.get("ordered_amount") or 0))
        return total

    def is_income_open(self, months: list[date]) -> bool:
        """Whether the income of these months has an unknown part."""
        wage_unknown = self.on >= RULES_2022 and bool(self.unproved())
        return self.matters(months) or wage_unknown

    def monthly_income(self) -> Fraction:
        month = months_before(self.applied, 1)
        year = months_before(self.applied, 12)
        return (
            self.received(month, farming=False, support=False)
            + self.received(year, farming=True, support=False) / 12
            + self.imputed(month)
            + max(self.support_due(), self.received(month, farming=False, support=True))
        )

    def income_test(self) -> str:
        if self.monthly_income() >= self.standard * self.size:
            return FAIL
        return PENDING if self.is_income_open(months_before(self.applied, 1)) else PASS

    # --- 支出型 ---------------------------------------------------------------------------

    def six_months_income(self) -> Fraction:
        months = months_before(self.applied, 6)
        return (
            self.received(months, farming=False, support=False)
            + self.received(months, farming=True, support=False)
            + self.imputed(months)
            + max(6 * self.support_due(), self.received(months, farming=False, support=True))
        )

    def spent(self, kind: str, cause: str) -> Fraction:
        if cause not in self.record["hardship"]["causes"]:
            return Fraction(0)
        months = months_before(self.applied, 6)
        return sum(
            (
                yuan(item["amount"]) - yuan(item["reimbursed"])
                for item in self.items("expenditures")
                if item["kind"] == kind and item["spent_on"].replace(day=1) in months
            ),
            Fraction(0),
        )

    def deductions(self) -> tuple[Fraction, Fraction]:
        """The larger of medical and tuition costs, and both together."""
        medical, tuition = self.spent("medical", "illness"), self.spent("tuition", "schooling")
        return max(medical, tuition), medical + tuition

    def expenditure_test(self) -> str:
        limit = self.standard * self.size * 6
        income = self.six_months_income()
        larger, both = self.deductions()
        if not both or income - both >= limit:
            return FAIL
        if income - larger >= limit:
            return PENDING
        return PENDING if self.is_income_open(months_before(self.applied, 6)) else PASS

    # --- property and spending ------------------------------------------------------------

    def financial_test(self) -> str:
        kinds = {"deposit", "securities", "claim"}
        if self.on >= RULES_2021:
            kinds.add("insurance")
        items = [i for i in self.items("assets") if i["kind"] in kinds]
        sure = [i for i in items if self.is_verified(i) and i.get("value") is not None]
        total = sum((yuan(i["value"]) for i in sure), Fraction(0))
        unit = self.standard * self.size
        multiples = (24,) if self.on >= RULES_2022 else (12, 24)
        within = [total <= m * unit or self.is_illness_exempt(total) for m in multiples]
        if not any(within):
            return FAIL
        return PASS if all(within) and len(sure) == len(items) else PENDING

    def is_illness_exempt(self, total: Fraction) -> bool:
        ill = (m.get("illness", {}) for m in self.members)
        has_patient = any(i.get("is_major") and i.get("needs_long_treatment") for i in ill)
        return self.on >= RULES_2022 and has_patient and total <= 50_000 * self.size

    def vehicle_test(self) -> str:
        vehicles = [i for i in self.items("assets") if i["kind"] == "vehicle"]
        sure = [v for v in vehicles if self.is_verified(v)]
        open_end = PENDING if len(sure) < len(vehicles) else PASS
        if self.on < RULES_2022:
            return FAIL if sure else open_end
        if any(not v["has_value_evidence"] for v in sure):
            return FAIL
        if sum(yuan(v["value"]) for v in sure if v.get("value") is not None) > 30_000:
            return FAIL
        return PENDING if any(v.get("value") is None for v in sure) else open_end

    def other_property_test(self) -> str:
        kinds = [i["kind"] for i in self.items("assets") if not i.get("is_dangerous")]
        houses = kinds.count("house") >= 2
        trade = "shop" in kinds or "company" in kinds or self.record["household"]["hires_labour"]
        return PENDING if houses or trade else PASS

    def spending_test(self) -> str:
        start, year = years_before(self.applied, 3), years_before(self.applied, 1)
        charges: dict[tuple[str, Any], Fraction] = defaultdict(Fraction)
        verdict = PASS
        for item in self.items("expenditures"):
            kind, reason, day = item["kind"], item.get("reason", ""), item["spent_on"]
            building = kind in ("house_building", "house_purchase")
            excused = ("disaster", "danger", "demolition") if building else ("calamity",)
            recent = start <= day <= self.applied and reason not in excused
            if recent and (building or kind == "renovation"):
                return FAIL
            if not year <= day <= self.applied:
                continue
            if kind == "study_abroad":
                return FAIL
            if kind == "utilities" and yuan(item["amount"]):
                verdict = PENDING
            if kind in ("private_tuition", "insurance_premium"):
                charges[kind, item.get("member")] += yuan(item["amount"])
        return FAIL if any(c >= 12 * self.standard for c in charges.values()) else verdict

    # --- amount ---------------------------------------------------------------------------

    def addition(self, member: Record) -> int:
        card = member.get("disability")
        has_card = bool(card) and (card.get("valid_until") or date.max) >= self.on
        year, month = (
            (self.on.year, self.on.month + 1) if self.on.month < 12 else (self.on.year + 1, 1)
        )
        next_month = date(year, month, 1)
        is_pupil = stage_of(member) in SCHOOL + HIGHER
        options = [
            60 if has_card and card["grade"] <= 2 else 0,
            60 if member.get("illness", {}).get("is_major") else 0,
            60 if member["born_on"] < years_before(next_month, 70) else 0,
            100 if not is_pupil and member["born_on"] > years_before(self.on, 6) else 0,
            100 if is_pupil else 0,
        ]
        return max(options) + (40 if has_card else 0)

    def decide(self) -> tuple[str, Fraction | None]:
        """The verdict, and the monthly amount where it is PASS."""
        income = self.income_test()
        by_spending = income == FAIL
        income = self.expenditure_test() if by_spending else income
        verdict = min(
            income,
            self.financial_test(),
            self.vehicle_test(),
            self.other_property_test(),
            self.spending_test(),
            key=ORDER.index,
        )
        if verdict != PASS:
            return verdict, None
        limit = self.standard * self.size
        if by_spending:
            rest = max(self.six_months_income() - self.deductions()[0], Fraction(0))
            gap = (limit * 6 - rest) / 6
        else:
            gap = limit - self.monthly_income()
        return verdict, cents(gap) + sum(self.addition(m) for m in self.members)
