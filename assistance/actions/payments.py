"""Payment batches: made by the township, checked, approved, answered by the bank."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yunyang_relief.core import audit, clock
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.money import yuan_text

from ..enums import BatchState, LineState, Programme
from ..models import Fund, PaymentBatch, PaymentLine
from ..months import first_of_month
from ..paying import checks, dues, funding
from ..paying.steps import STEPS, BatchStep, Desk, holder_of, sits_at


@transaction.atomic
def build_batch(region: Region, programme: str, *, actor: User) -> PaymentBatch:
    """Make the draft of this month; a later run holds what became due since the last was locked.

    Raises Refused when a draft is under way, or when there is nothing to pay.
    """
    if not sits_at(actor, Desk.MAKER, programme) or actor.region_id != region.pk:
        raise Refused("not-yours", "发放批次由本乡镇（街道）经办人生成")
    month = first_of_month(clock.today())
    batch = _start(region, programme, month, actor)
    _fill(batch)
    if not batch.lines.exists():
        raise Refused(
            "nothing-due", f"{month:%Y-%m} {Programme(programme).short}没有要发的款项，不必生成批次"
        )
    audit.record("build_batch", batch, actor=actor, after=_totals(batch))
    return batch


def _start(region: Region, programme: str, month: date, actor: User) -> PaymentBatch:
    """Insert the batch; of two who do it at once the database lets one through."""
    batches = PaymentBatch.objects.filter(region=region, programme=programme)
    last = batches.filter(month=month).order_by("-run").first()
    try:
        with transaction.atomic():
            return PaymentBatch.objects.create(
                region=region,
                programme=programme,
                month=month,
                run=last.run + 1 if last else 1,
                made_by=actor,
                made_on=clock.today(),
            )
    except IntegrityError:
        raise Refused(
            "batch-open", "本项目已有一批发放正在办理，请打开该批次继续，不要重复生成"
        ) from None


@transaction.atomic
def refresh_batch(batch: PaymentBatch, *, version: int, actor: User) -> PaymentBatch:
    """Bring a draft up to what is due now; what was held stays held."""
    found = _locked(batch, actor, version)
    if found.state != BatchState.DRAFT or not sits_at(actor, Desk.MAKER, found.programme):
        raise Refused("not-now", "只有草稿可以由乡镇经办人重新生成；已报送的请先由复核人退回")
    before = _totals(found)
    _fill(found)
    found.made_by, found.made_on = actor, clock.today()
    _save(found, "made_by", "made_on")
    audit.record("refresh_batch", found, actor=actor, before=before, after=_totals(found))
    return found


def _fill(batch: PaymentBatch) -> None:
    """Make the lines what is due, each with its account as stated now."""
    due = dues.dues_of(batch)
    there = {dues.key_of(line): line for line in batch.lines.all()}
    batch.lines.filter(pk__in=[line.pk for key, line in there.items() if key not in due]).delete()
    accounts = dues.accounts_of([item.award.household_id for item in due.values()])
    fresh = []
    for key, item in due.items():
        line = there.get(key) or _line(batch, item)
        line.award, line.amount, line.parts = item.award, item.amount, item.parts
        account = accounts.get(item.award.household_id)
        line.payee = account.holder if account else None
        line.bank = account.bank if account else ""
        line.account = account.number if account else ""
        if line.pk:
            line.save()
        else:
            fresh.append(line)
    PaymentLine.objects.bulk_create(fresh)
    examine(batch)


def _line(batch: PaymentBatch, due: dues.Due) -> PaymentLine:
    """A new line; what was held before stays held until somebody releases it."""
    was_held = due.replaces is not None and due.replaces.state == LineState.HELD
    return PaymentLine(
        batch=batch,
        award=due.award,
        household=due.award.household,
        unit=due.award.unit,
        programme=batch.programme,
        month=due.month,
        kind=due.kind,
        reference=due.reference,
        replaces=due.replaces,
        state=LineState.HELD if was_held else LineState.DUE,
        hold_reason=due.replaces.hold_reason if due.replaces and was_held else "",
    )


def lines_of(batch: PaymentBatch) -> list[PaymentLine]:
    """The batch's lines with what pages and checks read of them."""
    rows = batch.lines.select_related(
        "batch__region", "award", "household__head", "payee", "fund", "replaced_by__batch__region"
    )
    return list(rows.order_by("position", "household__number", "month", "pk"))


