"""特困 and 临时救助 in the hands of a township, and what becomes of such applications."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from assistance.enums import AidForm, EndReason, Programme
from households.actions import save_fact, verify_fact
from households.enums import CareForm, EmergencyKind, Source, Verification
from households.models import Emergency, Person
from yunyang_relief.core import clock
from yunyang_relief.core.request_context import acting

from .diary import Story
from .handling import Handling
from .people import given_name, surname

ABILITIES = ("can_eat", "can_dress", "can_get_up", "can_use_toilet", "can_walk", "can_bathe")
HOME = "云阳县城乡敬老院"


class Aid(Handling):
    """One household's application for 临时救助."""

    programme = Programme.LINSHI
    # What happened; the family may have other causes as well.
    cause: Emergency

    def suffer(self, kind: EmergencyKind, **fields: Any) -> None:
        """Something happened to the family; the caseworker went and saw."""
        caseworker = self.desk.caseworker
        fact = Emergency(household=self.household, kind=kind, occurred_on=clock.today(), **fields)
        with acting(caseworker.pk):
            saved = save_fact(fact, replaces=None, actor=caseworker)
            verified = Verification.VERIFIED
            self.cause = verify_fact(
                saved, verification=verified, actor=caseworker, source=Source.VISIT
            )

    def ask_for_aid(self) -> None:
        situation = "房屋受损，临时无处居住，生活没有着落"
        caseworker = self.desk.caseworker
        self._step("request_first_aid", caseworker, emergency=self.cause, situation=situation)

    def give_aid(self) -> None:
        self._step(
            "aid_first_by_county",
            self.desk.officer,
            amount=Decimal(self.chance.choice((500, 800, 1000))),
            form=self.chance.choice((AidForm.CASH, AidForm.GOODS)),
            given_on=clock.today(),
        )

    def note_relief(self) -> None:
        self._step("note_relief", self.desk.caseworker, relieved_on=clock.today())

    def complete_paperwork(self) -> None:
        self._step("complete_paperwork", self.desk.caseworker, completed_on=clock.today())

    def convene(self) -> None:
        self._step("convene", self.desk.caseworker)

    def hold_meeting(self) -> None:
        names = [surname(self.chance) + "某" for _ in range(3)]
        self._step(
            "hold_meeting",
            self.desk.caseworker,
            held_on=clock.today(),
            place=f"{self.desk.township}会议室",
            chair=self.desk.official.name,
            attendees="、".join([self.desk.official.name, *names]),
            minutes="经评审，家庭必需支出突然增加，基本生活暂时困难，同意救助",
            agrees=True,
        )

    def grant(self) -> None:
        """Propose the lower end of the range, unless the finding is against it."""
        proposal = self.dossier.proposal
        if proposal.is_fit:
            least = proposal.least
            self._step("propose", self.desk.official, amount=least, granted=least)
        else:
            self.refuse_at_review("按核实情况没有可以适用的救助标准")

    def settle(self) -> None:
        """Bring a cause without a standard before the township's meeting."""
        if not self.dossier.proposal.is_case_by_case:
            self.refuse_at_review("不属于一事一议的情形")
            return
        self._step(
            "propose_one_by_one",
            self.desk.official,
            emergency=self.cause,
            held_on=clock.today(),
            signatories=f"{self.desk.official.name}、{surname(self.chance)}某、党政办",
            minutes="集体研究：遭遇特殊困难，没有分类标准，一致同意一次性救助",
            amount=Decimal(2000),
        )


