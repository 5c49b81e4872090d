"""A case with everything it is judged by, read once and only where there is something to read."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db import models

from households.models import Membership, Person
from households.queries import members_on
from yunyang_relief.core.calendar import WorkingCalendar
from yunyang_relief.core.errors import Refused

from .enums import Stage
from .models import (
    Appraisal,
    Authorisation,
    Case,
    Check,
    CountyVisit,
    Investigation,
    NearRelative,
    NoticeEntry,
    Objection,
    Ruling,
    Step,
    Supplement,
)
from .procedure import Procedure, procedure_on
from .proposals import Proposal

M = TypeVar("M", bound=models.Model)
ADULT = 18


class Dossier:
    """The case's file. Its steps say which records exist, so that nothing is asked in vain."""

    def __init__(self, case: Case, today: date) -> None:
        self.case = case
        self.today = today

    @cached_property
    def procedure(self) -> Procedure:
        """The rules the case runs under: those of the day of application."""
        return procedure_on(self.case.programme, self.case.applied_on)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar()

    @cached_property
    def steps(self) -> list[Step]:
        """Everything done, oldest first; nothing in a case that is only being opened."""
        if self.case.pk is None:
            return []
        return list(self.case.steps.select_related("actor").order_by("version"))

    def done(self, *codes: str) -> bool:
        """Tell whether any of these steps was ever taken."""
        return any(step.code in codes for step in self.steps)

    def last(self, *codes: str) -> Step | None:
        """The latest of these steps."""
        return next((step for step in reversed(self.steps) if step.code in codes), None)

    def _records(self, model: type[M], *made_by: str, related: tuple[str, ...] = ()) -> list[M]:
        if not self.done(*made_by):
            return []
        rows = model._default_manager.filter(case=self.case).order_by("pk")
        # Without names select_related would follow every foreign key.
        return list(rows.select_related(*related) if related else rows)

    @cached_property
    def supplement(self) -> Supplement | None:
        return next(iter(self._records(Supplement, "request_supplement")), None)

    @cached_property
    def checks(self) -> list[Check]:
        return self._records(Check, "request_check")

    @cached_property
    def investigations(self) -> list[Investigation]:
        return self._records(
            Investigation, "investigate", related=("surveyor", "second_surveyor", "step")
        )

    @cached_property
    def appraisals(self) -> list[Appraisal]:
        return self._records(
            Appraisal, "appraise", "appraise_disputed", "appraise_recheck", related=("step",)
        )

    @cached_property
    def entries(self) -> list[NoticeEntry]:
        return self._records(NoticeEntry, "publish", related=("notice", "step"))

    @cached_property
    def objections(self) -> list[Objection]:
        return self._records(Objection, "object", "object_again", related=("step",))

    @cached_property
    def near_relatives(self) -> list[NearRelative]:
        return self._records(NearRelative, "declare_near_relative", related=("member", "step"))

    @cached_property
    def county_visits(self) -> list[CountyVisit]:
        return self._records(CountyVisit, "visit", related=("step",))

    @cached_property
    def rulings(self) -> list[Ruling]:
        return self._records(Ruling, "propose_ruling", related=("settled_by", "step"))

    @cached_property
    def authorisations(self) -> list[Authorisation]:
        return list(self.case.authorisations.select_related("person"))

    @cached_property
    def members(self) -> list[Membership]:
        """Who belongs to the household now, the head first."""
        return list(members_on(self.case.household, self.today))

    @property
    def adults(self) -> list[Person]:
        """The members who have to sign the authorisation."""
        people = [m.person for m in self.members if m.unit == self.case.unit]
        return [p for p in people if p.died_on is None and p.age_on(self.today) >= ADULT]

    @property
    def unsigned(self) -> list[Person]:
        """Adults whose authorisation is not in hand."""
        signed = {authorisation.person_id for authorisation in self.authorisations}
        return [person for person in self.adults if person.pk not in signed]

    @property
    def came_to_notice(self) -> Step | None:
        """The step that brought the case to its latest notice."""
        came = (s for s in reversed(self.steps) if s.to_stage == Stage.NOTICE != s.from_stage)
        return next(came, None)

    @property
    def entry_of_round(self) -> NoticeEntry | None:
        """The line published since then."""
        came = self.came_to_notice
        return next((e for e in self.entries if came and e.step.version > came.version), None)

    @property
    def current_entry(self) -> NoticeEntry | None:
        """The line on the latest notice, unless it was taken down."""
        return next((e for e in reversed(self.entries) if e.removed_on is None), None)

    @property
    def published_amount(self) -> str:
        """Yuan a month as the public last read it; "" before any notice."""
        return str(self.entries[-1].row["amount"]) if self.entries else ""

    @property
    def unanswered(self) -> list[Objection]:
        return [objection for objection in self.objections if objection.answered_on is None]

    @cached_property
    def proposal(self) -> Proposal:
        """What would be proposed today; raise Refused for a household that cannot be assessed."""
        return Proposal.of(self.case, on=self.today, rulings=self.rulings)

    @cached_property
    def assessable(self) -> Proposal | None:
        """The same for pages: None where the household was closed meanwhile."""
        try:
            return self.proposal
        except Refused:
            return None
