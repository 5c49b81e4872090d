"""What a household is entitled to, and why."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from eligibility.engine.programme import Programme, discover
from households.drafts import applied
from households.models import Household, Survey
from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.forms import whole_number
from yunyang_relief.core.pages import ObjectPage, Page

from .. import actions, policy, queries, whatif
from ..forms import SheetForm, SupposeForm

SEES_RESULTS = Access(Resource.ASSESSMENT)


class EntitlementPage(ObjectPage):
    """A fragment about every programme of one household."""

    access = SEES_RESULTS
    model = Household

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            with self.drafts():
                found = queries.entitlements(self.object, on=clock.today())
        except Refused as refusal:
            return super().get_context_data(refusal=refusal, **kwargs)
        return super().get_context_data(
            entitlements=[one for one in found if one.concerned],
            unconcerned=[one for one in found if not one.concerned],
            **kwargs,
        )

    def drafts(self) -> Any:
        """What the answer reckons with beside saved facts: nothing."""
        return nullcontext()


class EntitlementPanel(EntitlementPage):
    """可享待遇 beside the household, and beside a survey: there with the user's own drafts."""

    template_name = "eligibility/panel.html"

    def drafts(self) -> Any:
        """The unsaved drafts of the survey that `?survey=` names."""
        wanted = self.request.GET.get("survey", "")
        if not wanted:
            return nullcontext()
        surveys = Survey.objects.visible_to(self.user).filter(household=self.object)
        return applied(get_object_or_404(surveys, pk=_number(wanted)), self.user)


class EntitlementTab(EntitlementPage):
    """资格核算, a tab of the household: both results of every programme, and how they changed."""

    template_name = "eligibility/tab.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = queries.changes_of(self.object)[:10]
        return super().get_context_data(changes=changes, **kwargs)


class Sheet(ObjectPage):
    """核算表: the answer first, then every condition, every line of the amount, and its sources."""

    access = SEES_RESULTS
    template_name = "eligibility/sheet.html"
    model = Household
    select_related = ("head", "region")

    @property
    def programme(self) -> Programme:
        """The programme of the address; raises Http404."""
        try:
            return discover()[self.kwargs["programme"]]
        except KeyError:
            raise Http404 from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, programme = SheetForm.about(self.request.GET), self.programme
        asked = form.asked()
        context = kwargs | asked | {"form": form, "programme": programme}
        try:
            finding = actions.assess(self.object, programme=programme.code, **asked)
        except Refused as refusal:
            return super().get_context_data(**context, refusal=refusal)
        groups = queries.by_route(finding)
        return super().get_context_data(**context, finding=finding, groups=groups)


class PrintedSheet(Sheet):
    """The same on A4."""

    template_name = "eligibility/sheet_print.html"


class SheetWhatIf(Sheet):
    """The sheet beside what it would be if an income were verified. Writes nothing."""

    template_name = "eligibility/sheet_what_if.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if "finding" not in context:
            return context
        now, on, basis = context["finding"], context["on"], context["basis"]
        facts = actions.facts_of(self.object, on=on, unit=context["unit"])
        asked = self.request.GET if "suppose" in self.request.GET else None
        form = SupposeForm(
            asked, incomes=queries.incomes_of(facts), natures=queries.natures_of(now)
        )
        context |= {"suppose": form}
        if not form.is_valid():
            return context
        then = whatif.suppose(facts, self.programme.code, form.supposed(), basis=basis, on=on)
        return context | {"sides": whatif.Sides(now, then)}


class Clause(Page):
    """The article that a line cites, in its own words where they are at hand."""

    access = Access(Resource.PARAMETER)
    template_name = "eligibility/clause.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("of", "")
        found = policy.citations(text)
        if not found:
            raise Http404
        return super().get_context_data(text=text, citations=found, **kwargs)


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise Http404
    return number
