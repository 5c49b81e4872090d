"""Pages of pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.models import COUNTY, TOWNSHIP, Region
from yunyang_relief.core.pages import (
    FormPage,
    ListPage,
    ObjectFormPage,
    ObjectMixin,
    ObjectPage,
    submit_once,
)

from . import actions, queries
from .enums import UnitKind
from .filters import HelperFilter, HouseholdPairFilter, VisitFilter
from .forms import AssignForm, EndForm, HelperForm, UnitForm, VisitForm
from .models import Helper, Pair, Visit

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES_PAIRS = Access(Resource.PAIRING)
KEEPS_PAIRS = Access(Resource.PAIRING, Verb.EDIT)
VISITS_SHOWN = 10


class HouseholdList(ListPage):
    """Households of the scope, each with who answers for it."""

    access = SEES_PAIRS
    template_name = "pairing/list.html"
    model = Household
    filterset_class = HouseholdPairFilter
    order = ("number",)

    def get_queryset(self) -> QuerySet[Any]:
        today = clock.today()
        in_scope = queries.in_scope(today)
        helped = Pair.objects.active_on(today).values("household")
        rows = super().get_queryset().filter(Q(pk__in=in_scope.values("pk")) | Q(pk__in=helped))
        return queries.with_pairs(rows, today)


class HouseholdPanel(ObjectPage):
    """The tab of a household's page: who answers for it, and who did."""

    access = SEES_PAIRS
    template_name = "pairing/panel.html"
    model = Household

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = Pair.objects.filter(household=self.object).select_related("helper__unit")
        today = clock.today()
        return super().get_context_data(
            current=[pair for pair in pairs if pair.until is None or pair.until > today],
            past=[pair for pair in pairs if pair.until and pair.until <= today],
            visits=Visit.objects.filter(household=self.object)[:VISITS_SHOWN],
            **kwargs,
        )


class AssignPair(ObjectFormPage):
    """Let a helper answer for a household."""

    access = KEEPS_PAIRS
    template_name = "pairing/assign.html"
    model = Household
    select_related = ("head", "region")
    form_class = AssignForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"household": self.object, "user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = Pair.objects.active_on(clock.today()).filter(household=self.object)
        return super().get_context_data(current=pairs.select_related("helper__unit"), **kwargs)

    def carry_out(self, form: Any) -> str:
        pair = actions.assign_pair(self.object, **form.cleaned_data, actor=self.user)
        messages.success(self.request, f"{self.object}已安排{pair.helper.name}。")
        return reverse("pairing:list")


class EndPair(ObjectFormPage):
    """End a pair with its reason."""

    access = KEEPS_PAIRS
    template_name = "pairing/end.html"
    model = Pair
    select_related = ("household__head", "helper__unit")
    form_class = EndForm

    def carry_out(self, form: Any) -> str:
        actions.end_pair(self.object, **form.cleaned_data, actor=self.user)
        messages.success(self.request, "已结束结对，请尽快安排新的责任人。")
        return reverse("pairing:assign", args=[self.object.household_id])


class VisitList(ListPage):
    """Who was visited, when and by whom."""

    access = SEES_PAIRS
    template_name = "pairing/visits.html"
    model = Visit
    filterset_class = VisitFilter
    order = ("-visited_on", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("household__head", "household__region")


class RecordVisit(ObjectFormPage):
    """Write down a visit to a household."""

    access = KEEPS_PAIRS
    template_name = "pairing/visit.html"
    model = Household
    select_related = ("head", "region")
    form_class = VisitForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"household": self.object}

    def carry_out(self, form: Any) -> str:
        def keep() -> str:
            visit = actions.record_visit(form.save(commit=False), actor=self.user)
            messages.success(self.request, f"已登记 {visit.visited_on} 的走访。")
            return f"{reverse('households:detail', args=[self.object.pk])}?tab=pairing:panel"

        return submit_once(form.cleaned_data["token"], self.user, keep)


class HelperList(ListPage):
    """Helpers of the region with the number of their households."""

    access = SEES_PAIRS
    template_name = "pairing/helpers.html"
    model = Helper
    filterset_class = HelperFilter
    order = ("region_id", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        today = clock.today()
        active = Q(pairs__since__lte=today) & (Q(pairs__until=None) | Q(pairs__until__gt=today))
        rows: QuerySet[Any] = (
            super()
            .get_queryset()
            .select_related("unit", "region")
            .annotate(household_count=Count("pairs", filter=active))
        )
        return rows


class HelperDetail(ObjectPage):
    """One helper and the households they answer for."""

    access = SEES_PAIRS
    template_name = "pairing/helper.html"
    model = Helper
    select_related = ("unit", "region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = queries.households_of(self.object, clock.today())
        return super().get_context_data(pairs=pairs, **kwargs)


class RegisterHelper(FormPage):
    """Register a helper."""

    access = KEEPS_PAIRS
    template_name = "pairing/helper_form.html"
    form_class = HelperForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"registrar": self.user}

    def get_initial(self) -> dict[str, Any]:
        return {"unit": self.request.GET.get("unit"), "region": self.user.region_id}

    def carry_out(self, form: Any) -> str:
        helper = actions.register_helper(form.helper(), actor=self.user)
        messages.success(self.request, f"已登记{helper}。")
        return reverse("pairing:helpers")


class RetireHelper(ObjectMixin):
    """Offer a helper no longer."""

    access = KEEPS_PAIRS
    http_method_names = ["post"]
    model = Helper

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        helper = self.get_object()
        actions.retire_helper(helper, actor=self.user)
        messages.success(request, f"{helper.name}已停用，不再列入可选的责任人。")
        return HttpResponseRedirect(reverse("pairing:helpers"))


class RegisterUnit(FormPage):
    """Register a helping unit, then go on with its helper."""

    access = KEEPS_PAIRS
    template_name = "pairing/unit_form.html"
    form_class = UnitForm

    def carry_out(self, form: Any) -> str:
        # A county department helps in many townships, so that all of them share its row.
        is_county = form.cleaned_data["kind"] == UnitKind.COUNTY_DEPARTMENT
        code = self.user.region_id[: COUNTY if is_county else TOWNSHIP]
        unit = actions.register_unit(
            **form.cleaned_data, region=Region.objects.get(pk=code), actor=self.user
        )
        messages.success(self.request, f"已登记{unit}，请接着登记责任人。")
        return f"{reverse('pairing:helper_new')}?unit={unit.pk}"
