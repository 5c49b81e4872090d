"""Pairing's column and condition of the household list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery

from households.models import Household
from households.tables import Column
from yunyang_relief.core import clock

from .models import Pair
from .queries import has_main_helper


def _with_main_helper(rows: QuerySet[Household]) -> QuerySet[Household]:
    mine = Pair.objects.active_on(clock.today()).main().filter(household=OuterRef("pk"))
    annotated: QuerySet[Any] = rows.annotate(main_helper=Subquery(mine.values("helper__name")[:1]))
    return annotated


MAIN_HELPER = Column(
    "帮扶人", lambda household: household.main_helper or "", 90, _with_main_helper, css="yy-nb"
)


class PairedFilter(django_filters.BooleanFilter):
    """Households with, or without, somebody who answers for them."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        if value is None:
            return qs
        condition = has_main_helper(clock.today())
        return qs.filter(condition if value else ~condition)


IS_PAIRED = PairedFilter(label="已有帮扶责任人")
