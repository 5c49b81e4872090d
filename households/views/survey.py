"""The survey: its task list, a page per section, drafts, and the end of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from yunyang_relief.core import clock, context
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.pages import FormMixin, ObjectMixin, ObjectPage
from yunyang_relief.core.registry import registry

from .. import actions, queries
from ..drafts import own_drafts, typed_in
from ..enums import AttachmentKind, Section
from ..forms import SECTIONS, SectionForm, section_form
from ..forms.pages import AttachmentForm, ConfirmForm
from ..models import Draft, Household, Survey
from ..review import review

SURVEYS = Access(Resource.SURVEY)
FILLS_IN = Access(Resource.SURVEY, Verb.EDIT)
# What a draft leaves out of the form that was sent.
NOT_CONTENT = ("csrfmiddlewaretoken", "add", "go")


class SurveyMixin(ObjectMixin):
    """A page of a household's open survey."""

    access = FILLS_IN
    model = Household
    select_related = ("head", "region")

    @cached_property
    def household(self) -> Household:
        """The household of the URL."""
        found: Household = self.get_object()
        return found

    @cached_property
    def survey(self) -> Survey:
        """Its open survey; without one there is nothing to fill in here."""
        survey = self.household.surveys.filter(completed_at=None).first()
        if survey is None:
            raise Http404
        survey.household = self.household
        return survey

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """The user's own drafts by section."""
        return {draft.section: draft for draft in own_drafts(self.survey, self.user)}

    def frame(self, section: str) -> dict[str, Any]:
        """What surrounds every page of the survey: the task list and the panels beside it."""
        states = queries.section_states(self.survey, self.drafts.values())
        done = sum(state.kind == "done" for state in states)
        return {
            "household": self.household,
            "survey": self.survey,
            "states": states,
            "done": done,
            "section": section,
            "label": Section(section).label,
            "number": list(Section).index(Section(section)) + 1,
            "panels": registry.panels_for(self.user, "survey"),
        }


class SurveyPage(ObjectPage):
    """The way into a household's survey: go on with the open one, or begin one."""

    access = SURVEYS
    model = Household
    select_related = ("head", "region")
    template_name = "households/survey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context.remember(self.request, f"{self.object} · 入户调查", "clipboard-list")
        surveys = list(self.object.surveys.prefetch_related("surveyors"))
        survey = next((survey for survey in surveys if not survey.completed_at), None)
        if survey:
            drafts = own_drafts(survey, self.user)
            states = queries.section_states(survey, drafts)
            kwargs |= {
                "states": states,
                "done": sum(state.kind == "done" for state in states),
                "next": next(
                    (state.section for state in states if state.kind != "done"), Section.CONFIRM
                ),
            }
        return super().get_context_data(
            survey=survey, finished=[survey for survey in surveys if survey.completed_at], **kwargs
        )


class StartSurvey(ObjectMixin):
    """Begin a survey, or go on with the open one."""

    access = FILLS_IN
    model = Household
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        actions.start_survey(self.get_object(), actor=self.user)
        return HttpResponseRedirect(reverse("households:section", args=[pk, "circumstances"]))


