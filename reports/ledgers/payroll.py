"""F12 发放花名册（签字表） and 汇总表, of a month's payments and of one batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter as get
from typing import Any

from django.db.models import Prefetch, QuerySet, Sum

from assistance.enums import FundSource, LineState, Programme
from assistance.models import PaymentBatch, PaymentLine
from households.models import Circumstances, Person
from yunyang_relief.core.access import Resource
from yunyang_relief.core.scoping import scope_of

from ..columns import Column, Kind
from ..workbook import A3
from .base import Extract, Ledger
from .lines import ADDITIONS, BATCH

ZERO = Decimal("0.00")


@dataclass
class RosterLine:
    """One payment of a roster."""

    position: int
    line: PaymentLine
    extract: Extract

    @property
    def head(self) -> Person:
        """The person in whose name the award runs."""
        return self.line.household.head or self.line.award.case.applicant

    @property
    def id_number(self) -> str:
        return self.extract.show(self.head.id_number)

    @property
    def account(self) -> str:
        return self.extract.show(self.line.account)

    @property
    def payee(self) -> str:
        return self.line.payee.name if self.line.payee else ""

    @property
    def address(self) -> str:
        stated: list[Circumstances] = self.line.household.current_circumstances  # type: ignore[attr-defined]  # prefetched
        return stated[0].address if stated else ""

    @property
    def late(self) -> Decimal | None:
        """补发: what is paid for an earlier month."""
        return self.line.amount if self.line.is_late else None

    @property
    def added(self) -> Decimal | None:
        """分类施保金 of the month."""
        return None if self.line.is_late else additions(self.line)

    @property
    def basic(self) -> Decimal | None:
        """保障金 of the month: what is given month by month without the additions."""
        if self.line.is_late or self.line.reference:
            return None
        return self.line.amount - additions(self.line)

    @property
    def special(self) -> Decimal | None:
        """其他专项: what is given once."""
        is_special = self.line.reference and not self.line.is_late
        return self.line.amount - additions(self.line) if is_special else None

    @property
    def remark(self) -> str:
        if self.line.replaces_id:
            return f"{self.line.month:%Y-%m} 重发"
        return f"{self.line.month:%Y-%m} 补发" if self.line.is_late else ""


def additions(line: PaymentLine) -> Decimal:
    """The 分类重点救助 in a payment's amount."""
    parts = (part for part in line.parts if part.get("kind") in ADDITIONS)
    return sum((Decimal(part["yuan"]) for part in parts), ZERO)


def _by_hand(line: RosterLine) -> None:
    """For the pen: how certificates are numbered is not known yet (待云阳县局确认); signatures."""


COLUMNS: tuple[Column[RosterLine], ...] = (
    Column("地区", get("line.award.region.name"), width=10),
    Column("姓名", get("head.name"), width=8),
    Column("身份证号", get("id_number"), Kind.IDENTIFIER, 19),
    Column("低保证号", _by_hand, Kind.IDENTIFIER, 10),
    Column("保障人数", get("line.award.people"), Kind.NUMBER, 5, total=True),
    Column("保障金", get("basic"), Kind.MONEY, 10, total=True),
    Column("分类施保金", get("added"), Kind.MONEY, 9, total=True),
    Column("其他专项", get("special"), Kind.MONEY, 9, total=True),
    Column("补发", get("late"), Kind.MONEY, 9, total=True),
    Column("发放合计", get("line.amount"), Kind.MONEY, 11, total=True),
    Column("居住地址", get("address"), width=18),
    Column("账户名称", get("payee"), width=8),
    Column("开户银行", get("line.bank"), width=11),
    Column("银行账号", get("account"), Kind.IDENTIFIER, 20),
    Column("领取人(签字)", _by_hand, width=10),
    Column("备注", get("remark"), width=11),
)
# What the bank's answer refers to stands before the official columns.
BANK_COLUMNS: tuple[Column[RosterLine], ...] = (
    Column("流水号", get("line.number"), Kind.IDENTIFIER, 30),
    *COLUMNS,
)


def payments(extract: Extract, programme: str) -> QuerySet[PaymentLine]:
    """The month's payments of a programme in the region, as far as the user may see them."""
    rows: QuerySet[PaymentLine] = PaymentLine.objects.filter(
        scope_of(extract.user, Resource.LEDGER, "batch__region_id"),
        batch__month=extract.month,
        award__region__code__startswith=extract.region.code,
        programme=programme,
    )
    return rows.exclude(state=LineState.HELD).order_by("batch", "household__number", "month", "pk")


