"""What a household is entitled to, why, and what the rules rest on."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from eligibility.engine.parameters import State
from eligibility.engine.programme import Programme, discover
from households.drafts import applied
from households.models import Household, Survey
from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.forms import whole_number
from yunyang_relief.core.pages import ObjectPage, Page

from . import actions, policy, queries
from .forms import SheetForm

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


class Clause(Page):
    """The article that a line cites, in its own words where they are at hand."""

    access = SEES_RESULTS
    template_name = "eligibility/clause.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("of", "")
        found = policy.citations(text)
        if not found:
            raise Http404
        return super().get_context_data(text=text, citations=found, **kwargs)


class ParameterList(Page):
    """政策参数: what is in force today, since when, by which source, and how sure."""

    access = SEES_RESULTS
    template_name = "eligibility/parameters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("state", "")
        groups = [
            (programme, [p for p in found if wanted in ("", p.state)])
            for programme, found in queries.parameters_on(clock.today())
        ]
        states = [(state.value, label) for state, label in STATES.items()]
        return super().get_context_data(groups=groups, states=states, wanted=wanted, **kwargs)


STATES = {
    State.CONFIRMED: "已确认",
    State.PROVISIONAL: "暂行（待确认）",
    State.UNKNOWN: "未知（待云阳县局确认）",
}


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise Http404
    return number
