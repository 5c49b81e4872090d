"""What the procedure asks of each role today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.urls import reverse

from yunyang_relief.core.access import Resource, Role, Verb
from yunyang_relief.core.money import yuan_text
from yunyang_relief.core.registry import Todo
from yunyang_relief.core.templatetags.yy import klass

from .enums import BatchState, Programme, Stage
from .models import BackPay, Bill, Case, Objection, PaymentBatch
from .paying.steps import Desk, sits_at
from .procedure import Procedure, procedure_on
from .queries import awards_to_review, batches_to_build, bills_waiting
from .terms import term_today, waiting_households
from .workflow import By, roles_of

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

REVIEWS_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    """What a stage asks of a role."""

    kind: str
    group: str
    title: str
    action: str


W, T, B = Role.CASEWORKER, Role.TOWNSHIP_OFFICIAL, Role.BUREAU
# By stage and role; `assistance.programmes` adds what only one programme knows.
DUTIES: dict[tuple[Stage, Role], Duty] = {
    (Stage.APPLIED, W): Duty("case_intake", "受理", "受理或一次性告知补正", "去受理"),
    (Stage.SUPPLEMENT, W): Duty("case_intake", "受理", "等候补正材料", "去登记"),
    (Stage.INQUIRY, W): Duty("case_inquiry", "调查", "核对并入户调查（须 2 人）", "去调查"),
    (Stage.APPRAISAL, W): Duty("case_appraisal", "评议公示", "组织民主评议", "去登记"),
    (Stage.REVIEW, T): Duty("case_decision", "审核确认", "提出审核意见", "去审核"),
    (Stage.MEETING, W): Duty("case_appraisal", "评议公示", "召开评审会", "去登记"),
    (Stage.PAPERWORK, W): Duty("case_paperwork", "补办手续", "先行救助后补办手续", "去补办"),
    (Stage.RECHECK, W): Duty("case_notice", "评议公示", "重查并答复异议人", "去重查"),
    (Stage.SCHOOL, W): Duty("case_intake", "受理", "登记学校审核意见", "去登记"),
    (Stage.SCHOOL, B): Duty("case_intake", "受理", "登记学校审核意见", "去登记"),
    (Stage.MATCHING, B): Duty("case_decision", "审核确认", "比对核算，报审批", "去核算"),
    (Stage.RECHECK, T): Duty("case_notice", "评议公示", "重查后重新提出意见", "去审核"),
}
PUBLISH = Duty("case_notice", "评议公示", "张贴公示", "去张贴")
REPORT = Duty("case_notice", "评议公示", "公示期满后报送审批", "去报送")
REASSESS = Duty("case_care", "供养", "复评生活自理能力", "去复评")
DECIDE = Duty("case_decision", "审核确认", "作出审批决定", "去审批")


def case_todos(user: User, today: date) -> Iterator[Todo]:
    """Open cases that wait for this user's role."""
    if not user.may(Resource.CASE, Verb.EDIT):
        return
    cases = Case.objects.visible_to(user).open().filter(_recheck_of(Role(user.role)))
    for case in cases.select_related("household__head", "region"):
        procedure = procedure_on(case.programme, case.applied_on)
        if duty := _duty(case, Role(user.role), procedure):
            yield _todo(case, duty, procedure)


def _recheck_of(role: Role) -> Q:
    """Cases under recheck wait for the caseworker until every objection is answered."""
    waiting = Exists(Objection.objects.filter(case=OuterRef("pk"), answered_on=None))
    return ~Q(stage=Stage.RECHECK) | Q(waiting if role is W else ~waiting)


def _duty(case: Case, role: Role, procedure: Procedure) -> Duty | None:
    stage = Stage(case.stage)
    if stage is Stage.NOTICE:
        # Only a published case has a date: see deadlines.
        published = case.stage_due_on is not None
        return {(W, False): PUBLISH, (T, True): REPORT}.get((role, published))
    if stage is Stage.CONFIRMATION:
        return DECIDE if role in roles_of(By.DECIDER, procedure) else None
    if stage is Stage.ASSISTING:
        # Only what was reported has a date: see deadlines.
        return REASSESS if role is W and case.stage_due_on else None
    return DUTIES.get((stage, role))


def _todo(case: Case, duty: Duty, procedure: Procedure) -> Todo:
    return Todo(
        kind=duty.kind,
        group=duty.group,
        title=duty.title,
        url=reverse("assistance:case", args=[case.pk]),
        household=str(case.household),
        place=str(case.region),
        basis=_basis(case, procedure),
        due_on=case.due_on,
        action=duty.action,
    )


