"""Warnings about procedures and awards; each closes when its cause is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from eligibility.engine.programme import discover, find
from eligibility.enums import Basis, Verdict
from eligibility.models import Result
from yunyang_relief.core.access import Role
from yunyang_relief.core.registry import FlagDraft, FlagKind, registry
from yunyang_relief.core.templatetags.yy import klass

from .coverage import households_without_doctor
from .enums import Programme, Stage
from .models import (
    AnnualCheck,
    Award,
    BedPlacement,
    Bill,
    CareAgreement,
    Case,
    CountyVisit,
    Ending,
    Fund,
)
from .procedure import procedure_on
from .queries import (
    above_target,
    awards_to_review,
    batches_to_build,
    bills_of_recipients,
    overpaid,
    share_of_year,
)
from .todos import BUILD_DAY

AGREEMENTS_AHEAD = timedelta(days=30)


def _case_draft(case: Case, text: str, due_on: date | None) -> FlagDraft:
    return FlagDraft(
        subject_key=f"case:{case.pk}",
        region_id=case.region_id,
        text=f"{case.household} {text}",
        url=reverse("assistance:case", args=[case.pk]),
        due_on=due_on,
    )


def _award_draft(award: Award, text: str) -> FlagDraft:
    return FlagDraft(
        subject_key=f"award:{award.pk}",
        region_id=award.region_id,
        text=f"{award.household} {text}",
        url=reverse("assistance:award", args=[award.pk]),
        due_on=award.next_review_on,
    )


def years_not_checked(today: date) -> Iterator[FlagDraft]:
    """Supported for a year or more, and not checked in the last one."""
    since = today.replace(year=today.year - 1, day=1)
    checked = AnnualCheck.objects.filter(case=OuterRef("pk"), checked_on__gte=since)
    cases = Case.objects.filter(
        ~Exists(checked), stage=Stage.ASSISTING, award__start_month__lte=since
    )
    for case in cases.select_related("household__head"):
        yield _case_draft(case, "特困供养一年以上没有年审", None)


def overdue_cases(today: date) -> Iterator[FlagDraft]:
    """The stage or the whole procedure is past its last day."""
    late_stage = Q(stage_due_on__lt=today) & ~Q(stage=Stage.NOTICE)
    cases = Case.objects.open().filter(late_stage | Q(total_due_on__lt=today))
    for case in cases.select_related("household__head"):
        whole = procedure_on(case.programme, case.applied_on).whole
        is_whole = case.total_due_on is not None and case.total_due_on < today
        which = f"全程超过 {whole}" if is_whole else f"“{case.get_stage_display()}”超期"
        yield _case_draft(case, f"{case.title}{which}", case.due_on)


def notices_run_out(today: date) -> Iterator[FlagDraft]:
    """The notice is over, and the case was neither reported nor objected to."""
    cases = Case.objects.filter(stage=Stage.NOTICE, stage_due_on__lt=today)
    for case in cases.select_related("household__head"):
        yield _case_draft(case, f"{case.title}公示期满，尚未报送审批", case.stage_due_on)


def relatives_not_visited(today: date) -> Iterator[FlagDraft]:
    """A near relative's case is with the deciders, and the county has not visited."""
    visits = CountyVisit.objects.filter(case=OuterRef("pk"))
    cases = Case.objects.filter(~Exists(visits), is_near_relative=True, stage=Stage.CONFIRMATION)
    for case in cases.select_related("household__head"):
        yield _case_draft(case, "有近亲属备案，尚未县级入户核查", case.stage_due_on)


def overdue_reviews(today: date) -> Iterator[FlagDraft]:
    """An award's review day has passed."""
    for award in awards_to_review(today).select_related("household__head"):
        if award.next_review_on != today:
            yield _award_draft(award, f"复核逾期（{klass(award.klass)}）")


def lapsed_renewals(today: date) -> Iterator[FlagDraft]:
    """Nobody applied for renewal in time: the award counts as given up, once somebody confirms it
    and the family is told in writing (动态管理规范 二（二）). Nothing ends by itself.
    """
    lapsed = Award.objects.filter(end_month=None, renewal_due_on__lt=today)
    for award in lapsed.select_related("household__head"):
        text = f"{award.klass} 类逾期未续保，无特殊情况的视为自动退出：核实后停发并书面告知"
        yield _award_draft(award, text)


def awards_without_review(today: date) -> Iterable[FlagDraft]:
    """A running award that nobody will be asked to review; 特困 has its yearly check instead."""
    awards = Award.objects.filter(end_month=None, next_review_on=None)
    awards = awards.exclude(programme=Programme.TEKUN)
    for award in awards.select_related("household__head"):
        yield _award_draft(award, "没有复核日期")


