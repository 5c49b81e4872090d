"""Funds with what is drawn on them, and the accounts that have to agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.pages import FormPage, ListPage, ObjectFormPage, submit_once

from .. import actions, payment_forms
from ..filters import FundFilter
from ..models import Fund
from ..paying.funding import balances
from ..queries import share_of_year

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.FUND)
KEEPS = Access(Resource.FUND, Verb.EDIT)


class FundList(ListPage):
    """The year's funds: amount, drawn, left, against the share of the year that has passed."""

    access = SEES
    template_name = "assistance/funds.html"
    model = Fund
    filterset_class = FundFilter
    order = ("-year", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = balances(context["page"].rows)
        today = clock.today()
        return context | {
            "balances": rows,
            "unbalanced": [row for row in rows if row.difference],
            "share": round(share_of_year(today) * 100),
            "year": today.year,
        }


class NewFund(FormPage):
    """Enter a fund."""

    access = KEEPS
    template_name = "assistance/money_form.html"
    form_class = payment_forms.FundForm
    extra_context = {"title": "登记资金", "back": "assistance:funds", "button": "登记"}

    def get_initial(self) -> dict[str, Any]:
        return {"year": clock.today().year}

    def carry_out(self, form: Any) -> str:
        def make() -> str:
            fund = actions.open_fund(actor=self.user, **form.values())
            messages.success(self.request, f"已登记{fund}。")
            return reverse("assistance:funds")

        return submit_once(form.cleaned_data["token"], self.user, make)


class ChangeFund(ObjectFormPage):
    """Change a fund's amount, name or purpose."""

    access = KEEPS
    template_name = "assistance/money_form.html"
    model = Fund
    form_class = payment_forms.FundChangeForm
    extra_context = {"title": "调整资金", "back": "assistance:funds", "button": "保存"}

    def get_initial(self) -> dict[str, Any]:
        names = ("name", "programmes", "amount", "document")
        return {name: getattr(self.object, name) for name in names}

    def carry_out(self, form: Any) -> str:
        def change() -> str:
            fund = actions.change_fund(
                self.object, reason=form.cleaned_data["reason"], actor=self.user, **form.values()
            )
            messages.success(self.request, f"已调整{fund}。")
            return reverse("assistance:funds")

        return submit_once(form.cleaned_data["token"], self.user, change)
