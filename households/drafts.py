"""What a user typed and did not save yet, as if it had been saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict

from yunyang_relief.core import clock

from .actions.changes import lock
from .enums import Section
from .forms import section_form
from .models import Draft, Survey

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

ORDER = list(Section)


@contextmanager
def applied(survey: Survey, user: User) -> Iterator[None]:
    """Run a block as if the user's drafts of this survey were saved; then take it all back.

    Rows that are wrong or incomplete count as not typed. Nothing outlives the block: facts,
    audit and timeline go back with the savepoint. Looks nobody else up. Raises Refused when the
    household is no longer the user's to write.
    """
    drafts = sorted(own_drafts(survey, user), key=lambda draft: ORDER.index(Section(draft.section)))
    if not drafts:
        yield
        return
    with transaction.atomic():
        # Two rehearsals, or one and a save, must not write the same rows crosswise.
        lock(survey.household, user)
        try:
            for draft in drafts:
                _apply(draft, survey, user)
            yield
        finally:
            transaction.set_rollback(True)


def own_drafts(survey: Survey, user: User) -> list[Draft]:
    """The drafts of this survey that this user typed; nobody else's."""
    return list(Draft.objects.filter(survey=survey, user=user))


def typed_in(draft: Draft) -> QueryDict:
    """What a draft holds, as the form that sent it."""
    return QueryDict(draft.content.open_unlogged())


def _apply(draft: Draft, survey: Survey, user: User) -> None:
    content = section_form(
        draft.section,
        survey.household,
        user=user,
        today=clock.today(),
        typed=typed_in(draft),
        is_submitted=True,
        is_trial=True,
    )
    content.save_valid(household=survey.household, actor=user)
