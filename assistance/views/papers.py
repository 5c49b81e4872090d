"""The papers of a case, on A4."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from yunyang_relief.core import clock
from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.pages import ObjectPage

from ..dossier import Dossier
from ..models import Case
from ..papers import KINDS


class CasePaper(ObjectPage):
    """One paper of a case; 404 while the step it belongs to was not taken."""

    access = Access(Resource.CASE)
    model = Case
    select_related = (
        "household__head",
        "household__region",
        "region",
        "applicant",
        "caseworker",
        "decision__decided_by",
        "award",
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = KINDS.get(self.kwargs["kind"])
        dossier = Dossier(self.object, clock.today())
        if kind is None or not kind.is_ready(dossier):
            raise Http404
        self.template_name = f"assistance/papers/{kind.code}.html"
        return super().get_context_data(
            dossier=dossier,
            paper=kind,
            made_by=self.user,
            **kind.context(dossier),
            **kwargs,
        )
