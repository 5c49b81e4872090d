"""URLs of eligibility."""

from django.urls import path

from . import views

app_name = "eligibility"

urlpatterns = [
    path("households/<int:pk>/panel/", views.EntitlementPanel.as_view(), name="panel"),
    path("households/<int:pk>/tab/", views.EntitlementTab.as_view(), name="tab"),
    path("households/<int:pk>/<slug:programme>/", views.Sheet.as_view(), name="sheet"),
    path(
        "households/<int:pk>/<slug:programme>/print/",
        views.PrintedSheet.as_view(),
        name="sheet_print",
    ),
    path("clause/", views.Clause.as_view(), name="clause"),
    path("parameters/", views.ParameterList.as_view(), name="parameters"),
]
