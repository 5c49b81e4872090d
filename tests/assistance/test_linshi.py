"""临时救助 walked by its people: with a meeting, aid first, and case by case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistance.dossier import Dossier
from assistance.enums import Level, Programme, Stage
from assistance.flags import overdue_cases
from assistance.models import Award, Decision
from assistance.todos import case_todos
from households.enums import EmergencyKind, Section, Verification
from households.models import Emergency, Household
from tests.people import make_user
from yunyang_relief.core import clock
from yunyang_relief.core.access import Role
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User

from .walks import Team, Walk

pytestmark = pytest.mark.django_db
START = date(2019, 9, 16)


class LinshiWalk(Walk):
    """A household in distress."""

    def first_aid(self, cause: Emergency) -> LinshiWalk:
        self.apply(with_papers=False).take(
            "request_first_aid",
            self.team.caseworker,
            emergency=cause,
            situation="房屋烧毁，无处居住",
        )
        return self

    def give(self, code: str = "aid_first_by_county", actor: User | None = None) -> LinshiWalk:
        self.take(
            code,
            actor or self.team.officer,
            amount=Decimal("800.00"),
            form="cash",
            given_on=self.day,
        )
        return self

    def to_review(self) -> LinshiWalk:
        self.to_inquiry().later(1)
        self.check().investigate().take("convene", self.team.caseworker)
        return self.hold_meeting()

    def hold_meeting(self) -> LinshiWalk:
        self.take(
            "hold_meeting",
            self.team.caseworker,
            held_on=self.day,
            place="街道会议室",
            chair="蒲主任",
            attendees="蒲主任、谭干事、向干事",
            minutes="经评审，情况属实，同意救助",
            agrees=True,
        )
        return self

    def grant(self, granted: str, note: str = "") -> LinshiWalk:
        proposal = self.proposal
        self.take(
            "propose", self.team.official, note, amount=proposal.least, granted=Decimal(granted)
        )
        self.amount = Decimal(granted)
        return self

    def settle(self, cause: Emergency) -> LinshiWalk:
        self.take(
            "propose_one_by_one",
            self.team.official,
            emergency=cause,
            held_on=self.day,
            signatories="蒲书记、谭主任、向委员",
            minutes="集体研究：该户遭遇特殊困难，一致同意救助",
            amount=Decimal("3000"),
        )
        self.amount = Decimal("3000.00")
        return self

    @property
    def proposal(self) -> Any:
        with clock.on(self.day):
            return Dossier(self.case, self.day).proposal


@pytest.fixture
def walk(team: Team, poor_household: Household) -> LinshiWalk:
    return LinshiWalk(team, poor_household, day=START, programme=Programme.LINSHI)


def cause(
    household: Household, user: User, kind: str, *, day: date = date(2019, 9, 10), **fields: Any
) -> Emergency:
    """A verified cause of distress."""
    return Emergency.objects.create(
        household=household,
        kind=kind,
        occurred_on=day,
        verification=Verification.VERIFIED,
        verified_by=user,
        verified_on=day,
        recorded_by=user,
        **fields,
    )


@pytest.fixture
def fire(walk: LinshiWalk) -> Emergency:
    return cause(walk.household, walk.team.caseworker, EmergencyKind.FIRE)


@pytest.fixture
def bills(walk: LinshiWalk) -> Emergency:
    """Of class B: 40 to 60 per cent of what is above 3000: 4000 to 6000 yuan."""
    return cause(
        walk.household,
        walk.team.caseworker,
        EmergencyKind.MEDICAL,
        self_paid=Decimal("13000"),
    )


@pytest.fixture
def hardship(walk: LinshiWalk) -> Emergency:
    return cause(walk.household, walk.team.caseworker, EmergencyKind.OTHER, description="遭遇诈骗")


def now(emergency: Emergency) -> Emergency:
    found: Emergency = Emergency.objects.current().get(
        household=emergency.household, kind=emergency.kind
    )
    return found


# --- 支出型 ------------------------------------------------------------------------------------


def test_the_way_with_a_meeting_to_the_county(walk: LinshiWalk, bills: Emergency) -> None:
    walk.to_review()
    assert walk.case.reviewmeetings.get().attendees == "蒲主任、谭干事、向干事"
    assert (walk.proposal.least, walk.proposal.most) == (Decimal("11430.00"), Decimal("12700.00"))
    walk.grant("12000.00", "家中另有照料支出")
    walk.publish().past_notice().report().approve()
    assert walk.case.stage == Stage.APPROVED
    award = Award.objects.get(case=walk.case)
    assert (award.amount, award.is_once) == (Decimal("12000.00"), True)
    assert walk.case.decision.level == Level.COUNTY


def test_what_was_given_stands_with_the_cause(walk: LinshiWalk, bills: Emergency) -> None:
    walk.to_review().grant("12000.00", "家中另有照料支出")
    walk.publish().past_notice().report().approve()
    noted = now(bills)
    assert noted.already_aided == Decimal("12000.00")
    assert noted.verification == Verification.VERIFIED
    again = LinshiWalk(walk.team, walk.household, day=walk.day, programme=Programme.LINSHI)
    again.apply()
    assert again.proposal.most == Decimal("700.00")


def test_beyond_the_range_or_the_lower_end_without_a_reason(
    walk: LinshiWalk, bills: Emergency
) -> None:
    walk.to_review()
    with pytest.raises(Refused, match="金额应在"):
        walk.grant("12700.01", "理由")
    with pytest.raises(Refused, match="写明理由"):
        walk.grant("12000.00")


def test_no_meeting_no_proposal(walk: LinshiWalk, bills: Emergency) -> None:
    walk.to_inquiry().later(1)
    walk.check().investigate().take("convene", walk.team.caseworker)
    with pytest.raises(Refused, match="评审会"):
        walk.grant("11430.00")
    titles = [todo.title for todo in case_todos(walk.team.caseworker, walk.day)]
    assert titles == ["召开评审会"]


def test_the_township_decides_only_within_a_limit_that_is_known(
    walk: LinshiWalk, bills: Emergency
) -> None:
    walk.to_review().grant("11430.00")
    walk.publish().past_notice().report()
    colleague = make_user("official2", Role.TOWNSHIP_OFFICIAL, walk.team.official.region)
    with pytest.raises(Refused, match="限额待云阳县局确认"):
        walk.take("approve_in_township", colleague, amount=walk.amount)
    with pytest.raises(Refused):
        walk.approve(walk.team.official)


def test_the_same_cause_elsewhere_is_refused(walk: LinshiWalk) -> None:
    elsewhere = {"self_paid": Decimal("13000"), "is_applied_elsewhere": True}
    cause(walk.household, walk.team.caseworker, EmergencyKind.MEDICAL, **elsewhere)
    walk.to_review()
    with pytest.raises(Refused, match="同一事由未在他地申请"):
        walk.take("propose", walk.team.official, amount=Decimal(0), granted=Decimal(0))


def test_an_objection_leads_back_to_the_review(walk: LinshiWalk, bills: Emergency) -> None:
    walk.to_review().grant("11430.00")
    walk.publish().object()
    with pytest.raises(Refused, match="重新入户"):
        walk.take("review_again", walk.team.official)
    walk.investigate().answer().take("review_again", walk.team.official)
    assert walk.case.stage == Stage.REVIEW


# --- 急难型 ------------------------------------------------------------------------------------


def test_aid_first_without_survey_check_meeting_or_notice(
    walk: LinshiWalk, fire: Emergency
) -> None:
    walk.household.surveyed = [Section.MEMBERS]
    walk.household.save(update_fields=["surveyed"])
    walk.first_aid(fire).give()
    assert walk.case.stage == Stage.PAPERWORK
    assert (walk.case.stage_due_on, walk.case.total_due_on) == (None, None)
    decision = Decision.objects.get(case=walk.case)
    assert (decision.amount, decision.level) == (Decimal("800.00"), Level.COUNTY)
    # It was handed over: nothing is left for a payment batch.
    assert not Award.objects.filter(case=walk.case).exists()
    assert now(fire).already_aided == Decimal("800.00")
    assert not walk.case.checks.exists()


def test_the_paperwork_is_due_ten_working_days_after_the_relief(
    walk: LinshiWalk, fire: Emergency
) -> None:
    """C80: eased on Thursday 2019-10-10; 10-12 is a working Saturday: until 2019-10-23."""
    walk.first_aid(fire).give()
    walk.day = date(2019, 10, 14)
    walk.take("note_relief", walk.team.caseworker, relieved_on=date(2019, 10, 10))
    assert walk.case.stage_due_on == date(2019, 10, 23)
    assert now(fire).relieved_on == date(2019, 10, 10)
    assert not list(overdue_cases(date(2019, 10, 23)))
    assert [draft.subject_key for draft in overdue_cases(date(2019, 10, 24))] == [
        f"case:{walk.case.pk}"
    ]
    done = {"registered": True, "signed": True}
    walk.later(1).take("complete_paperwork", walk.team.caseworker, completed_on=walk.day, **done)
    assert (walk.case.stage, walk.case.stage_due_on) == (Stage.DONE, None)
    assert walk.case.firstaids.get().completed_on == walk.day


def test_paperwork_waits_for_the_relief(walk: LinshiWalk, fire: Emergency) -> None:
    walk.first_aid(fire).give()
    assert [todo.title for todo in case_todos(walk.team.caseworker, walk.day)] == [
        "先行救助后补办手续"
    ]
    with pytest.raises(Refused, match="还没有登记急难缓解日期"):
        walk.take("complete_paperwork", walk.team.caseworker, completed_on=walk.day)


def test_nobody_gives_what_they_asked_for(walk: LinshiWalk, fire: Emergency) -> None:
    walk.first_aid(fire)
    with pytest.raises(Refused, match="须由县民政"):
        walk.give(actor=walk.team.caseworker)
    with pytest.raises(Refused, match="限额待云阳县局确认"):
        walk.give("aid_first", walk.team.official)
    with pytest.raises(Refused, match="急难型先行救助"):
        walk.approve()


def test_a_cause_is_helped_once(walk: LinshiWalk, fire: Emergency) -> None:
    walk.first_aid(fire).give().take(
        "note_relief", walk.team.caseworker, relieved_on=walk.day
    ).take("complete_paperwork", walk.team.caseworker, completed_on=walk.day)
    again = LinshiWalk(walk.team, walk.household, day=walk.day, programme=Programme.LINSHI)
    with pytest.raises(Refused, match="已救助过"):
        again.first_aid(now(fire))


def test_no_first_aid_for_a_cause_of_spending_or_one_applied_for_elsewhere(
    walk: LinshiWalk, bills: Emergency, hardship: Emergency
) -> None:
    with pytest.raises(Refused, match="一般程序"):
        walk.first_aid(bills)
    Emergency.objects.filter(pk=hardship.pk).update(is_applied_elsewhere=True)
    hardship.refresh_from_db()
    with pytest.raises(Refused, match="双地申请"):
        walk.take("request_first_aid", walk.team.caseworker, emergency=hardship, situation="急难")


def test_what_is_no_emergency_goes_the_ordinary_way(walk: LinshiWalk, fire: Emergency) -> None:
    walk.first_aid(fire).take("return_to_intake", walk.team.officer, "已安置，不属急难")
    assert walk.case.stage == Stage.APPLIED


# --- 一事一议 ----------------------------------------------------------------------------------


def test_case_by_case_is_settled_by_the_township_and_confirmed_by_the_county(
    walk: LinshiWalk, hardship: Emergency
) -> None:
    walk.to_review()
    assert walk.proposal.is_case_by_case
    walk.settle(hardship)
    settled = walk.case.casebycases.get()
    assert (settled.signatories, settled.amount) == ("蒲书记、谭主任、向委员", Decimal("3000.00"))
    walk.publish().past_notice().report()
    with pytest.raises(Refused):
        walk.take("approve_in_township", walk.team.official, amount=walk.amount)
    walk.approve()
    award = Award.objects.get(case=walk.case)
    assert (award.amount, award.is_once) == (Decimal("3000.00"), True)
    assert sum(Decimal(line["yuan"]) for line in award.lines) == award.amount
    assert now(hardship).already_aided == Decimal("3000.00")


def test_case_by_case_only_where_the_rules_leave_it_open(
    walk: LinshiWalk, bills: Emergency
) -> None:
    walk.to_review()
    with pytest.raises(Refused, match="不属于一事一议"):
        walk.settle(bills)


def test_case_by_case_not_for_a_cause_applied_for_elsewhere(
    walk: LinshiWalk, hardship: Emergency
) -> None:
    Emergency.objects.filter(pk=hardship.pk).update(is_applied_elsewhere=True)
    hardship.refresh_from_db()
    walk.to_review()
    with pytest.raises(Refused, match="不属于一事一议"):
        walk.settle(hardship)
