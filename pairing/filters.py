"""Filters of the lists of pairing."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from assistance.filters import RegionFilter
from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.filters import FreshFilterSet
from yunyang_relief.core.models import Region

from .enums import UnitKind, VisitKind
from .models import Helper, Pair, Visit
from .tables import PairedFilter


class HouseholdPairFilter(FreshFilterSet):
    """Households by who answers for them."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="户主、户编号、责任人")
    region = RegionFilter()
    paired = PairedFilter(label="已有主责责任人")
    mine = django_filters.BooleanFilter(label="我负责的", method="by_mine")

    class Meta:
        model = Household
        fields = ["q", "region", "paired", "mine"]

    def search(self, rows: QuerySet[Household], _: str, text: str) -> QuerySet[Household]:
        helped = self._pairs().filter(helper__name__contains=text)
        return rows.filter(
            Q(head__name__contains=text) | Q(number__contains=text) | Q(Exists(helped))
        )

    def by_mine(self, rows: QuerySet[Household], _: str, wanted: bool) -> QuerySet[Household]:
        mine = Exists(self._pairs().filter(helper__user=self.request.user))
        return rows.filter(mine if wanted else ~mine)

    @staticmethod
    def _pairs() -> QuerySet[Pair]:
        pairs: QuerySet[Pair] = Pair.objects.active_on(clock.today())
        return pairs.filter(household=OuterRef("pk"))


class HouseholdRegionFilter(RegionFilter):
    """The same for rows that lie where their household does."""

    def filter(self, qs: QuerySet[Any], value: Region | None) -> QuerySet[Any]:
        return qs.filter(household__region__code__startswith=value.code) if value else qs


class HelperFilter(FreshFilterSet):
    """Helpers by name, unit and state."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="姓名、单位")
    kind = django_filters.ChoiceFilter(
        label="单位类型", field_name="unit__kind", choices=UnitKind.choices
    )
    retired = django_filters.BooleanFilter(
        label="已停用", field_name="retired_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Helper
        fields = ["q", "kind", "retired"]

    def search(self, rows: QuerySet[Helper], _: str, text: str) -> QuerySet[Helper]:
        return rows.filter(Q(name__contains=text) | Q(unit__name__contains=text))


class VisitFilter(FreshFilterSet):
    """Visits by kind, place and day."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="户主、户编号、走访人")
    kind = django_filters.ChoiceFilter(label="种类", choices=VisitKind.choices)
    region = HouseholdRegionFilter()
    since = django_filters.DateFilter(label="自", field_name="visited_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="至", field_name="visited_on", lookup_expr="lte")

    class Meta:
        model = Visit
        fields = ["q", "kind", "region", "since", "until"]

    def search(self, rows: QuerySet[Visit], _: str, text: str) -> QuerySet[Visit]:
        return rows.filter(
            Q(household__head__name__contains=text)
            | Q(household__number=text)
            | Q(visitors__contains=text)
        )
