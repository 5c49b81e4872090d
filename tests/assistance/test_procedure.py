"""The main line, its side ways, and who may go them."""

from datetime import date
from decimal import Decimal

import pytest

from assistance import actions
from assistance.enums import (
    AppraisalResult,
    CheckResult,
    NoticeKind,
    Outcome,
    RulingState,
    Stage,
)
from assistance.models import Award, Case, Decision, Notice, Objection
from assistance.proposals import Proposal
from households.models import Asset, Household, IncomeItem
from tests.people import make_region, make_user
from yunyang_relief.core import clock
from yunyang_relief.core.access import Role
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.models import AuditEvent, TimelineEntry, User

from .families import AMOUNT, entitled_household
from .walks import START, Team, Walk

pytestmark = pytest.mark.django_db


def test_from_application_to_award(walk: Walk) -> None:
    walk.to_confirmation().later(1).approve()

    assert walk.case.stage == Stage.APPROVED
    award = Award.objects.get()
    assert award.amount == AMOUNT
    assert [line["yuan"] for line in award.lines] == ["380.00", "60.00"]
    assert (award.category, award.klass, award.people) == ("城市低保", "A", 1)
    assert award.start_month == date(2019, 9, 1)  # the month of approval: 条例 22
    assert list(award.entitlements.values_list("month", "amount")) == [(date(2019, 9, 1), AMOUNT)]
    assert award.next_review_on == date(2020, 9, 18)


def test_every_step_is_recorded_audited_and_told(walk: Walk) -> None:
    walk.to_confirmation().later(1).approve()

    steps = list(walk.case.steps.all())
    assert [step.version for step in steps] == list(range(1, len(steps) + 1))
    assert steps[0].code == "apply"
    assert AuditEvent.objects.filter(action__startswith="case_").count() == len(steps)
    assert not AuditEvent.objects.filter(action__startswith="case_", actor=None).exists()
    told = TimelineEntry.objects.filter(household_uid=walk.household.uid)
    assert told.count() == len(steps)
    assert told.get(text="低保申请：批准").is_decision


def test_numbers_run_by_township_and_year(team: Team, walk: Walk, household: Household) -> None:
    first = walk.apply().case
    second = Walk(team, entitled_household(household.region, team.caseworker)).apply().case
    assert first.number == "双江低保〔2019〕0001号"
    assert second.number == "双江低保〔2019〕0002号"


# --- application ----------------------------------------------------------------------------


def test_an_unfinished_survey_cannot_apply(walk: Walk) -> None:
    walk.household.surveyed = ["circumstances", "members"]
    walk.household.save()
    with pytest.raises(Refused, match="入户调查还没有完成：收入、财产、支出"):
        walk.apply()


def test_one_open_case_per_household(walk: Walk) -> None:
    walk.apply()
    with pytest.raises(Refused, match="已有一件低保申请在办"):
        walk.apply()


def test_no_second_award(walk: Walk) -> None:
    walk.to_confirmation().later(1).approve()
    with pytest.raises(Refused, match="自 2019-09 起享受低保"):
        walk.apply()


def test_missing_papers_are_told_once(walk: Walk) -> None:
    walk.apply(with_papers=False)
    with pytest.raises(Refused, match="还缺“书面申请书”"):
        walk.accept()
    worker = walk.team.caseworker
    walk.take("request_supplement", worker, missing=["application", "income"], other="")
    assert walk.case.stage == Stage.SUPPLEMENT
    walk.later(3).take(
        "receive_supplement", worker, papers=["application"], signed=[walk.household.head]
    )
    assert walk.case.supplements.get().returned_on == walk.day
    with pytest.raises(Refused, match="已一次性告知补正，不能再次要求补正"):
        walk.take("request_supplement", worker, missing=["income"], other="")
    walk.take("reject", worker, "逾期未补齐收入证明")
    assert walk.case.stage == Stage.REJECTED
    assert walk.case.closed_on == walk.day


def test_complete_papers_must_be_accepted(walk: Walk) -> None:
    walk.apply()
    with pytest.raises(Refused, match="材料齐备的应当受理"):
        walk.take("reject", walk.team.caseworker, "看着不像困难户")


