"""专项情况: one page for every kind of record, whatever it is about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.forms import PlainForm
from yunyang_relief.core.pages import ObjectMixin, OnceFormMixin, submit_once

from .. import actions
from ..forms.rows import RowSet
from ..models import Household
from ..records import BY_CODE, RecordKind, rows_of


class OnceForm(PlainForm, OnceFormMixin):
    """Tells a second click from a second page."""


class RecordPage(ObjectMixin, TemplateView):
    """The records of one kind: shown as they stand, written as a whole."""

    access = Access(Resource.HOUSEHOLD, Verb.EDIT)
    model = Household
    select_related = ("head", "region")
    template_name = "households/record.html"

    @cached_property
    def household(self) -> Household:
        """The household of the URL."""
        found: Household = self.get_object()
        return found

    @property
    def kind(self) -> RecordKind:
        """The kind of the URL."""
        kind = BY_CODE.get(str(self.kwargs["record"]))
        if kind is None:
            raise Http404
        return kind

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.build(None), OnceForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        once = OnceForm(request.POST)
        if "add" in request.POST:
            return self.show(self.build(request.POST, adding=request.POST["add"]), once)
        rows = self.build(request.POST, is_submitted=True)
        if not once.is_valid():
            return self.show(rows, OnceForm(), 422, "本页已失效，请核对下面的内容，再保存一次")
        if not rows.is_valid():
            return self.show(rows, once, 422)
        try:
            url = submit_once(once.cleaned_data["token"], self.user, lambda: self.carry_out(rows))
        except Refused as refused:
            is_told = isinstance(refused, Stale) and rows.errors()
            return self.show(rows, once, 409, "" if is_told else refused.message)
        return HttpResponseRedirect(url)

    def build(self, typed: QueryDict | None, **options: Any) -> RowSet:
        """The rows, from the registry or from what was typed."""
        return rows_of(
            self.kind, self.household, user=self.user, today=clock.today(), typed=typed, **options
        )

    def carry_out(self, rows: RowSet) -> str:
        """Write the rows, say what became of them, and return where to go."""
        changed = actions.save_rows(self.household, rows, actor=self.user)
        if changed:
            messages.success(self.request, f"已保存“{rows.label}”，改动 {changed} 处。")
        else:
            messages.info(self.request, f"“{rows.label}”没有改动。")
        for warning in rows.warnings():
            messages.warning(self.request, warning)
        return f"{reverse('households:detail', args=[self.household.pk])}?tab=special"

    def show(
        self, rows: RowSet, once: OnceForm, status: int = 200, refusal: str = ""
    ) -> HttpResponse:
        """Render the rows with what is wrong with them."""
        page = {
            "household": self.household,
            "kind": self.kind,
            "rows": rows,
            "once": once,
            "errors": rows.errors() if rows.given.is_submitted else [],
            "refusal": refusal,
        }
        return self.render_to_response(self.get_context_data(**page), status=status)
