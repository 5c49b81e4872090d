"""Funds and recoveries: the finance bureau's book, and what has to come back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from yunyang_relief.core import audit, clock
from yunyang_relief.core.access import Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User
from yunyang_relief.core.money import yuan_text

from ..enums import LineState, Programme, RecoveryState
from ..models import Award, Fund, PaymentLine, Recovery, Repayment
from ..paying.steps import Desk, sits_at


@transaction.atomic
def open_fund(*, actor: User, **values: Any) -> Fund:
    """Enter a fund of a year with what it is meant for."""
    _guard_keeper(actor)
    fund = Fund(region=actor.region, **values)
    _save(fund)
    audit.record("open_fund", fund, actor=actor, after=audit.snapshot(fund))
    return fund


@transaction.atomic
def change_fund(fund: Fund, *, reason: str, actor: User, **values: Any) -> Fund:
    """Change name, purpose or amount, with the reason; never below what is drawn."""
    _guard_keeper(actor)
    found = Fund.objects.select_for_update().get(pk=fund.pk)
    if not reason.strip():
        raise Refused("reason-required", "调整预算须写明依据，请填写")
    paid_for = set(found.lines.values_list("programme", flat=True).distinct())
    if left_out := paid_for - set(values["programmes"]):
        names = "、".join(Programme(code).short for code in left_out)
        raise Refused("purpose-used", f"这笔资金已发放过{names}，不能取消这个用途")
    before = audit.snapshot(found)
    for name, value in values.items():
        setattr(found, name, value)
    _save(found)
    old, new = audit.changes(before, audit.snapshot(found))
    audit.record("change_fund", found, actor=actor, reason=reason, before=old, after=new)
    return found


def _guard_keeper(actor: User) -> None:
    if not actor.may(Resource.FUND, Verb.EDIT):
        raise Refused("not-yours", "资金预算由县财政局登记")


@transaction.atomic
def open_recovery(
    award: Award, *, first_month: date, last_month: date, amount: Decimal, reason: str, actor: User
) -> Recovery:
    """Decide that months of an award are to be paid back, at most what was paid for them."""
    found = Award.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=award.pk)
    if not sits_at(actor, Desk.OFFICE, found.programme):
        raise Refused("not-yours", "追缴由县级主管部门决定")
    paid = paid_for(found, first_month, last_month)
    if amount > paid:
        raise Refused("too-much", f"这几个月实际发放 {yuan_text(paid)} 元，追缴金额不能超过它")
    recovery = Recovery(
        award=found,
        region=found.region,
        programme=found.programme,
        first_month=first_month,
        last_month=last_month,
        amount=amount,
        reason=reason.strip(),
        decided_by=actor,
        decided_on=clock.today(),
    )
    _save(recovery)
    audit.record("open_recovery", recovery, actor=actor, reason=recovery.reason)
    return recovery


def paid_for(award: Award, first_month: date, last_month: date) -> Decimal:
    """What the bank paid for some months of an award."""
    rows = PaymentLine.objects.filter(
        award=award, month__gte=first_month, month__lte=last_month, state=LineState.PAID
    )
    return rows.aggregate(sum=models.Sum("amount", default=Decimal(0)))["sum"]  # type: ignore[no-any-return]  # a Decimal


@transaction.atomic
def repay(recovery: Recovery, *, on: date, amount: Decimal, receipt: str, actor: User) -> Recovery:
    """Note money that came back; with the last of it the recovery is closed."""
    found = _open_recovery(recovery, actor)
    if amount > found.left:
        raise Refused("too-much", f"还应追缴 {yuan_text(found.left)} 元，缴回金额不能超过它")
    _save(Repayment(recovery=found, on=on, amount=amount, receipt=receipt.strip(), by=actor))
    found.repaid += amount
    if not found.left:
        found.state, found.closed_on = RecoveryState.REPAID, clock.today()
    found.save(update_fields=["repaid", "state", "closed_on"])
    audit.record(
        "repay", found, actor=actor, after={"amount": amount, "receipt": receipt, "on": on}
    )
    return found


@transaction.atomic
def waive(recovery: Recovery, *, note: str, actor: User) -> Recovery:
    """Give the rest up, with the ground for it."""
    found = _open_recovery(recovery, actor)
    if not sits_at(actor, Desk.OFFICE, found.programme):
        raise Refused("not-yours", "核销由县级主管部门决定")
    if not note.strip():
        raise Refused("note-required", "核销须写明原因，请填写")
    found.state, found.closed_on = RecoveryState.WAIVED, clock.today()
    found.closed_note = note.strip()
    found.save(update_fields=["state", "closed_on", "closed_note"])
    audit.record("waive_recovery", found, actor=actor, reason=found.closed_note)
    return found


def _open_recovery(recovery: Recovery, actor: User) -> Recovery:
    rows = Recovery.objects.visible_to(actor).select_for_update(of=("self",))
    found: Recovery | None = (
        rows.select_related("award__household__head").filter(pk=recovery.pk).first()
    )
    if found is None:
        raise Refused("not-found", "没有这件追缴，或它不在您的辖区")
    if found.state != RecoveryState.OPEN:
        raise Refused("closed", f"本件{found.get_state_display()}，不能再登记")
    return found


def _save(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("invalid", "；".join(error.messages)) from error
    row.save()
