"""One form of every kind, filled in as its page would be, ready to be sent.

`World` is what the forms are about. `SUBMISSIONS` names every route that takes a POST; a route
without one fails in `test_audit_complete`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assistance import actions as assistance_actions
from assistance.enums import REQUIRED_PAPERS, Programme
from assistance.models import Award, BackPay, Bill, Notice
from households import actions
from households.actions import Identity
from households.enums import Section
from households.models import Attachment, Disability, Household
from pairing.actions import assign_pair, register_unit
from pairing.models import Helper
from tests.assistance.families import entitled_household, stay, widow
from tests.assistance.payments import NOVEMBER, OCTOBER, Office, answers, state_account
from tests.assistance.walks import Team, Walk
from tests.eligibility.revisions import URBAN, draft, take_force
from tests.households.forms import fields_of
from tests.people import COUNTY, PASSWORD, QINGLONG, SHUANGJIANG, make_region, make_user
from tests.security.canaries import id_number
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.models import CalendarDay, Region, User

TODAY = date(2019, 11, 15)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
NEW_PASSWORD = "jiangyun-2019-shui"


@dataclass
class Submission:
    """A filled-in form: who sends it, where, on which business day."""

    user: User | None
    url: str
    data: dict[str, Any]
    day: date = TODAY
    # The fields that somebody typed into; the page filled in the others.
    typed: tuple[str, ...] = ()

    def browser(self) -> Client:
        """The browser of the person who sends it."""
        client = Client()
        if self.user:
            client.force_login(self.user)
        return client

    def send(self, client: Client | None = None, **more: Any) -> Any:
        """Send it, with more than the page has fields for."""
        with clock.on(self.day):
            return (client or self.browser()).post(self.url, self.data | more)


class World:
    """A township at work: a household in survey, cases at every step, an award, a pair, a job."""

    def __init__(self) -> None:
        with clock.on(TODAY):
            self._staff()
            self._registry()
            self._pairing()
        self.cases = {
            "applied": self._walk(Walk.apply),
            "inquiry": self._walk(Walk.to_inquiry),
            "review": self._walk(Walk.to_review),
            "proposed": self._walk(lambda walk: walk.to_review().propose()),
            "notice": self._walk(Walk.to_notice),
            "confirmation": self._walk(Walk.to_confirmation),
        }
        self.case_of_award = self._walk(lambda walk: walk.to_confirmation().approve())
        self._money()

    def _staff(self) -> None:
        self.county = make_region(COUNTY, "云阳县")
        self.township = make_region(SHUANGJIANG, "双江街道")
        self.community = make_region(f"{SHUANGJIANG}901", "云江社区")
        self.other_community = make_region(f"{SHUANGJIANG}902", "滨江社区")
        self.team = Team(
            make_user("caseworker", Role.CASEWORKER, self.township),
            make_user("second", Role.CASEWORKER, self.township),
            make_user("official", Role.TOWNSHIP_OFFICIAL, self.township),
            make_user("officer", Role.COUNTY_OFFICER, self.county),
        )
        self.second_officer = make_user("officer2", Role.COUNTY_OFFICER, self.county)
        self.caseworker = self.team.caseworker
        self.administrator = make_user("keeper", Role.ADMINISTRATOR, self.county)
        self.auditor = make_user("auditor", Role.AUDITOR, self.county)
        self.insurer, self.educator = (
            make_user(department.value, Role.BUREAU, self.county, department)
            for department in (Department.MEDICAL_INSURANCE, Department.EDUCATION)
        )
        self.federation = make_user(
            "federation", Role.BUREAU, self.county, Department.DISABLED_FEDERATION
        )
        self.finance = make_user("finance", Role.BUREAU, self.county, Department.FINANCE)

    def _registry(self) -> None:
        head = Identity("谭桂香", id_number("19620904", male=False))
        self.household = actions.open_household(self.community, head, actor=self.caseworker)
        self.survey = actions.start_survey(self.household, actor=self.caseworker)
        self.disability = Disability.objects.create(
            household=self.household, person=self.household.head, kind="4", grade=1
        )
        actions.save_draft(self.survey, "income", "income-count=1", actor=self.caseworker)
        paper = SimpleUploadedFile("照片.png", PNG)
        actions.attach(self.household, paper, kind="other", actor=self.caseworker)
        self.surveyed = self._entitled()
        done = actions.start_survey(self.surveyed, actor=self.caseworker)
        done.sections_done = [section for section in Section if section != Section.CONFIRM]
        done.save(update_fields=["sections_done"])
        CalendarDay.objects.create(day="2019-11-16", is_working=True, note="调休")
        self.job = jobs.start_job(
            "ledger", "试验", region=self.township, actor=self.caseworker, params={}
        )

    def _pairing(self) -> None:
        self.unit = register_unit(
            name="民政办", kind="township", region=self.township, actor=self.caseworker
        )
        self.helper, self.idle_helper = (self._helper(name) for name in ("郑国华", "付开国"))
        self.pair = assign_pair(
            self.household, helper=self.helper, role="main", since=TODAY, actor=self.caseworker
        )

    def _helper(self, name: str) -> Helper:
        return Helper.objects.create(
            name=name,
            unit=self.unit,
            post="干部",
            politics="masses",
            region=self.township,
            phone="13900000071",
        )

    def _entitled(self) -> Household:
        return entitled_household(self.community, self.caseworker, person=widow())

    def _money(self) -> None:
        """低保 of October is paid and of November a draft; 特困 is reviewed, 临时救助 at the bank,
        教育资助 still to be built."""
        team = self.team
        office = Office(self.township, self.community, team.caseworker, team.officer, self.finance)
        state_account(self.case_of_award.household, "6217000000000000061")
        with clock.on(date(2019, 10, 5)):
            self.fund = office.fund("100000.00", *Programme)
            self.paid_award = office.household("贺家贵", months=(OCTOBER, NOVEMBER))
            office.paid(office.build())
        with clock.on(TODAY):
            self.recovery = assistance_actions.open_recovery(
                self.paid_award,
                first_month=OCTOBER,
                last_month=OCTOBER,
                amount=Decimal("300.00"),
                reason="隐瞒收入",
                actor=team.officer,
            )
            for name, programme, account in (
                ("牟世兰", Programme.DIBAO, "6217000000000000079"),
                ("程远志", Programme.TEKUN, "6217000000000000087"),
                ("廖成芳", Programme.LINSHI, "6217000000000000095"),
                ("卢小军", Programme.JIAOYU, "6217000000000000103"),
            ):
                office.household(name, account=account, programme=programme)
            self.draft = office.build()
            self.due_line, self.held_line, *_ = self.draft.lines.order_by("pk")
            assistance_actions.hold_line(self.held_line, reason="待查", actor=team.caseworker)
            self.draft.refresh_from_db()
            self.reviewed = office.to_reviewed(office.build(Programme.TEKUN))
            self.exported = office.to_exported(office.build(Programme.LINSHI))

    def batch_step(self, batch: Any, code: str, user: User, **typed: Any) -> Submission:
        """A button of a batch's page."""
        sent = {"version": batch.version, "token": uuid4(), **typed}
        is_refresh = code == "refresh"
        url = (
            reverse("assistance:payment_refresh", args=[batch.pk])
            if is_refresh
            else reverse("assistance:payment_step", args=[batch.pk, code])
        )
        return Submission(user, url, sent, typed=tuple(typed))

    def _walk(self, go: Callable[[Walk], Walk]) -> Walk:
        return go(Walk(self.team, self._entitled()))

    @property
    def users(self) -> list[User]:
        """One of each kind."""
        team = self.team
        return [
            *(team.caseworker, team.official, team.officer),
            *(self.federation, self.finance, self.auditor, self.administrator),
        ]

    def other_township_community(self) -> Region:
        """A community that nobody of the township sees."""
        make_region(QINGLONG, "青龙街道")
        return make_region(f"{QINGLONG}901", "白云社区")

    @cached_property
    def award(self) -> Award:
        return Award.objects.get(case=self.case_of_award.case)

    @cached_property
    def bill(self) -> Bill:
        """A hospital bill of the household that has an award."""
        household = self.case_of_award.household
        stay(household, self.caseworker)
        return Bill.objects.get(household=household)

    @cached_property
    def notice(self) -> Notice:
        found = self.cases["notice"].case.notice_entries.last()
        assert found is not None
        return found.notice

    # --- opening pages -----------------------------------------------------------------------

    def open(self, user: User, url: str, on: date = TODAY, form_id: str = "") -> dict[str, Any]:
        """What the form of a page holds before anything is typed."""
        client = Client()
        client.force_login(user)
        with clock.on(on):
            page = client.get(url)
        assert page.status_code == 200, url
        if form_id:
            return fields_of(page.content.decode(), form_id)
        form = page.context["form"]
        held = {form.add_prefix(name): form[name].value() for name in form.fields}
        return {name: value for name, value in held.items() if value not in (None, False)}

    def form(
        self, user: User, route: str, *args: Any, on: date = TODAY, form_id: str = "", **typed: Any
    ) -> Submission:
        """The form of a route's page with something typed into it."""
        url = reverse(route, args=args)
        data = self.open(user, url, on, form_id) | typed
        return Submission(user, url, data, on, tuple(typed))

    def revision(self) -> int:
        """A draft of the county officer's."""
        with clock.on(TODAY):
            return int(draft(self.team.officer).pk)

    def back_pay(self) -> int:
        """The revision that owes the award a month, taken into force by the second officer."""
        with clock.on(TODAY):
            revision = take_force(self.team.officer, self.second_officer)
        BackPay.objects.create(
            award=self.award,
            month=self.award.start_month,
            revision=revision,
            entitled=440,
            amount=20,
            proposed_by=self.second_officer,
        )
        return int(revision.pk)

    def step(self, at: str, code: str, user: User, **typed: Any) -> Submission:
        """A step of the case that has come to `at`, as its form would send it."""
        walk = self.cases[at]
        args = (walk.case.pk, code)
        return self.form(user, "assistance:advance", *args, on=walk.day, **typed)


