"""Jobs, the audit trail, the working calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from .. import actions, clock, files, jobs
from ..access import Access, Resource, Verb
from ..filters import AuditEventFilter, JobFilter
from ..forms import FactForm
from ..models import AuditEvent, CalendarDay, Job, StoredFile
from ..pages import FormPage, ListPage, ObjectMixin, ObjectPage, PolicyMixin

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES_JOBS = Access(Resource.JOB)


class OwnJobMixin(ObjectMixin):
    """A job of the user's own: its result may hold more than the region's others should see."""

    access = SEES_JOBS
    model = Job

    def get_object(self) -> Job:
        """Return the user's own job, or raise Http404."""
        rows = Job.objects.visible_to(self.user).filter(created_by=self.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class JobList(ListPage):
    """The jobs this user started."""

    access = SEES_JOBS
    template_name = "core/jobs.html"
    model = Job
    filterset_class = JobFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(created_by=self.user)


class JobDetail(OwnJobMixin, ObjectPage):
    """Progress of one job; the page asks again while it runs."""

    template_name = "core/job.html"

    def get_template_names(self) -> list[str]:
        is_fragment = self.request.headers.get("HX-Request")
        return ["core/components/job.html" if is_fragment else self.template_name]


class CancelJob(OwnJobMixin):
    """Stop one's own job."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        jobs.cancel_job(self.get_object(), actor=self.user)
        return HttpResponseRedirect(reverse("core:job", args=[pk]))


class JobFile(OwnJobMixin):
    """The file that a finished job made."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.get_object()
        file = StoredFile.objects.filter(uid=job.result.get("file")).first()
        if job.state != Job.State.DONE or file is None:
            raise Http404
        content = files.open_file(file, actor=self.user, reason=job.label)
        return file_response(content, file.name, file.content_type)


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a download that no browser renders in place."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


class AuditList(ListPage):
    """Who did and saw what."""

    access = Access(Resource.AUDIT)
    template_name = "core/audit.html"
    model = AuditEvent
    filterset_class = AuditEventFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("actor")


class CalendarDayForm(FactForm):
    """One day against the published calendar."""

    class Meta:
        model = CalendarDay
        fields = ("day", "is_working", "note")
        widgets = {"is_working": forms.Select(choices=[(True, "上班"), (False, "休息")])}

    def validate_unique(self) -> None:
        """A second correction of a day replaces the first."""


class Calendar(FormPage):
    """Corrections to the published calendar; deadlines follow at once."""

    access = Access(Resource.CALENDAR)
    write_access = Access(Resource.CALENDAR, Verb.EDIT)
    template_name = "core/calendar.html"
    form_class = CalendarDayForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            corrections=CalendarDay.objects.all(),
            year=clock.today().year,
            may_edit=self.user.may(Resource.CALENDAR, Verb.EDIT),
            **kwargs,
        )

    def carry_out(self, form: Any) -> str:
        actions.correct_calendar(**form.cleaned_data, actor=self.user)
        messages.success(self.request, "工作日历已更新，各项期限随之重算。")
        return reverse("core:calendar")


class DropCalendarDay(PolicyMixin):
    """Take a correction back."""

    access = Access(Resource.CALENDAR, Verb.EDIT)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, day: str) -> HttpResponse:
        try:
            row = get_object_or_404(CalendarDay, day=date.fromisoformat(day))
        except ValueError:
            raise Http404 from None
        actions.drop_calendar_correction(row, actor=self.user)
        return HttpResponseRedirect(reverse("core:calendar"))
