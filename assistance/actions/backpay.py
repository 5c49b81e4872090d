"""补发: proposed when a back-dated revision takes force, approved by a second person.

Nobody is enrolled here: only months of awards that were entitled to something are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from eligibility import freezing, parameters
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import find
from eligibility.engine.verdicts import FAIL
from eligibility.enums import Basis
from eligibility.models import ParameterRevision
from yunyang_relief.core import audit, clock, jobs, timeline
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job, Region, User
from yunyang_relief.core.money import yuan_text

from ..enums import BackPayState
from ..models import Award, BackPay, Entitlement
from ..months import add_months, first_of_month

KIND = "back_pay"
# Awards that are worked out together.
BATCH = 500


def propose_back_pay(revision: ParameterRevision, actor: User) -> None:
    """Start the job that proposes what past months are owed, if the revision reaches any.

    `actor` took the revision into force: the list is theirs, so somebody else decides on it.
    """
    if not past_months(revision, clock.today()):
        return
    jobs.start_job(
        KIND,
        f"生成补发建议：{revision}",
        region=Region.objects.get(level=Region.Level.COUNTY),
        actor=actor,
        params={"revision": revision.pk, "on": clock.today().isoformat()},
    )


def past_months(revision: ParameterRevision, today: date) -> list[date]:
    """The whole months before this one on whose first day the revision is in force."""
    month = first_of_month(revision.since)
    if month < revision.since:
        month = add_months(month, 1)
    end = first_of_month(today)
    if revision.until is not None:
        end = min(end, revision.until)
    months = []
    while month < end:
        months.append(month)
        month = add_months(month, 1)
    return months


# --- the job --------------------------------------------------------------------------------


def _plan(job: Job) -> Iterator[tuple[dict[str, Any], int]]:
    ids = list(_awards(job).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH):
        batch = ids[first : first + BATCH]
        yield {"from": batch[0], "to": batch[-1]}, len(batch)


def _awards(job: Job) -> QuerySet[Award]:
    """The awards that were entitled to a month which the revision reaches."""
    revision = ParameterRevision.objects.get(pk=job.params["revision"])
    months = past_months(revision, date.fromisoformat(job.params["on"]))
    codes = [p.code for p in parameters.dependants(revision.code) if p.period == "月"]
    rows: QuerySet[Award] = Award.objects.filter(
        programme__in=codes, entitlements__month__in=months
    )
    return rows.distinct()


def _work(job: Job, payload: dict[str, Any]) -> None:
    revision = ParameterRevision.objects.get(pk=job.params["revision"])
    months = past_months(revision, date.fromisoformat(job.params["on"]))
    awards = _awards(job).filter(pk__gte=payload["from"], pk__lte=payload["to"])
    for programme in {award.programme for award in awards}:
        ours = [a for a in awards.select_related("case__decision") if a.programme == programme]
        # A decision that kept no facts cannot be worked out again; the finish tells how many.
        ours = [a for a in ours if "facts" in a.case.decision.frozen]
        if ours:
            _propose(job, revision, programme, ours, months)


def _propose(
    job: Job, revision: ParameterRevision, programme: str, awards: list[Award], months: list[date]
) -> None:
    """Each entitled month: what the revision adds on the facts of the decision, if anything."""
    before, after = (each.parameters for each in parameters.around(revision))
    facts = freezing.thaw_facts([award.case.decision.frozen for award in awards])
    rule = find(programme)
    entitled = _entitled(awards, months)
    for month in months:
        if month < rule.since:
            continue

        def found(policy: ParameterSet, on: date = month) -> Findings:
            return rule.decide(facts, policy, on, Basis.VERIFIED)

        added = _added(found(before), found(after))
        BackPay.objects.bulk_create(
            [
                BackPay(
                    award=award,
                    month=month,
                    revision=revision,
                    entitled=entitled[award.pk, month],
                    amount=amount,
                    proposed_by=job.created_by,
                )
                for award, amount in zip(awards, added, strict=True)
                if amount > 0 and (award.pk, month) in entitled
            ],
            ignore_conflicts=True,
        )


def _added(before: Findings, after: Findings) -> Sequence[Decimal]:
    """Yuan that each household gets more; 0 where either side fails or its sum is not known."""
    counts = (before.verdict != FAIL) & (after.verdict != FAIL)
    counts &= before.total_known & after.total_known
    fen = (after.total - before.total) * counts
    return [Decimal(int(each)) / 100 for each in fen]


def _entitled(awards: list[Award], months: list[date]) -> dict[tuple[int, date], Decimal]:
    rows = Entitlement.objects.filter(award__in=awards, month__in=months)
    return {(row.award_id, row.month): row.amount for row in rows}


def _finish(job: Job) -> dict[str, Any]:
    """Say how much was proposed, and how many awards kept no facts to work with."""
    lines = BackPay.objects.filter(revision=job.params["revision"])
    without = _awards(job).exclude(case__decision__frozen__has_key="facts")
    counts = lines.aggregate(
        households=Count("award__household", distinct=True), months=Count("pk")
    )
    return {**counts, "without_facts": without.count()}


BACK_PAY = jobs.JobKind(KIND, _plan, _work, _finish)


# --- the decision ---------------------------------------------------------------------------


@transaction.atomic
def approve_back_pay(revision: ParameterRevision, *, note: str = "", actor: User) -> int:
    """Approve what is still proposed for a revision; return how many households it reaches."""
    lines = _to_decide(revision, actor)
    _decide(lines, BackPayState.APPROVED, note.strip(), actor)
    total = sum((line.amount for line in lines), Decimal(0))
    households = {line.award.household_id for line in lines}
    audit.record(
        "approve_back_pay",
        revision,
        actor=actor,
        reason=note.strip(),
        after={"households": len(households), "months": len(lines), "amount": total},
    )
    for award in {line.award_id: line.award for line in lines}.values():
        mine = [line for line in lines if line.award_id == award.pk]
        sum_ = sum((line.amount for line in mine), Decimal(0))
        timeline.tell(
            award.household.uid,
            f"批准补发 {yuan_text(sum_)} 元",
            actor=actor,
            detail=f"{mine[0].month:%Y-%m} 至 {mine[-1].month:%Y-%m}，{len(mine)} 个月",
            icon="coin-yuan",
            is_decision=True,
        )
    return len(households)


@transaction.atomic
def decline_back_pay(
    revision: ParameterRevision, award: Award, *, reason: str, actor: User
) -> None:
    """Leave one award out of a proposal, with the reason."""
    if not reason.strip():
        raise Refused("reason-required", "不予补发须写明理由")
    lines = [line for line in _to_decide(revision, actor) if line.award_id == award.pk]
    if not lines:
        raise Refused("nothing-proposed", "这份待遇没有待审批的补发；请刷新页面")
    _decide(lines, BackPayState.DECLINED, reason.strip(), actor)
    audit.record(
        "decline_back_pay", award, actor=actor, reason=reason.strip(), after={"months": len(lines)}
    )
    timeline.tell(
        award.household.uid, "不予补发", actor=actor, detail=reason.strip(), icon="coin-yuan"
    )


def _to_decide(revision: ParameterRevision, actor: User) -> list[BackPay]:
    """The proposed lines, locked, if this person may decide on them."""
    rows = BackPay.objects.visible_to(actor).proposed().filter(revision=revision)
    lines: list[BackPay] = list(
        rows.select_for_update(of=("self",)).select_related("award__household")
    )
    if not lines:
        raise Refused("nothing-proposed", "没有待审批的补发；请刷新页面")
    if any(line.proposed_by_id == actor.pk for line in lines):
        raise Refused("second-person", "修订由您复核生效，补发建议随之提出，请由另一人审批")
    return lines


def _decide(lines: list[BackPay], state: BackPayState, reason: str, actor: User) -> None:
    pks = [line.pk for line in lines]
    BackPay.objects.filter(pk__in=pks).update(
        state=state, reason=reason, decided_by=actor, decided_on=clock.today()
    )
