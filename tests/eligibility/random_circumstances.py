"""Random households in the circumstances that the other programmes ask about."""

from __future__ import annotations

from datetime import date, timedelta

from households import enums
from tests.eligibility.dibao_oracle import years_before
from tests.eligibility.random_families import ABILITIES, DOUBTS, Families, Record

AWARDS = ("none", "urban_dibao", "rural_dibao", "urban_tekun", "rural_tekun")
KIN = ("10", "20", "30", "38", "41", "43", "51", "52", "55", "71", "97", "98", "20", "30")
POOR = ("0", "100.00", "300.00", "410.00", "546.00", "579.99", "580.00", "620.00", "3309.41")
MODEST = ("820.00", "1092.00", "1160.00", "1160.01", "1240.00")
SELF_PAID = (
    "300.00",
    "300.01",
    "1300.55",
    "3000.00",
    "3000.01",
    "8000.05",
    "20000.00",
    "20000.02",
    "60300.00",
    "200000.00",
)
OUT_OF_WORK = (
    "registered_unemployed",
    "registered_unemployed",
    "unregistered_unemployed",
    "not_working",
    "retired",
    "flexible",
    "employed",
)


class Circumstances(Families):
    """A seeded source of households that are old, idle, registered or struck by a mishap."""

    def destitute(self, record: Record, on: date) -> Record:
        """Make people of the record old, young or disabled, poor, and their kin doubtful."""
        award = self.random.choice(["", "", *AWARDS])
        if award:
            record["award"] = award
        kin = self.random.sample(KIN, len(record["members"]) - 1)
        for member, relation in zip(record["members"][1:], kin, strict=True):
            member["relation"] = relation
        for member in record["members"]:
            if self.chance(0.8):
                member["born_on"] = self._around_an_age(on)
            member.pop("absence", None)
            member.update(self._hardship_of_person(on, may_be_absent=member["relation"] != "01"))
        for income in record["incomes"]:
            kinds = ("pension", "basic_pension", "wage", "support", "farming", income["kind"])
            income["kind"] = self.random.choice(kinds)
            income["monthly_amount"] = self.random.choice(POOR)
        record["assets"] = record["assets"][: self.random.choice([0, 0, 1])]
        for obligor in record["obligors"]:
            obligor.update(self._weakness(on))
        return record

    def registered(self, record: Record, on: date) -> Record:
        """Put nobody, some or all of the household on the rural register."""
        share = self.random.choice([0, 0, 0.5, 1, 1])
        days = (None, on, on + timedelta(days=1), on - timedelta(days=1))
        for member in record["members"]:
            if self.chance(share):
                status = self.random.choice(["helped", "helped", "graduated", "removed"])
                removed_on = self.random.choice(days) if status == "removed" else None
                entry = {"status": status, "removed_on": removed_on}
                if self.chance(0.1):
                    entry["verification"] = self.random.choice(DOUBTS)
                member["rural_registration"] = entry
        return record

    def idle(self, record: Record, on: date) -> Record:
        """Make people of the record fit for work, without work and registered as such."""
        record["award"] = self.random.choice(["urban_dibao", "urban_tekun", *AWARDS])
        if self.chance(0.3):
            del record["award"]
        for member in record["members"]:
            condition = member["condition"]
            condition["occupation"] = self.random.choice(OUT_OF_WORK)
            condition["labour"] = self.random.choice(["able", "able", "partly_lost", "wholly_lost"])
            if self.chance(0.7):
                member.pop("enrolment", None)
            if self.chance(0.8):
                member["job_registration"] = self._job_registration(on)
        return record

    def _job_registration(self, on: date) -> Record:
        since = on - timedelta(days=self.random.choice([-1, 0, 1, 400]))
        ends = [None, on, on + timedelta(days=1)]
        has_post = self.chance(0.2)
        return {
            "is_willing": self.chance(0.8),
            "post_since": since if has_post else None,
            "post_until": self.random.choice(ends) if has_post and since < on else None,
        }

    def with_doubts_of_work(self, record: Record) -> Record:
        """Leave what people do unverified or out; the award is stated then."""
        record.setdefault("award", self.random.choice(["urban_dibao", "rural_tekun"]))
        for member in record["members"]:
            for section in ("job_registration", "condition", "enrolment"):
                if section in member and self.chance(0.2):
                    member[section]["verification"] = self.random.choice(DOUBTS)
            if "enrolment" not in member and self.chance(0.05):
                del member["condition"]
        return record

    def struck(self, record: Record, on: date) -> Record:
        """Let mishaps befall people of the record, at the edges of what is aided."""
        if self.chance(0.5):
            record["award"] = self.random.choice(AWARDS)
        names = [member["name"] for member in record["members"]]
        for member in record["members"]:
            if self.chance(0.3):
                member["orphanhood"] = {"kind": self.random.choice(enums.OrphanKind.values)}
            member["condition"]["has_income_proof"] = True
        for income in record["incomes"]:
            income["monthly_amount"] = self.random.choice([income["monthly_amount"], *MODEST])
        record["emergencies"] = [
            self.emergency(names, on) | self._mishap(on)
            for _ in range(self.random.choice([1, 1, 2, 3]))
        ]
        return record

    def with_doubts_of_mishaps(self, record: Record) -> Record:
        """Leave mishaps, orphans and, as ever, means unverified."""
        record.setdefault("award", self.random.choice(AWARDS))
        orphans = [m["orphanhood"] for m in record["members"] if "orphanhood" in m]
        for fact in [*record["emergencies"], *orphans]:
            if self.chance(0.2):
                fact["verification"] = self.random.choice(DOUBTS)
        return self.with_doubts(record)

    def _mishap(self, on: date) -> Record:
        applied = years_before(on, 1)
        return {
            "occurred_on": self.random.choice(
                [on, on + timedelta(days=1), applied - timedelta(days=45), applied]
                + [on - timedelta(days=self.random.randint(1, 370)) for _ in range(4)]
            ),
            "self_paid": self.random.choice([None, *SELF_PAID]),
            "already_aided": self.random.choice(["0", "0", "0", "900.00", "5000.00", "33.33"]),
        }

    def with_personal_doubts(self, record: Record) -> Record:
        """Leave what is known of people unverified, too; the award is stated then."""
        record.setdefault("award", self.random.choice(AWARDS))
        for member in record["members"]:
            for section in ("disability", "orphanhood", "absence", "enrolment", "care"):
                if section in member and self.chance(0.3):
                    member[section]["verification"] = self.random.choice(DOUBTS)
        return self.with_doubts(record)

    def _around_an_age(self, on: date) -> date:
        age = self.random.choice([10, 16, 18, 40, 60, 60, 70, 70, 80])
        return date(on.year - age, on.month, min(on.day, 28)) + timedelta(
            days=self.random.choice([-400, -1, 0, 1, 400])
        )

    def _hardship_of_person(self, on: date, *, may_be_absent: bool) -> Record:
        found: Record = {}
        if self.chance(0.3):
            found["disability"] = {
                "kind": self.random.choice("1245667"),
                "grade": self.random.randint(1, 4),
                "valid_until": self.random.choice([None, on, on - timedelta(days=1)]),
            }
        if self.chance(0.1):
            found["orphanhood"] = {"kind": self.random.choice(enums.OrphanKind.values)}
        if may_be_absent and self.chance(0.15):
            found["absence"] = {
                "kind": self.random.choice(["prison", "missing", "clergy"]),
                "since": on - timedelta(days=self.random.choice([-1, 0, 400])),
                "until": self.random.choice([None, on, on + timedelta(days=1)]),
            }
        if self.chance(0.5):
            most = self.random.choice([0, 1, 3, 4, 6])
            failed = self.random.sample(ABILITIES, most)
            found["care"] = {f"can_{ability}": ability not in failed for ability in ABILITIES}
        return found

    def _weakness(self, on: date) -> Record:
        return {
            "born_on": self.random.choice([None, self._around_an_age(on), self._around_an_age(on)]),
            "incapacity": self.random.choice(["", "", *enums.Incapacity.values]),
            "has_modest_property": self.random.choice([None, True, True, False]),
            "is_on_dibao": self.chance(0.3),
            "is_able": self.chance(0.9),
            "family_monthly_income": self.random.choice(["0", "1500.00", "3309.41", "3000.00"]),
            "family_size": self.random.choice([1, 1, 2]),
        }
