"""The registry's tasks: surveys to finish, facts to verify."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from yunyang_relief.core.access import Resource, Verb
from yunyang_relief.core.models import TOWNSHIP
from yunyang_relief.core.registry import Todo

from .models import Survey
from .verification import waiting_for

if TYPE_CHECKING:
    from yunyang_relief.core.models import User


def survey_todos(user: User, today: date) -> Iterator[Todo]:
    """Open surveys the user began, takes part in, or has typed something into."""
    if not user.may(Resource.SURVEY, Verb.EDIT):
        return
    takes_part = Q(started_by=user) | Q(surveyors=user) | Q(drafts__user=user)
    mine = Survey.objects.filter(takes_part, completed_at=None).values("pk")
    surveys = Survey.objects.visible_to(user).filter(pk__in=mine)
    for survey in surveys.select_related("household__head", "household__region"):
        done = len(survey.sections_done)
        yield Todo(
            kind="survey",
            group="调查",
            title=f"继续入户调查：{survey.household}",
            url=reverse("households:survey", args=[survey.household_id]),
            household=str(survey.household),
            place=survey.household.region.name,
            basis=f"9 节中已填 {done} 节",
            action="继续填写",
        )


def verification_todos(user: User, today: date) -> Iterator[Todo]:
    """Facts that are this user's turn to check, one line per kind."""
    if not user.may(Resource.VERIFICATION, Verb.EDIT):
        return
    place = str(user.region) if len(user.region_id) <= TOWNSHIP else ""
    for kind, number in waiting_for(user):
        if number:
            yield Todo(
                kind="verify",
                group="调查",
                title=f"核实：{kind.label} {number} 条",
                url=f"{reverse('households:verify')}?kind={kind.code}",
                place=place,
                basis="认定结论只依据已核实的事实",
                action="去核实",
            )