def test_every_adult_signs_the_authorisation(walk: Walk) -> None:
    walk.apply(with_papers=False)
    walk.take(
        "record_papers",
        walk.team.caseworker,
        papers=["application", "identity", "authorisation", "income"],
        signed=[],
    )
    with pytest.raises(Refused, match="向秀英还没有签核查授权书"):
        walk.accept()


# --- inquiry and appraisal --------------------------------------------------------------------


def test_two_surveyors(walk: Walk) -> None:
    walk.to_inquiry()
    with pytest.raises(Refused, match="入户调查须由两人进行"):
        walk.investigate(second_surveyor=walk.team.caseworker)


def test_the_inquiry_is_whole_before_the_meeting(walk: Walk) -> None:
    walk.to_inquiry().investigate(respondent_signed=False)
    with pytest.raises(Refused, match=r"还没有提请经济状况核对；.*签字不全"):
        walk.to_appraisal()


def test_two_thirds_are_representatives(walk: Walk) -> None:
    walk.to_meeting()
    with pytest.raises(Refused, match="不足实到人数的三分之二"):
        walk.appraise(representatives=7)
    walk.appraise(representatives=8)
    assert walk.case.stage == Stage.REVIEW


def test_a_disputed_meeting_leads_back_to_the_inquiry(walk: Walk) -> None:
    walk.to_meeting()
    with pytest.raises(Refused, match="须写明理由"):
        walk.appraise("appraise_disputed", result=AppraisalResult.DISPUTED)
    walk.appraise("appraise_disputed", "多人反映有房出租", result=AppraisalResult.DISPUTED)
    assert walk.case.stage == Stage.INQUIRY


def test_an_unfit_check_may_end_it(walk: Walk) -> None:
    walk.to_inquiry()
    with pytest.raises(Refused, match="最近一次核对结果不是"):
        walk.take("refuse_after_check", walk.team.official, "有车")
    walk.check(CheckResult.UNFIT).take("refuse_after_check", walk.team.official, "名下有轿车")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.level) == (Outcome.REFUSED, "township")


# --- review, notice, objection -----------------------------------------------------------------


def test_unverified_facts_carry_no_proposal(walk: Walk) -> None:
    walk.to_review()
    IncomeItem.objects.update(verification="unverified")
    with pytest.raises(Refused, match="还有待核实的判定项"):
        walk.propose()


def test_what_fails_cannot_be_proposed(walk: Walk) -> None:
    walk.to_review()
    IncomeItem.objects.update(monthly_amount=Decimal(580))
    with pytest.raises(Refused, match=r"不符合条件.*不能提出同意意见"):
        walk.propose()


def test_nobody_signs_an_amount_they_have_not_seen(walk: Walk) -> None:
    walk.to_review()
    IncomeItem.objects.update(monthly_amount=Decimal(300))
    with pytest.raises(Refused, match=r"核算结果刚有变化，现为 340.00 元/月"):
        walk.propose()


def test_the_notice_runs_seven_days(walk: Walk) -> None:
    walk.to_notice()
    notice = Notice.objects.get()
    assert (notice.number, notice.days) == ("双江公示〔2019〕1号", 7)
    # 2019-09-07 + 7 is a Saturday that rolls over the Mid-Autumn rest to Monday.
    assert (notice.starts_on, notice.ends_on) == (date(2019, 9, 7), date(2019, 9, 16))
    walk.later(9)
    with pytest.raises(Refused, match="公示到 2019-09-16 期满，2019-09-17 起可以办理"):
        walk.report()
    walk.later(1).report()
    assert walk.case.stage == Stage.CONFIRMATION


def test_cases_of_one_day_share_a_notice(team: Team, walk: Walk) -> None:
    other = entitled_household(walk.household.region, team.caseworker)
    walk.to_notice()
    Walk(team, other).to_notice()
    notice = Notice.objects.get()
    assert notice.entries.count() == 2


