from django.urls import path

from . import views

app_name = "core"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("healthz", views.Health.as_view(), name="health"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("help/", views.Help.as_view(), name="help"),
    path("todos/", views.TodoList.as_view(), name="todos"),
    path("flags/", views.FlagList.as_view(), name="flags"),
    path("jobs/", views.JobList.as_view(), name="jobs"),
    path("jobs/<int:pk>/", views.JobDetail.as_view(), name="job"),
    path("jobs/<int:pk>/cancel/", views.CancelJob.as_view(), name="job_cancel"),
    path("jobs/<int:pk>/file/", views.JobFile.as_view(), name="job_file"),
    path("audit/", views.AuditList.as_view(), name="audit"),
    path("calendar/", views.Calendar.as_view(), name="calendar"),
    path("calendar/<str:day>/drop/", views.DropCalendarDay.as_view(), name="calendar_drop"),
    path("users/", views.UserList.as_view(), name="users"),
    path("users/new/", views.OpenAccount.as_view(), name="user_new"),
    path("users/<int:pk>/", views.EditAccount.as_view(), name="user"),
    path("users/<int:pk>/password/", views.ResetPassword.as_view(), name="user_password"),
]
