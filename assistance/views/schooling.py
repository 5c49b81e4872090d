"""教育资助 by the term: who was given what, and opening a whole term."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.pages import ListPage, PolicyMixin

from .. import terms
from ..enums import Programme
from ..filters import TermAidFilter
from ..models import TermAid

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TermAidList(ListPage):
    """What students were given, term by term."""

    access = Access(Resource.CASE)
    template_name = "assistance/terms.html"
    model = TermAid
    filterset_class = TermAidFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        return rows.select_related("person", "case__household__head", "case__region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_office = self.user.department == Programme.JIAOYU.office
        return super().get_context_data(
            term=terms.term_today(),
            is_office=is_office,
            waiting=terms.waiting_households(self.user.region).count() if is_office else 0,
            **kwargs,
        )


class StartTerm(PolicyMixin):
    """Open the cases of the present term; the job's page shows how far it is."""

    access = Access(Resource.CASE, Verb.EDIT)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            job = terms.start_term(actor=self.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("assistance:terms"))
        return HttpResponseRedirect(reverse("core:job", args=[job.pk]))
