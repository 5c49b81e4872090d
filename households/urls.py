"""URLs of the registry. No address ever holds an identity number."""

from django.urls import path

from . import views

app_name = "households"

SURVEY = "<int:pk>/survey/"

urlpatterns = [
    path("", views.HouseholdList.as_view(), name="list"),
    path("new/", views.NewHousehold.as_view(), name="new"),
    path("find/", views.FindPerson.as_view(), name="find"),
    path("person-check/", views.CheckPerson.as_view(), name="person-check"),
    path("surveys/", views.SurveyList.as_view(), name="surveys"),
    path("verify/", views.VerificationDesk.as_view(), name="verify"),
    path("<int:pk>/", views.HouseholdDetail.as_view(), name="detail"),
    path("<int:pk>/reveal/", views.Reveal.as_view(), name="reveal"),
    path("<int:pk>/move/", views.MoveHousehold.as_view(), name="move"),
    path("<int:pk>/records/<slug:record>/", views.RecordPage.as_view(), name="record"),
    path("<int:pk>/attach/", views.AttachPaper.as_view(), name="attach"),
    path("attachments/<int:pk>/", views.AttachmentFile.as_view(), name="attachment"),
    path(
        "attachments/<int:pk>/remove/", views.RemoveAttachment.as_view(), name="attachment_remove"
    ),
    path(SURVEY, views.SurveyPage.as_view(), name="survey"),
    path(f"{SURVEY}start/", views.StartSurvey.as_view(), name="survey_start"),
    path(f"{SURVEY}confirm/", views.Confirm.as_view(), {"section": "confirm"}, name="confirm"),
    path(f"{SURVEY}<slug:section>/", views.SectionPage.as_view(), name="section"),
    path(f"{SURVEY}<slug:section>/draft/", views.SaveDraft.as_view(), name="draft"),
    path(f"{SURVEY}<slug:section>/draft/drop/", views.DropDraft.as_view(), name="draft_drop"),
]
