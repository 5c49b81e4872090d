"""补发建议: what a back-dated revision owes for past months, and the decision about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse

from eligibility.models import ParameterRevision
from eligibility.queries import parameter
from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.pages import FormPage, ListPage, Page

from .. import actions, forms, queries
from ..filters import BackPayFilter
from ..models import Award

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.AWARD)
DECIDES = Access(Resource.AWARD, Verb.EDIT)


class BackPayList(Page):
    """The revisions that owe something for past months."""

    access = SEES
    template_name = "assistance/back_pays.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            proposals=queries.back_pays_by_revision(self.user), **kwargs
        )


class OfRevision(Page):
    """A page about the back-payments of one revision."""

    def revision(self) -> ParameterRevision:
        """The revision of the address, if it owes the user's region something."""
        ours = ParameterRevision.objects.filter(pk__in=queries.revisions_owing(self.user))
        return get_object_or_404(ours.select_related("checked_by"), pk=self.kwargs["pk"])


class BackPayPage(OfRevision, ListPage, FormPage):
    """One proposal: its households, and the approval of the second person."""

    access = SEES
    write_access = DECIDES
    template_name = "assistance/back_pay.html"
    model = Award
    filterset_class = BackPayFilter
    order = ("pk",)
    form_class = forms.BackPayForm

    def get_queryset(self) -> QuerySet[Any]:
        rows = queries.awards_owed(super().get_queryset(), self.revision())
        return rows.select_related("household__head", "region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revision = self.revision()
        proposal = next(p for p in queries.back_pays_by_revision(self.user) if p.row == revision)
        return super().get_context_data(
            revision=revision,
            parameter=parameter(revision.code, clock.today()),
            proposal=proposal,
            may_decide=DECIDES.allows(self.user)
            and proposal.open_months > 0
            and proposal.proposer != self.user.pk,
            **kwargs,
        )

    def carry_out(self, form: Any) -> str:
        revision = self.revision()
        reached = actions.approve_back_pay(
            revision, note=form.cleaned_data["note"], actor=self.user
        )
        messages.success(self.request, f"已批准 {reached} 户的补发，发放由资金岗另行办理。")
        return reverse("assistance:back_pay", args=[revision.pk])


class DeclineBackPay(OfRevision, FormPage):
    """Leave one household out, with the reason."""

    access = DECIDES
    template_name = "assistance/back_pay_decline.html"
    form_class = forms.DeclineBackPayForm

    def award(self) -> Award:
        rows = Award.objects.visible_to(self.user).select_related("household__head")
        found: Award = get_object_or_404(
            rows.filter(back_pays__revision=self.revision()).distinct(), pk=self.kwargs["award"]
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"revision": self.revision(), "award": self.award()}
        return super().get_context_data(**kwargs | shown)

    def carry_out(self, form: Any) -> str:
        revision = self.revision()
        actions.decline_back_pay(
            revision, self.award(), reason=form.cleaned_data["reason"], actor=self.user
        )
        messages.success(self.request, "已记为不予补发。")
        return reverse("assistance:back_pay", args=[revision.pk])
