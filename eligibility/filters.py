"""Filters of the lists about results: what changed, and what a draft would change."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet

from eligibility.engine.programme import discover
from yunyang_relief.core.filters import FreshFilterSet
from yunyang_relief.core.models import TOWNSHIP, Region

from . import whatif
from .enums import Basis, Cause, Verdict
from .models import ResultChange, WhatIfChange

PROGRAMMES = [(programme.code, programme.name) for programme in discover().values()]


class RegionalFilter(FreshFilterSet):
    """Rows of households by programme and township."""

    programme = django_filters.ChoiceFilter(label="项目", choices=PROGRAMMES)
    region = django_filters.ChoiceFilter(label="乡镇（街道）", method="within", choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        rows = Region.objects.filter(code__startswith=user.region_id, level__gte=TOWNSHIP)
        if user.region.level < TOWNSHIP:
            rows = rows.filter(level=TOWNSHIP)
        self.filters["region"].extra["choices"] = list(rows.values_list("code", "name"))

    def within(self, rows: QuerySet[Any], _: str, code: str) -> QuerySet[Any]:
        return rows.filter(household__region__code__startswith=code)


TURNS = {
    "to_pass": ("转为符合", {"to_verdict": Verdict.PASS}),
    "to_fail": ("转为不符合", {"to_verdict": Verdict.FAIL}),
    "to_pending": ("转为待核实", {"to_verdict": Verdict.PENDING}),
}


class ChangeFilter(RegionalFilter):
    """Changes of results."""

    cause = django_filters.ChoiceFilter(label="原因", choices=Cause.choices)
    turn = django_filters.ChoiceFilter(
        label="变动",
        method="turned",
        choices=[*((code, label) for code, (label, _) in TURNS.items()), ("amount", "只变金额")],
    )
    basis = django_filters.ChoiceFilter(label="依据", choices=Basis.choices)
    since = django_filters.DateFilter(label="变动自", field_name="on", lookup_expr="gte")
    until = django_filters.DateFilter(label="变动至", field_name="on", lookup_expr="lte")

    class Meta:
        model = ResultChange
        fields = ["programme", "region", "cause", "turn", "basis", "since", "until"]

    def turned(self, rows: QuerySet[Any], _: str, value: str) -> QuerySet[Any]:
        same = {"from_verdict": F("to_verdict")}
        if value not in TURNS:
            return rows.filter(**same)
        return rows.filter(**TURNS[value][1]).exclude(**same)


class TrialFilter(RegionalFilter):
    """Households that a draft would change."""

    kind = django_filters.ChoiceFilter(
        label="变动",
        method="becoming",
        choices=[(code, label) for code, (label, _) in whatif.KINDS.items()],
    )
    is_receiving = django_filters.BooleanFilter(label="在保")

    class Meta:
        model = WhatIfChange
        fields = ["kind", "programme", "region", "is_receiving"]

    def becoming(self, rows: QuerySet[Any], _: str, value: str) -> QuerySet[Any]:
        return whatif.of_kind(rows, value)
