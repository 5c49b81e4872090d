"""Cases over the API: read only, with the filters of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.api import ScopedViewSet

from .filters import CaseFilter
from .models import Case

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case without protected data."""

    stage_label = serializers.CharField(source="get_stage_display", label="环节名称")
    household_number = serializers.CharField(source="household.number", label="户编号")
    applicant_name = serializers.CharField(source="applicant.name", label="申请人")
    region_name = serializers.CharField(source="region.name", label="村（社区）")
    due_on = serializers.DateField(label="最近到期", allow_null=True)

    class Meta:
        model = Case
        fields = (
            "id",
            "uid",
            "number",
            "programme",
            "stage",
            "stage_label",
            "household_number",
            "applicant_name",
            "region",
            "region_name",
            "applied_on",
            "accepted_on",
            "closed_on",
            "stage_due_on",
            "total_due_on",
            "due_on",
            "is_near_relative",
            "version",
        )


class CaseViewSet(ScopedViewSet):
    """救助案件：按辖区和岗位限定，与案件列表同样的筛选。"""

    access = Access(Resource.CASE)
    model = Case
    order = ("-pk",)
    serializer_class = CaseSerializer
    filterset_class = CaseFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("household", "applicant", "region")
