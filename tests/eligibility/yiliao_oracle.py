"""医疗救助 decided a second time, slowly and plainly, from the policy text.

Written from 22号文 二（四）, 社会救助暂行办法 第五章 and the notes of the parameters, without
looking at the rules' code: one person's bills of a year after another, in Fractions. Where a
parameter has several candidates all are tried, and what they disagree on is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from eligibility.engine.parameters import ParameterSet
from tests.eligibility.dibao_oracle import FAIL, ORDER, PASS, PENDING, cents, yuan
from tests.eligibility.recipients_oracle import Recipients, is_verified

Record = dict[str, Any]
Money = Fraction | None
RESIDENT = ("resident_1", "resident_2")
ZERO = Fraction(0)


def agreed(values: Iterable[Fraction]) -> Money:
    """The one value there is; None where there are several, or none at all."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


class Bill:
    """One stay in hospital of one person, as it stands on a day."""

    def __init__(self, stay: Record, on: date, basis: str, parameters: ParameterSet) -> None:
        self.stay, self.on, self.basis = stay, on, basis
        settled, left = stay.get("settled_on"), stay.get("discharged_on")
        self.settled_on = settled if settled and settled <= on else None
        self.left_on = left if left and left <= on else None
        self.day = self.settled_on or self.left_on
        self.rules = parameters.at(self.day or on)
        self.insurance, self.level = stay["insurance"], stay["level"]
        self.covered = yuan(stay["in_catalogue"])
        self.other = yuan(stay.get("other_paid") or 0)
        self.recipient = FAIL
        self.is_urban = False
        # What the insurances and the assistance pay, worked out in the order of the bills.
        self.basic: Money = None
        self.dabing: Money = None
        self.aid: Money = None

    def options(self, name: str) -> tuple[Any, ...]:
        """What a parameter may be."""
        return self.rules[f"yiliao.{name}"].options

    def known(self, name: str) -> Any:
        """What a parameter is, None while it is not known."""
        return self.rules[f"yiliao.{name}"].stated

    def money(self, name: str) -> list[Fraction]:
        return [Fraction(fen, 100) for fen in self.options(name)]

    def is_of_year(self) -> bool:
        """Whether it belongs to the year: settled, else left in it, or not yet left."""
        if self.stay["admitted_on"] > self.on:
            return False
        return self.day is None or self.day.year == self.on.year

    def is_open(self) -> bool:
        """Whether the bill is not complete or not verified, so that its sums decide nothing."""
        return self.day is None or not is_verified(self.stay, self.basis)

    # --- the tilt of 2018 to 2020 ---------------------------------------------------------

    def is_in_tilted_years(self, day: date | None) -> bool:
        first, last = self.known("tilt_first_year"), self.known("tilt_last_year")
        is_meant = self.is_urban and self.recipient != FAIL and self.insurance in RESIDENT
        return bool(is_meant and day and first <= day.year <= last)

    def is_tilted(self) -> bool:
        """Basic insurance is tilted for stays in the county's own hospitals."""
        day = {
            "admission": self.stay["admitted_on"],
            "discharge": self.left_on,
            "settlement": self.day,
        }[self.known("tilt_day")]
        return self.is_in_tilted_years(day) and bool(self.stay["is_county_hospital"])

    # --- basic insurance ------------------------------------------------------------------

    def pay_basic(self, paid_before: set[Fraction]) -> None:
        """`paid_before`: the least and the most that was paid in the year before."""
        if self.stay.get("basic_paid") is not None:
            self.basic = yuan(self.stay["basic_paid"])
        elif self.insurance == "none":
            self.basic = ZERO
        elif self.insurance in RESIDENT:
            self.basic = agreed(
                min(self.basic_share(ratio, least), max(ZERO, most - before))
                for ratio, least, most, before in product(
                    self.options(f"basic_ratio_{self.insurance}_{self.level}"),
                    self.money(f"deductible_{self.level}"),
                    self.money(f"basic_cap_{self.insurance}"),
                    paid_before,
                )
            )

    def basic_share(self, ratio: Fraction, deductible: Fraction) -> Fraction:
        if self.is_tilted():
            raised = self.known("tilt_ratio_raise")
            is_relative = self.known("tilt_ratio_kind") == "relative"
            ratio = ratio * (1 + raised) if is_relative else ratio + raised
            deductible *= 1 - self.known("tilt_deductible_cut")
        return cents(max(ZERO, self.covered - deductible) * ratio)

    # --- 大病保险 -------------------------------------------------------------------------

    def pay_dabing(self, borne_before: set[Fraction]) -> None:
        """`borne_before`: the least and the most borne of earlier bills of the year."""
        recorded = yuan(self.stay.get("dabing_paid") or 0)
        if recorded or self.settled_on or self.insurance not in RESIDENT:
            self.dabing = recorded
        elif self.basic is not None:
            self.dabing = agreed(
                self.dabing_share(ratio, least, before, self.covered - self.basic)
                for ratio, least, before in product(
                    self.options("dabing_ratio"), self.money("dabing_deductible"), borne_before
                )
            )

    def dabing_share(
        self, ratio: Fraction, least: Fraction, before: Fraction, borne: Fraction
    ) -> Fraction:
        if self.is_in_tilted_years(self.day):  # the deductible is that of a whole year
            least *= 1 - self.known("tilt_dabing_cut")
        beyond = max(ZERO, before + borne - least) - max(ZERO, before - least)
        return cents(beyond * ratio)

    # --- assistance -----------------------------------------------------------------------

    @property
    def base(self) -> Money:
        """What the person bears of what the insurances cover."""
        if self.basic is None or self.dabing is None:
            return None
        return max(ZERO, self.covered - self.basic - self.dabing - self.other)

    @property
    def category(self) -> str:
        if self.stay.get("special_disease") in self.known("special_diseases"):
            return "special"
        large = yuan(self.stay[self.known("large_basis")]) * 100 > self.known("large_trigger")
        return "large" if large and self.level != "first" else "ordinary"

    def entitled(self) -> str:
        """Whether the person is one whom the assistance is for."""
        if self.recipient == FAIL and self.category != "ordinary":
            return {"aided": PASS, "refused": FAIL, None: PENDING}[self.known("other_recipients")]
        return self.recipient

    def hospital(self) -> str:
        """Whether the bill is one that the assistance covers."""
        if self.is_open():
            return PENDING
        rule = self.known("uninsured_rule") if self.insurance == "none" else "aided"
        if rule == "refused" or not self.stay.get("is_designated", True):
            return FAIL
        return PASS if rule else PENDING

    def self_paid(self, aided_before: dict[str, Fraction]) -> str:
        """Whether there is something to aid; works out the aid."""
        if self.base is None:
            return PENDING
        if not self.base:
            return FAIL
        who = "key" if self.recipient != FAIL else "other"
        name = "ordinary_ratio" if self.category == "ordinary" else f"{self.category}_ratio_{who}"
        ratio, most = self.known(name), self.known(f"{self.category}_cap")
        if ratio is None or most is None:
            return PENDING
        left = max(ZERO, Fraction(most, 100) - aided_before.get(self.category, ZERO))
        self.aid = min(cents(self.base * ratio), left)
        return PASS


