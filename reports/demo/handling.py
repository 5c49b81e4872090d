"""An application in the hands of its township: each method takes one step, today."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assistance.actions import advance, open_case, stop_award
from assistance.dossier import Dossier
from assistance.enums import (
    REQUIRED_PAPERS,
    AppraisalResult,
    CheckResult,
    EndReason,
    Kinship,
    Paper,
    Programme,
    Stage,
)
from assistance.models import Award, Case
from assistance.months import add_months, first_of_month
from assistance.needs import published_unchanged
from eligibility.enums import Verdict
from households.actions import save_fact, verify_fact
from households.enums import IncomeKind, Sex, Verification
from households.models import Household, IncomeItem, Person
from households.queries import members_on
from yunyang_relief.core import clock
from yunyang_relief.core.calendar import WorkingCalendar
from yunyang_relief.core.models import User
from yunyang_relief.core.request_context import acting

from .chance import Chance
from .people import given_name, surname
from .staff import Desk

EARNED = (IncomeKind.WAGE, IncomeKind.CASUAL)
NEIGHBOURS = ("左邻右舍均称情况属实", "走访邻居 2 户，均称其生活困难", "社区干部证实与申报一致")


class Handling:
    """One household's application, without other word for 低保, and the people who work on it."""

    programme = Programme.DIBAO

    def __init__(self, chance: Chance, desk: Desk, household: Household) -> None:
        self.chance, self.desk, self.household = chance, desk, household
        self.case: Case
        head = household.head
        assert head is not None  # the generator gives every household one
        self.head: Person = head

    def _step(self, code: str, actor: User, note: str = "", **data: Any) -> None:
        with acting(actor.pk):
            self.case = advance(
                self.case, code, actor=actor, version=self.case.version, data=data, note=note
            )

    # --- application ------------------------------------------------------------------------

    def apply(self, *, without: Paper | None = None) -> None:
        """The family applies; one paper may be missing."""
        papers = [paper for paper in REQUIRED_PAPERS if paper != without]
        with acting(self.desk.caseworker.pk):
            self.case = open_case(
                self.household,
                programme=self.programme,
                applicant=self.head,
                applied_on=clock.today(),
                papers=papers,
                signed=self._adults(),
                actor=self.desk.caseworker,
            )

    def _adults(self) -> list[Person]:
        members = members_on(self.household, clock.today())
        return [m.person for m in members if m.person.age_on(clock.today()) >= 18]

    def accept(self) -> None:
        self._step("accept", self.desk.caseworker)

    def ask_for(self, paper: Paper) -> None:
        """Tell the family once what is missing."""
        self._step("request_supplement", self.desk.caseworker, missing=[paper])

    def receive(self, *papers: Paper) -> None:
        """The family brings what was missing, or some of it."""
        held = [*self.case.papers, *papers]
        self._step("receive_supplement", self.desk.caseworker, papers=held, signed=self._adults())

    def reject(self, note: str) -> None:
        self._step("reject", self.desk.caseworker, note)

    def withdraw(self, note: str) -> None:
        self._step("withdraw", self.desk.caseworker, note)

    def declare_near_relative(self) -> None:
        """A member is related to somebody on the residents' committee."""
        self._step(
            "declare_near_relative",
            self.desk.caseworker,
            member=self.head,
            official=surname(self.chance) + given_name(self.chance, Sex.MALE, self.head.born_on),
            post=f"{self.household.region}居（村）委会委员",
            kinship=self.chance.choice((Kinship.SIBLING, Kinship.PARENT)),
        )

    # --- inquiry ----------------------------------------------------------------------------

    def request_check(self) -> None:
        self._step("request_check", self.desk.caseworker, requested_on=clock.today())

    def receive_check(self, result: CheckResult = CheckResult.CONSISTENT) -> None:
        self._step(
            "receive_check",
            self.desk.caseworker,
            received_on=clock.today(),
            result=result,
            summary="户籍、车辆、房产、社保、税务、公积金、工商、银行信息已核对",
        )

    def investigate(self, findings: str = "家庭成员、收入、财产与申报一致，已逐项核实") -> None:
        """Two surveyors visit; both sides sign."""
        self._step(
            "investigate",
            self.desk.caseworker,
            surveyor=self.desk.caseworker,
            second_surveyor=self.desk.colleague,
            visited_on=clock.today(),
            respondent=self.head.name,
            respondent_signed=True,
            surveyors_signed=True,
            neighbours=self.chance.choice(NEIGHBOURS),
            findings=findings,
        )

    def to_appraisal(self) -> None:
        self._step("to_appraisal", self.desk.caseworker)

    def appraise(self, result: AppraisalResult = AppraisalResult.FIT) -> None:
        """The residents' meeting; a disputed result goes back to the inquiry."""
        attended = self.chance.randint(9, 15)
        doubtful = attended // 2 if result != AppraisalResult.FIT else 0
        is_disputed = result == AppraisalResult.DISPUTED
        self._step(
            "appraise_disputed" if is_disputed else "appraise",
            self.desk.caseworker,
            "多名代表反映家庭成员常年在外务工，须重新核实" if is_disputed else "",
            held_on=clock.today(),
            place=f"{self.household.region}会议室",
            chair=surname(self.chance) + given_name(self.chance, Sex.MALE, self.head.born_on),
            due=attended + self.chance.randint(0, 2),
            attended=attended,
            representatives=attended - 2,
            votes_for=attended - doubtful,
            votes_against=doubtful,
            result=result,
            opinion="与会代表对家庭经济状况没有异议" if not doubtful else "意见不一致",
            all_signed=True,
        )

    def correct_income(self) -> None:
        """The visit found another wage than declared; the finding follows."""
        earned = IncomeItem.objects.current().filter(household=self.household, kind__in=EARNED)
        item: IncomeItem = earned.order_by("pk")[0]  # the casting sees to it that there is one
        amount = item.monthly_amount + Decimal(60)
        corrected = item.successor(monthly_amount=amount)
        caseworker = self.desk.caseworker
        with acting(caseworker.pk):
            saved = save_fact(corrected, replaces=item, actor=caseworker)
            verify_fact(
                saved,
                verification=Verification.VERIFIED,
                actor=caseworker,
                note="异议重查时核对工资单更正",
            )

    # --- proposal and notice ----------------------------------------------------------------

    @property
    def dossier(self) -> Dossier:
        return Dossier(self.case, clock.today())

    @property
    def is_refused(self) -> bool:
        """Tell whether the story came to a bad end."""
        return self.case.stage in (Stage.REFUSED, Stage.REJECTED, Stage.WITHDRAWN)

    def propose(self) -> None:
        """Propose the family, unless the finding of today is against it."""
        self._propose("propose", "")

    def propose_again(self) -> None:
        """Propose it again after an objection was looked into."""
        self._propose("propose_again", "异议已重查答复，按重查后的收入核算")

    def _propose(self, code: str, note: str) -> None:
        proposal = self.dossier.proposal
        if proposal.is_fit:
            self._step(code, self.desk.official, note, amount=proposal.amount)
        else:
            self.refuse_at_review("按核实的收入和财产核算，不符合保障条件")

    @property
    def is_published_unchanged(self) -> bool:
        """Tell whether a notice is over and today's amount is the one it gave."""
        return not published_unchanged.lacking(self.dossier)

    def resubmit(self) -> None:
        note = "退回事项已说明，公示过的结论和金额未变"
        amount = self.dossier.proposal.amount
        self._step("resubmit", self.desk.official, note, amount=amount)

    def refuse_at_review(self, note: str) -> None:
        self._step("refuse_at_review", self.desk.official, note)

    def refuse_after_check(self, note: str) -> None:
        self._step("refuse_after_check", self.desk.official, note)

    def propose_ruling(self) -> None:
        """Every criterion that the rules leave open is brought before the county."""
        for criterion in self.dossier.proposal.pending:
            self._step(
                "propose_ruling",
                self.desk.official,
                criterion=criterion["code"],
                verdict=Verdict.PASS,
                reason="镇街会议研究：该情形不改变家庭基本生活困难的事实",
                evidence="会议纪要、现场照片、走访记录",
            )

    def publish(self) -> None:
        township = self.desk.township
        self._step(
            "publish",
            self.desk.caseworker,
            starts_on=clock.today(),
            place=f"{township}政务公开栏、{self.household.region}公开栏",
            hotline="023-0000" + township.code[-4:],
        )

    @property
    def days_of_notice(self) -> int:
        """Working days until the first one after the end of the notice that hangs."""
        entry = self.dossier.current_entry
        assert entry is not None  # stories ask after they have published
        return WorkingCalendar().working_days_between(clock.today(), entry.notice.ends_on) + 1

    def report(self) -> None:
        self._step("report", self.desk.official)

    def object(self) -> None:
        """A neighbour disagrees with the published proposal."""
        self._step(
            "object",
            self.desk.caseworker,
            received_on=clock.today(),
            objector=surname(self.chance) + "某，同小区居民",
            text="反映该户有人在县城务工，收入没有如实申报",
        )

    def answer_objection(self, *, is_upheld: bool) -> None:
        self._step(
            "answer_objection",
            self.desk.caseworker,
            objection=self.dossier.unanswered[0],
            answered_on=clock.today(),
            answer="经重新入户并核对工资单，少报收入已更正"
            if is_upheld
            else "经重新入户并核对社保、工资记录，与申报一致",
            is_upheld=is_upheld,
        )

    # --- the county -------------------------------------------------------------------------

    def county_visit(self) -> None:
        self._step(
            "visit",
            self.desk.second_officer,
            visited_on=clock.today(),
            visitors=f"{self.desk.second_officer.name}、{self.desk.officer.name}",
            agrees=True,
            findings="入户核查与乡镇调查一致",
        )

    def settle_rulings(self) -> None:
        for ruling in self.dossier.rulings:
            note = "同意镇街意见，附会议纪要"
            officer = self.desk.second_officer
            self._step("settle_ruling", officer, note, ruling=ruling, is_confirmed=True)

    def return_to_township(self) -> None:
        note = "请补充说明赡养人情况后再报"
        self._step("return_to_township", self.desk.second_officer, note)

    def approve(self) -> None:
        """Approve what was published, or say why it is another amount."""
        proposal, entry = self.dossier.proposal, self.dossier.current_entry
        if not proposal.is_fit:
            self.refuse("公示后情况变化，按现行规定核算不符合保障条件")
            return
        is_same = entry is not None and entry.row["amount"] == str(proposal.amount)
        note = "" if is_same else "公示后保障标准调整，按现行标准核定"
        self._step("approve", self.desk.officer, note, amount=proposal.amount)

    def refuse(self, note: str) -> None:
        self._step("refuse", self.desk.officer, note)

    def stop(self, reason: EndReason, note: str) -> None:
        """End the award from next month on."""
        month = add_months(first_of_month(clock.today()), 1)
        award = Award.objects.get(case=self.case)
        with acting(self.desk.officer.pk):
            stop_award(award, month=month, reason=reason, note=note, actor=self.desk.officer)
