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
    path(
        "households/<int:pk>/<slug:programme>/what-if/",
        views.SheetWhatIf.as_view(),
        name="sheet_what_if",
    ),
    path("clause/", views.Clause.as_view(), name="clause"),
    path("parameters/", views.ParameterList.as_view(), name="parameters"),
    path("parameters/<str:code>/", views.ParameterPage.as_view(), name="parameter"),
    path("parameters/<str:code>/draft/", views.DraftRevision.as_view(), name="draft"),
    path("revisions/<int:pk>/", views.RevisionPage.as_view(), name="revision"),
    path("revisions/<int:pk>/edit/", views.EditRevision.as_view(), name="revision_edit"),
    path("revisions/<int:pk>/trial/", views.Trial.as_view(), name="trial"),
    path("revisions/<int:pk>/trial/<int:change>/", views.TrialSides.as_view(), name="trial_sides"),
    path("changes/", views.ChangeList.as_view(), name="changes"),
]
