"""Filters of the lists; pages and API share them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from households.enums import Stage as SchoolStage
from yunyang_relief.core import clock
from yunyang_relief.core.filters import FreshFilterSet
from yunyang_relief.core.models import COMMUNITY, TOWNSHIP, Region

from .enums import BackPayState, BatchState, FundSource, Outcome, Programme, RecoveryState, Stage
from .models import Award, Bill, Case, Fund, Notice, PaymentBatch, Recovery, TermAid
from .queries import above_target, bills_waiting


def regions_below(request: Any) -> QuerySet[Region]:
    """The level below the user's region: townships of the county, communities of a township."""
    region = request.user.region
    level = TOWNSHIP if region.level < TOWNSHIP else COMMUNITY
    return Region.objects.filter(code__startswith=region.code, level=level)


class RegionFilter(django_filters.ModelChoiceFilter):
    """Rows of one region and all below it."""

    def __init__(self, *, path: str = "region", **options: Any) -> None:
        super().__init__(label="区域", queryset=regions_below, **options)
        self.path = path

    def filter(self, qs: QuerySet[Any], value: Region | None) -> QuerySet[Any]:
        return qs.filter(**{f"{self.path}__code__startswith": value.code}) if value else qs


class CaseFilter(FreshFilterSet):
    """Cases by where they stand, whose they are and how late they are."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="户主、申请人、案号")
    stage = django_filters.ChoiceFilter(label="环节", choices=Stage.choices)
    region = RegionFilter()
    programme = django_filters.ChoiceFilter(label="项目", choices=Programme.choices)
    overdue = django_filters.BooleanFilter(label="超期", method="late")
    mine = django_filters.BooleanFilter(label="我经办", method="handled_by_me")
    relative = django_filters.BooleanFilter(label="近亲属备案", field_name="is_near_relative")
    outcome = django_filters.ChoiceFilter(
        label="决定", choices=Outcome.choices, field_name="decision__outcome"
    )

    class Meta:
        model = Case
        fields = ["q", "stage", "region", "programme", "overdue", "mine", "relative", "outcome"]

    def search(self, rows: QuerySet[Case], _: str, text: str) -> QuerySet[Case]:
        return rows.filter(
            Q(household__head__name__startswith=text)
            | Q(household__head__pinyin__startswith=text.lower())
            | Q(applicant__name__startswith=text)
            | Q(number__contains=text)
            | Q(household__number=text)
        )

    def late(self, rows: Any, _: str, value: bool) -> QuerySet[Case]:
        late = rows.overdue(clock.today())
        return late if value else rows.exclude(pk__in=late.values("pk"))  # type: ignore[no-any-return]  # CaseQuerySet

    def handled_by_me(self, rows: QuerySet[Case], _: str, value: bool) -> QuerySet[Case]:
        mine = Q(caseworker=self.request.user)
        return rows.filter(mine if value else ~mine)


class NoticeFilter(FreshFilterSet):
    """Publications by state and township."""

    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[("running", "公示中"), ("over", "已期满")],
        method="in_state",
    )
    region = RegionFilter()
    programme = django_filters.ChoiceFilter(label="项目", choices=Programme.choices)

    class Meta:
        model = Notice
        fields = ["state", "region", "programme"]

    def in_state(self, rows: Any, _: str, value: str) -> QuerySet[Notice]:
        today = clock.today()
        if value == "running":
            return rows.running(today)  # type: ignore[no-any-return]  # NoticeQuerySet
        return rows.filter(ends_on__lt=today)  # type: ignore[no-any-return]  # NoticeQuerySet


class BackPayFilter(FreshFilterSet):
    """Awards that are owed something, by place and by what was decided."""

    region = RegionFilter()
    state = django_filters.ChoiceFilter(
        label="状态", field_name="back_pay_state", choices=BackPayState.choices
    )

    class Meta:
        model = Award
        fields = ["region", "state"]


class BillFilter(FreshFilterSet):
    """Hospital bills by what is still to be done about them."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="户主、患者、医院")
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[
            ("waiting", "待救助"),
            ("unsettled", "先诊疗后付费，未结算"),
            ("deferred", "先诊疗后付费"),
            ("above", "目录外超过 15%"),
            ("aided", "已救助"),
        ],
        method="in_state",
    )
    region = RegionFilter(path="household__region")

    class Meta:
        model = Bill
        fields = ["q", "state", "region"]

    def search(self, rows: QuerySet[Bill], _: str, text: str) -> QuerySet[Bill]:
        return rows.filter(
            Q(household__head__name__startswith=text)
            | Q(person__name__startswith=text)
            | Q(hospital__contains=text)
        )

    def in_state(self, rows: QuerySet[Bill], _: str, value: str) -> QuerySet[Bill]:
        if value == "waiting":
            return bills_waiting(rows, clock.today())
        conditions = {
            "unsettled": Q(is_paid_after_treatment=True, settled_on=None),
            "deferred": Q(is_paid_after_treatment=True),
            "above": above_target(clock.today()),
            "aided": Q(aid_paid__gt=0),
        }
        return rows.filter(conditions[value])


