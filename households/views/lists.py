"""The registry's list, and the ways into and out of it: found, opened, moved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yunyang_relief.core import context
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import COUNTY
from yunyang_relief.core.pages import (
    FormPage,
    ListPage,
    ObjectFormPage,
    PolicyMixin,
    submit_once,
)

from .. import actions, queries
from ..actions.lookups import look_up_person
from ..filters import HouseholdFilter, SurveyFilter
from ..forms.pages import FindForm, MoveForm, NewHouseholdForm
from ..identity import check_identity
from ..models import Household, Survey
from ..tables import annotated, table

SEES = Access(Resource.HOUSEHOLD)
KEEPS = Access(Resource.HOUSEHOLD, Verb.EDIT)


class HouseholdList(ListPage):
    """Households of the user's region."""

    access = SEES
    template_name = "households/list.html"
    model = Household
    filterset_class = HouseholdFilter
    order = ("number",)

    def get_queryset(self) -> Any:
        return annotated(super().get_queryset().open())  # type: ignore[attr-defined]  # HouseholdQuerySet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = super().get_context_data(**kwargs)
        context.remember(self.request, "住户列表", "list")
        return page | {"table": table(page["page"].rows)}


class FindPerson(FormPage):
    """Find a household by a whole identity number, which stays out of every address."""

    access = SEES
    template_name = "households/find.html"
    form_class = FindForm

    def carry_out(self, form: Any) -> str:
        found = look_up_person(form.cleaned_data["id_number"], actor=self.user)
        if found.household is None:
            raise Refused("nobody", "没有这个身份号码的在册人员，请核对号码，或新建住户")
        if not found.is_in_sight:
            raise Refused("elsewhere", queries.elsewhere_text(found.household, self.user))
        return reverse("households:detail", args=[found.household.pk])


class CheckPerson(PolicyMixin):
    """What a typed identity number says, and whether its holder is registered already."""

    access = Access(Resource.SURVEY, Verb.EDIT)
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        prefix = request.POST.get("prefix", "")
        field = f"{prefix}-" if prefix else ""
        check = check_identity(
            request.POST.get(f"{field}id_number", ""),
            name=request.POST.get(f"{field}name", ""),
            household_pk=request.POST.get("household", ""),
            actor=self.user,
        )
        return render(request, "households/parts/identity.html", {"check": check})


class NewHousehold(FormPage):
    """Open a file; the survey follows."""

    access = KEEPS
    template_name = "households/new.html"
    form_class = NewHouseholdForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def carry_out(self, form: Any) -> str:
        def make() -> str:
            household = actions.open_household(
                form.cleaned_data["region"], form.identity, actor=self.user
            )
            actions.start_survey(household, actor=self.user)
            return reverse("households:section", args=[household.pk, "circumstances"])

        return submit_once(form.cleaned_data["token"], self.user, make)


class MoveHousehold(ObjectFormPage):
    """Hand a household over to another community."""

    access = KEEPS
    model = Household
    select_related = ("head", "region")
    template_name = "households/move.html"
    form_class = MoveForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"county": self.user.region_id[:COUNTY]}

    def carry_out(self, form: Any) -> str:
        region = form.cleaned_data["region"]
        actions.move_household(
            self.object, region, moved_on=form.cleaned_data["moved_on"], actor=self.user
        )
        messages.success(self.request, f"{self.object}已迁往{region}，档案和经过一并转去。")
        if self.user.region.contains(region.code):
            return reverse("households:detail", args=[self.object.pk])
        return reverse("households:list")


class SurveyList(ListPage):
    """Surveys of the user's region, the open ones first to find."""

    access = Access(Resource.SURVEY)
    template_name = "households/surveys.html"
    model = Survey
    filterset_class = SurveyFilter
    order = ("-pk",)

    def get_queryset(self) -> Any:
        rows = super().get_queryset().prefetch_related("surveyors")
        return rows.select_related("household__head", "household__region", "started_by")
