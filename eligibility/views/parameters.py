"""政策参数: every value with its source, and its revision by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource, Verb, may_revise
from yunyang_relief.core.pages import FormPage, ObjectFormPage, Page, submit_once

from .. import parameters, queries, revising, whatif
from ..enums import ParameterState
from ..forms import RevisionForm, StepForm
from ..models import ParameterRevision

if TYPE_CHECKING:
    from ..queries import Parameter

SEES = Access(Resource.PARAMETER)
REVISES = Access(Resource.PARAMETER, Verb.EDIT)


class ParameterList(Page):
    """What is in force today, since when, by which source, how sure, and what rests on it."""

    access = SEES
    template_name = "eligibility/parameters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET.get("state", "")
        uncertain = queries.uncertain_results(self.user)
        drafts = queries.open_drafts(self.user)
        groups = [
            (programme, [p for p in found if wanted in ("", p.state)], uncertain[programme.code])
            for programme, found in queries.parameters_on(clock.today())
        ]
        return super().get_context_data(
            groups=groups,
            drafts=drafts,
            drafted={draft.row.code for draft in drafts},
            states=ParameterState.choices,
            wanted=wanted,
            **kwargs,
        )


class OfParameter(Page):
    """A page about one parameter."""

    def parameter(self) -> Parameter:
        """The parameter of the address; raises Http404."""
        found = queries.parameter(self.kwargs["code"], clock.today())
        if found is None:
            raise Http404
        return found


class ParameterPage(OfParameter):
    """One parameter: all its periods, its drafts, and what rests on it."""

    access = SEES
    template_name = "eligibility/parameter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.parameter()
        uncertain = queries.uncertain_results(self.user)
        return super().get_context_data(
            parameter=found,
            dependants=[(p, uncertain[p.code]) for p in parameters.dependants(found.code)],
            revisions=queries.revisions_of(found.code),
            may_draft=may_revise(self.user, found.programme),
            **kwargs,
        )


class DraftPage(FormPage):
    """The form of a draft, the value in force beside it."""

    access = REVISES
    template_name = "eligibility/draft.html"
    form_class = RevisionForm
    code: str

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"nature": parameters.nature_of(self.code)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = queries.parameter(self.code, clock.today())
        return super().get_context_data(parameter=found, today=clock.today(), **kwargs)


class DraftRevision(DraftPage):
    """Draft a new value."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.code = kwargs["code"]
        if queries.parameter(self.code, clock.today()) is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        revising.guard_right(self.user, self.code)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        found = queries.parameter(self.code, clock.today())
        current = found.current if found else None
        if current is None:
            return {}
        return {"until": current.until, "clause": current.clause, "state": current.state.value}

    def carry_out(self, form: Any) -> str:
        def make() -> str:
            revision = revising.draft_revision(self.code, form.values(), actor=self.user)
            messages.success(self.request, "已存为草案，尚未生效。可先试算，再提交复核。")
            return reverse("eligibility:revision", args=[revision.pk])

        return submit_once(form.cleaned_data["token"], self.user, make)


class EditRevision(ObjectFormPage, DraftPage):
    """Change one's draft, or what was sent back."""

    model = ParameterRevision
    select_related = ("drafted_by",)

    @property
    def code(self) -> str:  # type: ignore[override]  # read from the row here
        found: str = self.object.code
        return found

    def get_initial(self) -> dict[str, Any]:
        return RevisionForm.initial_of(self.object)

    def carry_out(self, form: Any) -> str:
        revising.redraft_revision(self.object, form.values(), actor=self.user)
        messages.success(self.request, "已保存修改；先前的试算是按修改前的草案做的。")
        return reverse("eligibility:revision", args=[self.object.pk])


class RevisionPage(ObjectFormPage):
    """One revision: old and new side by side, its trial, and the decision of the second person."""

    access = SEES
    write_access = REVISES
    template_name = "eligibility/revision.html"
    model = ParameterRevision
    select_related = ("drafted_by", "checked_by")
    form_class = StepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        revision: ParameterRevision = self.object
        job = whatif.latest_what_if(revision)
        return super().get_context_data(
            parameter=queries.parameter(revision.code, clock.today()),
            lines=queries.compare(revision),
            steps=revising.steps_for(revision, self.user),
            may_edit=revising.may_edit(revision, self.user),
            may_try=revision.stage in revising.TRIABLE
            and may_revise(self.user, revision.programme),
            is_back_dated=revision.since < clock.today().replace(day=1),
            job=job,
            is_current_trial=job is not None and whatif.is_of(job, revision),
            trials=queries.trial_of(job) if job else [],
            history=revision.steps.select_related("by"),
            **kwargs,
        )

    def carry_out(self, form: Any) -> str:
        step = form.cleaned_data["step"]
        revising.take_step(self.object, step, opinion=form.cleaned_data["opinion"], actor=self.user)
        messages.success(self.request, f"{revising.STEPS[step].label}：已办理。")
        return reverse("eligibility:revision", args=[self.object.pk])