def test_an_objection_is_looked_into_and_published_again_for_three_days(walk: Walk) -> None:
    walk.to_notice().later(2).object()
    assert walk.case.stage == Stage.RECHECK
    assert walk.case.notice_entries.get().removed_on == walk.day
    with pytest.raises(Refused, match="还没有重新入户调查"):
        walk.propose("propose_again")
    walk.investigate().answer().propose("propose_again").publish()
    again = Notice.objects.get(kind=NoticeKind.AGAIN)
    assert again.days == 3
    walk.past_notice().report()
    assert walk.case.stage == Stage.CONFIRMATION


def test_who_objects_stays_sealed(walk: Walk) -> None:
    walk.to_notice().object()
    objection = Objection.objects.get()
    assert str(objection.objector) == "保密内容"
    assert "蒲启发" not in str(walk.case.steps.get(code="object").data)


def test_unanswered_objections_hold_the_case(walk: Walk) -> None:
    walk.to_notice().object().investigate()
    with pytest.raises(Refused, match="还有 1 件异议没有答复"):
        walk.propose("propose_again")


def test_returned_and_unchanged_needs_no_second_notice(walk: Walk) -> None:
    walk.to_confirmation()
    walk.take("return_to_township", walk.team.officer, "缺调查照片").later(1)
    walk.propose("resubmit")
    assert walk.case.stage == Stage.CONFIRMATION


def test_returned_and_changed_is_published_again(walk: Walk) -> None:
    walk.to_confirmation()
    walk.take("return_to_township", walk.team.officer, "租金有误").later(1)
    IncomeItem.objects.update(monthly_amount=Decimal(300))
    walk.amount = Decimal("340.00")
    with pytest.raises(Refused, match=r"金额与公示的 440.00 元不同，须重新公示"):
        walk.propose("resubmit")
    walk.propose().publish()
    assert Notice.objects.count() == 2


# --- who may -------------------------------------------------------------------------------------


def test_no_step_by_the_wrong_role(walk: Walk) -> None:
    walk.to_review()
    with pytest.raises(Refused, match="须由乡镇审核人办理"):
        walk.take("propose", walk.team.caseworker, amount=AMOUNT)


def test_nobody_judges_their_own_work(walk: Walk) -> None:
    walk.to_review()
    worker = walk.team.caseworker
    worker.role = Role.TOWNSHIP_OFFICIAL
    worker.save()
    with pytest.raises(Refused, match=r"您在本案办理过“登记申请、受理申请.*不能是同一人"):
        walk.take("propose", worker, amount=AMOUNT)


def test_a_surveyor_does_not_review(walk: Walk) -> None:
    walk.to_inquiry().check().investigate(second_surveyor=walk.team.official)
    walk.to_appraisal().appraise()
    with pytest.raises(Refused, match="您在本案办理过“入户调查”"):
        walk.propose()


def test_the_reviewer_does_not_approve(walk: Walk) -> None:
    walk.to_confirmation()
    promoted = walk.team.official
    promoted.role, promoted.region_id = Role.COUNTY_OFFICER, "500235"
    promoted.save()
    promoted.refresh_from_db()
    with pytest.raises(Refused, match="审核同意、公示无异议，报送审批"):
        walk.approve(promoted)


def test_another_township_finds_no_case(walk: Walk, other_township_caseworker: User) -> None:
    walk.apply()
    with pytest.raises(Refused, match="没有这件案件，或它不在您的辖区"):
        walk.take("accept", other_township_caseworker)


def test_no_step_out_of_its_stage(walk: Walk) -> None:
    walk.apply()
    with pytest.raises(Refused, match="本案在“待受理”，不能办理“批准”"):
        walk.approve()


def test_a_page_that_saw_an_older_version_is_told_who_and_when(walk: Walk) -> None:
    seen = walk.apply().case.version
    walk.accept()
    with pytest.raises(Stale, match=r"乡镇经办人caseworker（乡镇经办人）已于 .* 办理“受理申请”"):
        actions.advance(
            walk.case,
            "withdraw",
            actor=walk.team.caseworker,
            version=seen,
            note="不再需要",
        )


