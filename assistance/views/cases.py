"""Cases: applying, lists, the page of one, and every step taken in it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Role, Verb
from yunyang_relief.core.context import remember
from yunyang_relief.core.pages import ListPage, ObjectFormPage, ObjectPage, submit_once

from .. import actions, forms, queries, replaying
from ..desk import Desk
from ..dossier import Dossier
from ..enums import Programme, Stage
from ..filters import CaseFilter
from ..models import Award, Case
from ..workflow import Transition, transition_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.forms import BaseForm

SEES = Access(Resource.CASE)
HANDLES = Access(Resource.CASE, Verb.EDIT)
CASE_ROWS = ("household__head", "household__region", "region", "applicant", "caseworker")


class CaseList(ListPage):
    """All cases of the region."""

    access = SEES
    template_name = "assistance/cases.html"
    model = Case
    filterset_class = CaseFilter
    title = "案件办理"
    group = "审核确认"
    empty = "案件从住户页面的“申请救助”开始。"
    stages: ClassVar[tuple[Stage, ...]] = ()

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset().select_related("household__head", "region", "caseworker")
        return rows.filter(stage__in=self.stages) if self.stages else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            group=self.group,
            empty=self.empty,
            may_apply=self.user.role == Role.CASEWORKER,
            **kwargs,
        )


class IntakeList(CaseList):
    """Applications that wait for acceptance or for papers."""

    access = HANDLES
    title, group = "申请受理", "受理"
    stages = (Stage.APPLIED, Stage.SUPPLEMENT)


class InquiryList(CaseList):
    """Cases in check and inquiry, first or again."""

    access = HANDLES
    title, group = "核对与调查", "调查"
    stages = (Stage.INQUIRY, Stage.RECHECK)


class AppraisalList(CaseList):
    """Cases that wait for the residents' meeting."""

    access = HANDLES
    title, group = "民主评议", "评议公示"
    stages = (Stage.APPRAISAL,)


class CaseDetail(ObjectPage):
    """One case: where it stands, what can be done, what was done."""

    access = SEES
    template_name = "assistance/case.html"
    model = Case
    select_related = (*CASE_ROWS, "award", "decision")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case: Case = kwargs["object"]
        remember(self.request, str(case), "file-text")
        return super().get_context_data(
            desk=Desk(Dossier(case, clock.today()), self.user), **kwargs
        )


class ReplayDecision(ObjectPage):
    """A decision worked out again from the facts and parameters kept with it."""

    access = SEES
    template_name = "assistance/replay.html"
    model = Case
    select_related = ("household__head", "region", "decision")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome = replaying.replay_case(kwargs["object"])
        if outcome is None:
            raise Http404
        return super().get_context_data(outcome=outcome, **kwargs)


class TakeStep(ObjectFormPage):
    """The same page with one step's form open; sending it takes the step."""

    access = HANDLES
    template_name = "assistance/case.html"
    model = Case
    select_related = CaseDetail.select_related
    object: Case

    @property
    def transition(self) -> Transition:
        try:
            return transition_of(self.object.programme, self.kwargs["code"])
        except KeyError:
            raise Http404 from None

    def desk(self) -> Desk:
        """The case as it is now, with this step on the table."""
        return Desk(Dossier(self.object, clock.today()), self.user, opened=self.transition)

    def get_form(self, form_class: Any = None) -> BaseForm:
        return self.desk().form_for(self.transition, self.request.POST)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = kwargs.pop("form", None)
        if sent is not None:
            # Somebody may have been faster, or the facts have changed: show what is true now.
            self.object = self.get_object()
        desk = self.desk()
        desk.open_form(sent)
        return super().get_context_data(desk=desk, form=desk.form, **kwargs)

    def carry_out(self, form: Any) -> str:
        def take() -> str:
            case = actions.advance(
                self.object,
                self.transition.code,
                actor=self.user,
                version=form.cleaned_data["version"],
                data=form.step_data(),
                note=form.cleaned_data["note"],
            )
            messages.success(self.request, f"已{self.transition.told}。")
            return reverse("assistance:case", args=[case.pk])

        return submit_once(form.cleaned_data["token"], self.user, take)


class Apply(ObjectFormPage):
    """Register a household's application; says what is missing when it cannot be."""

    access = HANDLES
    template_name = "assistance/apply.html"
    model = Household
    select_related = ("head", "region")
    form_class = forms.ApplyForm

    @cached_property
    def applicable(self) -> dict[Programme, list[str]]:
        """The programmes, each with what stands in the way of an application."""
        return queries.applicable(self.object, self.user.role)

    @property
    def open_programmes(self) -> list[Programme]:
        """What can be applied for now."""
        return [programme for programme, lacking in self.applicable.items() if not lacking]

    def get_form_kwargs(self) -> dict[str, Any]:
        # What was open when the page was made may not be any more: a second click finds its case.
        offered = list(self.applicable) if self.request.method == "POST" else self.open_programmes
        # A case that is not there yet tells who its adults are.
        case = Case(household=self.object, unit=0)
        return super().get_form_kwargs() | {
            "household": self.object,
            "adults": Dossier(case, clock.today()).adults,
            "programmes": offered,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closed = {p.label: lacking for p, lacking in self.applicable.items() if lacking}
        return super().get_context_data(
            closed=closed, may_apply=bool(self.open_programmes), **kwargs
        )

    def carry_out(self, form: Any) -> str:
        data = form.cleaned_data

        def make() -> str:
            cases = actions.open_cases(
                self.object,
                [Programme(code) for code in data["programmes"]],
                applicant=data["applicant"],
                applied_on=data["applied_on"],
                papers=data["papers"],
                signed=data["signed"],
                relative=form.relative_data() if data["has_relative"] else None,
                actor=self.user,
            )
            numbers = "、".join(case.number for case in cases)
            messages.success(self.request, f"已登记申请，案号 {numbers}。")
            return reverse("assistance:case", args=[cases[0].pk])

        return submit_once(data["token"], self.user, make)


class HouseholdPanel(ObjectPage):
    """A household's cases and awards, as a tab of its page."""

    access = SEES
    template_name = "assistance/panel.html"
    model = Household
    select_related = ("head", "region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        household: Household = kwargs["object"]
        applicable = queries.applicable(household, self.user.role)
        return super().get_context_data(
            cases=Case.objects.visible_to(self.user).filter(household=household),
            awards=Award.objects.visible_to(self.user).filter(household=household),
            may_apply=any(not lacking for lacking in applicable.values()),
            closed={p.label: lacking for p, lacking in applicable.items() if lacking},
            today=clock.today(),
            **kwargs,
        )
