"""What was decided in the month of an extract, for ledgers of what is given once."""

from __future__ import annotations

from calendar import monthrange
from typing import TypeVar

from django.db.models import QuerySet

from assistance.models.records import Record
from yunyang_relief.core.access import Resource
from yunyang_relief.core.scoping import scope_of

from .base import Extract

R = TypeVar("R", bound=Record)


def decided_in(extract: Extract, records: QuerySet[R]) -> QuerySet[R]:
    """The records of the month's decisions in the region, as far as the user may see them, in
    ledger order.
    """
    month = extract.month
    last = month.replace(day=monthrange(month.year, month.month)[1])
    rows = records.filter(
        scope_of(extract.user, Resource.LEDGER, "case__region_id"),
        case__region__code__startswith=extract.region.code,
        case__closed_on__range=(month, last),
    )
    return rows.order_by("case__region_id", "case__household__number", "pk")
