"""URLs of pairing."""

from django.urls import path

from . import views

app_name = "pairing"

urlpatterns = [
    path("", views.HouseholdList.as_view(), name="list"),
    path("<int:pk>/end/", views.EndPair.as_view(), name="end"),
    path("households/<int:pk>/", views.HouseholdPanel.as_view(), name="panel"),
    path("households/<int:pk>/assign/", views.AssignPair.as_view(), name="assign"),
    path("households/<int:pk>/visit/", views.RecordVisit.as_view(), name="visit"),
    path("visits/", views.VisitList.as_view(), name="visits"),
    path("helpers/", views.HelperList.as_view(), name="helpers"),
    path("helpers/new/", views.RegisterHelper.as_view(), name="helper_new"),
    path("helpers/<int:pk>/", views.HelperDetail.as_view(), name="helper"),
    path("helpers/<int:pk>/retire/", views.RetireHelper.as_view(), name="helper_retire"),
    path("units/new/", views.RegisterUnit.as_view(), name="unit_new"),
]