def _basis(case: Case, procedure: Procedure) -> str:
    """The limit that is nearer, with its clause; without any, the rules of the procedure."""
    limit = procedure.whole
    if case.stage_due_on and case.stage_due_on == case.due_on:
        at_notice = case.stage == Stage.NOTICE
        limit = procedure.notice if at_notice else procedure.limits[case.stage]
    return f"{limit.clause} · {limit}" if limit else procedure.source


def office_todos(user: User, today: date) -> Iterator[Todo]:
    """For the offices that take households up by themselves: how much waits for that."""
    if user.may(Resource.MEDICAL, Verb.EDIT):
        waiting = bills_waiting(Bill.objects.visible_to(user), today).count()
        if waiting:
            yield Todo(
                kind="bill",
                group="受理",
                title=f"{waiting} 次住院费用待核算救助",
                url=f"{reverse('assistance:bills')}?state=waiting",
                basis="社会救助暂行办法 30",
                action="去核算",
            )
    if user.department == Programme.JIAOYU.office and user.may(Resource.CASE, Verb.EDIT):
        households = waiting_households(user.region).count()
        if households:
            yield Todo(
                kind="term",
                group="受理",
                title=f"{term_today()}学期还有 {households} 户未开案",
                url=reverse("assistance:terms"),
                basis="22号文 二（五）",
                action="去开案",
            )


def review_todos(user: User, today: date) -> Iterator[Todo]:
    """For caseworkers: awards whose periodic review is due within a month."""
    if user.role != Role.CASEWORKER:
        return
    due = awards_to_review(today + REVIEWS_AHEAD).filter(region__code__startswith=user.region_id)
    for award in due.select_related("household__head", "region"):
        yield Todo(
            kind="review",
            group="复核",
            title=f"定期复核（{klass(award.klass)}）",
            url=reverse("assistance:award", args=[award.pk]),
            household=str(award.household),
            place=str(award.region),
            basis="渝民发〔2016〕80号；条例 26",
            due_on=award.next_review_on,
            action="去复核",
        )


def back_pay_todos(user: User, today: date) -> Iterator[Todo]:
    """Proposed back-payments that this user may decide on."""
    if not user.may(Resource.AWARD, Verb.EDIT):
        return
    lines = BackPay.objects.visible_to(user).proposed().exclude(proposed_by=user)
    counted = (
        lines.order_by()
        .values("revision")
        .annotate(households=Count("award__household", distinct=True), total=Sum("amount"))
    )
    for row in counted:
        yield Todo(
            kind="back_pay",
            group="资金",
            title="审批补发建议",
            url=reverse("assistance:back_pay", args=[row["revision"]]),
            basis=f"{row['households']} 户，共 {yuan_text(row['total'])} 元",
            action="去审批",
        )


# 每月 10 日前社会化发放 (民发〔2012〕220号 31).
BUILD_DAY = 10
# By state: at whose desk a batch lies, what has to be done, and the button's word.
BATCH_DUTIES: dict[str, tuple[Desk, str, str]] = {
    BatchState.DRAFT: (Desk.MAKER, "核对并报送", "去报送"),
    BatchState.SUBMITTED: (Desk.OFFICE, "复核", "去复核"),
    BatchState.REVIEWED: (Desk.FINANCE, "审批", "去审批"),
    BatchState.LOCKED: (Desk.FINANCE, "导出代发文件", "去导出"),
    BatchState.EXPORTED: (Desk.FINANCE, "读入回盘", "去读入"),
    BatchState.REPLIED: (Desk.FINANCE, "结清", "去结清"),
}


def payment_todos(user: User, today: date) -> Iterator[Todo]:
    """Batches to make, and those that lie at the user's desk."""
    if not user.may(Resource.PAYMENT, Verb.EDIT):
        return
    if user.role == Role.CASEWORKER:
        yield from _batches_to_build(user, today)
    batches = PaymentBatch.objects.visible_to(user).exclude(state=BatchState.SETTLED)
    for batch in batches.select_related("region"):
        desk, task, action = BATCH_DUTIES[batch.state]
        if sits_at(user, desk, batch.programme):
            yield Todo(
                kind="payment",
                group="资金",
                title=f"{task}：{batch}",
                url=reverse("assistance:payment", args=[batch.pk]),
                place=str(batch.region),
                basis="民发〔2012〕220号 31 · 每月 10 日前发放",
                due_on=batch.month.replace(day=BUILD_DAY) if batch.is_open else None,
                action=action,
            )


def _batches_to_build(user: User, today: date) -> Iterator[Todo]:
    for waiting in batches_to_build(today, user.region_id):
        yield Todo(
            kind="payment",
            group="资金",
            title=f"生成{today:%Y-%m} {waiting.programme.short}发放批次（{waiting.count} 笔）",
            url=reverse("assistance:payments"),
            place=str(user.region),
            basis="民发〔2012〕220号 31 · 每月 10 日前发放",
            due_on=today.replace(day=BUILD_DAY),
            action="去生成",
        )
