"""教育资助 decided a second time, slowly and plainly, from the policy text.

Written from 22号文 二（五）, the students' aid policies and the notes of the parameters, without
looking at the rules' code: one household at a time.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from eligibility.engine.parameters import ParameterSet
from tests.eligibility.dibao_oracle import FAIL, ORDER, PASS, PENDING
from tests.eligibility.recipients_oracle import Recipients, is_verified

Record = dict[str, Any]
AUTUMN, SPRING = 8, 2
DAY_PUPILS_FROM = date(2019, 2, 1)
RAISED_SCHOOLS, RAISED_SENIORS = date(2024, 2, 1), date(2025, 2, 1)
FREE_BOOKS = (date(2019, 2, 1), date(2021, 2, 1))
BOARDER = {"primary": (500, 625), "junior_high": (625, 750)}
DAY_PUPIL = {"primary": ("250", "312.5"), "junior_high": ("312.5", "375")}
EARLY = ("kindergarten", "primary", "junior_high")
LOANS = ("college", "bachelor", "master", "doctor")


def term_start(on: date) -> date:
    """The first day of the term: spring begins in February, autumn in August."""
    if on.month >= AUTUMN:
        return date(on.year, AUTUMN, 1)
    return date(on.year, SPRING, 1) if on.month >= SPRING else date(on.year - 1, AUTUMN, 1)


class Student:
    """One student of a household that receives 低保 or 特困, in a term."""

    def __init__(self, member: Record, on: date, basis: str) -> None:
        self.on, self.basis = on, basis
        self.term = term_start(on)
        self.enrolment = member["enrolment"]
        self.registration = member.get("rural_registration", {})
        self.is_boarder = self.enrolment.get("is_boarder", False)

    def enrolled(self) -> str:
        """Beyond compulsory schooling the aid is for full-time students."""
        if not is_verified(self.enrolment, self.basis):
            return PENDING
        is_full_time = self.enrolment.get("is_full_time", True)
        return PASS if is_full_time or self.enrolment["stage"] in EARLY else FAIL

    def aid(self) -> tuple[str, Fraction]:
        """Whether there is something to get, and the money of the term."""
        stage = self.enrolment["stage"]
        if stage == "kindergarten":
            return PASS, Fraction(150 * 5 + 3 * 110)
        if stage in BOARDER:
            return self.school(stage)
        if stage == "senior_high":
            return self.grant(Fraction(1250 if self.term >= RAISED_SENIORS else 1000))
        if stage == "vocational":
            return self.vocational()
        assert stage in LOANS
        return PASS, Fraction(0)

    def school(self, stage: str) -> tuple[str, Fraction]:
        is_raised = self.term >= RAISED_SCHOOLS
        if self.is_boarder:
            return PASS, Fraction(BOARDER[stage][is_raised])
        if self.term < DAY_PUPILS_FROM:
            return FAIL, Fraction(0)
        return PASS, Fraction(DAY_PUPIL[stage][is_raised])

    def vocational(self) -> tuple[str, Fraction]:
        """The grant of the first two years; books are free in every year."""
        year = self.enrolment.get("year_of_study")
        if year is None:
            return PENDING, Fraction(0)
        return self.grant(Fraction(1000)) if year <= 2 else (PASS, Fraction(0))

    def grant(self, ordinary: Fraction) -> tuple[str, Fraction]:
        """The grant, higher for those whom the rural register looks after.

        Those who have left poverty but not the register get the ordinary one until the county
        decides; whether somebody is in the register, or has left it, must be verified.
        """
        leaves = self.registration.get("removed_on") or date.min
        status = self.registration.get("status")
        is_helped = status == "helped" or (status == "removed" and leaves > self.on)
        if status and not is_verified(self.registration, self.basis):
            return PENDING, Fraction(0)
        return PASS, Fraction(1500) if is_helped else ordinary


def decide(
    record: Record, on: date, basis: str, parameters: ParameterSet
) -> tuple[str, Fraction | None]:
    """The verdict of the household, and the money of the term where it is PASS."""
    recipients = Recipients(record, on, basis)
    verdict, total = FAIL, Fraction(0)
    for member in recipients.members:
        if not member.get("enrolment"):
            continue
        student = Student(member, on, basis)
        aid, yuan = student.aid()
        found = min(student.enrolled(), recipients.of(member), aid, key=ORDER.index)
        verdict = max(verdict, found, key=ORDER.index)
        if found == PASS:
            total += yuan
    return verdict, total if verdict == PASS else None
