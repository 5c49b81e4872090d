"""URLs of assistance."""

from django.urls import path

from . import views

app_name = "assistance"

urlpatterns = [
    path("", views.CaseList.as_view(), name="list"),
    path("intake/", views.IntakeList.as_view(), name="intake"),
    path("inquiries/", views.InquiryList.as_view(), name="inquiries"),
    path("appraisals/", views.AppraisalList.as_view(), name="appraisals"),
    path("apply/<int:pk>/", views.Apply.as_view(), name="apply"),
    path("households/<int:pk>/", views.HouseholdPanel.as_view(), name="panel"),
    path("<int:pk>/", views.CaseDetail.as_view(), name="case"),
    path("<int:pk>/steps/<slug:code>/", views.TakeStep.as_view(), name="advance"),
    path("<int:pk>/papers/<slug:kind>/", views.CasePaper.as_view(), name="paper"),
    path("notices/", views.NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/", views.NoticeDetail.as_view(), name="notice_detail"),
    path("notices/<int:pk>/print/", views.NoticePaper.as_view(), name="notice_paper"),
    path("notices/<int:pk>/photos/", views.AddPhoto.as_view(), name="notice_photo"),
    path(
        "notices/<int:pk>/photos/<uuid:uid>/", views.PhotoFile.as_view(), name="notice_photo_file"
    ),
    path("public/<uuid:uid>/", views.PublicNotice.as_view(), name="notice"),
    path("awards/", views.AwardList.as_view(), name="awards"),
    path("awards/<int:pk>/", views.AwardDetail.as_view(), name="award"),
    path("awards/<int:pk>/stop/", views.StopAward.as_view(), name="award_stop"),
    path("back-pays/", views.BackPayList.as_view(), name="back_pays"),
    path("back-pays/<int:pk>/", views.BackPayPage.as_view(), name="back_pay"),
    path(
        "back-pays/<int:pk>/awards/<int:award>/decline/",
        views.DeclineBackPay.as_view(),
        name="back_pay_decline",
    ),
    path("<int:pk>/replay/", views.ReplayDecision.as_view(), name="replay"),
    path("bills/", views.BillList.as_view(), name="bills"),
    path("bills/<int:pk>/", views.BillDetail.as_view(), name="bill"),
    path("health/", views.HealthCoverage.as_view(), name="health"),
    path("terms/", views.TermAidList.as_view(), name="terms"),
    path("terms/start/", views.StartTerm.as_view(), name="term_start"),
    path("reviews/", views.ReviewList.as_view(), name="reviews"),
    path("payments/", views.BatchList.as_view(), name="payments"),
    path("payments/build/", views.BuildBatch.as_view(), name="payment_build"),
    path("payments/<int:pk>/", views.BatchDetail.as_view(), name="payment"),
    path("payments/<int:pk>/refresh/", views.RefreshBatch.as_view(), name="payment_refresh"),
    path("payments/<int:pk>/reply/", views.ReadReply.as_view(), name="payment_reply"),
    path(
        "payments/<int:pk>/steps/<slug:code>/", views.TakeBatchStep.as_view(), name="payment_step"
    ),
    path("payments/lines/<int:pk>/hold/", views.HoldLine.as_view(), name="payment_hold"),
    path("payments/lines/<int:pk>/release/", views.ReleaseLine.as_view(), name="payment_release"),
    path("funds/", views.FundList.as_view(), name="funds"),
    path("funds/new/", views.NewFund.as_view(), name="fund_new"),
    path("funds/<int:pk>/", views.ChangeFund.as_view(), name="fund"),
    path("recoveries/", views.RecoveryList.as_view(), name="recoveries"),
    path("recoveries/<int:pk>/", views.RecoveryDetail.as_view(), name="recovery"),
    path("recoveries/<int:pk>/repay/", views.Repay.as_view(), name="recovery_repay"),
    path("recoveries/<int:pk>/waive/", views.Waive.as_view(), name="recovery_waive"),
    path("awards/<int:pk>/recover/", views.OpenRecovery.as_view(), name="award_recover"),
]