def examine(batch: PaymentBatch) -> list[PaymentLine]:
    """Ask every check of every line again and keep the answers; returns the lines."""
    lines = lines_of(batch)
    planned = funding.plan(lines, funding.funds_for(batch))
    known = checks.Known(batch, lines, planned.without)
    changed = []
    for line in lines:
        problems = checks.problems_of(line, known)
        if problems != line.problems:
            line.problems = problems
            changed.append(line)
    PaymentLine.objects.bulk_update(changed, ["problems"])
    return lines


@transaction.atomic
def hold_line(line: PaymentLine, *, reason: str, actor: User) -> PaymentLine:
    """Hold a doubtful payment out of its batch; it is offered again next month."""
    found = _open_line(line, actor)
    if not reason.strip():
        raise Refused("reason-required", "暂缓发放须写明原因，请填写")
    if found.state != LineState.DUE:
        raise Refused("not-now", "这笔款项已暂缓")
    return _set_state(found, LineState.HELD, reason.strip(), actor)


@transaction.atomic
def release_line(line: PaymentLine, *, actor: User) -> PaymentLine:
    """Pay a held line after all."""
    found = _open_line(line, actor)
    if found.state != LineState.HELD:
        raise Refused("not-now", "这笔款项没有暂缓，不必恢复")
    return _set_state(found, LineState.DUE, "", actor)


def _open_line(line: PaymentLine, actor: User) -> PaymentLine:
    """Lock a line of a batch that lies on the actor's desk."""
    found: PaymentLine | None = (
        PaymentLine.objects.visible_to(actor)
        .select_related("batch__region", "household__head")
        .filter(pk=line.pk)
        .first()
    )
    if found is None:
        raise Refused("not-found", "没有这笔款项，或它不在您的辖区")
    PaymentBatch.objects.select_for_update().get(pk=found.batch_id)
    found.refresh_from_db(fields=["state"])
    desk = holder_of(found.batch)
    if desk is None:
        raise Refused("locked", "本批已锁定，不能再改；有疑点的款项请在回盘后处理")
    if not sits_at(actor, desk, found.programme):
        raise Refused("not-yours", f"本批现在由{desk.value}办理，不能改动")
    return found


def _set_state(line: PaymentLine, state: LineState, reason: str, actor: User) -> PaymentLine:
    before = audit.snapshot(line, only=("state", "hold_reason"))
    line.state, line.hold_reason = state, reason
    line.save(update_fields=["state", "hold_reason"])
    # Who read the page before this may not sign what is now another sum.
    PaymentBatch.objects.filter(pk=line.batch_id).update(version=F("version") + 1)
    after = audit.snapshot(line, only=("state", "hold_reason"))
    action = "hold_payment" if state == LineState.HELD else "release_payment"
    audit.record(action, line, actor=actor, reason=reason, before=before, after=after)
    return line


@transaction.atomic
def advance_batch(
    batch: PaymentBatch, code: str, *, actor: User, version: int, note: str = ""
) -> PaymentBatch:
    """Take a step of the table: the only door through which a batch changes its state.

    Raises Stale when somebody else was first, Refused for everything else.
    """
    found = _locked(batch, actor, version)
    step = STEPS.get(code)
    if step is None:
        raise Refused("unknown-step", "没有这个办理事项，请从批次页面重新选择")
    _guard(found, step, actor, note)
    lines = examine(found) if found.is_open else lines_of(found)
    if lacking := step.needs(found, lines):
        raise Refused("not-now", lacking)
    before = audit.snapshot(found, only=("state",))
    changed = _carry_out(found, step, actor, note.strip(), lines)
    found.state = step.target
    _save(found, "state", *changed)
    audit.record(
        f"batch_{code}",
        found,
        actor=actor,
        reason=note.strip(),
        before=before,
        after=audit.snapshot(found, only=("state",)) | _totals(found),
    )
    return found