# Nobody receives both: who has either, or waits for it, is looked after.
LIVING = frozenset({Programme.DIBAO, Programme.TEKUN})


def _monthly() -> list[Programme]:
    """The programmes that run from month to month; what is given once is no standing title."""
    return [p for p in Programme if p.value in discover() and find(p.value).period == "月"]


def _results(programme: Programme, verdict: Verdict) -> QuerySet[Result]:
    """What is found on verified facts for open households."""
    rows: QuerySet[Result] = Result.objects.filter(
        basis=Basis.VERIFIED, programme=programme, verdict=verdict, household__closed_on=None
    )
    return rows.select_related("household__head")


def _result_draft(result: Result, text: str) -> FlagDraft:
    return FlagDraft(
        subject_key=f"result:{result.household_id}:{result.unit}:{result.programme}",
        region_id=result.household.region_id,
        text=f"{result.household} {text}",
        url=reverse("eligibility:sheet", args=[result.household_id, result.programme])
        + (f"?unit={result.unit}" if result.unit else ""),
    )


def _of_the_same(rows: QuerySet[Any]) -> Exists:
    """Rows about the household and unit of a result."""
    return Exists(rows.filter(household=OuterRef("household"), unit=OuterRef("unit")))


def entitled_without_award(today: date) -> Iterator[FlagDraft]:
    """应保未保: verified facts meet every condition, and nobody has applied (22号文 四（二）二)."""
    for programme in _monthly():
        kin = Q(programme__in=LIVING if programme in LIVING else (programme,))
        month = today.replace(day=1)
        awards = Award.objects.filter(kin).filter(Q(end_month=None) | Q(end_month__gt=month))
        for result in _results(programme, Verdict.PASS).filter(
            ~_of_the_same(awards), ~_of_the_same(Case.objects.open().filter(kin))
        ):
            text = f"已核实事实符合{programme.short}条件，没有申请在办，也没有待遇"
            yield _result_draft(result, text)


def award_without_title(today: date) -> Iterator[FlagDraft]:
    """应退未退: an award runs, and verified facts fail its conditions."""
    for programme in _monthly():
        running = Award.objects.filter(programme=programme, end_month=None)
        for result in _results(programme, Verdict.FAIL).filter(_of_the_same(running)):
            text = f"享受{programme.short}，按已核实事实不再符合，请办理复核"
            yield _result_draft(result, text)


def batches_not_built(today: date) -> Iterator[FlagDraft]:
    """The day for this month's payments has passed, and a township has made no batch."""
    if today.day <= BUILD_DAY:
        return
    for waiting in batches_to_build(today):
        yield FlagDraft(
            subject_key=f"batch:{waiting.region_id}:{waiting.programme}:{today:%Y-%m}",
            region_id=waiting.region_id,
            text=f"{waiting.programme.short}本月有 {waiting.count} 笔待发，还没有生成批次",
            url=reverse("assistance:payments"),
            due_on=today.replace(day=BUILD_DAY),
        )


# A fund may run ahead of the year by this much before anybody is warned.
AHEAD = 0.10


def funds_used_fast(today: date) -> Iterator[FlagDraft]:
    """More of this year's money is drawn than the year has passed."""
    passed = share_of_year(today)
    for fund in Fund.objects.filter(year=today.year, amount__gt=0):
        drawn = float(fund.drawn / fund.amount)
        if drawn > passed + AHEAD:
            yield FlagDraft(
                subject_key=f"fund:{fund.pk}",
                region_id=fund.region_id,
                text=f"{fund}已用 {drawn:.0%}，全年才过 {passed:.0%}",
                url=reverse("assistance:funds"),
            )


def awards_overpaid(today: date) -> Iterator[FlagDraft]:
    """Months after an award's end were paid, and nobody recovers them."""
    for award in overpaid(Award.objects.all()):
        yield _award_draft(award, "停发后仍有发放，尚未立项追缴")


def bills_above_target(today: date) -> Iterator[FlagDraft]:
    """A bill of the year whose share outside the catalogue is above the target."""
    year = today.replace(month=1, day=1)
    bills = bills_of_recipients(Bill.objects.filter(above_target(today)), today)
    for bill in bills.filter(admitted_on__gte=year).select_related("household__head", "person"):
        yield FlagDraft(
            subject_key=f"bill:{bill.household_id}:{bill.person_id}:{bill.admitted_on}",
            region_id=bill.household.region_id,
            text=f"{bill.household} {bill.admitted_on} 入院，目录外占 {bill.outside_share}",
            url=reverse("assistance:bill", args=[bill.pk]),
        )


