"""The REST side, version 1."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from yunyang_relief.core.api_docs import Documentation, Schema

app_name = "api"

router = SimpleRouter()

urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Documentation.as_view(), name="docs"),
    *router.urls,
]
