"""动态监测: which results changed, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.pages import ListPage

from ..filters import ChangeFilter
from ..models import ResultChange

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ChangeList(ListPage):
    """Changes of results on verified facts, the latest first."""

    access = Access(Resource.ASSESSMENT)
    template_name = "eligibility/changes.html"
    model = ResultChange
    filterset_class = ChangeFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("household__head", "household__region")
