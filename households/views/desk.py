"""The verification desk: what an office can confirm, one kind at a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.forms import whole_number
from yunyang_relief.core.models import TOWNSHIP, Region
from yunyang_relief.core.pages import Page
from yunyang_relief.core.pagination import PAGE_SIZES, paginate

from .. import actions, wording
from ..enums import Verification
from ..forms.pages import NoteForm
from ..models import ItemFact, PersonFact
from ..verification import BY_CODE, VerifiedKind, counts_for, kinds_for, to_verify

VERIFIED, DISPUTED = Verification.VERIFIED, Verification.DISPUTED
SELECTED_AT_MOST = max(PAGE_SIZES)


class VerificationDesk(Page):
    """Statements of one kind that nobody has checked, or that are in doubt."""

    access = Access(Resource.VERIFICATION)
    write_access = Access(Resource.VERIFICATION, Verb.EDIT)
    template_name = "households/verify.html"

    @property
    def kind(self) -> VerifiedKind | None:
        """The kind of the address if it is the user's, else the first of theirs."""
        own = kinds_for(self.user)
        wanted = BY_CODE.get(self.request.GET.get("kind", ""))
        return wanted if wanted in own else next(iter(own), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.kind
        page: dict[str, Any] = {"kind": kind}
        if kind:
            rows = to_verify(kind, self.user).select_related(*_related(kind))
            shown: Any = paginate(rows, self.request.GET, order=("pk",))
            page |= {
                "page": shown,
                "lines": _lines(shown.rows),
                "kinds": counts_for(self.user),
            }
        return super().get_context_data(
            may_verify=self.user.may(Resource.VERIFICATION, Verb.EDIT), **page, **kwargs
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        kind = self.kind
        sent = request.POST
        if kind and (chosen := sent.get("verify") or sent.get("dispute")):
            state = VERIFIED if sent.get("verify") else DISPUTED
            self._settle(kind, [chosen], state, sent.get(f"note-{chosen}", ""))
        elif kind:
            state = DISPUTED if sent.get("all") == DISPUTED else VERIFIED
            self._settle(kind, sent.getlist("fact"), state, sent.get("note", ""))
        query = urlencode({"kind": kind.code}) if kind else ""
        return HttpResponseRedirect(f"{reverse('households:verify')}?{query}")

    def _settle(
        self, kind: VerifiedKind, chosen: list[str], state: Verification, note: str
    ) -> None:
        """Verify each row by itself; say how many went through and why each other did not."""
        if not chosen:
            messages.warning(self.request, "还没有选择，请先勾选要核实的行。")
            return
        form = NoteForm({"note": note})
        if not form.is_valid():
            messages.error(self.request, f"说明未能保存：{form.errors['note'][0]}")
            return
        numbers = {whole_number(pk) for pk in chosen[:SELECTED_AT_MOST]} - {None}
        done = refused_rows = 0
        note = form.cleaned_data["note"]
        for fact in to_verify(kind, self.user).filter(pk__in=numbers).select_related("household"):
            try:
                actions.verify_fact(fact, verification=state, actor=self.user, note=note)
            except Refused as refused:
                refused_rows += 1
                messages.error(
                    self.request, f"{_person(fact) or fact.household}：{refused.message}"
                )
            else:
                done += 1
        verb = "已核实" if state == VERIFIED else "已提出疑义"
        if done:
            messages.success(self.request, f"{verb} {done} 条。")
        if missing := len(numbers) - done - refused_rows:
            messages.warning(self.request, f"{missing} 条已由他人办理，或不在您的职责内。")


def _related(kind: VerifiedKind) -> list[str]:
    related = ["household__head", "household__region", "recorded_by"]
    return [*related, "person"] if issubclass(kind.model, PersonFact | ItemFact) else related


def _person(fact: Any) -> Any:
    """Whom a statement is about: the person, else the household's head."""
    return getattr(fact, "person", None) or fact.household.head


def _lines(facts: list[Any]) -> list[tuple[Any, Any, str, str]]:
    """Each statement with whom it is about, what it says, and the township."""
    codes = {fact.household.region_id[:TOWNSHIP] for fact in facts}
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        (
            fact,
            _person(fact),
            wording.describe(fact),
            names.get(fact.household.region_id[:TOWNSHIP], ""),
        )
        for fact in facts
    ]
