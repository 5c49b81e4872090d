"""Random households with what single programmes ask for, crowded around the edges of the rules.

Most state what they receive. The others carry a whole survey of people whom relatives can
support, so that 低保 is decided by the rules and nobody is 特困.
"""

from __future__ import annotations

from datetime import date, timedelta

from households import enums
from tests.eligibility.random_families import Families, Record

AWARDS = ("urban_dibao", "rural_dibao", "urban_tekun", "rural_tekun", "none")
ORACLE_SINCE = date(2019, 2, 28)  # from when the oracle of 低保 knows the rules
INSURANCES = ("resident_1", "resident_2", "resident_2", "employee", "none")
DOUBTS = ("unverified", "disputed")


class Claims(Families):
    """A seeded source of households that claim something."""

    def household(self, on: date) -> Record:
        """A household without a claim yet."""
        is_surveyed = on >= ORACLE_SINCE and self.chance(0.2)
        return self.surveyed(on) if is_surveyed else self.awarded(on)

    def awarded(self, on: date) -> Record:
        """People of whom little is known but that the household receives something."""
        size = self.random.choice([1, 1, 2, 2, 3, 4, 6])
        return {
            "award": self.random.choice([*AWARDS, "urban_dibao", "rural_dibao"]),
            "household": {
                "hukou_kind": self.random.choice(enums.HukouKind.values),
                "has_contracted_land": False,
                "has_collective_income": False,
            },
            "members": [self.person(number, on) for number in range(size)],
        }

    def person(self, number: int, on: date) -> Record:
        person: Record = {
            "name": f"成员{number}",
            "relation": "01" if number == 0 else self.random.choice(["10", "20", "30", "51"]),
            "sex": self.random.choice("12"),
            "born_on": self.near(on) if self.chance(0.03) else self.day(date(1940, 1, 1), on),
            "condition": {
                "labour": self.random.choice(enums.Labour.values),
                "occupation": self.random.choice(enums.Occupation.values),
                "can_live_independently": self.chance(0.8),
            },
        }
        if number and self.chance(0.1):
            person["absence"] = self.absence(on)
        for key, share in (("died_on", 0.06), ("since", 0.06), ("until", 0.06)):
            if self.chance(share):
                person[key] = self.near(on)
        return person

    def surveyed(self, on: date) -> Record:
        """A whole survey of people with relatives able to support them: never 特困."""
        record = self.record(on)
        record = self.with_doubts(record) if self.chance(0.3) else record
        record["obligors"] += [self.able_relative(member["name"]) for member in record["members"]]
        return record

    def able_relative(self, name: str) -> Record:
        return {
            "member": name,
            "family_size": 2,
            "family_monthly_income": self.random.choice(["0", "1000", "1500", "2500"]),
            "supported_persons": 2,
            "is_able": True,
            "is_on_dibao": False,
            "born_on": date(1985, 1, 1),
            "has_modest_property": False,
        }

    def near(self, on: date) -> date:
        """The day itself, the days beside it, or somewhat further off."""
        return on + timedelta(days=self.random.choice([-400, -40, -1, 0, 0, 1, 40]))

    def doubted(self, statement: Record, share: float = 0.2) -> Record:
        """A statement that may not have been verified."""
        if self.chance(share):
            statement["verification"] = self.random.choice(DOUBTS)
        return statement

    # --- 教育 -----------------------------------------------------------------------------

    def with_students(self, on: date) -> Record:
        """A household of which some are enrolled."""
        record = self.household(on)
        for member in record["members"]:
            member.pop("enrolment", None)
            if self.chance(0.6):
                # 低保 reads the enrolment as well; its oracle takes it as verified.
                doubt = 0.2 if "award" in record else 0
                member["enrolment"] = self.doubted(self.enrolment(), doubt)
            if self.chance(0.4):
                member["rural_registration"] = self.registration(on)
        return record

    def enrolment(self) -> Record:
        found: Record = {"stage": self.random.choice([*enums.Stage.values, "vocational"])}
        if self.chance(0.8):
            found["is_full_time"] = self.chance(0.9)
        if self.chance(0.8):
            found["is_boarder"] = self.chance(0.6)
        if self.chance(0.85):
            found["year_of_study"] = self.random.choice([1, 2, 2, 3, 3, 4])
        return found

    def registration(self, on: date) -> Record:
        status = self.random.choice(enums.RuralStatus.values)
        leaves = self.random.choice([None, self.near(on)]) if status == "removed" else None
        return self.doubted({"status": status, "removed_on": leaves})

    # --- 住房 -----------------------------------------------------------------------------

    def with_housing(self, on: date) -> Record:
        """A household that says how it lives and what it owns."""
        record = self.household(on)
        if "award" in record:
            record["assets"] = []
        record["assets"] = [a for a in record["assets"] if a["kind"] != "house"]
        # Whether two houses are too many for 低保 is not known, so its survey states one at most.
        most = 2 if "award" in record else 1
        houses = [self.house() for _ in range(self.random.choice([0, 0, 0, 1, 1, 2]))]
        record["assets"] += houses[:most]
        for member in record["members"]:
            if self.chance(0.3):
                form = self.random.choice(["", *enums.CareForm.values])
                member["placement"] = {"form": form}
        if self.chance(0.9):
            tenure = self.random.choice([*enums.Tenure.values, "owned"])
            wish = self.random.choice(["", *enums.HousingForm.values])
            housing = {"tenure": tenure, "area": self.area(), "wish": wish}
            record["housing"] = self.doubted(housing, 0.1)
        return record

    def house(self) -> Record:
        house = {"kind": "house", "area": self.area(), "is_dangerous": self.chance(0.3)}
        if self.chance(0.1):
            del house["area"]
        return self.doubted(house)

    def area(self) -> str:
        """Square metres around round sums for a person or two."""
        people = self.random.choice([1, 1, 2, 3, 4])
        return f"{12 * people + self.random.choice([-1, 0, 0, 1])}.{self.random.choice('05')}0"

    # --- 自然灾害 -------------------------------------------------------------------------

    def with_losses(self, on: date) -> Record:
        """A household that disasters struck, some of them registered row by row."""
        size = self.random.choice([1, 1, 2, 3, 5])
        members = [self.person(number, on) for number in range(size)]
        names = [member["name"] for member in members]
        drawn = [self.disaster(names, on) for _ in range(self.random.choice([0, 1, 1, 2]))]
        disasters = {(rows[0]["kind"], rows[0]["occurred_on"]): rows for rows in drawn}
        losses = [loss for rows in disasters.values() for loss in rows]
        return {"members": members, "losses": losses}

    def disaster(self, names: list[str], on: date) -> list[Record]:
        """The rows of one disaster; several may tell of the same person."""
        occurred = self.near(on)
        if self.chance(0.5):
            occurred -= timedelta(days=self.random.randint(0, 100))
        shared = {"kind": self.random.choice(["drought", "flood"]), "occurred_on": occurred}
        struck = self.random.choices(names, k=self.random.choice([1, 1, 2, 3]))
        return [self.doubted(self.loss_of(name, occurred) | shared) for name in struck]

    def loss_of(self, name: str, occurred: date) -> Record:
        casualty = self.random.choice(["", "", "", *enums.Casualty.values])
        ends = occurred + timedelta(days=self.random.choice([1, 5, 14, 15, 16, 30, 90]))
        return {
            "settled_on": self.random.choice([None, None, ends, max(ends, self.near(ends))]),
            "member": name if casualty else None,
            "damage": self.random.choice(["", "", *enums.HouseDamage.values]),
            "casualty": casualty,
            "needs_relief": self.chance(0.5),
            "needs_shelter": self.chance(0.3),
        }

    # --- 医疗 -----------------------------------------------------------------------------

    def with_stays(self, on: date) -> Record:
        """A household with hospital bills, several of them of one person."""
        record = self.household(on)
        names = [member["name"] for member in record["members"]][:2]
        count = self.random.choice([0, 1, 1, 2, 3, 4])
        insured = {name: self.random.choice(INSURANCES) for name in names}
        record["stays"] = [self.bill(self.random.choice(names), insured, on) for _ in range(count)]
        return record

    def bill(self, name: str, insured: dict[str, str], on: date) -> Record:
        """A bill near the limits of the year: of large costs, of 大病, of the assistance."""
        inside = self.random.choice([200, 3000, 9000, 20_000, 30_000, 30_001, 60_000, 200_000])
        left = self.discharge(on)
        stay: Record = {
            "member": name,
            "level": self.random.choice(enums.HospitalLevel.values),
            "is_county_hospital": self.chance(0.5),
            "insurance": insured[name],
            "special_disease": self.disease(),
            "admitted_on": left - timedelta(days=self.random.choice([0, 9, 40])),
            "discharged_on": self.random.choice([left, left, left, None]),
            "cost": inside + self.random.choice([0, 500, 10_000]),
            "in_catalogue": f"{inside}.{self.random.choice(['00', '00', '01', '33'])}",
        }
        if self.chance(0.3):
            stay["is_designated"] = self.chance(0.7)
        if self.chance(0.15):
            stay["other_paid"] = self.random.choice([100, inside // 2, inside])
        return self.doubted(stay | self.payments(stay, inside), 0.1)

    def discharge(self, on: date) -> date:
        """Mostly this year; also around its first day, around today, and in other years."""
        first = date(on.year, 1, 1)
        if self.chance(0.6):
            return self.day(first, on)
        return self.random.choice([first, first - timedelta(days=1), self.near(on)])

    def disease(self) -> str:
        """A special disease, more often one that 22号文 has added, or none."""
        added = ["thalassaemia", "pneumoconiosis", "child_leukaemia"]
        some = self.random.choice([*added, *enums.SpecialDisease.values])
        return self.random.choice(["", "", "", some])

    def payments(self, stay: Record, inside: int) -> Record:
        """What the insurances paid already, on bills that were settled and some others."""
        if self.chance(0.5):
            return {}
        paid: Record = {"basic_paid": self.random.choice([0, inside // 3, inside // 2])}
        if self.chance(0.3):
            paid["dabing_paid"] = self.random.choice([0, inside // 10])
        if stay["discharged_on"] and self.chance(0.7):
            later = timedelta(days=self.random.choice([0, 0, 1, 20]))
            paid["settled_on"] = stay["discharged_on"] + later
        return paid
