"""Plays the county's payments: funds of the year, and each month's batch from draft to bank."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from assistance import actions
from assistance.enums import BatchState, FundSource, LineState, Programme
from assistance.models import PaymentBatch
from assistance.months import add_months, first_of_month
from assistance.paying.checks import BLOCKING
from assistance.queries import batches_to_build
from yunyang_relief.core import clock
from yunyang_relief.core.models import User
from yunyang_relief.core.request_context import acting

from .. import banking
from .diary import Diary, Story
from .staff import Desk

# Townships that already pay through the system.
PAYING = ("双江街道", "青龙街道")
BUDGETS = {
    FundSource.CENTRAL: ("困难群众救助补助资金", Decimal(60_000)),
    FundSource.CITY: ("城乡低保市级配套", Decimal(120_000)),
    FundSource.COUNTY: ("城乡低保县级配套", Decimal(600_000)),
}
MONTHS_BACK = 8
# The month whose bank reply brings failures, counted back from the last.
FAILING = 2


def pay(desks: list[Desk], finance: User, diary: Diary) -> None:
    """Enter the funds, and let every paying township's months happen."""
    with clock.on(diary.last_day), acting(finance.pk):
        for source, (name, amount) in BUDGETS.items():
            actions.open_fund(
                name=name,
                source=source,
                year=diary.last_day.year,
                programmes=[Programme.DIBAO],
                amount=amount,
                document="",
                actor=finance,
            )
    this_month = first_of_month(diary.last_day)
    for desk in desks:
        if desk.township.name in PAYING:
            for back in range(MONTHS_BACK, -1, -1):
                month = add_months(this_month, -back)
                diary.begin(month, _month(desk, finance, month, back))


def _month(desk: Desk, finance: User, month: date, back: int) -> Story:
    """One township's month. Of this month there is a draft only; an early one pays nothing yet."""
    actions.extend_entitlements(month)
    if not (batch := _build(desk)):
        return
    yield 1
    _hold_doubtful(batch, desk.caseworker)
    if back == 0 or not _has_payments(batch):
        return
    _step(batch, "submit", desk.caseworker)
    yield 1
    _step(batch, "review", desk.officer)
    yield 1
    _step(batch, "approve", finance)
    with acting(finance.pk):
        banking.export(batch, "xlsx", reason="送代发银行", actor=finance)
    yield 2
    _answer(batch, finance, failures=1 if back == FAILING else 0)
    while not _settle(batch, finance):
        yield 20


def _build(desk: Desk) -> PaymentBatch | None:
    """The township's 低保 of this month, where there is any."""
    waiting = batches_to_build(clock.today(), desk.township.code)
    if not any(item.programme == Programme.DIBAO for item in waiting):
        return None
    with acting(desk.caseworker.pk):
        return actions.build_batch(desk.township, Programme.DIBAO, actor=desk.caseworker)


def _hold_doubtful(batch: PaymentBatch, actor: User) -> None:
    with acting(actor.pk):
        for line in batch.lines.filter(state=LineState.DUE):
            if any(code in BLOCKING for code, _ in line.problems):
                reason = line.problems[0][1]
                actions.hold_line(line, reason=reason[:200], actor=actor)


def _has_payments(batch: PaymentBatch) -> bool:
    return batch.lines.filter(state=LineState.DUE).exists()


def _step(batch: PaymentBatch, code: str, actor: User) -> None:
    batch.refresh_from_db()
    with acting(actor.pk):
        actions.advance_batch(batch, code, actor=actor, version=batch.version)


def _answer(batch: PaymentBatch, finance: User, *, failures: int) -> None:
    """The bank answers; its first `failures` payments could not be made."""
    with acting(finance.pk):
        name = f"回盘 {batch.number}.csv"
        actions.take_reply(batch, name, reply_file(batch, failures), actor=finance)


def reply_file(batch: PaymentBatch, failures: int) -> bytes:
    """A bank's answer as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["流水号", "发放合计", "结果", "失败原因"])
    lines = batch.lines.filter(position__isnull=False).select_related("batch")
    for place, line in enumerate(lines.order_by("position")):
        is_bad = place < failures
        writer.writerow(
            [line.number, line.amount, *(("失败", "账号户名不符") if is_bad else ("成功", ""))]
        )
    return text.getvalue().encode()


def _settle(batch: PaymentBatch, finance: User) -> bool:
    """Settle once no failure is left that a later batch has not taken up."""
    open_failures = batch.lines.filter(state=LineState.FAILED, replaced_by=None)
    if open_failures.exists():
        return False
    batch.refresh_from_db()
    if batch.state == BatchState.REPLIED:
        _step(batch, "settle", finance)
    return True