def agreements_ending(today: date) -> Iterator[FlagDraft]:
    """A care agreement ends within a month or has ended, and no later one was signed."""
    later = CareAgreement.objects.filter(
        case=OuterRef("case"), person=OuterRef("person"), ends_on__gt=OuterRef("ends_on")
    )
    housed = BedPlacement.objects.filter(
        case=OuterRef("case"), person=OuterRef("person"), until=None
    )
    ending = CareAgreement.objects.filter(
        ~Exists(later),
        ~Exists(housed),
        ends_on__lte=today + AGREEMENTS_AHEAD,
        case__stage=Stage.ASSISTING,
    )
    for agreement in ending.select_related("case__household__head", "person"):
        text = f"{agreement.person.name}的照料护理协议 {agreement.ends_on} 到期"
        yield _case_draft(agreement.case, text, agreement.ends_on)


def endings_posted(today: date) -> Iterator[FlagDraft]:
    """The notice of an ending is over, and the county has not decided."""
    waiting = Ending.objects.filter(settled_on=None, posted_until__lt=today)
    for ending in waiting.select_related("case__household__head"):
        yield _case_draft(ending.case, "终止供养公示期满，尚未决定", ending.posted_until)


TOWNSHIP = frozenset({Role.CASEWORKER, Role.TOWNSHIP_OFFICIAL})
EVERYBODY = TOWNSHIP | {Role.COUNTY_OFFICER}
KINDS = (
    FlagKind("case_overdue", "案件超期", "办完本环节或办结后关闭", EVERYBODY, overdue_cases),
    FlagKind(
        "notice_run_out",
        "公示期满未报送",
        "报送审批、登记异议或退回后关闭",
        TOWNSHIP,
        notices_run_out,
    ),
    FlagKind(
        "relative_not_visited",
        "近亲属未县级入户",
        "登记县级入户核查后关闭",
        frozenset({Role.COUNTY_OFFICER}),
        relatives_not_visited,
    ),
    FlagKind("year_not_checked", "特困未年审", "登记年审后关闭", TOWNSHIP, years_not_checked),
    FlagKind(
        "agreement_ending",
        "照料护理协议到期",
        "续签协议或入住机构后关闭",
        TOWNSHIP,
        agreements_ending,
    ),
    FlagKind(
        "ending_not_decided",
        "终止供养未决定",
        "决定终止或继续供养后关闭",
        frozenset({Role.COUNTY_OFFICER}),
        endings_posted,
    ),
    FlagKind("review_overdue", "复核逾期", "完成复核后关闭", TOWNSHIP, overdue_reviews),
    FlagKind(
        "renewal_lapsed",
        "逾期未续保",
        "续保，或决定停发后关闭",
        EVERYBODY,
        lapsed_renewals,
    ),
    FlagKind(
        "award_without_review",
        "待遇无复核日期",
        "补上复核日期后关闭",
        EVERYBODY,
        awards_without_review,
    ),
    FlagKind(
        "entitled_without_award",
        "应保未保",
        "受理申请，或结果不再符合后关闭",
        EVERYBODY,
        entitled_without_award,
    ),
    FlagKind(
        "award_without_title",
        "应退未退",
        "决定停发，或结果不再是不符合后关闭",
        EVERYBODY,
        award_without_title,
    ),
    FlagKind(
        "batch_not_built", "发放批次未生成", "生成本月批次后关闭", EVERYBODY, batches_not_built
    ),
    FlagKind(
        "fund_used_fast",
        "预算使用过快",
        "追加预算，或进度回到年度进度以内后关闭",
        frozenset({Role.COUNTY_OFFICER}),
        funds_used_fast,
    ),
    FlagKind(
        "award_overpaid",
        "停发后多发",
        "立项追缴后关闭",
        frozenset({Role.COUNTY_OFFICER}),
        awards_overpaid,
    ),
    FlagKind(
        "bill_above_target",
        "目录外费用超过目标",
        "费用更正后，或年度结束后关闭",
        EVERYBODY,
        bills_above_target,
    ),
    FlagKind(
        "no_family_doctor",
        "没有签约家庭医生",
        "登记有效的签约后关闭",
        TOWNSHIP,
        households_without_doctor,
    ),
)


def register() -> None:
    """Fill the socket; called once when the app is ready."""
    for kind in KINDS:
        registry.add_flag_kind(kind)
