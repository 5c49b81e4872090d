"""Awards: the list, one with its months, its end, and whose review is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.context import remember
from yunyang_relief.core.pages import ListPage, ObjectFormPage, ObjectPage, submit_once

from .. import actions, forms
from ..filters import AwardFilter
from ..models import Award
from ..paying.steps import Desk, sits_at
from ..todos import REVIEWS_AHEAD

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.AWARD)
STOPS = Access(Resource.AWARD, Verb.EDIT)


class AwardList(ListPage):
    """What households of the region receive."""

    access = SEES
    template_name = "assistance/awards.html"
    model = Award
    filterset_class = AwardFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("household__head", "region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=clock.today(), **kwargs)


class ReviewList(AwardList):
    """Running awards whose review is due within a month or late, the latest first."""

    template_name = "assistance/reviews.html"
    order = ("next_review_on", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        until = clock.today() + REVIEWS_AHEAD
        return super().get_queryset().filter(end_month=None, next_review_on__lte=until)


class AwardDetail(ObjectPage):
    """One award with its months."""

    access = SEES
    template_name = "assistance/award.html"
    model = Award
    select_related = (
        "household__head",
        "household__region",
        "region",
        "case__decision",
        "ended_by",
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        award: Award = kwargs["object"]
        remember(self.request, str(award), "coin-yuan")
        today = clock.today()
        return super().get_context_data(
            entitlements=award.entitlements.all(),
            is_current=award.is_current_on(today),
            review_is_near=award.next_review_on is not None
            and award.next_review_on <= today + timedelta(days=30),
            may_recover=sits_at(self.user, Desk.OFFICE, award.programme),
            may_stop=self.user.may(Resource.AWARD, Verb.EDIT) and award.end_month is None,
            **kwargs,
        )


class StopAward(ObjectFormPage):
    """End an award, in writing and with its reason."""

    access = STOPS
    template_name = "assistance/stop.html"
    model = Award
    select_related = ("household__head", "region")
    form_class = forms.StopForm

    def carry_out(self, form: Any) -> str:
        def stop() -> str:
            award = actions.stop_award(
                self.object,
                month=form.cleaned_data["month"],
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                actor=self.user,
            )
            messages.success(self.request, f"已决定自 {award.end_month:%Y-%m} 起停发。")
            return reverse("assistance:award", args=[award.pk])

        return submit_once(form.cleaned_data["token"], self.user, stop)
