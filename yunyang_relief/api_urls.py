"""The REST side, version 1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from households.api import HouseholdViewSet
from yunyang_relief.core.api_docs import Documentation, Schema

app_name = "api"

router = SimpleRouter()
router.register("households", HouseholdViewSet, basename="household")

urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Documentation.as_view(), name="docs"),
    *router.urls,
]