class TermAidFilter(FreshFilterSet):
    """Students' aid by term, stage and school."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="学生、学校")
    term = django_filters.CharFilter(label="学期", help_text="例如 2019秋")
    stage = django_filters.ChoiceFilter(label="学段", choices=SchoolStage.choices)

    class Meta:
        model = TermAid
        fields = ["q", "term", "stage"]

    def search(self, rows: QuerySet[TermAid], _: str, text: str) -> QuerySet[TermAid]:
        return rows.filter(Q(person__name__startswith=text) | Q(school__contains=text))


class AwardFilter(FreshFilterSet):
    """Awards by state, class, region and the day of their review."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="户主、户编号")
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[("current", "在发"), ("ended", "已停发")],
        method="in_state",
    )
    region = RegionFilter()
    programme = django_filters.ChoiceFilter(label="项目", choices=Programme.choices)
    klass = django_filters.ChoiceFilter(
        label="类别",
        choices=[("A", "A 类"), ("B", "B 类"), ("C", "C 类"), ("待定", "待定")],
    )
    review_from = django_filters.DateFilter(
        label="复核自", field_name="next_review_on", lookup_expr="gte"
    )
    review_until = django_filters.DateFilter(
        label="复核至", field_name="next_review_on", lookup_expr="lte"
    )

    class Meta:
        model = Award
        fields = ["q", "state", "region", "programme", "klass", "review_from", "review_until"]

    def search(self, rows: QuerySet[Award], _: str, text: str) -> QuerySet[Award]:
        return rows.filter(
            Q(household__head__name__startswith=text)
            | Q(household__head__pinyin__startswith=text.lower())
            | Q(household__number=text)
        )

    def in_state(self, rows: Any, _: str, value: str) -> QuerySet[Award]:
        current = rows.current(clock.today())
        if value == "current":
            return current  # type: ignore[no-any-return]  # AwardQuerySet
        return rows.exclude(pk__in=current.values("pk"))  # type: ignore[no-any-return]  # AwardQuerySet


class PaymentBatchFilter(django_filters.FilterSet):
    """Payment batches by state, programme, township and month."""

    state = django_filters.ChoiceFilter(label="状态", choices=BatchState.choices)
    programme = django_filters.ChoiceFilter(label="项目", choices=Programme.choices)
    region = RegionFilter()
    since = django_filters.DateFilter(label="发放月自", field_name="month", lookup_expr="gte")

    class Meta:
        model = PaymentBatch
        fields = ["state", "programme", "region", "since"]


class FundFilter(django_filters.FilterSet):
    """Funds by year, source and purpose."""

    year = django_filters.NumberFilter(label="年度", max_value=2100, min_value=2000)
    source = django_filters.ChoiceFilter(label="来源", choices=FundSource.choices)
    programme = django_filters.ChoiceFilter(
        label="项目", choices=Programme.choices, method="meant_for"
    )

    class Meta:
        model = Fund
        fields = ["year", "source", "programme"]

    def meant_for(self, rows: QuerySet[Fund], _: str, programme: str) -> QuerySet[Fund]:
        return rows.filter(programmes__contains=[programme])


class RecoveryFilter(django_filters.FilterSet):
    """Recoveries by state, programme and region."""

    state = django_filters.ChoiceFilter(label="状态", choices=RecoveryState.choices)
    programme = django_filters.ChoiceFilter(label="项目", choices=Programme.choices)
    region = RegionFilter()

    class Meta:
        model = Recovery
        fields = ["state", "programme", "region"]
