"""Every URL of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("yunyang_relief.core.urls")),
    path("households/", include("households.urls")),
    path("eligibility/", include("eligibility.urls")),
    path("cases/", include("assistance.urls")),
    path("pairing/", include("pairing.urls")),
    path("reports/", include("reports.urls")),
    path("api/v1/", include("yunyang_relief.api_urls")),
]
