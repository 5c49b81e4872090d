"""The REST side, version 1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from assistance.api import CaseViewSet
from eligibility.api import Assessment
from households.api import HouseholdViewSet
from yunyang_relief.core.api_docs import Documentation, Schema

app_name = "api"

router = SimpleRouter()
router.register("households", HouseholdViewSet, basename="household")
router.register("cases", CaseViewSet, basename="case")

urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Documentation.as_view(), name="docs"),
    path("households/<int:pk>/assessment/", Assessment.as_view(), name="household-assessment"),
    *router.urls,
]
