"""What a township has to pay for a programme by a month, each payment once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import BankAccount

from ..enums import UNLOCKED, BackPayState, EndReason, LineKind, LineState
from ..models import Award, BackPay, Entitlement, PaymentBatch, PaymentLine

Key = tuple[int, int, date, str, str]


@dataclass(frozen=True)
class Due:
    """One payment that has not been made: of an award for a month.

    `replaces` is the line of a locked batch that failed or was held.
    """

    award: Award
    month: date
    kind: str
    reference: str
    amount: Decimal
    parts: list[dict[str, Any]]
    replaces: PaymentLine | None = None

    @property
    def key(self) -> Key:
        """What tells it from the other payments of its programme."""
        return self.award.household_id, self.award.unit, self.month, self.kind, self.reference


def key_of(line: PaymentLine) -> Key:
    """The key of the payment that a line makes."""
    return line.household_id, line.unit, line.month, line.kind, line.reference


def dues_of(batch: PaymentBatch) -> dict[Key, Due]:
    """Everything the batch should hold: what is entitled up to its month, and what is paid again.

    Each source of payments is a function here with its own `LineKind`.
    """
    dues = [*_entitled(batch), *_back_paid(batch), *_unpaid(batch)]
    return {due.key: due for due in dues}


def without_payment(month: date, lines: QuerySet[PaymentLine]) -> QuerySet[Entitlement]:
    """Entitlements up to a month that none of these lines pays.

    What is given month by month is paid once per household, whichever decision gives it.
    """
    here = lines.exclude(kind=LineKind.BACK_PAY).filter(month=OuterRef("month"))
    same_award = here.filter(award=OuterRef("award"))
    same_household = here.filter(
        kind=LineKind.REGULAR,
        household=OuterRef("award__household"),
        unit=OuterRef("award__unit"),
        programme=OuterRef("award__programme"),
    )
    rows: QuerySet[Entitlement] = Entitlement.objects.filter(
        ~Exists(same_award),
        Q(award__end_reason=EndReason.ONCE) | ~Exists(same_household),
        month__lte=month,
        amount__gt=0,
    )
    return rows


def _entitled(batch: PaymentBatch) -> Iterator[Due]:
    """The months of awards; the batch's own lines do not count as paid."""
    others = PaymentLine.objects.exclude(batch=batch, replaces=None)
    rows = (
        without_payment(batch.month, others)
        .filter(award__programme=batch.programme, award__region__code__startswith=batch.region_id)
        .select_related("award__household__head")
    )
    for row in rows.order_by("award__household__number", "month"):
        yield Due(row.award, row.month, *_kind_of(row.award), row.amount, row.lines)


def _back_paid(batch: PaymentBatch) -> Iterator[Due]:
    """What approved back-payments add to months that are past, each revision on its own."""
    rows = BackPay.objects.filter(
        state=BackPayState.APPROVED,
        month__lt=batch.month,
        award__programme=batch.programme,
        award__region__code__startswith=batch.region_id,
    ).select_related("award__household__head")
    keys = PaymentLine.objects.exclude(batch=batch, replaces=None).filter(kind=LineKind.BACK_PAY)
    paid = set(keys.values_list("award", "month", "reference"))
    for row in rows.order_by("award__household__number", "month", "pk"):
        reference = f"revision:{row.revision_id}"
        if (row.award_id, row.month, reference) not in paid:
            parts = [{"label": "补发", "yuan": str(row.amount), "kind": ""}]
            yield Due(row.award, row.month, LineKind.BACK_PAY, reference, row.amount, parts)


def _kind_of(award: Award) -> tuple[str, str]:
    """Kind and reference: what is given once may be given twice in a month by two decisions."""
    return (LineKind.ONCE, f"award:{award.pk}") if award.is_once else (LineKind.REGULAR, "")


def _unpaid(batch: PaymentBatch) -> Iterator[Due]:
    """What failed at the bank or was held out of a locked batch."""
    rows = (
        PaymentLine.objects.filter(
            Q(replaced_by=None) | Q(replaced_by__batch=batch),
            state__in=[LineState.FAILED, LineState.HELD],
            programme=batch.programme,
            batch__region=batch.region,
        )
        .exclude(batch__state__in=UNLOCKED)
        .select_related("award__household__head")
    )
    for line in rows.order_by("household__number", "month"):
        yield Due(line.award, line.month, line.kind, line.reference, line.amount, line.parts, line)


def accounts_of(household_ids: list[int]) -> dict[int, BankAccount]:
    """The account each household has stated, by household."""
    rows = BankAccount.objects.current().filter(household__in=household_ids)
    return {row.household_id: row for row in rows.select_related("holder").order_by("pk")}