@pytest.mark.parametrize(
    ("way", "code", "who"),
    [
        ("to_review", "refuse_at_review", "official"),
        ("to_review", "return_to_inquiry", "official"),
        ("to_notice", "return_to_review", "official"),
        ("to_confirmation", "refuse", "officer"),
        ("to_confirmation", "return_to_township", "officer"),
        ("apply", "withdraw", "caseworker"),
    ],
)
def test_reasons_are_required(walk: Walk, way: str, code: str, who: str) -> None:
    getattr(walk, way)()
    with pytest.raises(Refused, match="须写明理由"):
        walk.take(code, getattr(walk.team, who), "   ")


def test_refusal_keeps_what_the_engine_found(walk: Walk) -> None:
    walk.to_confirmation().take("refuse", walk.team.officer, "入户发现另有住房出租")
    decision = Decision.objects.get()
    assert decision.reason == "入户发现另有住房出租"
    assert decision.frozen["finding"]["verdict"] == "PASS"
    assert walk.case.stage == Stage.REFUSED
    assert not Award.objects.exists()


def test_withdrawal_takes_the_notice_down(walk: Walk) -> None:
    walk.to_notice().later(1).take("withdraw", walk.team.caseworker, "子女接去同住")
    assert walk.case.stage == Stage.WITHDRAWN
    assert walk.case.notice_entries.get().removed_on == walk.day


# --- near relatives ------------------------------------------------------------------------


def declare(walk: Walk) -> Walk:
    return walk.take(
        "declare_near_relative",
        walk.team.caseworker,
        member=walk.household.head,
        official="蒲主任",
        post="云江社区主任",
        kinship="sibling",
    )


def test_a_near_relative_is_visited_by_the_county(walk: Walk) -> None:
    """C86: registered apart, filed with the county, visited without exception."""
    declare(walk.apply())
    assert walk.case.is_near_relative
    walk.accept().later(3).check().investigate().to_appraisal().appraise()
    walk.propose().publish().past_notice().report()
    with pytest.raises(Refused, match="须由县民政局全部入户核查"):
        walk.approve()
    walk.take(
        "visit",
        walk.team.officer,
        visited_on=walk.day,
        visitors="谭志远、邱淑华",
        agrees=True,
        findings="与乡镇调查一致",
    )
    walk.approve()
    assert walk.case.stage == Stage.APPROVED


# --- decision ------------------------------------------------------------------------------------


def test_later_facts_do_not_alter_a_decision(walk: Walk) -> None:
    walk.to_confirmation().later(1).approve()
    before = Decision.objects.get().frozen
    IncomeItem.objects.update(monthly_amount=Decimal(9999))
    assert Decision.objects.get().frozen == before
    assert Award.objects.get().amount == AMOUNT


def test_a_new_standard_is_explained(walk: Walk) -> None:
    """Published under 546 in August, approved under 580 in September."""
    walk.day, walk.amount = date(2019, 8, 12), Decimal("406.00")
    walk.to_confirmation()
    walk.day, walk.amount = date(2019, 9, 3), AMOUNT
    with pytest.raises(Refused, match=r"公示的金额是 406.00 元，按今日核算为 440.00 元"):
        walk.approve()
    walk.approve(note="2019 年 9 月起标准调整为 580 元")
    assert Award.objects.get().amount == AMOUNT


def test_the_county_may_delegate(
    walk: Walk, monkeypatch: pytest.MonkeyPatch, second_official: User
) -> None:
    from dataclasses import replace

    from assistance import procedure
    from assistance.enums import Level, Programme
    from assistance.programmes.dibao import DIBAO_2016

    delegated = replace(DIBAO_2016, since=START, decider=Level.TOWNSHIP)
    delegated = replace(delegated, total={Level.TOWNSHIP: delegated.total[Level.COUNTY]})
    monkeypatch.setitem(procedure.PROCEDURES, Programme.DIBAO, (delegated,))
    walk.to_confirmation()
    with pytest.raises(Refused, match="须由乡镇审核人办理"):
        walk.approve()
    with pytest.raises(Refused, match="不能是同一人"):
        walk.approve(walk.team.official)
    walk.approve(second_official)
    assert Decision.objects.get().level == Level.TOWNSHIP


@pytest.fixture
def second_official(walk: Walk) -> User:
    return make_user("official2", Role.TOWNSHIP_OFFICIAL, make_region("500235001", "双江街道"))


# --- from 2021 ------------------------------------------------------------------------------


