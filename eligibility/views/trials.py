"""试算: what a draft would change, household by household, before it takes force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job
from yunyang_relief.core.pages import ListPage, ObjectMixin, ObjectPage

from .. import queries, revising, whatif
from ..filters import TrialFilter
from ..models import ParameterRevision, WhatIfChange
from .parameters import REVISES, SEES

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Trial(ObjectMixin, ListPage):
    """The households that a draft changes; POST tries it (again) on everybody."""

    access = SEES
    write_access = REVISES
    template_name = "eligibility/trial.html"
    model = ParameterRevision
    filterset_class = TrialFilter
    order = ("pk",)

    def get_queryset(self) -> QuerySet[Any]:
        return whatif.changes_of(self.job, self.user)

    @property
    def job(self) -> Job:
        """The latest trial; raises Http404 when there is none."""
        job = whatif.latest_what_if(self.get_object())
        if job is None:
            raise Http404
        return job

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            object=self.get_object(), job=self.job, trials=queries.trial_of(self.job), **kwargs
        )
        for change in context["page"].rows:
            change.kind = whatif.kind_of(change)
        return context

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        revision = self.get_object()
        revising.guard_right(self.user, revision.code)
        whatif.start_what_if(revision, actor=self.user)
        return HttpResponseRedirect(reverse("eligibility:revision", args=[pk]))


class TrialSides(ObjectPage):
    """One household with and without the draft, each with its whole calculation."""

    access = Access(Resource.ASSESSMENT)
    template_name = "eligibility/trial_sides.html"
    model = ParameterRevision

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted, job = kwargs.pop("change"), whatif.latest_what_if(kwargs["object"])
        rows = whatif.changes_of(job, self.user) if job else WhatIfChange.objects.none()
        change = get_object_or_404(rows, pk=wanted)
        assert job is not None
        try:
            sides = whatif.sides(job, change)
        except Refused as refusal:
            return super().get_context_data(change=change, refusal=refusal, **kwargs)
        return super().get_context_data(change=change, sides=sides, job=job, **kwargs)
