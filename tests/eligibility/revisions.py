"""Drafts of the urban standard, and what takes them into force."""

from __future__ import annotations

from datetime import date
from typing import Any

from eligibility import revising
from eligibility.models import ParameterRevision
from yunyang_relief.core.models import User

URBAN = "dibao.urban_standard"


def values(**changed: Any) -> dict[str, Any]:
    """What a draft states: 600 yuan for what is left of the period that began in September 2019."""
    return {
        "since": date(2019, 11, 1),
        "until": date(2020, 9, 1),
        "state": "confirmed",
        "value": "600",
        "source": "渝民发〔2019〕试验号",
        "published": date(2019, 11, 10),
    } | changed


def draft(actor: User, code: str = URBAN, **changed: Any) -> ParameterRevision:
    return revising.draft_revision(code, values(**changed), actor=actor)


def take_force(drafter: User, checker: User, code: str = URBAN, **changed: Any) -> Any:
    revision = draft(drafter, code, **changed)
    revision = revising.take_step(revision, "submit", actor=drafter)
    return revising.take_step(revision, "approve", actor=checker)
