"""Random households as records, crowded around the edges of the rules."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from households import enums

Record = dict[str, Any]
FIRST, LAST = date(2019, 3, 1), date(2025, 12, 31)
INCOMES = enums.IncomeKind.values
STAGES = enums.Stage.values
OCCUPATIONS = (enums.Occupation.EMPLOYED, *enums.Occupation.values[3:])
ASSETS = (*enums.AssetKind.values, "deposit", "house")
DOUBTS = ("unverified", "disputed")
ABILITIES = ("eat", "dress", "get_up", "use_toilet", "walk", "bathe")
BUILDING = ("house_building", "house_purchase", "renovation")
SPENDING = (*enums.ExpenditureKind.values, "medical", "medical", "tuition")


class Families:
    """A seeded source of records and days to decide them on."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def day(self, first: date = FIRST, last: date = LAST) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def amount(self, most: int) -> str:
        """Round sums, odd cents and nothing at all."""
        whole = self.random.choice([0, self.random.randint(0, most), most])
        return f"{whole}.{self.random.choice(['00', '00', '50', '33', '01'])}"

    def record(self, on: date) -> Record:
        """A family that the oracle covers: everything surveyed, nobody in a unit of their own."""
        names = [f"成员{n}" for n in range(self.random.choice([1, 1, 2, 2, 3, 3, 4, 5]))]
        return {
            "applied_on": on - timedelta(days=self.random.choice([0, 0, 10, 45])),
            "household": {
                "hukou_kind": self.random.choice(["urban", "urban", "converted", "rural"]),
                "has_contracted_land": self.chance(0.1),
                "has_collective_income": self.chance(0.05),
                "hires_labour": self.chance(0.02),
            },
            "hardship": self.hardship(),
            "members": [self.member(n, name, on) for n, name in enumerate(names)],
            "incomes": [self.income(names, on) for _ in range(self.random.choice([0, 1, 2, 3]))],
            "assets": [self.asset(names) for _ in range(self.random.choice([0, 0, 0, 1, 2]))],
            "expenditures": [
                self.expenditure(names, on) for _ in range(self.random.choice([0, 0, 1, 2]))
            ],
            "obligors": [self.obligor(names) for _ in range(self.random.choice([0, 0, 0, 1]))],
        }

    def hardship(self) -> Record:
        causes = self.random.sample(["illness", "schooling", "no_labour", "debt"], 2)
        return {"causes": causes, "main_cause": causes[0]}

    def member(self, number: int, name: str, on: date) -> Record:
        relation = "01" if number == 0 else self.random.choice(["10", "20", "30", "51", "97"])
        youngest = on if number else on - timedelta(days=18 * 366)
        edge = self.random.choice([0, 5, 6, 7, 16, 18, 55, 60, 70])
        near = date(on.year - edge, on.month, min(on.day, 28)) + timedelta(
            days=self.random.randint(-40, 40)
        )
        born_on = min(near if self.chance(0.5) else self.day(date(1935, 1, 1), on), youngest)
        member: Record = {
            "name": name,
            "relation": relation,
            "sex": self.random.choice("12"),
            "born_on": born_on,
            "condition": {
                "labour": self.random.choice(["able", "partly_lost", "wholly_lost", "none"]),
                "occupation": self.random.choice(OCCUPATIONS),
                "has_income_proof": self.chance(0.8),
                "can_live_independently": self.chance(0.8),
            },
        }
        return member | self.sections(on, may_be_absent=number > 0)

    def sections(self, on: date, *, may_be_absent: bool) -> Record:
        found: Record = {}
        if self.chance(0.2):
            until = self.day(on - timedelta(days=400), on + timedelta(days=4000))
            found["disability"] = {
                "kind": self.random.choice("1234567"),
                "grade": self.random.randint(1, 4),
                "valid_until": until,
            }
        if self.chance(0.2):
            found["illness"] = {
                "is_major": self.chance(0.6),
                "needs_long_treatment": self.chance(0.6),
                "is_bedridden": False,
            }
        if self.chance(0.25):
            stage = self.random.choice(STAGES)
            found["enrolment"] = {"stage": stage, "is_full_time": self.chance(0.9)}
        if may_be_absent and self.chance(0.1):
            found["absence"] = self.absence(on)
        if may_be_absent and self.chance(0.05):
            found["died_on"] = self.random.choice([on, on + timedelta(days=1)])
        return found

    def absence(self, on: date) -> Record:
        return {
            "kind": self.random.choice(
                ["conscript", "clergy", "prison", "rehabilitation", "missing"]
            ),
            "since": self.day(on - timedelta(days=1500), on + timedelta(days=30)),
            "until": self.random.choice([None, None, on, on + timedelta(days=1)]),
        }

    def income(self, names: list[str], on: date) -> Record:
        start = (on - timedelta(days=self.random.randint(0, 500))).replace(day=1)
        end = (on - timedelta(days=self.random.randint(0, 120))).replace(day=1)
        return {
            "member": self.random.choice([*names, *names, None]),
            "kind": self.random.choice(INCOMES),
            "monthly_amount": self.amount(self.random.choice([300, 580, 1160, 2500])),
            "since": start,
            "until": end if end > start and self.chance(0.3) else None,
        }

    def asset(self, names: list[str]) -> Record:
        kind = self.random.choice(ASSETS)
        value = self.amount(self.random.choice([500, 7000, 14000, 30000, 60000]))
        return {
            "member": None if kind in ("house", "vehicle") else self.random.choice([*names, None]),
            "kind": kind,
            "value": None if self.chance(0.1) else value,
            "is_dangerous": kind == "house" and self.chance(0.3),
            "has_value_evidence": self.chance(0.7),
        }

    def expenditure(self, names: list[str], on: date) -> Record:
        kind = self.random.choice(SPENDING)
        amount = self.amount(self.random.choice([800, 7000, 7200, 20000]))
        near = self.chance(0.8)
        reach = timedelta(days=200 if near else 1200)
        return {
            "member": self.random.choice([*names, None]),
            "kind": kind,
            "spent_on": self.day(on - reach, on),
            "amount": amount,
            "reimbursed": self.random.choice(["0", amount, "100.00"])
            if float(amount) >= 100
            else "0",
            "reason": self.random.choice(["", "", "disaster", "danger", "demolition", "calamity"])
            if kind in BUILDING
            else "",
        }

    def obligor(self, names: list[str]) -> Record:
        return {
            "member": self.random.choice([*names, None]),
            "name": "义务人",
            "family_size": self.random.randint(1, 5),
            "family_monthly_income": self.amount(self.random.choice([2000, 6000, 20000])),
            "supported_persons": self.random.randint(1, 3),
            "ordered_amount": self.random.choice([None, None, "300.00"]),
            "is_able": self.chance(0.85),
            "is_on_dibao": self.chance(0.1),
        }

    def with_doubts(self, record: Record) -> Record:
        """Leave some statements unverified: incomes, obligors, money and vehicles."""
        money = ("deposit", "securities", "claim", "vehicle")
        doubtful = [*record["incomes"], *record["obligors"]]
        doubtful += [asset for asset in record["assets"] if asset["kind"] in money]
        for item in doubtful:
            if self.chance(0.3):
                item["verification"] = self.random.choice(DOUBTS)
        return record

    def special(self, record: Record, on: date) -> Record:
        """Add what the survey does not ask and other programmes read."""
        if self.chance(0.5):
            record["housing"] = {
                "tenure": self.random.choice(enums.Tenure.values),
                "area": self.amount(90),
                "wish": self.random.choice(["", *enums.HousingForm.values]),
            }
        if self.chance(0.5):
            record["doctor_contract"] = {"signed_on": self._lately(on), "until": None}
        for member in record["members"]:
            member.update(self._special_of_member(on))
            member["condition"] |= {
                "education": self.random.choice(enums.Education.values),
                "health": self.random.choice(enums.Health.values),
            }
        names = [member["name"] for member in record["members"]]
        for name, make in (
            ("stays", self.stay),
            ("offers", self.offer),
            ("losses", self.loss),
            ("emergencies", self.emergency),
        ):
            record[name] = [make(names, on) for _ in range(self.random.choice([0, 0, 1, 2]))]
        return record

    def _lately(self, on: date) -> date:
        return on - timedelta(days=self.random.choice([0, 1, 30, 180, 365, 800]))

    def _special_of_member(self, on: date) -> Record:
        found: Record = {}
        if self.chance(0.3):
            share = self.random.choice([0.2, 0.6, 0.95])
            found["care"] = {f"can_{ability}": self.chance(share) for ability in ABILITIES}
        if self.chance(0.2):
            found["placement"] = {
                "wish": self.random.choice(enums.CareForm.values),
                "institution": "云阳县城乡敬老院",
                "form": self.random.choice(["", *enums.CareForm.values]),
            }
        if self.chance(0.4):
            since = self._lately(on)
            found["job_registration"] = {
                "is_willing": self.chance(0.7),
                "registered_on": self.random.choice([None, self._lately(on)]),
                "post_since": self.random.choice([None, since]),
            }
            if found["job_registration"]["post_since"]:
                ends = [None, since + timedelta(days=365)]
                found["job_registration"]["post_until"] = self.random.choice(ends)
        if self.chance(0.05):
            found["orphanhood"] = {"kind": self.random.choice(enums.OrphanKind.values)}
        if self.chance(0.5):
            found["health_record"] = {"opened_on": self._lately(on)}
        return found

    def stay(self, names: list[str], on: date) -> Record:
        cost = self.random.choice([800, 6000, 10_000, 45_000, 180_000])
        share = self.random.choice([100, 90, 85, 84, 60])
        inside = cost * share // 100
        admitted = self._lately(on)
        discharged = self.random.choice([None, admitted + timedelta(days=9)])
        paid = self.random.choice([None, inside // 2, inside * 2 // 3])
        return {
            "member": self.random.choice(names),
            "level": self.random.choice(enums.HospitalLevel.values),
            "is_county_hospital": self.chance(0.6),
            "is_designated": self.chance(0.9),
            "insurance": self.random.choice(enums.Insurance.values),
            "special_disease": self.random.choice(["", "", *enums.SpecialDisease.values]),
            "admitted_on": admitted,
            "discharged_on": discharged,
            "settled_on": discharged if paid is not None else None,
            "cost": cost,
            "in_catalogue": inside,
            "basic_paid": paid,
            "dabing_paid": self.random.choice([0, 0, inside // 10]),
            "other_paid": self.random.choice([0, 0, 500]),
        }

    def offer(self, names: list[str], on: date) -> Record:
        return {
            "member": self.random.choice(names),
            "offered_on": self._lately(on),
            "outcome": self.random.choice(["refused", "refused", *enums.OfferOutcome.values]),
            "is_justified": self.chance(0.2),
        }

    def loss(self, names: list[str], on: date) -> Record:
        casualty = self.random.choice(["", "", *enums.Casualty.values])
        return {
            "member": self.random.choice(names) if casualty else None,
            "kind": self.random.choice(enums.DisasterKind.values),
            "occurred_on": self._lately(on),
            "damage": self.random.choice(["", *enums.HouseDamage.values]),
            "casualty": casualty,
            "needs_relief": self.chance(0.5),
            "needs_shelter": self.chance(0.4),
            "settled_on": self.random.choice([None, on]),
        }

    def emergency(self, names: list[str], on: date) -> Record:
        occurred = self._lately(on)
        return {
            "member": self.random.choice([*names, None]),
            "kind": self.random.choice(enums.EmergencyKind.values),
            "occurred_on": occurred,
            "relieved_on": self.random.choice([None, occurred + timedelta(days=3)]),
            "self_paid": self.random.choice(
                [None, self.amount(300), self.amount(3000), self.amount(20_000), "60300.00"]
            ),
            "already_aided": self.random.choice([0, 0, 1000]),
            "is_applied_elsewhere": self.chance(0.1),
        }
