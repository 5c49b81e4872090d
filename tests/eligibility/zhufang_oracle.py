"""住房保障 decided a second time, slowly and plainly, from the policy text.

Written from 22号文 二（六）, 社会救助暂行办法 第三十七至四十条 and the notes of the parameters,
without looking at the rules' code: one household at a time.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from eligibility.engine.parameters import ParameterSet
from tests.eligibility.dibao_oracle import FAIL, ORDER, PASS, PENDING
from tests.eligibility.recipients_oracle import Recipients, is_verified

Record = dict[str, Any]
FORMS = ("allocation", "subsidy")


def is_in_institution(member: Record) -> bool:
    """Whether somebody is cared for in an institution rather than at home."""
    return bool(member.get("placement", {}).get("form") == "centralised")


class Home:
    """How one household lives on a day."""

    def __init__(self, record: Record, on: date, basis: str, parameters: ParameterSet) -> None:
        self.record, self.basis = record, basis
        self.housing = record["housing"]
        self.recipients = Recipients(record, on, basis)
        self.values = {code: r.stated for code, r in parameters.at(on).items()}
        self.people = len(self.recipients.counted)

    def stated(self) -> str:
        return PASS if is_verified(self.housing, self.basis) else PENDING

    def recipient(self) -> str:
        """Urban 低保, or urban 特困 who live at home."""
        at_home = [
            self.recipients.of(member)
            for member in self.recipients.members
            if not (self.recipients.is_tekun and is_in_institution(member))
        ]
        return max([FAIL, *at_home], key=ORDER.index) if self.recipients.is_urban else FAIL

    def need(self) -> str:
        """No home of their own, or less room for each than the least that is due.

        Room is what they own and is sound, or the home they say they own; a public home is room
        as well.
        """
        houses = [asset for asset in self.record["assets"] if asset["kind"] == "house"]
        sound = [house for house in houses if not house.get("is_dangerous")]
        tenure, areas = self.housing["tenure"], [house.get("area") for house in sound]
        if tenure == "public" or (tenure == "owned" and not houses):
            areas.append(self.housing["area"])
        if not areas:
            return self.stated()
        least = self.values["dibao.minimum_housing_area"]
        if least is None:
            return PENDING
        doubtful = [house for house in sound if not is_verified(house, self.basis)]
        room = sum((Fraction(area) for area in areas if area is not None), Fraction(0))
        room -= sum(Fraction(house.get("area") or 0) for house in doubtful)
        if room >= least * self.people:
            return FAIL
        return PENDING if doubtful or None in areas else self.stated()

    def subsidy(self) -> Fraction | None:
        """The rent subsidy of a month."""
        rate, most, single, each = (
            self.values[f"zhufang.{name}"]
            for name in ("subsidy_rate", "household_area_cap", "single_area", "area_per_person")
        )
        area = single if self.people == 1 else each and each * self.people
        if rate is None or most is None or area is None:
            return None
        return Fraction(rate * min(area, most), 100)

    def amount(self) -> Fraction | None:
        wish = self.housing.get("wish")
        return Fraction(0) if wish == "allocation" else self.subsidy() if wish else None


def decide(
    record: Record, on: date, basis: str, parameters: ParameterSet
) -> tuple[str, Fraction | None]:
    """The verdict, and the monthly subsidy where it is PASS (None: not known)."""
    if "housing" not in record:
        return FAIL, None
    home = Home(record, on, basis, parameters)
    verdict = min(home.stated(), home.recipient(), home.need(), key=ORDER.index)
    return verdict, home.amount() if verdict == PASS else None
