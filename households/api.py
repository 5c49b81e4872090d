"""Households over the API: read only, with the filters of the list."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.api import ScopedViewSet

from .filters import HouseholdFilter
from .models import Household, Membership
from .serializers import HouseholdSerializer


class HouseholdViewSet(ScopedViewSet):
    """住户与现有成员：按辖区和岗位限定，号码一律遮盖，与住户列表同样的筛选。"""

    access = Access(Resource.HOUSEHOLD)
    model = Household
    order = ("number",)
    serializer_class = HouseholdSerializer
    filterset_class = HouseholdFilter

    def get_queryset(self) -> Any:
        members = Membership.objects.on(clock.today()).with_facts().order_by("relation", "pk")
        return (
            super()
            .get_queryset()
            .select_related("head", "region")
            .prefetch_related(Prefetch("memberships", members, to_attr="present_members"))
        )