def test_from_2021_the_meeting_may_be_left_out(walk: Walk) -> None:
    walk.day = date(2021, 7, 5)
    walk.amount = Decimal("480.00")  # 620.00 × 1 − 200.00 + 60.00
    walk.to_inquiry().check().investigate()
    walk.take("skip_appraisal", walk.team.caseworker)
    assert walk.case.stage == Stage.REVIEW
    walk.propose().publish().later(2).object().investigate().answer()
    with pytest.raises(Refused, match="不能办理“重查后同意，再公示”"):
        walk.propose("propose_again")
    walk.propose("report_again").approve()
    assert walk.case.stage == Stage.APPROVED


def test_before_2021_the_meeting_is_held(walk: Walk) -> None:
    walk.to_inquiry().check().investigate()
    with pytest.raises(Refused, match="不能办理“调查结束无争议，报审核”"):
        walk.take("skip_appraisal", walk.team.caseworker)


def test_the_business_date_is_the_days_of_the_record(walk: Walk) -> None:
    walk.apply().later(2).accept()
    assert walk.case.accepted_on == date(2019, 9, 4)
    with clock.on(walk.day):
        assert Case.objects.get().steps.last().on == clock.today()


# --- rulings ----------------------------------------------------------------------------------


def second_house(walk: Walk) -> None:
    """Two houses: the minimum housing standard is unknown, so the rules cannot decide."""
    for address in ("老房", "新房"):
        Asset.objects.create(
            household=walk.household,
            kind="house",
            area=Decimal(40),
            value=Decimal(20000),
            description=address,
            verification="verified",
            recorded_by=walk.team.caseworker,
        )


def pending_code(walk: Walk) -> str:
    with clock.on(walk.day):
        (criterion,) = Proposal.of(walk.case, on=walk.day).pending
    return str(criterion["code"])


def rule(walk: Walk, verdict: str = "PASS") -> Walk:
    return walk.take(
        "propose_ruling",
        walk.team.official,
        criterion=pending_code(walk),
        verdict=verdict,
        reason="老房为土墙房，已无人居住",
        evidence="不动产登记查询单、集体研究记录",
    )


def settle(walk: Walk, *, is_confirmed: bool) -> Walk:
    ruling = walk.case.rulings.get(state=RulingState.PROPOSED)
    return walk.take(
        "settle_ruling", walk.team.officer, "已核实", ruling=ruling, is_confirmed=is_confirmed
    )


def test_nothing_pending_is_approved_without_a_ruling(walk: Walk) -> None:
    walk.to_review()
    second_house(walk)
    with pytest.raises(Refused, match=r"还有待核实的判定项：.*提请人工认定"):
        walk.propose()
    rule(walk).propose().publish().past_notice().report()
    with pytest.raises(Refused, match="人工认定还没有确认"):
        walk.approve()
    settle(walk, is_confirmed=True).approve()
    decision = Decision.objects.get()
    assert decision.frozen["finding"]["verdict"] == "PENDING"
    assert [(r["verdict"], r["state"]) for r in decision.frozen["rulings"]] == [
        ("PASS", "confirmed")
    ]


def test_a_declined_ruling_holds_the_case(walk: Walk) -> None:
    walk.to_review()
    second_house(walk)
    rule(walk).propose().publish().past_notice().report()
    settle(walk, is_confirmed=False)
    with pytest.raises(Refused, match="还有待核实的判定项"):
        walk.approve()
    walk.take("return_to_township", walk.team.officer, "依据不足，补充房屋鉴定")
    rule(walk)
    assert walk.case.rulings.count() == 2


def test_a_ruling_may_say_no(walk: Walk) -> None:
    walk.to_review()
    second_house(walk)
    rule(walk, "FAIL")
    with pytest.raises(Refused, match="不符合条件"):
        walk.propose()


def test_what_facts_decide_is_not_ruled(walk: Walk) -> None:
    walk.to_review()
    with pytest.raises(Refused, match="没有待核实的判定项，不需要人工认定"):
        walk.take(
            "propose_ruling",
            walk.team.official,
            criterion="income",
            verdict="PASS",
            reason="照顾",
            evidence="无",
        )
