"""The file a bank pays by: the official roster with whole account numbers, as Excel or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from assistance.actions import keep_order
from assistance.models import PaymentBatch
from yunyang_relief.core import files
from yunyang_relief.core.models import User

from .columns import Kind
from .ledgers.base import Extract, office_of, worded
from .ledgers.payroll import BANK_COLUMNS, RosterLine, roster_lines
from .workbook import A3, Layout, write

CSV = "text/csv; charset=utf-8"
# A spreadsheet would read a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


def export(batch: PaymentBatch, form: str, *, reason: str, actor: User) -> tuple[str, str, bytes]:
    """Make and keep the bank file; returns its name, content type and content.

    `form` is "xlsx" or "csv". Raises Refused when the batch may not leave yet.
    """
    extract = Extract(batch.month, batch.region, actor, is_unmasked=True)
    rows = batch.lines.filter(position__isnull=False)
    lines = roster_lines(rows.order_by("position"), extract)
    name = f"代发 {batch.number}.{form}"
    if form == "csv":
        kind, content = CSV, _csv(lines)
    else:
        kind, content = files.XLSX, write(layout_of(batch), BANK_COLUMNS, lines)
    keep_order(batch, name, kind, content, reason=reason, actor=actor)
    return name, kind, content


def layout_of(batch: PaymentBatch) -> Layout:
    """What stands around the lines of a batch."""
    month = batch.month
    return Layout(
        title=f"{batch.get_programme_display()}资金发放花名册（签字表）",
        left=f"填报单位（盖章）：{office_of(batch.region)}",
        right=f"发放年月：{month.year}年{month.month}月　　批次：{batch.number}　　单位：人、元",
        counted="笔",
        signatures=f"审批：{batch.approved_by or ''}　　　　复核：{batch.reviewed_by or ''}"
        f"　　　　制单：{batch.made_by}　　　　{worded(batch.made_on)}",
        frozen_columns=3,
        paper=A3,
    )


def _csv(lines: Iterable[RosterLine]) -> bytes:
    """UTF-8 with the mark that Excel needs to see; amounts without commas."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.path[-1] for column in BANK_COLUMNS])
    for line in lines:
        writer.writerow([_cell(column.kind, column.value(line)) for column in BANK_COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(kind: Kind, value: object) -> str:
    text = "" if value is None else str(value)
    if kind.is_number or not text.startswith(_FORMULA):
        return text
    return f"'{text}"