def button(user: User, route: str, *args: Any, **data: Any) -> Submission:
    """A button: a form without a page of its own."""
    return Submission(user, reverse(route, args=args), data, typed=tuple(data))


def section(world: World, name: str, **typed: str) -> Submission:
    """A section of the survey."""
    args = (world.household.pk, name)
    return world.form(world.caseworker, "households:section", *args, form_id="section", **typed)


def record(world: World, kind: str, **typed: str) -> Submission:
    """A page of 专项情况."""
    args = (world.household.pk, kind)
    return world.form(world.caseworker, "households:record", *args, form_id="section", **typed)


CIRCUMSTANCES = {
    "circumstances-0-address": "滨江路 4 栋",
    "circumstances-0-hukou_kind": "converted",
    "circumstances-0-has_contracted_land": "False",
    "circumstances-0-has_collective_income": "False",
    "circumstances-0-hires_labour": "False",
}
INCOME = {
    "income-0-kind": "wage",
    "income-0-monthly_amount": "2500",
    "income-0-since": "2019-05",
}
CONDITION = {
    "members-0-condition-marriage": "20",
    "members-0-condition-education": "70",
    "members-0-condition-health": "healthy",
    "members-0-condition-labour": "able",
    "members-0-condition-occupation": "flexible",
    "members-0-phone": "13900000072",
}
HOUSING = {"housing-0-tenure": "rented", "housing-0-area": "46", "housing-0-monthly_rent": "400"}
STAY = {
    "stay-0-hospital": "云阳县人民医院",
    "stay-0-level": "second",
    "stay-0-insurance": "resident_1",
    "stay-0-admitted_on": "2019-05-02",
    "stay-0-cost": "12000",
    "stay-0-in_catalogue": "10000",
}
ASSET = {"assets-0-kind": "deposit", "assets-0-value": "1200"}


