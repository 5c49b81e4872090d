"""What waits for somebody: revisions of parameters to check, or to mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from yunyang_relief.core.access import Resource, Verb, may_revise
from yunyang_relief.core.registry import Todo

from . import queries
from .enums import RevisionStage

if TYPE_CHECKING:
    from yunyang_relief.core.models import User


def parameter_todos(user: User, today: date) -> Iterator[Todo]:
    """Drafts of others that this user may check, and the user's own that were sent back."""
    if not user.may(Resource.PARAMETER, Verb.EDIT):
        return
    for draft, read in queries.open_drafts(user):
        is_own = draft.drafted_by_id == user.pk
        stage = RevisionStage.RETURNED if is_own else RevisionStage.CHECKING
        if draft.stage == stage and may_revise(user, draft.programme):
            yield Todo(
                kind="parameter",
                group="系统",
                title=f"{'修改' if is_own else '复核'}参数修订：{read.label}",
                url=reverse("eligibility:revision", args=[draft.pk]),
                basis=f"{read.worded} {read.unit}，{draft.since} 起",
                action="去修改" if is_own else "去复核",
            )
