"""Walking a case through its procedure, step by step, as its people would."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assistance import actions
from assistance.enums import REQUIRED_PAPERS, AppraisalResult, CheckResult, Programme
from assistance.models import Case
from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.models import User

from .families import AMOUNT

START = date(2019, 9, 2)


@dataclass
class Team:
    """Who acts in a walk."""

    caseworker: User
    second: User
    official: User
    officer: User


@dataclass
class Walk:
    """A case and the day it is on; every method takes one step."""

    team: Team
    household: Household
    day: date = START
    amount: Decimal = AMOUNT
    programme: Programme = Programme.DIBAO
    case: Case = field(init=False)

    def later(self, days: int) -> "Walk":
        self.day += timedelta(days=days)
        return self

    def apply(self, *, with_papers: bool = True) -> "Walk":
        with clock.on(self.day):
            self.case = actions.open_case(
                self.household,
                programme=self.programme,
                applicant=self.household.head,
                applied_on=self.day,
                papers=REQUIRED_PAPERS if with_papers else (),
                signed=[self.household.head] if with_papers else (),
                actor=self.team.caseworker,
            )
        return self

    def take(self, code: str, actor: User, note: str = "", **data: Any) -> "Walk":
        with clock.on(self.day):
            self.case = actions.advance(
                self.case, code, actor=actor, version=self.case.version, data=data, note=note
            )
        return self

    def accept(self) -> "Walk":
        return self.take("accept", self.team.caseworker)

    def check(self, result: CheckResult = CheckResult.CONSISTENT) -> "Walk":
        self.take("request_check", self.team.caseworker, requested_on=self.day)
        return self.take(
            "receive_check",
            self.team.caseworker,
            received_on=self.day,
            result=result,
            summary="户籍、车辆、住房、存款已核对",
        )

    def survey(self) -> dict[str, Any]:
        return {
            "surveyor": self.team.caseworker,
            "second_surveyor": self.team.second,
            "visited_on": self.day,
            "respondent": "向秀英",
            "respondent_signed": True,
            "surveyors_signed": True,
            "findings": "与申报一致",
        }

    def investigate(self, **changes: Any) -> "Walk":
        return self.take("investigate", self.team.caseworker, **(self.survey() | changes))

    def to_appraisal(self) -> "Walk":
        return self.take("to_appraisal", self.team.caseworker)

    def meeting(self) -> dict[str, Any]:
        return {
            "held_on": self.day,
            "place": "云江社区会议室",
            "chair": "蒲主任",
            "due": 15,
            "attended": 12,
            "representatives": 9,
            "votes_for": 12,
            "votes_against": 0,
            "votes_abstained": 0,
            "result": AppraisalResult.FIT,
            "all_signed": True,
        }

    def appraise(self, code: str = "appraise", note: str = "", **changes: Any) -> "Walk":
        return self.take(code, self.team.caseworker, note, **(self.meeting() | changes))

    def propose(self, code: str = "propose") -> "Walk":
        return self.take(code, self.team.official, amount=self.amount)

    def publish(self, place: str = "云江社区公开栏") -> "Walk":
        return self.take(
            "publish", self.team.caseworker, starts_on=self.day, place=place, hotline="12345"
        )

    def object(self) -> "Walk":
        return self.take(
            "object",
            self.team.caseworker,
            received_on=self.day,
            objector="蒲启发",
            text="其子在外务工，有赡养能力",
        )

    def answer(self) -> "Walk":
        objection = self.case.objections.get(answered_on=None)
        return self.take(
            "answer_objection",
            self.team.caseworker,
            objection=objection,
            answered_on=self.day,
            answer="经重查，其子收入低于标准",
            is_upheld=False,
        )

    def past_notice(self) -> "Walk":
        """The day after the notice is over."""
        ends_on = self.case.notice_entries.last().notice.ends_on
        return self.later((ends_on - self.day).days + 1)

    def report(self) -> "Walk":
        return self.take("report", self.team.official)

    def approve(self, actor: User | None = None, note: str = "") -> "Walk":
        return self.take("approve", actor or self.team.officer, note, amount=self.amount)

    # --- stretches of the way ---------------------------------------------------------------

    def to_inquiry(self) -> "Walk":
        return self.apply().accept()

    def to_meeting(self) -> "Walk":
        return self.to_inquiry().later(3).check().investigate().to_appraisal()

    def to_review(self) -> "Walk":
        return self.to_meeting().later(2).appraise()

    def to_notice(self) -> "Walk":
        return self.to_review().propose().publish()

    def to_confirmation(self) -> "Walk":
        return self.to_notice().past_notice().report()


# What each step's form would yield, for tests that try steps in any order.
CANNED: dict[str, Callable[[Walk], dict[str, Any]]] = {
    "record_papers": lambda w: {"papers": REQUIRED_PAPERS, "signed": [w.household.head]},
    "receive_supplement": lambda w: {"papers": REQUIRED_PAPERS, "signed": [w.household.head]},
    "request_supplement": lambda w: {"missing": ["income"], "other": ""},
    "request_check": lambda w: {"requested_on": w.day},
    "receive_check": lambda w: {"received_on": w.day, "result": "consistent", "summary": "一致"},
    "investigate": lambda w: w.survey(),
    "appraise": lambda w: w.meeting(),
    "appraise_recheck": lambda w: w.meeting(),
    "appraise_disputed": lambda w: w.meeting() | {"result": AppraisalResult.DISPUTED},
    "propose": lambda w: {"amount": w.amount},
    "propose_again": lambda w: {"amount": w.amount},
    "resubmit": lambda w: {"amount": w.amount},
    "report_again": lambda w: {"amount": w.amount},
    "approve": lambda w: {"amount": w.amount},
    "publish": lambda w: {"starts_on": w.day, "place": "公开栏", "hotline": "12345"},
    "object": lambda w: {"received_on": w.day, "objector": "匿名", "text": "有异议"},
    "object_again": lambda w: {"received_on": w.day, "objector": "匿名", "text": "有异议"},
    "answer_objection": lambda w: {
        "objection": w.case.objections.filter(answered_on=None).first(),
        "answered_on": w.day,
        "answer": "已重查",
        "is_upheld": False,
    },
    "visit": lambda w: {
        "visited_on": w.day,
        "visitors": "谭志远",
        "agrees": True,
        "findings": "一致",
    },
    "declare_near_relative": lambda w: {
        "member": w.household.head,
        "official": "蒲主任",
        "post": "社区主任",
        "kinship": "sibling",
    },
}
