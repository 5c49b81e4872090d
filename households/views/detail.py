"""A household's page: a tab for each subject, papers, and the sight of protected values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import DecimalField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from yunyang_relief.core import clock, context, files
from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region, TimelineEntry
from yunyang_relief.core.pages import ObjectMixin, ObjectPage
from yunyang_relief.core.pagination import paginate
from yunyang_relief.core.registry import registry
from yunyang_relief.core.views.operations import file_response

from .. import actions, protected, queries, wording
from ..enums import Section
from ..forms.pages import AttachmentForm, ReasonForm
from ..models import (
    Asset,
    Attachment,
    BankAccount,
    Circumstances,
    Expenditure,
    Fact,
    Guarantee,
    Hardship,
    Household,
    IncomeItem,
    Obligor,
)
from ..queries import current_facts
from ..records import listed
from ..review import facts_of, monthly_incomes
from .survey import FILLS_IN, shown_attachments

SEES = Access(Resource.HOUSEHOLD)
KEEPS = Access(Resource.HOUSEHOLD, Verb.EDIT)
ENTRIES_ON_OVERVIEW = 10
ENTRIES_PER_PAGE = 50
# Which columns of the tab 收入财产支出 tell the statements of a section.
ECONOMY: tuple[tuple[Section, type[Fact], tuple[str, ...]], ...] = (
    (
        Section.INCOME,
        IncomeItem,
        ("person", "kind", "monthly_amount", "since", "until", "payer"),
    ),
    (Section.ASSETS, Asset, ("kind", "person", "value", "area", "description")),
    (
        Section.EXPENDITURE,
        Expenditure,
        ("kind", "person", "spent_on", "amount", "reimbursed", "reason"),
    ),
    (
        Section.OBLIGORS,
        Obligor,
        ("name", "relation", "person", "family_size", "family_monthly_income", "ordered_amount"),
    ),
)


def grouped(
    group: tuple[Section, type[Fact], tuple[str, ...]], household: Household
) -> dict[str, Any]:
    """One table of the tab: its head and, for each statement, the cells as text."""
    section, model, names = group
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    heads = [
        (str(field.verbose_name).replace("（不含）", ""), isinstance(field, DecimalField))
        for field in fields
    ]
    facts = [
        (
            fact,
            [
                (label, _cell(fact, field), is_number)
                for field, (label, is_number) in zip(fields, heads, strict=True)
            ],
        )
        for fact in current_facts(model, household)
    ]
    return {"section": section, "label": section.label, "head": heads, "facts": facts}


def _cell(fact: Fact, field: Any) -> str:
    """A value without its unit, which stands in the head; nothing is a dash."""
    text = wording.shown(fact, field)
    return "—" if text == wording.NOTHING else text.removesuffix(" 元").removesuffix(" ㎡")


class HouseholdDetail(ObjectPage):
    """One household: a tab for each subject, the apps above add theirs."""

    access = SEES
    model = Household
    select_related = ("head", "region")

    tabs = {
        "overview": "概况",
        "economy": "收入财产支出",
        "needs": "三清与保障",
        "special": "专项情况",
        "papers": "附件",
        "records": "全部记录",
    }

    @property
    def tab(self) -> str:
        """The tab of the address; an unknown one is the first."""
        wanted = self.request.GET.get("tab", "")
        return wanted if wanted in self.tabs or self._panel(wanted) else "overview"

    def _panel(self, url_name: str) -> Any:
        panels = registry.panels_for(self.user)
        return next((panel for panel in panels if panel.url_name == url_name), None)

    def get_template_names(self) -> list[str]:
        return [f"households/tabs/{self.tab if self.tab in self.tabs else 'panel'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        household = self.object
        context.remember(self.request, str(household), "home-2")
        panels = registry.panels_for(self.user)
        own = getattr(self, f"get_{self.tab}", lambda: {"panel": self._panel(self.tab)})
        return super().get_context_data(
            household=household,
            township=Region.objects.get(code=household.region.township_code),
            survey=household.surveys.filter(completed_at=None).first(),
            tabs=[*self.tabs.items(), *((panel.url_name, panel.title) for panel in panels)],
            tab=self.tab,
            actions=registry.panels_for(self.user, "actions"),
            members=self.members,
            today=clock.today(),
            **own(),
            **kwargs,
        )

    @cached_property
    def members(self) -> list[Any]:
        """Who belongs to the household today."""
        return list(queries.members_on(self.object, clock.today()))

    def get_overview(self) -> dict[str, Any]:
        """Key facts, members, what happened lately."""
        household = self.object
        incomes = monthly_incomes(current_facts(IncomeItem, household), clock.today())
        people = [self._member_row(member, incomes) for member in self.members]
        return {
            "people": people,
            "circumstances": next(iter(current_facts(Circumstances, household)), None),
            **self._causes(),
            "head_key": str(household.head_id),
            "head_age": household.head.age_on(clock.today()) if household.head else "",
            "income_sum": sum((row["income"] for row in people if row["income"]), Decimal(0)),
            "entries": self._entries()[:ENTRIES_ON_OVERVIEW],
            "panels": registry.panels_for(self.user, "survey"),
        }

    def get_economy(self) -> dict[str, Any]:
        """What they receive, own and spend, and who else owes them support."""
        return {"groups": [grouped(section, self.object) for section in ECONOMY]}

    def get_needs(self) -> dict[str, Any]:
        """Causes and needs, the five guarantees, the account."""
        account = next(iter(current_facts(BankAccount, self.object)), None)
        return {
            **self._causes(),
            "guarantees": current_facts(Guarantee, self.object),
            "account": account,
            "account_key": f"account-{account.pk}" if account else "",
        }

    def get_special(self) -> dict[str, Any]:
        """Care, health, schooling, work, housing and mishaps, by subject."""
        return {"subjects": list(listed(self.object))}

    def get_papers(self) -> dict[str, Any]:
        """The papers on file."""
        return {"attachments": shown_attachments(self.object), "form": AttachmentForm()}

    def get_records(self) -> dict[str, Any]:
        """Everything that happened, a page at a time."""
        page = paginate(
            self._entries(), self.request.GET, order=("-at", "-id"), size=ENTRIES_PER_PAGE
        )
        return {"page": page}

    def _causes(self) -> dict[str, Any]:
        hardship = next(iter(current_facts(Hardship, self.object)), None)
        if hardship is None:
            return {"hardship": None}
        shown = {
            name: wording.shown(hardship, hardship._meta.get_field(name))
            for name in ("causes", "needs")
        }
        return {"hardship": hardship, **shown}

    def _member_row(self, member: Any, incomes: dict[int, Decimal]) -> dict[str, Any]:
        person = member.person
        return {
            "member": member,
            "key": f"id_number-{person.pk}",
            "age": person.age_on(clock.today()),
            "more": [wording.describe(fact) for fact in facts_of(member)[1:]],
            "income": incomes.get(person.pk),
        }

    def _entries(self) -> Any:
        rows = TimelineEntry.objects.filter(household_uid=self.object.uid)
        return rows.select_related("actor")


class Reveal(ObjectMixin):
    """Show one protected value to somebody who says why."""

    access = Access(Resource.PROTECTED)
    model = Household
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self.get_object()
        kind, _, number = request.POST.get("what", "").partition("-")
        form = ReasonForm(request.POST)
        shown: dict[str, Any] = {"household": household, "what": f"{kind}-{number}", "form": form}
        status = 422
        if form.is_valid():
            try:
                shown["label"], shown["value"] = protected.reveal(
                    household,
                    kind,
                    int(number),
                    reason=form.cleaned_data["reason"],
                    actor=self.user,
                )
                status = 200
            except (KeyError, ValueError, ObjectDoesNotExist):
                raise Http404 from None
            except Refused as refused:
                form.add_error("reason", refused.message)
                status = 409
        part = "parts/revealed" if request.headers.get("HX-Request") else "revealed"
        return render(request, f"households/{part}.html", shown, status=status)


class AttachPaper(ObjectMixin):
    """Upload a photo or PDF."""

    access = KEEPS
    model = Household
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self.get_object()
        form = AttachmentForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                actions.attach(
                    household,
                    form.cleaned_data["file"],
                    kind=form.cleaned_data["kind"],
                    actor=self.user,
                )
            except Refused as refused:
                form.add_error("file", refused.message)
            else:
                messages.success(request, "附件已上传。")
                return HttpResponseRedirect(_back(request, pk))
        page = {"household": household, "form": form, "next": request.POST.get("next", "")}
        return render(request, "households/upload.html", page, status=422)


def _back(request: HttpRequest, pk: int) -> str:
    """The page that shows the papers: the survey's when it was sent from there."""
    if request.POST.get("next") == "survey" and FILLS_IN.allows(request.user):
        return reverse("households:section", args=[pk, "attachments"])
    return f"{reverse('households:detail', args=[pk])}?tab=papers"


class AttachmentMixin(ObjectMixin):
    """One paper of a household in sight."""

    access = SEES
    model = Attachment
    select_related = ("household", "file")


class AttachmentFile(AttachmentMixin):
    """Download a paper; who took it is recorded."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        attachment = self.get_object()
        content = files.open_file(attachment.file, actor=self.user, reason=str(attachment))
        return file_response(content, attachment.file.name, attachment.file.content_type)


class RemoveAttachment(AttachmentMixin):
    """Take a paper off the file."""

    access = KEEPS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        attachment = self.get_object()
        actions.remove_attachment(attachment, actor=self.user)
        messages.success(request, f"已撤下“{attachment.file.name}”，经过里仍有记录。")
        return HttpResponseRedirect(_back(request, attachment.household_id))
