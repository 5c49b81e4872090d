"""How pages show a batch: its way, and its lines by what they need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..enums import BankFileKind, BatchState, LineState, Programme
from ..models import PaymentBatch, PaymentLine


@dataclass(frozen=True)
class BatchStation:
    """One step of the way as the stepper shows it."""

    label: str
    state: str
    date: str
    who: str
    due: dt.date | None = None


def batch_stations(batch: PaymentBatch) -> list[BatchStation]:
    """Where a batch stands, with who took each step."""
    states = list(BatchState)
    present = states.index(BatchState(batch.state))
    exported = batch.files.filter(kind=BankFileKind.ORDER).first()
    replied = batch.files.filter(kind=BankFileKind.REPLY).last()
    office = Programme(batch.programme).office.label
    told = (
        ("制单", batch.made_on, str(batch.made_by)),
        (f"{office}复核", batch.reviewed_on, str(batch.reviewed_by or "")),
        ("财政审批", batch.approved_on, str(batch.approved_by or "")),
        ("导出", exported and exported.on, str(exported.by) if exported else ""),
        ("回盘", replied and replied.on, str(replied.by) if replied else ""),
        ("结清", batch.settled_on, ""),
    )
    return [
        BatchStation(label, _place(number, present), f"{on:%m-%d}" if on else "", who)
        for number, (label, on, who) in enumerate(told)
    ]


def _place(number: int, present: int) -> str:
    """`present` counts the steps that are done: a draft has none."""
    if number < present or present == len(BatchState) - 1:
        return "done"
    return "now" if number == present else "todo"


@dataclass(frozen=True)
class LineGroup:
    """Lines of one sort under their heading."""

    label: str
    lines: list[PaymentLine]


def line_groups(lines: list[PaymentLine]) -> list[LineGroup]:
    """What needs somebody first: doubtful, failed, held; then the rest."""
    doubtful = [line for line in lines if line.problems and line.state == LineState.DUE]
    failed = [line for line in lines if line.state == LineState.FAILED]
    held = [line for line in lines if line.state == LineState.HELD]
    shown = {line.pk for line in (*doubtful, *failed, *held)}
    groups = (
        LineGroup("有疑点", doubtful),
        LineGroup("发放失败", failed),
        LineGroup("暂缓", held),
        LineGroup("其余款项", [line for line in lines if line.pk not in shown]),
    )
    return [group for group in groups if group.lines]
