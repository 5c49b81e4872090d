"""医疗救助: the hospital bills, taking a household up, and who has a doctor and a record."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse

from eligibility.actions import assess
from eligibility.findings import Finding
from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.pages import ListPage, ObjectFormPage, Page, submit_once

from .. import actions, coverage, forms, queries
from ..enums import Programme
from ..filters import BillFilter
from ..models import Bill, Case

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.MEDICAL)
SETTLES = Access(Resource.MEDICAL, Verb.EDIT)


class BillList(ListPage):
    """The bills of households with 低保 or 特困."""

    access = SEES
    template_name = "assistance/bills.html"
    model = Bill
    filterset_class = BillFilter

    def get_queryset(self) -> QuerySet[Any]:
        rows = queries.bills_of_recipients(super().get_queryset(), clock.today())
        return rows.select_related("household__head", "household__region", "person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        ids = [bill.pk for bill in context["page"].rows]
        above = Bill.objects.filter(queries.above_target(clock.today()), pk__in=ids)
        return context | {"above": set(above.values_list("pk", flat=True))}


class BillDetail(ObjectFormPage):
    """The household of a bill: all its bills of the year, what is due, and taking it up."""

    access = SEES
    write_access = SETTLES
    template_name = "assistance/bill.html"
    model = Bill
    select_related = ("household__head", "household__region")
    form_class = forms.DirectForm
    object: Bill

    @cached_property
    def finding(self) -> Finding | None:
        """What is due today; None for a household that was closed."""
        try:
            household, today = self.object.household, clock.today()
            return assess(household, on=today, programme=Programme.YILIAO)
        except Refused:
            return None

    @property
    def is_due(self) -> bool:
        """Tell whether there is something to settle."""
        return self.finding is not None and bool(self.finding.total)

    def get_form(self, form_class: Any = None) -> Any:
        if not self.is_due and self.request.method != "POST":
            return None
        return super().get_form(form_class)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"finding": self.finding}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        household = self.object.household
        cases = Case.objects.visible_to(self.user).filter(
            household=household, programme=Programme.YILIAO
        )
        return super().get_context_data(
            household=household,
            finding=self.finding,
            cases=cases,
            may_settle=self.user.may(Resource.MEDICAL, Verb.EDIT),
            obstacles=queries.application_obstacles(household, Programme.YILIAO),
            **kwargs,
        )

    def carry_out(self, form: Any) -> str:
        data = form.cleaned_data

        def take_up() -> str:
            case = actions.open_directly(
                self.object.household,
                programme=Programme.YILIAO,
                data={"amount": data["amount"], "granted": data["granted"]},
                note=data["note"],
                actor=self.user,
            )
            messages.success(self.request, f"已报审批，案号 {case.number}，由另一名同事决定。")
            return reverse("assistance:case", args=[case.pk])

        return submit_once(data["token"], self.user, take_up)


class HealthCoverage(Page):
    """签约率 and 建档率 by township, and which households are left out (22号文 二（四）)."""

    access = SEES
    template_name = "assistance/health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=coverage.by_region(self.user), **kwargs)