def _guard(batch: PaymentBatch, step: BatchStep, actor: User, note: str) -> None:
    if batch.state != step.source:
        raise Refused(
            "wrong-state", f"本批现为“{batch.get_state_display()}”，不能办理“{step.label}”"
        )
    if not sits_at(actor, step.by, batch.programme):
        raise Refused("not-yours", f"“{step.label}”由{step.by.value}办理")
    if step.note_required and not note.strip():
        raise Refused("note-required", f"“{step.label}”须写明理由，请填写后再提交")
    earlier: dict[str, list[int | None]] = {
        "review": [batch.made_by_id],
        "approve": [batch.made_by_id, batch.reviewed_by_id],
    }
    if actor.pk in earlier.get(step.code, []):
        raise Refused("own-work", "制单、复核、审批须为三个人，您已经办过本批的前一环节")


def _carry_out(
    batch: PaymentBatch, step: BatchStep, actor: User, note: str, lines: list[PaymentLine]
) -> list[str]:
    """Do what belongs to a step and return the fields of the batch that it filled."""
    today = clock.today()
    if step.code == "submit":
        batch.made_by, batch.made_on, batch.returned_note = actor, today, ""
        return ["made_by", "made_on", "returned_note"]
    if step.code == "review":
        batch.reviewed_by, batch.reviewed_on = actor, today
        return ["reviewed_by", "reviewed_on"]
    if step.code == "approve":
        _draw(batch, lines)
        batch.approved_by, batch.approved_on = actor, today
        return ["approved_by", "approved_on"]
    if step.target == BatchState.DRAFT:
        batch.reviewed_by, batch.reviewed_on, batch.returned_note = None, None, note
        return ["reviewed_by", "reviewed_on", "returned_note"]
    if step.code == "settle":
        batch.settled_on = today
        return ["settled_on"]
    return []


def _draw(batch: PaymentBatch, lines: list[PaymentLine]) -> None:
    """Give every payment its place and its fund; the funds stay locked until the commit."""
    funds = list(funding.funds_for(batch).select_for_update())
    planned = funding.plan(lines, funds)
    if planned.without:
        raise Refused("no-fund", f"有 {len(planned.without)} 笔没有可用资金，请先追加本项目的预算")
    paid = [line for line in lines if line.state == LineState.DUE]
    for position, line in enumerate(paid, 1):
        line.position, line.fund = position, planned.fund_of[line.pk]
    PaymentLine.objects.bulk_update(paid, ["position", "fund"])
    for fund in funds:
        if drawn := planned.drawn[fund.pk]:
            fund.drawn += drawn
            fund.save(update_fields=["drawn"])


def return_to_funds(lines: list[PaymentLine]) -> None:
    """What the bank could not pay is in its fund again; its next payment draws anew."""
    back: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        assert line.fund_id  # held by a constraint
        back[line.fund_id] += line.amount
    for fund in Fund.objects.select_for_update().filter(pk__in=list(back)).order_by("pk"):
        fund.drawn -= back[fund.pk]
        fund.save(update_fields=["drawn"])


def _locked(batch: PaymentBatch, actor: User, version: int) -> PaymentBatch:
    rows = PaymentBatch.objects.visible_to(actor).select_for_update(of=("self",))
    found: PaymentBatch | None = rows.select_related("region").filter(pk=batch.pk).first()
    if found is None:
        raise Refused("not-found", "没有这个批次，或它不在您的辖区")
    if found.version != version:
        raise Stale(
            f"本批刚被别人办理过，现为“{found.get_state_display()}”。"
            "您刚才的提交没有生效，请看过最新情况后再办"
        )
    return found


def _save(batch: PaymentBatch, *fields: str) -> None:
    batch.version += 1
    batch.save(update_fields=["version", *fields])


def _totals(batch: PaymentBatch) -> dict[str, Any]:
    row: Any = PaymentBatch.objects.with_totals().get(pk=batch.pk)
    return {"payments": row.count, "amount": yuan_text(row.total), "held": row.held}
