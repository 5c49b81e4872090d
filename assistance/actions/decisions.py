"""Approving: the decision with what it rests on, the award, and its first months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from yunyang_relief.core.errors import Refused
from yunyang_relief.core.money import yuan_text

from ..enums import EndReason, Level, Outcome, Programme
from ..models import Award, Case, Decision
from ..months import add_months, first_of_month
from ..proposals import Proposal
from .awards import make_entitlements

if TYPE_CHECKING:
    from .work import Work


MONTHLY = "月"
# What an approval leaves beside its award, by programme; filled by `assistance.programmes`.
FOLLOWING: dict[Programme, Callable[[Work, Award, Proposal], None]] = {}


def decide_approval(work: Work, *, level: Level | None = None) -> None:
    """data: amount (yuan, as the decider saw it). The award follows what is frozen here.

    `level`: who decides where it is not whom the procedure names.
    """
    frozen = work.freeze()
    proposal = Proposal.stored(frozen["finding"], work.dossier.rulings).as_chosen_in(work.case)
    _guard(work, proposal)
    decision = Decision.objects.create(
        case=work.case,
        outcome=Outcome.APPROVED,
        level=level or work.dossier.procedure.decider,
        decided_by=work.actor,
        decided_on=work.dossier.today,
        reason=work.note,
        amount=proposal.amount,
        frozen=frozen,
    )
    award = _award(work, proposal)
    if follow := FOLLOWING.get(Programme(work.case.programme)):
        follow(work, award, proposal)
    make_entitlements(first_of_month(work.dossier.today), award)
    work.said = {"decision": decision.pk, "award": award.pk, "amount": str(proposal.amount)}
    work.summary = f"{yuan_text(proposal.amount)} 元/{award.period}，{award.start_month:%Y-%m} 起"


def _guard(work: Work, proposal: Proposal) -> None:
    work.guard_amount(proposal)
    published = work.dossier.published_amount
    if published and published != str(proposal.amount) and not work.note:
        raise Refused(
            "amount-differs",
            f"公示的金额是 {published} 元，按今日核算为 {yuan_text(proposal.amount)} 元。"
            "确需按新金额批准的请写明原因（例如标准调整），否则退回乡镇重新公示",
        )


def _award(work: Work, proposal: Proposal) -> Award:
    case, today = work.case, work.dossier.today
    start = _after_support(case, proposal.start_month)
    is_once = proposal.period != MONTHLY
    award = Award(
        case=case,
        household=case.household,
        unit=case.unit,
        programme=case.programme,
        region=case.region,
        category=proposal.category,
        klass=proposal.finding.klass,
        people=proposal.people,
        family_size=len(work.dossier.members),
        amount=proposal.amount,
        lines=proposal.lines,
        start_month=start,
        end_month=add_months(start, 1) if is_once else None,
        end_reason=EndReason.ONCE if is_once else "",
        next_review_on=_in_months(today, proposal.review_months),
        renewal_due_on=_in_months(today, proposal.renewal_months),
    )
    try:
        award.full_clean()
    except ValidationError as error:
        raise Refused("award-refused", "；".join(error.messages)) from error
    award.save()
    return award


def _after_support(case: Case, start: date) -> date:
    """低保 begins when the 特困 award of the whole household is over: never both in one month
    (22号文 二（二）一). Raise Refused while that award runs.
    """
    if case.programme != Programme.DIBAO:
        return start
    support = Award.objects.filter(
        Q(end_month=None) | Q(end_month__gt=start),
        household=case.household,
        programme=Programme.TEKUN,
        people__gte=F("family_size"),
    )
    running: Award | None = support.order_by("-start_month").first()
    if running is None:
        return start
    if running.end_month is None:
        raise Refused("on-tekun", "该户全部成员享受特困供养，不能同时享受低保；请先办理终止供养")
    return running.end_month


def _in_months(day: date, months: int | None) -> date | None:
    return None if months is None else add_months(day, months)