def year_of(bills: list[Bill]) -> tuple[str, Fraction]:
    """The verdict and the aid for one person's bills of a year."""
    verdict, total = FAIL, ZERO
    least, most = ZERO, ZERO
    borne_least, borne_most = ZERO, ZERO
    aided: dict[str, Fraction] = {}
    for bill in sorted(bills, key=lambda b: b.day or date.max):
        found = min(bill.entitled(), bill.hospital(), key=ORDER.index)
        if not bill.is_open() and bill.stay.get("is_designated", True):
            bill.pay_basic({least, most})
            bill.pay_dabing({borne_least, borne_most})
            least += bill.basic or 0
            most += bill.covered if bill.basic is None else bill.basic
            borne_least += ZERO if bill.basic is None else bill.covered - bill.basic
            borne_most += bill.covered - (bill.basic or 0)
            found = min(found, bill.self_paid(aided), key=ORDER.index)
        verdict = max(verdict, found, key=ORDER.index)
        if found == PASS and bill.aid is not None:
            aided[bill.category] = aided.get(bill.category, ZERO) + bill.aid
            total += bill.aid
    return verdict, total


def decide(
    record: Record, on: date, basis: str, parameters: ParameterSet
) -> tuple[str, Fraction | None]:
    """The verdict of the household, and the aid of the year where it is PASS."""
    recipients = Recipients(record, on, basis)
    verdict, total = FAIL, ZERO
    for member in record["members"]:
        bills = []
        for stay in record["stays"]:
            bill = Bill(stay, on, basis, parameters)
            if stay["member"] == member["name"] and bill.is_of_year():
                bill.recipient, bill.is_urban = recipients.of(member), recipients.is_urban
                bills.append(bill)
        found, aid = year_of(bills)
        verdict = max(verdict, found, key=ORDER.index)
        total += aid
    return verdict, total if verdict == PASS else None
