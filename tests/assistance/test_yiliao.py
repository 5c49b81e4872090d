"""医疗救助 walked by its people: directly by the bureau, and by application."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assistance import actions
from assistance.coverage import households_without_doctor
from assistance.dossier import Dossier
from assistance.enums import Paper, Programme, Stage
from assistance.flags import bills_above_target
from assistance.models import Award, Bill, Case, StayAid
from assistance.todos import case_todos, office_todos
from assistance.workflow import option_for, transition_of
from households.enums import Verification
from households.models import DoctorContract, HealthRecord, HospitalStay, Household
from tests.assistance.families import stay
from tests.awards import make_award
from tests.people import make_user
from yunyang_relief.core import clock
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region, User

ON = date(2019, 11, 15)
NOVEMBER = (date(2019, 11, 1),)
# (9000 − 150) × 70% = 6195.00 from basic insurance; (9000 − 6195) × 70% at least, all at most.
LEAST, MOST = Decimal("1963.50"), Decimal("2805.00")


@pytest.fixture
def insurer(county: Region) -> User:
    return make_user("yibao", Role.BUREAU, county, Department.MEDICAL_INSURANCE)


@pytest.fixture
def second_insurer(county: Region) -> User:
    return make_user("yibao2", Role.BUREAU, county, Department.MEDICAL_INSURANCE)


@pytest.fixture
def recipient(poor_household: Household, caseworker: User) -> Household:
    """A household with 低保 and one bill."""
    lines = [("", "380.00", "")]
    make_award(poor_household, caseworker, lines=lines, months=NOVEMBER)
    stay(poor_household, caseworker)
    return poor_household


def take_up(household: Household, actor: User, **data: Any) -> Case:
    return actions.open_directly(
        household, programme=Programme.YILIAO, data={"amount": LEAST} | data, actor=actor
    )


def step(case: Case, code: str, actor: User, note: str = "", **data: Any) -> Case:
    return actions.advance(case, code, actor=actor, version=case.version, data=data, note=note)


def test_the_bureau_settles_directly_and_a_colleague_decides(
    recipient: Household, insurer: User, second_insurer: User
) -> None:
    with clock.on(ON):
        case = take_up(recipient, insurer)
        assert case.stage == Stage.CONFIRMATION
        with pytest.raises(Refused, match="不能是同一人"):
            step(case, "approve", insurer, amount=LEAST)
        case = step(case, "approve", second_insurer, amount=LEAST)
    assert case.stage == Stage.APPROVED
    award = Award.objects.get(case=case)
    assert (award.amount, award.is_once, award.period) == (LEAST, True, "次")
    aid = StayAid.objects.get(case=case)
    assert (aid.amount, aid.base, aid.ratio, aid.category) == (LEAST, MOST, "70%", "普通疾病")
    bill = HospitalStay.objects.current().get(household=recipient)
    assert (bill.aid_paid, bill.verification) == (LEAST, Verification.VERIFIED)


def test_a_bill_is_aided_once(recipient: Household, insurer: User, second_insurer: User) -> None:
    with clock.on(ON):
        step(take_up(recipient, insurer), "approve", second_insurer, amount=LEAST)
        with pytest.raises(Refused, match="不符合条件"):
            take_up(recipient, insurer)
        # A new bill is aided alone.
        september = {"discharged_on": date(2019, 9, 9), "settled_on": date(2019, 9, 9)}
        stay(recipient, insurer, admitted_on=date(2019, 9, 1), **september)
        case = take_up(recipient, insurer)
        step(case, "approve", second_insurer, amount=LEAST)
    assert Award.objects.filter(household=recipient, programme="yiliao").count() == 2
    aided = HospitalStay.objects.current().filter(household=recipient)
    assert [bill.aid_paid for bill in aided.order_by("admitted_on")] == [LEAST, LEAST]


def test_more_than_the_lower_end_is_granted_with_a_reason(
    recipient: Household, insurer: User, second_insurer: User
) -> None:
    granted = Decimal("2500.00")
    with clock.on(ON):
        with pytest.raises(Refused, match="写明理由"):
            take_up(recipient, insurer, granted=granted)
        with pytest.raises(Refused, match=r"1963.50 至 2805.00"):
            take_up(recipient, insurer, granted=MOST + 1)
        case = actions.open_directly(
            recipient,
            programme=Programme.YILIAO,
            data={"amount": LEAST, "granted": granted},
            note="长期透析，家庭负担重",
            actor=insurer,
        )
        case = step(case, "approve", second_insurer, amount=granted)
    award = Award.objects.get(case=case)
    assert award.amount == granted
    assert sum(Decimal(line["yuan"]) for line in award.lines) == granted
    assert StayAid.objects.get(case=case).amount == granted


def test_a_case_sent_back_is_settled_again_by_the_office(
    recipient: Household, insurer: User, second_insurer: User
) -> None:
    with clock.on(ON):
        case = take_up(recipient, insurer)
        to_township = option_for(
            transition_of(Programme.YILIAO, "return_to_township"),
            Dossier(case, ON),
            second_insurer,
        )
        assert to_township.obstacles == ("本案由县医保局直接办理，应退回经办",)
        case = step(case, "return_to_office", second_insurer, "请核对结算单")
        assert case.stage == Stage.MATCHING
        case = step(case, "settle", insurer, amount=LEAST)
    assert case.stage == Stage.CONFIRMATION


def test_others_are_not_taken_up_directly(
    poor_household: Household, caseworker: User, insurer: User, county_officer: User
) -> None:
    stay(poor_household, caseworker)
    with clock.on(ON):
        with pytest.raises(Refused, match="由本人向乡镇"):
            take_up(poor_household, insurer)
        with pytest.raises(Refused, match="县医保局"):
            take_up(poor_household, county_officer)


def test_another_bureau_takes_nothing_up(recipient: Household, finance_bureau: User) -> None:
    with clock.on(ON), pytest.raises(Refused, match="不由您的岗位办理"):
        take_up(recipient, finance_bureau)


def test_a_corrected_bill_is_not_paid_by_the_old_figures(
    recipient: Household, insurer: User, second_insurer: User
) -> None:
    with clock.on(ON):
        case = take_up(recipient, insurer)
        HospitalStay.objects.filter(household=recipient).update(basic_paid=Decimal(7195))
        with pytest.raises(Refused, match="核算结果刚有变化"):
            step(case, "approve", second_insurer, amount=LEAST)
    assert not StayAid.objects.exists()


def test_by_application_the_township_reviews_and_publishes_first(
    poor_household: Household,
    caseworker: User,
    second_caseworker: User,
    township_official: User,
    insurer: User,
) -> None:
    """The widow has no 低保 award, but is found entitled to it, so that she counts as one."""
    household, head = poor_household, poor_household.head
    stay(household, caseworker)
    papers = (Paper.APPLICATION, Paper.IDENTITY, Paper.AUTHORISATION, Paper.BILLS)
    with clock.on(date(2019, 9, 2)):
        case = actions.open_case(
            household,
            programme=Programme.YILIAO,
            applicant=head,
            applied_on=date(2019, 9, 2),
            papers=papers,
            signed=[head],
            actor=caseworker,
        )
        case = step(case, "accept", caseworker)
        assert (case.total_due_on, case.stage_due_on) == (None, None)
        case = step(case, "request_check", caseworker, requested_on=clock.today())
        case = step(
            case,
            "receive_check",
            caseworker,
            received_on=clock.today(),
            result="consistent",
            summary="与申报一致",
        )
        case = step(
            case,
            "investigate",
            caseworker,
            surveyor=caseworker,
            second_surveyor=second_caseworker,
            visited_on=clock.today(),
            respondent="向秀英",
            respondent_signed=True,
            surveyors_signed=True,
            findings="票据属实",
        )
        case = step(case, "skip_appraisal", caseworker)
        case = step(case, "propose", township_official, amount=LEAST)
        case = step(
            case,
            "publish",
            caseworker,
            starts_on=clock.today(),
            place="云江社区公开栏",
            hotline="12345",
        )
        # 7 days from 2 September end on Monday 9 September.
        assert case.stage_due_on == date(2019, 9, 10)
    with clock.on(date(2019, 9, 9)), pytest.raises(Refused, match="2019-09-10 起可以办理"):
        step(case, "report", township_official)
    with clock.on(date(2019, 9, 10)):
        case = step(case, "report", township_official)
        case = step(case, "approve", insurer, amount=LEAST)
    assert case.stage == Stage.APPROVED
    assert StayAid.objects.get().amount == LEAST


@pytest.fixture
def desk(client: Client, insurer: User) -> Client:
    client.force_login(insurer)
    return client


@pytest.mark.usefixtures("recipient")
def test_the_desk_lists_what_waits_and_takes_it_up(
    desk: Client, insurer: User, second_insurer: User
) -> None:
    bill = Bill.objects.get()
    with clock.on(ON):
        assert [todo.title for todo in office_todos(insurer, ON)] == ["1 次住院费用待核算救助"]
        page = desk.get(reverse("assistance:bills"), {"state": "waiting"}).content.decode()
        assert "云阳县人民医院" in page
        url = reverse("assistance:bill", args=[bill.pk])
        form = desk.get(url).context["form"]
        held = {name: form[name].value() or "" for name in form.fields}
        sent = desk.post(url, {**held, "granted": "2000"})
        assert sent.status_code == 409
        assert "写明理由" in sent.content.decode()
        sent = desk.post(url, {**held, "granted": "2000", "note": "长期透析"}, follow=True)
        case = Case.objects.get(programme=Programme.YILIAO)
        assert case.number in sent.content.decode()
        assert not list(office_todos(insurer, ON))
        assert [todo.action for todo in case_todos(second_insurer, ON)] == ["去审批"]
        step(case, "approve", second_insurer, amount=Decimal("2000.00"))
        page = desk.get(url).content.decode()
        assert "已救助 2,000.00" in page
        paper = desk.get(reverse("assistance:paper", args=[case.pk, "approval"])).content.decode()
        assert "县医保局<br>经办意见" in paper
        assert "乡镇" not in paper


def test_deferred_and_dear_bills_are_flagged(
    desk: Client, recipient: Household, caseworker: User
) -> None:
    unsettled = {"settled_on": None, "basic_paid": None, "is_paid_after_treatment": True}
    stay(recipient, caseworker, hospital="县中医院", in_catalogue=Decimal(8499), **unsettled)
    stay(recipient, caseworker, hospital="县妇幼保健院", in_catalogue=Decimal(8500))
    with clock.on(ON):
        page = desk.get(reverse("assistance:bills"), {"state": "unsettled"}).content.decode()
        assert "县中医院" in page
        assert "先诊疗后付费，未结算" in page
        assert "县妇幼保健院" not in page
        above = desk.get(reverse("assistance:bills"), {"state": "above"})
        assert [bill.hospital for bill in above.context["page"].rows] == ["县中医院"]
        drafts = [draft.text for draft in bills_above_target(ON)]
    assert drafts == ["向秀英户 2019-06-01 入院，目录外占 15.01%"]


def test_doctors_and_records_are_counted_by_region(
    desk: Client, recipient: Household, caseworker: User
) -> None:
    head = recipient.head
    with clock.on(ON):
        rows = desk.get(reverse("assistance:health")).context["rows"]
        assert [(r.region, r.households, r.signed, r.people, r.recorded) for r in rows] == [
            ("双江街道", 1, 0, 1, 0)
        ]
        flagged = [draft.text for draft in households_without_doctor(ON)]
        assert flagged == ["向秀英户 没有签约家庭医生"]
        said = {"household": recipient, "recorded_by": caseworker}
        DoctorContract.objects.create(team="一队", signed_on=date(2019, 3, 1), **said)
        HealthRecord.objects.create(person=head, opened_on=date(2019, 3, 1), **said)
        (row,) = desk.get(reverse("assistance:health")).context["rows"]
        assert (row.unsigned, row.unrecorded) == (0, 0)
        assert not list(households_without_doctor(ON))
