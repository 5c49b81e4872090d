"""URLs of reports."""

from django.urls import path

from . import views

app_name = "reports"

urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("overview/", views.Overview.as_view(), name="overview"),
    path("ledgers/<slug:code>/", views.LedgerPage.as_view(), name="ledger"),
    path("ledgers/<slug:code>/print/", views.LedgerPaper.as_view(), name="ledger_paper"),
    path("notices/<int:pk>/excel/", views.NoticeExcel.as_view(), name="notice_excel"),
    path("trials/<int:pk>/excel/", views.TrialExcel.as_view(), name="trial_excel"),
    path("back-pays/<int:pk>/excel/", views.BackPayExcel.as_view(), name="back_pay_excel"),
    path("spot-checks/", views.SpotChecks.as_view(), name="spot_checks"),
    path("spot-checks/<int:pk>/", views.SpotCheck.as_view(), name="spot_check"),
    path("payments/<int:pk>/roster/", views.Roster.as_view(), name="roster"),
    path("payments/<int:pk>/file/", views.BankFile.as_view(), name="bank_file"),
]