class SectionPage(SurveyMixin, TemplateView):
    """One section: shown as recorded or as drafted; saved as a whole."""

    def get_template_names(self) -> list[str]:
        own = {"members": "members", "attachments": "attachments"}
        return [f"households/sections/{own.get(self.section, 'rows')}.html"]

    @property
    def section(self) -> str:
        """The section of the URL."""
        section = str(self.kwargs["section"])
        if section not in SECTIONS:
            raise Http404
        return section

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = self.drafts.get(self.section)
        has_content = draft is not None and self.section != Section.ATTACHMENTS
        content = self.build(
            typed_in(draft) if draft and has_content else None,
            # Told once what is wrong, people come back to see it.
            is_submitted=bool(draft and draft.problems),
            is_trial=True,
        )
        if draft and draft.problems:
            content.is_valid()
        return self.show(content, draft=draft if has_content else None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "add" in request.POST:
            return self.show(self.build(request.POST, adding=request.POST["add"]))
        is_done = "is_done" in request.POST
        content = self.build(request.POST, is_submitted=True, is_done=is_done)
        if not content.is_valid():
            return self.refuse_content(content, 422)
        try:
            actions.save_section(self.survey, content, is_done=is_done, actor=self.user)
        except Refused as refused:
            is_told = isinstance(refused, Stale) and content.errors()
            return self.refuse_content(content, 409, "" if is_told else refused.message)
        for warning in content.warnings():
            messages.warning(request, warning)
        return HttpResponseRedirect(self.next_url(request.POST.get("go", "next")))

    def build(self, typed: QueryDict | None, **options: Any) -> SectionForm:
        """The section's rows, from the registry or from what was typed."""
        return section_form(
            self.section,
            self.survey.household,
            user=self.user,
            today=clock.today(),
            typed=typed,
            **options,
        )

    def refuse_content(self, content: SectionForm, status: int, message: str = "") -> HttpResponse:
        """Show what is wrong; what was typed is kept as a draft."""
        problems = len(content.errors()) or 1
        draft = actions.save_draft(
            self.survey,
            self.section,
            content_of(self.request.POST),
            actor=self.user,
            problems=problems,
        )
        self.drafts[self.section] = draft
        return self.show(content, status=status, refusal=message)

    def show(
        self,
        content: SectionForm,
        *,
        draft: Draft | None = None,
        status: int = 200,
        refusal: str = "",
    ) -> HttpResponse:
        """Render the section."""
        is_done = content.given.is_done or self.section in self.survey.sections_done
        page = self.frame(self.section) | {
            "content": content,
            "errors": content.errors() if content.given.is_submitted else [],
            "refusal": refusal,
            "draft": draft,
            "is_done": is_done,
            "following": following(self.section).label,
        }
        if self.section == Section.ATTACHMENTS:
            page["attachments"] = shown_attachments(self.household)
            page["form"] = AttachmentForm()
        return self.render_to_response(self.get_context_data(**page), status=status)

    def next_url(self, go: str) -> str:
        """Where to go after saving."""
        if go == "exit":
            return reverse("households:survey", args=[self.household.pk])
        return reverse("households:section", args=[self.household.pk, following(self.section)])


def following(section: str) -> Section:
    """The section after this one."""
    order = list(Section)
    return order[order.index(Section(section)) + 1]


def content_of(typed: QueryDict) -> str:
    """A submitted form as text for a draft, without what is not content."""
    kept = typed.copy()
    for name in NOT_CONTENT:
        kept.pop(name, None)
    return kept.urlencode()


def shown_attachments(household: Household) -> Any:
    """The papers on file."""
    return household.attachments.filter(removed_at=None).select_related("file", "added_by")


class SaveDraft(SurveyMixin):
    """Autosave: keep what is in the form right now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        if section not in SECTIONS:
            raise Http404
        draft = actions.save_draft(self.survey, section, content_of(request.POST), actor=self.user)
        saved = timezone.localtime(draft.saved_at)
        return JsonResponse({"saved_at": f"{saved:%H:%M:%S}"})


class DropDraft(SurveyMixin):
    """Forget a draft and go back to what is recorded."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, section: str) -> HttpResponse:
        if section not in SECTIONS:
            raise Http404
        actions.drop_draft(self.survey, section, actor=self.user)
        messages.success(request, "已丢弃草稿，下面是已保存的内容。")
        return HttpResponseRedirect(reverse("households:section", args=[pk, section]))


class Confirm(SurveyMixin, FormMixin, TemplateView):
    """Check the answers, say who visited and who signed, and finish."""

    template_name = "households/sections/confirm.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(survey=self.survey, user=self.user)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST, survey=self.survey, user=self.user)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def carry_out(self, form: Any) -> str:
        actions.complete_survey(self.survey, **form.cleaned_data, actor=self.user)
        messages.success(self.request, "入户调查已完成，可以办理申请。")
        return reverse("households:detail", args=[self.household.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unsaved = [Section(code) for code in self.drafts if code != Section.CONFIRM]
        return super().get_context_data(
            **self.frame(Section.CONFIRM),
            answers=review(self.household, clock.today()),
            unsaved=unsaved,
            kinds=AttachmentKind,
            **kwargs,
        )
