"""The columns and the condition that results add to the household list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from households.models import Household
from households.tables import Column
from yunyang_relief.core.templatetags.yy import verdict, yuan

from .enums import Basis, Verdict
from .models import Result

DIBAO = "dibao"


def _results(basis: str) -> QuerySet[Result]:
    found: QuerySet[Result] = Result.objects.of_families(DIBAO, basis)
    return found.filter(household=OuterRef("pk"))


def _with_result(rows: QuerySet[Household]) -> QuerySet[Household]:
    mine = _results(Basis.VERIFIED)
    annotated: QuerySet[Any] = rows.annotate(
        dibao_verdict=Subquery(mine.values("verdict")),
        dibao_total=Subquery(mine.values("monthly_total")),
    )
    return annotated


def _verdict(household: Any) -> str:
    return verdict(household.dibao_verdict) if household.dibao_verdict else "未核算"


def _amount(household: Any) -> str:
    if household.dibao_verdict in (None, Verdict.FAIL):
        return ""
    return yuan(household.dibao_total)


VERDICT = Column("低保认定", _verdict, 70, _with_result, css="yy-nb")
AMOUNT = Column("月金额（元）", _amount, 71, css="yy-num")


class ResultFilter(django_filters.ChoiceFilter):
    """Households by what 低保 finds for them."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        basis, _, found = value.partition("-")
        return qs.filter(Exists(_results(basis).filter(verdict=found)))


HAS_RESULT = ResultFilter(
    label="低保核算",
    choices=[
        *((f"{Basis.VERIFIED}-{code}", f"认定{label}") for code, label in Verdict.choices),
        (f"{Basis.DECLARED}-{Verdict.PASS}", "按申报符合"),
    ],
)