class Support(Handling):
    """One person's application for 特困, and the support afterwards."""

    programme = Programme.TEKUN

    def assess_all(self) -> None:
        """Everybody who may be supported; the head where that is nobody yet."""
        found = {one["name"] for one in self.dossier.proposal.finding.details["persons"]}
        people = [member.person for member in self.dossier.members if member.person.name in found]
        for person in people or [self.head]:
            self.assess(person=person)

    def assess(
        self,
        code: str = "assess_care",
        *,
        person: Person | None = None,
        lacking: int | None = None,
    ) -> None:
        """The six abilities of one person, by default the head, of which some are lacking."""
        count = self.chance.randint(0, 3) if lacking is None else lacking
        lost = self.chance.sample(ABILITIES, count)
        abilities: dict[str, Any] = {name: name not in lost for name in ABILITIES}
        self._step(
            code,
            self.desk.caseworker,
            person=person or self.head,
            assessed_on=clock.today(),
            assessors=f"{self.desk.caseworker.name}、{self.desk.colleague.name}",
            **abilities,
        )

    def conclude(self) -> None:
        self._step("conclude_inquiry", self.desk.caseworker)

    def sign_agreement(self) -> None:
        today, chance = clock.today(), self.chance
        self._step(
            "sign_agreement",
            self.desk.caseworker,
            person=self.head,
            number=f"{self.desk.township}照料〔{today.year}〕{self.case.pk}号",
            carer=surname(chance) + given_name(chance, "2", self.head.born_on),
            relation="邻居",
            phone="",
            content="日常看护、做饭洗衣、就医陪护",
            standard="按护理等级补贴标准",
            starts_on=today,
            ends_on=today.replace(year=today.year + 1, day=min(today.day, 28)),
        )

    def move_in(self) -> None:
        self._step(
            "place",
            self.desk.caseworker,
            person=self.head,
            wish=CareForm.CENTRALISED,
            institution=HOME,
            bed=f"{self.desk.township.code[6:]}-{self.case.pk}",
            since=clock.today(),
        )

    def report_change(self) -> None:
        self._step(
            "report_change",
            self.desk.caseworker,
            person=self.head,
            reported_on=clock.today(),
            reporter="社区干部",
            situation="跌倒后行动不便",
        )

    def propose_end(self) -> None:
        self._step(
            "propose_end",
            self.desk.official,
            reason=EndReason.OBLIGED,
            facts="其侄已依法承担赡养，有履行义务能力",
            place=f"{self.household.region}公开栏",
            posted_on=clock.today(),
        )

    def end(self) -> None:
        self._step("end_support", self.desk.officer)


# --- stories ----------------------------------------------------------------------------------


def _accepted(case: Handling) -> Story:
    case.apply()
    yield 1
    case.accept()
    case.request_check()
    yield 2
    case.investigate()
    yield 1
    case.receive_check()


def _published(case: Handling) -> Story:
    case.publish()
    yield case.days_of_notice
    case.report()
    yield 2


def supported_at_inquiry(case: Support) -> Story:
    yield from _accepted(case)


def supported_at_review(case: Support) -> Story:
    yield from _accepted(case)
    case.assess_all()
    case.conclude()


def supported(case: Support) -> Story:
    yield from supported_at_review(case)
    yield 2
    case.propose()
    yield 1
    yield from _published(case)
    case.approve()
    yield 5
    case.sign_agreement()


def supported_in_a_home(case: Support) -> Story:
    yield from supported(case)
    yield 10
    case.move_in()


def supported_and_changed(case: Support) -> Story:
    yield from supported(case)
    yield 5
    case.report_change()
    yield 250
    case.assess("reassess", lacking=4)


def supported_no_more(case: Support) -> Story:
    yield from supported(case)
    yield 15
    case.propose_end()
    yield 9
    case.end()


def helped_first(case: Aid, *, relieved: bool = True, completed: bool = True) -> Story:
    case.suffer(EmergencyKind.FIRE)
    case.apply()
    case.ask_for_aid()
    yield 1
    case.give_aid()
    yield 6
    if relieved:
        case.note_relief()
        yield 4
    if completed:
        case.complete_paperwork()


helped_without_paperwork = partial(helped_first, completed=False)


def at_the_meeting(case: Aid) -> Story:
    case.suffer(EmergencyKind.MEDICAL, self_paid=Decimal(13000))
    yield from _accepted(case)
    yield 1
    case.convene()


def helped_with_bills(case: Aid) -> Story:
    yield from at_the_meeting(case)
    yield 2
    case.hold_meeting()
    yield 1
    case.grant()
    yield 1
    yield from _published(case)
    case.approve()


def helped_one_by_one(case: Aid) -> Story:
    case.suffer(EmergencyKind.OTHER, description="遭遇诈骗，生活费被骗")
    yield from _accepted(case)
    yield 1
    case.convene()
    yield 2
    case.hold_meeting()
    yield 1
    case.settle()
    yield 1
    yield from _published(case)
    case.approve()
