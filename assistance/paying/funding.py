"""专款专用: which fund each payment draws on, and whether the money is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When

from ..enums import FundSource, LineState
from ..models import Fund, PaymentBatch, PaymentLine
from ..models.money import LOCKED_STATES, ZERO

DRAWING = [LineState.DUE, LineState.PAID]
ORDER = Case(
    *(When(source=source, then=Value(place)) for place, source in enumerate(FundSource.values)),
    output_field=IntegerField(),
)


def funds_for(batch: PaymentBatch) -> QuerySet[Fund]:
    """The year's funds meant for the programme, in the order in which they are drawn on."""
    rows: QuerySet[Fund] = Fund.objects.filter(
        year=batch.month.year, programmes__contains=[batch.programme]
    )
    return rows.order_by(ORDER, "pk")


@dataclass(frozen=True)
class Plan:
    """Which fund each line would draw on, and the lines that no fund has money for."""

    drawn: dict[int, Decimal]
    fund_of: dict[int, Fund]
    without: frozenset[int]


def plan(lines: Iterable[PaymentLine], funds: Iterable[Fund]) -> Plan:
    """Give each payment, whole, to the first fund with enough left."""
    left = {fund.pk: fund.left for fund in funds}
    by_id = {fund.pk: fund for fund in funds}
    chosen: dict[int, Fund] = {}
    without = set()
    for line in lines:
        if line.state != LineState.DUE:
            continue
        fund_id = next((pk for pk, money in left.items() if money >= line.amount), None)
        if fund_id is None:
            without.add(line.pk)
        else:
            left[fund_id] -= line.amount
            chosen[line.pk] = by_id[fund_id]
    drawn = {pk: by_id[pk].left - money for pk, money in left.items()}
    return Plan(drawn, chosen, frozenset(without))


@dataclass(frozen=True)
class Balance:
    """A fund as its book says and as its payments sum up, in yuan to the fen."""

    fund: Fund
    paid: Decimal
    waiting: Decimal

    @property
    def lines(self) -> Decimal:
        """What locked batches draw on it."""
        return self.paid + self.waiting

    @property
    def difference(self) -> Decimal:
        """The book minus the payments: zero, or something is wrong."""
        return self.fund.drawn - self.lines

    @property
    def drawn_share(self) -> int:
        """Per cent of the amount that are drawn."""
        return int(self.fund.drawn * 100 / self.fund.amount) if self.fund.amount else 0


def balances(funds: Iterable[Fund]) -> list[Balance]:
    """Reconcile funds with the lines of locked batches (资金对账)."""
    rows = (
        PaymentLine.objects.filter(state__in=DRAWING, batch__state__in=LOCKED_STATES)
        .order_by()
        .values_list("fund", "state")
        .annotate(sum=Sum("amount"))
    )
    sums = {(fund, state): amount for fund, state, amount in rows}
    return [
        Balance(
            fund,
            sums.get((fund.pk, LineState.PAID), ZERO),
            sums.get((fund.pk, LineState.DUE), ZERO),
        )
        for fund in funds
    ]


@dataclass(frozen=True)
class Share:
    """What a batch draws on one fund."""

    fund: Fund
    count: int
    amount: Decimal


def shares(lines: Iterable[PaymentLine], fund_of: dict[int, Fund]) -> list[Share]:
    """资金来源: the payments of a batch by fund."""
    counts: dict[int, int] = {}
    sums: dict[int, Decimal] = {}
    funds: dict[int, Fund] = {}
    for line in lines:
        if fund := fund_of.get(line.pk):
            funds[fund.pk] = fund
            counts[fund.pk] = counts.get(fund.pk, 0) + 1
            sums[fund.pk] = sums.get(fund.pk, ZERO) + line.amount
    return [Share(fund, counts[pk], sums[pk]) for pk, fund in funds.items()]
