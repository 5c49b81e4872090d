"""URLs of eligibility."""

from django.urls import path

app_name = "eligibility"

urlpatterns: list[object] = []
