"""Payment batches: the list, one with its lines and differences, every step taken in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Role, Verb
from yunyang_relief.core.context import remember
from yunyang_relief.core.pages import FormPage, ListPage, ObjectFormPage, ObjectPage, submit_once

from .. import actions, payment_forms, queries
from ..enums import BankFileKind, BatchState, LineState
from ..filters import PaymentBatchFilter
from ..models import PaymentBatch, PaymentLine
from ..paying import funding
from ..paying.differences import differences
from ..paying.display import batch_stations, line_groups
from ..paying.steps import Desk, holder_of, sits_at, steps_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.PAYMENT)
HANDLES = Access(Resource.PAYMENT, Verb.EDIT)
BATCH_ROWS = ("region", "made_by", "reviewed_by", "approved_by")


class BatchList(ListPage):
    """Batches of the region, and the programmes whose batch of this month is still to be made."""

    access = SEES
    template_name = "assistance/payments.html"
    model = PaymentBatch
    filterset_class = PaymentBatchFilter
    order = ("-month", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset().select_related("region")
        return rows.with_totals()  # type: ignore[no-any-return]  # PaymentBatchQuerySet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_maker = self.user.role == Role.CASEWORKER
        return super().get_context_data(
            waiting=queries.batches_to_build(clock.today(), self.user.region_id)
            if is_maker
            else [],
            build_form=payment_forms.BuildForm(),
            **kwargs,
        )


class BuildBatch(FormPage):
    """Make this month's draft of a programme."""

    access = HANDLES
    template_name = "assistance/money_form.html"
    form_class = payment_forms.BuildForm
    extra_context = {
        "title": "生成发放批次",
        "back": "assistance:payments",
        "button": "生成",
    }

    def carry_out(self, form: Any) -> str:
        def make() -> str:
            batch = actions.build_batch(
                self.user.region, form.cleaned_data["programme"], actor=self.user
            )
            messages.success(self.request, f"已生成{batch}，请核对疑点后报送。")
            return reverse("assistance:payment", args=[batch.pk])

        return submit_once(form.cleaned_data["token"], self.user, make)


class BatchMixin:
    """What the page of a batch shows, whichever form on it was sent."""

    user: Any
    object: PaymentBatch

    @cached_property
    def lines(self) -> list[PaymentLine]:
        return actions.lines_of(self.object)

    def batch_context(self) -> dict[str, Any]:
        batch, lines = self.object, self.lines
        paid = [line for line in lines if line.state != LineState.HELD]
        planned = funding.plan(lines, funding.funds_for(batch)) if batch.is_open else None
        fund_of = (
            planned.fund_of if planned else {line.pk: line.fund for line in lines if line.fund}
        )
        desk = holder_of(batch)
        at_finance = sits_at(self.user, Desk.FINANCE, batch.programme) and not batch.is_open
        return {
            "lines": lines,
            "groups": line_groups(lines),
            "total": sum(line.amount for line in paid),
            "count": len(paid),
            "differences": differences(batch, lines),
            "shares": funding.shares(paid, fund_of),
            "stations": batch_stations(batch),
            "steps": steps_for(batch, self.user),
            "may_edit": desk is not None and sits_at(self.user, desk, batch.programme),
            "may_refresh": batch.state == BatchState.DRAFT
            and sits_at(self.user, Desk.MAKER, batch.programme),
            "may_export": at_finance,
            "may_reply": at_finance and batch.state == BatchState.EXPORTED,
            "orders": batch.files.filter(kind=BankFileKind.ORDER).select_related("file", "by"),
            "replies": batch.files.filter(kind=BankFileKind.REPLY).select_related("file", "by"),
            "step_form": payment_forms.BatchStepForm(initial={"version": batch.version}),
            "order_form": payment_forms.OrderForm(),
            "reply_form": payment_forms.ReplyForm(),
        }


class BatchDetail(BatchMixin, ObjectPage):
    """One batch: its payments, what is wrong with them, what changed, what can be done."""

    access = SEES
    template_name = "assistance/payment.html"
    model = PaymentBatch
    select_related = BATCH_ROWS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remember(self.request, str(self.object), "coin-yuan")
        return super().get_context_data(form=None, **self.batch_context(), **kwargs)


class BatchFormPage(BatchMixin, ObjectFormPage):
    """The same page with a form that was sent; a refusal stands on it."""

    access = HANDLES
    template_name = "assistance/payment.html"
    model = PaymentBatch
    select_related = BATCH_ROWS
    object: PaymentBatch
    # The name under which the page shows the form.
    shown_as = "step_form"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = kwargs.get("form")
        self.object = self.get_object()
        shown = self.batch_context()
        if sent is not None and sent.is_bound:
            shown[self.shown_as] = sent
        return super().get_context_data(**shown, **kwargs)

    def back(self) -> str:
        return reverse("assistance:payment", args=[self.object.pk])


class RefreshBatch(BatchFormPage):
    """Bring a draft up to what is due now."""

    form_class = payment_forms.BatchForm
    http_method_names = ["post"]

    def carry_out(self, form: Any) -> str:
        def refresh() -> str:
            actions.refresh_batch(
                self.object, version=form.cleaned_data["version"], actor=self.user
            )
            messages.success(self.request, "已按最新待遇和账户重新生成。")
            return self.back()

        return submit_once(form.cleaned_data["token"], self.user, refresh)


class TakeBatchStep(BatchFormPage):
    """Submit, review, approve, return or settle."""

    form_class = payment_forms.BatchStepForm
    http_method_names = ["post"]

    def carry_out(self, form: Any) -> str:
        def take() -> str:
            batch = actions.advance_batch(
                self.object,
                self.kwargs["code"],
                actor=self.user,
                version=form.cleaned_data["version"],
                note=form.cleaned_data["note"],
            )
            messages.success(self.request, f"已办理，本批现为“{batch.get_state_display()}”。")
            return self.back()

        return submit_once(form.cleaned_data["token"], self.user, take)


class ReadReply(BatchFormPage):
    """Read the bank's answer."""

    form_class = payment_forms.ReplyForm
    shown_as = "reply_form"
    http_method_names = ["post"]

    def carry_out(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        fresh = actions.take_reply(self.object, file.name, file.read(), actor=self.user)
        told = f"已读入 {fresh} 笔回盘结果。" if fresh else "该文件已经读入过，没有变化。"
        messages.success(self.request, told)
        return self.back()


class HoldLine(ObjectFormPage):
    """Hold a doubtful payment."""

    access = HANDLES
    template_name = "assistance/hold.html"
    model = PaymentLine
    select_related = ("batch__region", "household__head")
    form_class = payment_forms.HoldForm

    def carry_out(self, form: Any) -> str:
        def hold() -> str:
            line = actions.hold_line(
                self.object, reason=form.cleaned_data["reason"], actor=self.user
            )
            messages.success(self.request, f"{line.household}的款项已暂缓，下月生成批次时列出。")
            return reverse("assistance:payment", args=[line.batch_id])

        return submit_once(form.cleaned_data["token"], self.user, hold)


class ReleaseLine(ObjectFormPage):
    """Pay a held line after all."""

    access = HANDLES
    template_name = "assistance/release.html"
    model = PaymentLine
    select_related = ("batch__region", "household__head")
    form_class = payment_forms.ReleaseForm

    def carry_out(self, form: Any) -> str:
        def release() -> str:
            line = actions.release_line(self.object, actor=self.user)
            messages.success(self.request, f"{line.household}的款项已恢复发放。")
            return reverse("assistance:payment", args=[line.batch_id])

        return submit_once(form.cleaned_data["token"], self.user, release)
