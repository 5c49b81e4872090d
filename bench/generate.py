"""A seeded crowd of households as columns of facts, much like a county's caseload.

The same arrays feed the kernel, the rules written for OpenFisca, and the registry's tables. A
member has at most one row in each list of items, for OpenFisca knows no lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from eligibility.engine import codes
from eligibility.engine.columns import NEVER, Flags, Ints, day_number
from eligibility.engine.dates import first_day, month_of
from eligibility.engine.facts import Facts

Arrays = dict[str, npt.NDArray[Any]]
Tables = dict[str, Arrays]
Shares = Mapping[Any, float]  # by code

SIZES = (0.28, 0.27, 0.22, 0.13, 0.10)  # of one, two … five people
HUKOU = {codes.HukouKind.URBAN: 0.45, codes.HukouKind.CONVERTED: 0.2, codes.HukouKind.RURAL: 0.35}
LATER_MEMBERS = {
    codes.Relation.SPOUSE: 0.35,
    codes.Relation.SON: 0.3,
    codes.Relation.DAUGHTER: 0.3,
    codes.Relation.MOTHER: 0.05,
}
LABOUR = {
    codes.Labour.ABLE: 0.55,
    codes.Labour.PARTLY_LOST: 0.2,
    codes.Labour.WHOLLY_LOST: 0.15,
    codes.Labour.NONE: 0.1,
}
WORK = {
    codes.Occupation.EMPLOYED: 0.15,
    codes.Occupation.FLEXIBLE: 0.45,
    codes.Occupation.REGISTERED_UNEMPLOYED: 0.1,
    codes.Occupation.UNREGISTERED_UNEMPLOYED: 0.2,
    codes.Occupation.NOT_WORKING: 0.1,
}
INCOMES = {
    codes.IncomeKind.WAGE: 0.3,
    codes.IncomeKind.CASUAL: 0.25,
    codes.IncomeKind.FARMING: 0.1,
    codes.IncomeKind.PENSION: 0.05,
    codes.IncomeKind.BASIC_PENSION: 0.15,
    codes.IncomeKind.SUPPORT: 0.05,
    codes.IncomeKind.DISABILITY_SUBSIDY: 0.1,
}
ASSETS = {
    codes.AssetKind.DEPOSIT: 0.5,
    codes.AssetKind.HOUSE: 0.42,
    codes.AssetKind.VEHICLE: 0.05,
    codes.AssetKind.SHOP: 0.03,
}
SPENDING = {
    codes.ExpenditureKind.MEDICAL: 0.6,
    codes.ExpenditureKind.TUITION: 0.25,
    codes.ExpenditureKind.INSURANCE_PREMIUM: 0.05,
    codes.ExpenditureKind.PRIVATE_TUITION: 0.02,
    codes.ExpenditureKind.RENOVATION: 0.02,
    codes.ExpenditureKind.HOUSE_PURCHASE: 0.02,
    codes.ExpenditureKind.UTILITIES: 0.02,
    codes.ExpenditureKind.STUDY_ABROAD: 0.02,
}
INCAPACITY = {
    codes.Incapacity.NONE: 0.7,
    codes.Incapacity.TEKUN: 0.1,
    codes.Incapacity.DISABLED: 0.1,
    codes.Incapacity.INCAPABLE: 0.05,
    codes.Incapacity.MISSING: 0.03,
    codes.Incapacity.PRISON: 0.02,
}
JOINED = day_number(date(2000, 1, 1))


def households(size: int, *, seed: int, on: date) -> Facts:
    """The facts of so many households as they stand on a day."""
    return Facts.build(**Draw(size, seed, on).tables())


class Draw:
    """One crowd in the making; `mine` is the row number of each member's household."""

    def __init__(self, size: int, seed: int, on: date) -> None:
        self.random = np.random.default_rng(seed)
        self.size, self.today = size, day_number(on)
        people = 1 + self.random.choice(len(SIZES), size, p=SIZES)
        self.mine: Ints = np.repeat(np.arange(size), people)
        self.is_first: Flags = np.diff(self.mine, prepend=-1) > 0
        self.age_in_days = self._ages()

    def tables(self) -> Tables:
        """Every table of facts, as `Facts.build` takes them."""
        return {
            "households": self.households(),
            "members": self.members(),
            "incomes": self.incomes(),
            "assets": self.assets(),
            "expenditures": self.expenditures(),
            "obligors": self.obligors(),
            "stays": self.stays(),
            "offers": self.offers(),
            "losses": self.losses(),
            "emergencies": self.emergencies(),
        }

    # --- drawing ----------------------------------------------------------------------------

    def chance(self, share: float, size: int) -> Flags:
        return self.random.random(size) < share

    def pick(self, shares: Shares, size: int) -> Ints:
        return self.random.choice([int(code) for code in shares], size, p=list(shares.values()))

    def any_of(self, kinds: type[codes.Code], size: int) -> Ints:
        return self.random.integers(0, len(kinds), size)

    def yuan(self, least: int, most: int, size: int) -> Ints:
        """Sums in 分, half of them round."""
        whole = self.random.integers(least, most, size, endpoint=True) * 100
        cents = self.random.integers(0, 100, size) * self.chance(0.5, size)
        return whole + cents

    def lately(self, days: int, size: int) -> Ints:
        return self.today - self.random.integers(0, days, size)

    def items(self, share: float) -> Arrays:
        """Who has an item of a list: the keys of its rows."""
        member = np.flatnonzero(self.chance(share, self.mine.size))
        verified = self.chance(0.97, member.size)
        return {"household": self.mine[member], "member": member, "verified": verified}

    # --- the survey -------------------------------------------------------------------------

    def households(self) -> Arrays:
        size = self.size
        hardship_known = self.chance(0.98, size)
        housing_known = self.chance(0.6, size)
        signed = self.chance(0.7, size)
        tables: Arrays = {
            "id": np.arange(1, size + 1).astype(object),
            "hukou_kind": self.pick(HUKOU, size),
            "has_contracted_land": self.chance(0.2, size),
            "has_collective_income": self.chance(0.05, size),
            "hires_labour": self.chance(0.005, size),
            "circumstances_known": np.ones(size, np.bool_),
            "circumstances_verified": self.chance(0.98, size),
            "hardship_known": hardship_known,
            "hardship_verified": ~hardship_known | self.chance(0.98, size),
            "housing_known": housing_known,
            "tenure": self.any_of(codes.Tenure, size) * housing_known,
            "living_area": self.yuan(20, 120, size) * housing_known,
            "wanted_housing": self.any_of(codes.HousingForm, size) * housing_known,
            "doctor_since": np.where(signed, self.lately(900, size), NEVER),
        }
        for cause, share in (("illness", 0.5), ("schooling", 0.3), ("disaster", 0.05)):
            tables[f"caused_by_{cause}"] = hardship_known & self.chance(share, size)
        for section in ("members", "income", "assets", "expenditure", "obligors"):
            tables[f"{section}_known"] = self.chance(0.985, size)
        return tables

    def _ages(self) -> Ints:
        """In days: heads are grown up; the oldest are past ninety."""
        years = np.where(
            self.is_first,
            self.random.integers(25, 92, self.mine.size),
            self.random.integers(0, 85, self.mine.size),
        )
        return years * 365 + self.random.integers(0, 365, self.mine.size)

    def members(self) -> Arrays:
        people, years = self.mine.size, self.age_in_days // 365
        school_age, grown = (years >= 6) & (years < 24), years >= 16
        disabled, ill = self.chance(0.15, people), self.chance(0.12, people)
        absent = ~self.is_first & self.chance(0.02, people)
        working = self.pick(WORK, people)
        return {
            "household": self.mine,
            "relation": np.where(
                self.is_first, int(codes.Relation.SELF), self.pick(LATER_MEMBERS, people)
            ),
            "sex": self.any_of(codes.Sex, people),
            "born_on": self.today - self.age_in_days,
            "since": np.full(people, JOINED),
            "labour": np.where(grown, self.pick(LABOUR, people), int(codes.Labour.NONE)),
            "occupation": np.where(grown, working, int(codes.Occupation.NOT_WORKING)),
            "has_income_proof": self.chance(0.85, people),
            "condition_known": np.ones(people, np.bool_),
            "condition_verified": self.chance(0.99, people),
            "education": self.any_of(codes.Education, people).clip(1),
            "health": self.any_of(codes.Health, people).clip(1),
            "disability_kind": self.any_of(codes.DisabilityType, people).clip(1) * disabled,
            "disability_grade": self.random.integers(1, 5, people) * disabled,
            "disability_verified": ~disabled | self.chance(0.97, people),
            "is_majorly_ill": ill & self.chance(0.6, people),
            "needs_long_treatment": ill,
            "illness_verified": ~ill | self.chance(0.97, people),
            "stage": self._stages(years) * (school_age & self.chance(0.9, people)),
            "absence": np.where(absent, int(codes.AbsenceKind.PRISON), 0),
            "absent_since": np.where(absent, self.lately(900, people), NEVER),
        } | self._special(people, years)

    def _stages(self, years: Ints) -> Ints:
        """The usual stage of an age."""
        stages = (
            codes.Stage.PRIMARY,
            codes.Stage.JUNIOR_HIGH,
            codes.Stage.SENIOR_HIGH,
            codes.Stage.BACHELOR,
        )
        return np.array([int(stage) for stage in stages])[np.digitize(years, (12, 15, 18))]

    def _special(self, people: int, years: Ints) -> Arrays:
        """What other programmes than 低保 read of a person."""
        assessed, placed = (years >= 60) & self.chance(0.3, people), self.chance(0.02, people)
        registered = (years >= 16) & (years < 60) & self.chance(0.3, people)
        found: Arrays = {
            "care_known": assessed,
            "care_verified": ~assessed | self.chance(0.97, people),
            "wanted_care": placed * (1 + self.random.integers(0, 2, people)),
            "is_job_known": registered,
            "is_willing_to_work": registered & self.chance(0.8, people),
            "record_since": np.where(self.chance(0.6, people), self.lately(900, people), NEVER),
            "orphan_kind": (years < 18)
            * self.chance(0.01, people)
            * (1 + self.random.integers(0, 2, people)),
        }
        for ability in ("eat", "dress", "get_up", "use_toilet", "walk", "bathe"):
            found[f"can_{ability}"] = assessed & self.chance(0.85, people)
        return found

    def incomes(self) -> Arrays:
        rows = self.items(0.6)
        count = rows["member"].size
        started = first_day(month_of(self.lately(900, count)))
        ended = first_day(month_of(self.lately(240, count)))
        has_ended = (ended > started) & self.chance(0.15, count)
        return rows | {
            "kind": self.pick(INCOMES, count),
            "monthly_amount": self.yuan(50, 1500, count),
            "since": started,
            "until": np.where(has_ended, ended, NEVER),
        }

    def assets(self) -> Arrays:
        rows = self.items(0.25)
        count = rows["member"].size
        kind = self.pick(ASSETS, count)
        is_house = kind == codes.AssetKind.HOUSE
        value_known, area_known = self.chance(0.97, count), is_house & self.chance(0.97, count)
        return rows | {
            "kind": kind,
            "value": self.yuan(0, 60_000, count) * value_known,
            "value_known": value_known,
            "area": self.yuan(30, 150, count) * area_known,
            "area_known": area_known,
            "is_dangerous": is_house & self.chance(0.1, count),
            "has_value_evidence": self.chance(0.7, count),
        }

    def expenditures(self) -> Arrays:
        rows = self.items(0.2)
        count = rows["member"].size
        amount = self.yuan(200, 15_000, count)
        share = self.random.choice([0, 30, 55, 70], count)
        return rows | {
            "kind": self.pick(SPENDING, count),
            "spent_on": self.lately(500, count),
            "amount": amount,
            "reimbursed": amount * share // 100,
        }

    def obligors(self) -> Arrays:
        rows = self.items(0.15)
        count = rows["member"].size
        modest_known = self.chance(0.9, count)
        return rows | {
            "family_size": self.random.integers(1, 6, count),
            "family_monthly_income": self.yuan(0, 9000, count),
            "supported_persons": self.random.integers(1, 4, count),
            "ordered_amount": self.yuan(100, 600, count) * self.chance(0.1, count),
            "is_able": self.chance(0.85, count),
            "is_on_dibao": self.chance(0.05, count),
            "born_on": self.today - self.random.integers(20 * 365, 75 * 365, count),
            "incapacity": self.pick(INCAPACITY, count),
            "has_modest_property_known": modest_known,
            "has_modest_property": modest_known & self.chance(0.6, count),
        }

    # --- what happened ----------------------------------------------------------------------

    def stays(self) -> Arrays:
        rows = self.items(0.06)
        count = rows["member"].size
        cost, admitted = self.yuan(800, 90_000, count), self.lately(700, count)
        inside = cost * self.random.integers(60, 101, count) // 100
        paid_known = self.chance(0.9, count)
        return rows | {
            "level": self.any_of(codes.HospitalLevel, count),
            "is_county_hospital": self.chance(0.6, count),
            "insurance": self.any_of(codes.Insurance, count).clip(1),
            "disease": self.any_of(codes.SpecialDisease, count) * self.chance(0.2, count),
            "admitted_on": admitted,
            "discharged_on": admitted + 9,
            "settled_on": np.where(paid_known, admitted + 9, NEVER),
            "cost": cost,
            "in_catalogue": inside,
            "basic_paid": inside * 6 // 10 * paid_known,
            "basic_paid_known": paid_known,
            "dabing_paid": inside // 10 * self.chance(0.3, count),
        }

    def offers(self) -> Arrays:
        rows = self.items(0.03)
        count = rows["member"].size
        return rows | {
            "offered_on": self.lately(700, count),
            "outcome": self.any_of(codes.OfferOutcome, count),
            "is_justified": self.chance(0.2, count),
        }

    def losses(self) -> Arrays:
        rows = self.items(0.01)
        count = rows["member"].size
        return rows | {
            "kind": self.any_of(codes.DisasterKind, count),
            "occurred_on": self.lately(700, count),
            "damage": self.any_of(codes.HouseDamage, count),
            "casualty": self.any_of(codes.Casualty, count) * self.chance(0.1, count),
            "needs_relief": self.chance(0.5, count),
            "needs_shelter": self.chance(0.3, count),
        }

    def emergencies(self) -> Arrays:
        rows = self.items(0.04)
        count = rows["member"].size
        paid_known, occurred = self.chance(0.95, count), self.lately(200, count)
        return rows | {
            "kind": self.any_of(codes.EmergencyKind, count),
            "occurred_on": occurred,
            "relieved_on": np.where(self.chance(0.5, count), occurred, NEVER),
            "self_paid": self.yuan(300, 60_000, count) * paid_known,
            "self_paid_known": paid_known,
            "already_aided": self.yuan(0, 2000, count) * self.chance(0.1, count),
            "is_applied_elsewhere": self.chance(0.02, count),
        }