def roster_lines(rows: QuerySet[PaymentLine], extract: Extract) -> Iterator[RosterLine]:
    """Rows of payments, some hundred in memory at a time."""
    read = rows.select_related(
        "award__region", "award__case__applicant", "household__head", "payee", "batch"
    ).prefetch_related(
        Prefetch(
            "household__circumstancess",
            Circumstances.objects.current(),
            to_attr="current_circumstances",
        )
    )
    lines = read[: extract.limit].iterator(chunk_size=BATCH)
    for position, line in enumerate(lines, 1):
        yield RosterLine(position, line, extract)


def _roster(programme: Programme) -> Ledger[RosterLine]:
    return Ledger(
        code=f"payroll-{programme}",
        title=f"云阳县{programme.label}资金发放花名册（签字表）",
        about="每笔一行：保障金、分类施保金、补发、合计、账户与领取签字",
        programme=programme,
        columns=COLUMNS,
        rows=lambda extract: roster_lines(payments(extract, programme), extract),
        households=lambda extract: sorted(
            set(payments(extract, programme).order_by().values_list("household", flat=True))
        ),
        counted="笔",
        keys=("姓名",),
        frozen_columns=2,
        paper=A3,
    )


# What 县民政 pays; other offices print the rosters of their batches.
PAID_HERE = (Programme.DIBAO, Programme.TEKUN, Programme.LINSHI)
ROSTERS = tuple(_roster(programme) for programme in PAID_HERE)


# --- 汇总 -----------------------------------------------------------------------------------


@dataclass
class SummaryLine:
    """One batch of the summary: sums, and where the money comes from."""

    batch: PaymentBatch
    lines: list[PaymentLine]
    sources: dict[str, Decimal]

    @property
    def households(self) -> int:
        return len({line.household_id for line in self.lines})

    @property
    def people(self) -> int:
        return sum({line.award_id: line.award.people for line in self.lines}.values())

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def added(self) -> Decimal:
        return sum((additions(line) for line in self.lines), ZERO)

    @property
    def basic(self) -> Decimal:
        return self.total - self.added


def _source(code: str) -> Any:
    return lambda line: line.sources.get(code, ZERO)


SUMMARY_COLUMNS: tuple[Column[SummaryLine], ...] = (
    Column("地区", get("batch.region.name"), width=10),
    Column("发放年月", get("batch.month"), Kind.MONTH, 9),
    Column("户数", get("households"), Kind.NUMBER, 6, total=True),
    Column("人数", get("people"), Kind.NUMBER, 6, total=True),
    Column("总额", get("total"), Kind.MONEY, 13, total=True),
    Column("保障金", get("basic"), Kind.MONEY, 13, total=True),
    Column("分类金", get("added"), Kind.MONEY, 11, total=True),
    *(
        Column(("资金来源", source.label), _source(source), Kind.MONEY, 12, total=True)
        for source in FundSource
    ),
    Column("发放方式", lambda line: "银行代发", width=9),
    Column("状态", lambda line: line.batch.get_state_display(), width=9),
)


def summary_of(batch: PaymentBatch) -> SummaryLine:
    """One batch summed up."""
    lines = batch.lines.exclude(state=LineState.HELD).select_related("award")
    sums = lines.order_by().values_list("fund__source").annotate(sum=Sum("amount"))
    return SummaryLine(batch, list(lines), {source: amount for source, amount in sums if source})


def _batches(extract: Extract, programme: str) -> QuerySet[PaymentBatch]:
    rows: QuerySet[PaymentBatch] = PaymentBatch.objects.filter(
        scope_of(extract.user, Resource.LEDGER, "region_id"),
        month=extract.month,
        region__code__startswith=extract.region.code,
        programme=programme,
    )
    return rows.select_related("region").order_by("region", "run")


def _summary(programme: Programme) -> Ledger[SummaryLine]:
    return Ledger(
        code=f"payments-{programme}",
        title=f"云阳县{programme.label}资金发放汇总表",
        about="每批一行：户数、人数、总额、保障金、分类金、资金来源、状态",
        programme=programme,
        columns=SUMMARY_COLUMNS,
        rows=lambda extract: (
            summary_of(batch) for batch in _batches(extract, programme)[: extract.limit]
        ),
        households=lambda extract: sorted(
            set(
                PaymentLine.objects.filter(batch__in=_batches(extract, programme))
                .exclude(state=LineState.HELD)
                .order_by()
                .values_list("household", flat=True)
            )
        ),
        counted="批",
        keys=("地区",),
        frozen_columns=1,
    )


SUMMARIES = tuple(_summary(programme) for programme in PAID_HERE)
