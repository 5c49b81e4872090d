"""What the medical-insurance and the education bureau have done by the last day.

Each takes some 低保 and 特困 households of the leading townships up; some are decided, some wait
for the second official, some were sent back, some are still at the school.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from assistance.actions import advance, open_case, open_directly
from assistance.enums import Paper, Programme
from assistance.models import Case
from assistance.queries import recipients
from eligibility.actions import assess
from eligibility.enums import Verdict
from households.models import Enrolment, HospitalStay, Household
from yunyang_relief.core import clock
from yunyang_relief.core.models import User
from yunyang_relief.core.request_context import acting

from .cases import LEADING
from .staff import Desk, Staff

# Households of a township that each bureau looks at; not all of them are due something.
LOOKED_AT = 16


class Office:
    """Two officials of the bureau that handles a programme."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.one, self.other = User.objects.filter(department=programme.office).order_by("pk")

    def step(self, case: Case, code: str, actor: User, note: str = "", **data: Any) -> Case:
        with acting(actor.pk):
            return advance(case, code, actor=actor, version=case.version, data=data, note=note)

    def amount(self, household: Household) -> Any:
        """What is due, None where nothing is."""
        finding = assess(household, on=clock.today(), programme=self.programme)
        return finding.total if finding.verdict is Verdict.PASS else None

    def take_up(self, household: Household, amount: Any) -> Case:
        with acting(self.one.pk):
            return open_directly(
                household, programme=self.programme, data={"amount": amount}, actor=self.one
            )

    def decided(self, household: Household, amount: Any, desk: Desk) -> None:
        self.step(self.take_up(household, amount), "approve", self.other, amount=amount)

    def waiting(self, household: Household, amount: Any, desk: Desk) -> None:
        self.take_up(household, amount)

    def sent_back(self, household: Household, amount: Any, desk: Desk) -> None:
        case = self.take_up(household, amount)
        self.step(case, "return_to_office", self.other, "请核对登记的资料后再报")

    def at_school(self, household: Household, amount: Any, desk: Desk) -> None:
        self._apply(household, desk)

    def reviewed_at_school(self, household: Household, amount: Any, desk: Desk) -> None:
        self.step(
            self._apply(household, desk),
            "review_at_school",
            desk.caseworker,
            school="演示中学",
            reviewed_on=clock.today(),
            reviewer="魏老师",
            opinion="在籍在读，情况属实",
        )

    def _apply(self, household: Household, desk: Desk) -> Case:
        assert household.head is not None  # the generator gives every household one
        with acting(desk.caseworker.pk):
            return open_case(
                household,
                programme=self.programme,
                applicant=household.head,
                applied_on=clock.today(),
                papers=(Paper.APPLICATION, Paper.SCHOOLING),
                actor=desk.caseworker,
            )


def work(staff: Staff) -> None:
    """Let both bureaus do their part."""
    medical, education = Office(Programme.YILIAO), Office(Programme.JIAOYU)
    billed = HospitalStay.objects.current().exclude(settled_on=None)
    for desk in staff.desks.values():
        if desk.township.name not in LEADING:
            continue
        _handle(medical, desk, _of(billed), medical.decided, medical.waiting, medical.sent_back)
        _handle(
            education,
            desk,
            _of(Enrolment.objects.current()),
            education.decided,
            education.at_school,
            education.waiting,
            education.reviewed_at_school,
        )


def _of(facts: QuerySet[Any]) -> Exists:
    return Exists(facts.filter(household=OuterRef("pk")))


def _handle(
    office: Office, desk: Desk, concerned: Exists, *fates: Callable[[Household, Any, Desk], None]
) -> None:
    """Give every household that is due something its fate, in turn."""
    paid = recipients(clock.today()).filter(household=OuterRef("pk"))
    rows = Household.objects.filter(
        Exists(paid), concerned, region__code__startswith=desk.township.code
    )
    turn = cycle(fates)
    for household in rows.select_related("head", "region").order_by("pk")[:LOOKED_AT]:
        if amount := office.amount(household):
            next(turn)(household, amount, desk)