# By route; several forms of one route are told apart after a space.
SUBMISSIONS: dict[str, Callable[[World], Submission]] = {
    "core:login": lambda w: Submission(
        None, reverse("core:login"), {"username": "second", "password": PASSWORD}
    ),
    "core:logout": lambda w: button(w.caseworker, "core:logout"),
    "core:password_change": lambda w: w.form(
        w.caseworker, "core:password_change", current=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD
    ),
    "core:job_cancel": lambda w: button(w.caseworker, "core:job_cancel", w.job.pk),
    "core:calendar": lambda w: w.form(
        w.team.officer, "core:calendar", day="2019-11-17", is_working="True", note="调休"
    ),
    "core:calendar_drop": lambda w: button(w.team.officer, "core:calendar_drop", "2019-11-16"),
    "core:user_new": lambda w: w.form(
        w.administrator,
        "core:user_new",
        username="xinren",
        name="新人",
        role="caseworker",
        region=SHUANGJIANG,
        password="first-password-417",
    ),
    "core:user": lambda w: w.form(w.administrator, "core:user", w.team.second.pk, name="谢文静"),
    "core:user_password": lambda w: w.form(
        w.administrator, "core:user_password", w.team.second.pk, password="first-password-417"
    ),
    "households:new": lambda w: w.form(
        w.caseworker,
        "households:new",
        region=w.community.pk,
        name="冉启明",
        id_number=id_number("19790517", male=True),
        phone="13900000073",
    ),
    "households:find": lambda w: w.form(
        w.caseworker, "households:find", id_number=id_number("19620904", male=False)
    ),
    "households:person-check": lambda w: button(
        w.caseworker, "households:person-check", id_number=id_number("19620904", male=False)
    ),
    "households:verify": lambda w: button(
        w.federation, "households:verify", fact=[w.disability.pk], note="系统内一致", all="verified"
    ),
    "households:reveal": lambda w: button(
        w.caseworker,
        "households:reveal",
        w.household.pk,
        what=f"id_number-{w.household.head_id}",
        reason="电话核对",
    ),
    "households:move": lambda w: w.form(
        w.caseworker, "households:move", w.household.pk, region=w.other_community.pk
    ),
    "households:attach": lambda w: button(
        w.caseworker,
        "households:attach",
        w.household.pk,
        kind="other",
        file=SimpleUploadedFile("证明.png", PNG),
    ),
    "households:attachment_remove": lambda w: button(
        w.caseworker, "households:attachment_remove", Attachment.objects.get().pk
    ),
    "households:survey_start": lambda w: button(
        w.caseworker, "households:survey_start", w.cases["applied"].household.pk
    ),
    "households:confirm": lambda w: button(
        w.caseworker,
        "households:confirm",
        w.surveyed.pk,
        surveyors=[w.caseworker.pk, w.team.second.pk],
        visited_on="2019-11-15",
        respondent="向秀英",
        respondent_signed="on",
        surveyors_signed="on",
    ),
    "households:section circumstances": lambda w: section(w, "circumstances", **CIRCUMSTANCES),
    "households:section members": lambda w: section(w, "members", **CONDITION),
    "households:section income": lambda w: section(w, "income", **INCOME, is_done="on"),
    "households:section assets": lambda w: section(w, "assets", **ASSET),
    "households:record housing": lambda w: record(w, "housing", **HOUSING),
    "households:record stay": lambda w: record(w, "stay", **STAY),
    "households:draft": lambda w: button(
        w.caseworker, "households:draft", w.household.pk, "income", **INCOME
    ),
    "households:draft_drop": lambda w: button(
        w.caseworker, "households:draft_drop", w.household.pk, "income"
    ),
    "assistance:apply": lambda w: w.form(
        w.caseworker,
        "assistance:apply",
        w.surveyed.pk,
        programmes=["dibao"],
        applied_on="2019-11-15",
        papers=list(REQUIRED_PAPERS),
        signed=[w.surveyed.head_id],
        has_relative="False",
    ),
    "assistance:advance accept": lambda w: w.step("applied", "accept", w.caseworker),
    "assistance:advance investigate": lambda w: w.step(
        "inquiry",
        "investigate",
        w.caseworker,
        second_surveyor=w.team.second.pk,
        findings="与申报一致",
        respondent_signed="on",
        surveyors_signed="on",
    ),
    "assistance:advance propose": lambda w: w.step("review", "propose", w.team.official),
    "assistance:advance publish": lambda w: w.step(
        "proposed", "publish", w.caseworker, hotline="12345"
    ),
    "assistance:advance object": lambda w: w.step(
        "notice", "object", w.caseworker, objector="蒲启发", text="其子在外务工"
    ),
    "assistance:advance approve": lambda w: w.step("confirmation", "approve", w.team.officer),
    "assistance:bill": lambda w: w.form(w.insurer, "assistance:bill", w.bill.pk),
    "assistance:term_start": lambda w: button(w.educator, "assistance:term_start"),
    "assistance:notice_photo": lambda w: w.form(
        w.caseworker,
        "assistance:notice_photo",
        w.notice.pk,
        on=w.cases["notice"].day,
        photo=SimpleUploadedFile("公示.png", PNG),
    ),
    "assistance:award_stop": lambda w: w.form(
        w.team.officer,
        "assistance:award_stop",
        w.award.pk,
        month="2019-12",
        reason="deceased",
        note="户主去世",
    ),
    "assistance:back_pay": lambda w: button(
        w.team.officer, "assistance:back_pay", w.back_pay(), note="同意"
    ),
    "assistance:back_pay_decline": lambda w: w.form(
        w.team.officer,
        "assistance:back_pay_decline",
        w.back_pay(),
        w.award.pk,
        reason="已另案补发",
    ),
    "eligibility:draft": lambda w: w.form(
        w.team.officer,
        "eligibility:draft",
        URBAN,
        form_id="draft",
        value="600",
        since="2019-12-01",
        source="渝民发〔2019〕试验号",
    ),
    "eligibility:revision_edit": lambda w: w.form(
        w.team.officer, "eligibility:revision_edit", w.revision(), form_id="draft", value="605"
    ),
    "eligibility:revision": lambda w: button(
        w.team.officer, "eligibility:revision", w.revision(), step="submit"
    ),
    "eligibility:trial": lambda w: button(w.team.officer, "eligibility:trial", w.revision()),
    "assistance:payment_build": lambda w: w.form(
        w.caseworker, "assistance:payment_build", programme="jiaoyu"
    ),
    "assistance:payment_refresh": lambda w: w.batch_step(w.draft, "refresh", w.caseworker),
    "assistance:payment_step return": lambda w: w.batch_step(
        w.reviewed, "send_back", w.finance, note="请补充账户"
    ),
    "assistance:payment_step approve": lambda w: w.batch_step(w.reviewed, "approve", w.finance),
    "assistance:payment_reply": lambda w: button(
        w.finance,
        "assistance:payment_reply",
        w.exported.pk,
        file=SimpleUploadedFile("回盘.csv", answers(w.exported)),
    ),
    "assistance:payment_hold": lambda w: w.form(
        w.caseworker, "assistance:payment_hold", w.due_line.pk, reason="人户分离待查"
    ),
    "assistance:payment_release": lambda w: w.form(
        w.caseworker, "assistance:payment_release", w.held_line.pk
    ),
    "assistance:fund_new": lambda w: w.form(
        w.finance,
        "assistance:fund_new",
        name="县级配套",
        source="county",
        programmes=["dibao"],
        amount="500000",
        document="云财社〔2019〕12号",
    ),
    "assistance:fund": lambda w: w.form(
        w.finance, "assistance:fund", w.fund.pk, amount="200000", reason="追加预算"
    ),
    "assistance:award_recover": lambda w: w.form(
        w.team.officer,
        "assistance:award_recover",
        w.paid_award.pk,
        first_month="2019-09",
        last_month="2019-10",
        amount="100",
        reason="死亡后仍发放",
    ),
    "assistance:recovery_repay": lambda w: w.form(
        w.team.officer,
        "assistance:recovery_repay",
        w.recovery.pk,
        repaid_on="2019-11-14",
        amount="100",
        receipt="No.0001417",
    ),
    "assistance:recovery_waive": lambda w: w.form(
        w.team.officer, "assistance:recovery_waive", w.recovery.pk, note="家庭无力偿还"
    ),
    "reports:bank_file": lambda w: w.form(
        w.finance, "reports:bank_file", w.exported.pk, format="csv", reason="送代发银行"
    ),
    "pairing:end": lambda w: w.form(
        w.caseworker, "pairing:end", w.pair.pk, until="2019-11-15", reason="调离"
    ),
    "pairing:visit": lambda w: w.form(
        w.caseworker,
        "pairing:visit",
        w.household.pk,
        visited_on="2019-11-15",
        kind="regular",
        visitors="谭支书",
    ),
    "pairing:assign": lambda w: w.form(
        w.caseworker,
        "pairing:assign",
        w.household.pk,
        helper=w.idle_helper.pk,
        role="assisting",
        measures="每月走访",
    ),
    "pairing:helper_new": lambda w: w.form(
        w.caseworker,
        "pairing:helper_new",
        name="蒲建国",
        unit=w.unit.pk,
        post="主任",
        politics="masses",
        phone="13900000074",
    ),
    "pairing:helper_retire": lambda w: button(
        w.caseworker, "pairing:helper_retire", w.idle_helper.pk
    ),
    "pairing:unit_new": lambda w: w.form(
        w.caseworker, "pairing:unit_new", name="云江社区居委会", kind="community"
    ),
    "reports:ledger": lambda w: w.form(
        w.caseworker, "reports:ledger", "dibao", is_unmasked="on", reason="核对发放"
    ),
    "reports:spot_check": lambda w: button(
        w.auditor, "reports:spot_check", w.case_of_award.case.pk
    ),
}
