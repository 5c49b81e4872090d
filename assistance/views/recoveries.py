"""追缴: the list, one with its repayments, and what is done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse

from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.pages import ListPage, ObjectFormPage, ObjectPage, submit_once

from .. import actions, payment_forms, queries
from ..enums import RecoveryState
from ..filters import RecoveryFilter
from ..models import Award, Recovery
from ..paying.steps import Desk, sits_at

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.PAYMENT)
HANDLES = Access(Resource.PAYMENT, Verb.EDIT)
ROWS = ("award__household__head", "region", "decided_by")


class RecoveryList(ListPage):
    """Recoveries of the region, and awards that were paid beyond their end."""

    access = SEES
    template_name = "assistance/recoveries.html"
    model = Recovery
    filterset_class = RecoveryFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related(*ROWS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        awards = Award.objects.visible_to(self.user)
        return super().get_context_data(overpaid=queries.overpaid(awards), **kwargs)


class RecoveryDetail(ObjectPage):
    """One recovery with what came back."""

    access = SEES
    template_name = "assistance/recovery.html"
    model = Recovery
    select_related = ROWS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recovery: Recovery = kwargs["object"]
        is_open = recovery.state == RecoveryState.OPEN
        return super().get_context_data(
            repayments=recovery.repayments.select_related("by"),
            may_repay=is_open and self.user.may(Resource.PAYMENT, Verb.EDIT),
            may_waive=is_open and sits_at(self.user, Desk.OFFICE, recovery.programme),
            **kwargs,
        )


class OpenRecovery(ObjectFormPage):
    """Decide that months of an award are to be paid back."""

    access = HANDLES
    template_name = "assistance/money_form.html"
    model = Award
    select_related = ("household__head", "region")
    form_class = payment_forms.RecoveryForm
    extra_context = {"title": "立项追缴", "back": "assistance:recoveries", "button": "立项"}

    def get_initial(self) -> dict[str, Any]:
        found: Any = queries.overpaid(Award.objects.filter(pk=self.object.pk)).first()
        if found is None:
            return {}
        return {
            "first_month": found.paid_from,
            "last_month": found.paid_to,
            "amount": found.overpaid,
            "reason": f"自 {found.end_month:%Y-%m} 起停发，此后已发放的应予追回",
        }

    def carry_out(self, form: Any) -> str:
        names = ("first_month", "last_month", "amount", "reason")

        def make() -> str:
            values = {name: form.cleaned_data[name] for name in names}
            recovery = actions.open_recovery(self.object, actor=self.user, **values)
            messages.success(self.request, "已立项追缴，缴回后请登记票据。")
            return reverse("assistance:recovery", args=[recovery.pk])

        return submit_once(form.cleaned_data["token"], self.user, make)


class RecoveryFormPage(ObjectFormPage):
    """A form about one recovery."""

    access = HANDLES
    template_name = "assistance/money_form.html"
    model = Recovery
    select_related = ROWS

    def back(self) -> str:
        return reverse("assistance:recovery", args=[self.object.pk])


class Repay(RecoveryFormPage):
    """Note money that came back."""

    form_class = payment_forms.RepayForm
    extra_context = {"title": "登记缴回", "back": "assistance:recoveries", "button": "登记"}

    def carry_out(self, form: Any) -> str:
        def note() -> str:
            data = form.cleaned_data
            actions.repay(
                self.object,
                on=data["repaid_on"],
                amount=data["amount"],
                receipt=data["receipt"],
                actor=self.user,
            )
            messages.success(self.request, "已登记缴回。")
            return self.back()

        return submit_once(form.cleaned_data["token"], self.user, note)


class Waive(RecoveryFormPage):
    """Give the rest up."""

    form_class = payment_forms.WaiveForm
    extra_context = {"title": "核销追缴", "back": "assistance:recoveries", "button": "核销"}

    def carry_out(self, form: Any) -> str:
        def waive() -> str:
            actions.waive(self.object, note=form.cleaned_data["note"], actor=self.user)
            messages.success(self.request, "已核销。")
            return self.back()

        return submit_once(form.cleaned_data["token"], self.user, waive)
