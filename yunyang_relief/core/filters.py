"""Filters of core's own lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from .models import AuditEvent, Flag, Job, User
from .registry import registry


class FreshFilterSet(django_filters.FilterSet):
    """Base of all filters: each request has fields of its own.

    The library keeps a filter's field once it was asked for; whoever asks the class, as the API's
    description does, would leave everybody choices that were made for nobody.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for own in self.filters.values():
            vars(own).pop("_field", None)


class AuditEventFilter(FreshFilterSet):
    """Audit trail: by day, action, person and object."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="人员、对象、理由")
    since = django_filters.DateFilter(label="自", field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="至", field_name="at", lookup_expr="date__lte")
    action = django_filters.ChoiceFilter(
        label="事项", choices=lambda: sorted(registry.audited.items(), key=lambda item: item[1])
    )

    class Meta:
        model = AuditEvent
        fields = ["q", "action", "since", "until"]

    def search(self, rows: QuerySet[AuditEvent], _: str, text: str) -> QuerySet[AuditEvent]:
        return rows.filter(
            Q(actor__name__contains=text)
            | Q(subject_label__contains=text)
            | Q(reason__contains=text)
        )


class FlagFilter(FreshFilterSet):
    """Warnings: by kind, open ones unless asked."""

    kind = django_filters.ChoiceFilter(
        label="种类", choices=lambda: [(k.code, k.label) for k in registry.flag_kinds.values()]
    )
    closed = django_filters.BooleanFilter(
        label="已消除", field_name="closed_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Flag
        fields = ["kind", "closed"]


class JobFilter(FreshFilterSet):
    """Background jobs by state."""

    class Meta:
        model = Job
        fields = ["state"]


class UserFilter(FreshFilterSet):
    """Accounts by name, role, region and state."""

    q = django_filters.CharFilter(label="查找", method="search", help_text="用户名、姓名")

    class Meta:
        model = User
        fields = ["q", "role", "is_active"]

    def search(self, rows: QuerySet[User], _: str, text: str) -> QuerySet[User]:
        return rows.filter(Q(username__contains=text) | Q(name__contains=text))
