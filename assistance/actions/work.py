"""One step being taken: what it changes, collected first and written together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from eligibility.actions import freeze
from yunyang_relief.core import audit, timeline
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User
from yunyang_relief.core.money import yuan_text

from ..deadlines import clock_of
from ..dossier import Dossier
from ..enums import CLOSED
from ..models import Case, Step
from ..models.records import Record
from ..proposals import Proposal
from ..workflow import Transition


@dataclass
class Work:
    """What an effect reads and fills: the case, the form's data, and the records it leaves."""

    dossier: Dossier
    transition: Transition
    actor: User
    data: dict[str, Any]
    note: str
    # The line of the record below its title, e.g. "12 人到会，赞成 12".
    summary: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    made: list[Record] = field(default_factory=list)
    changed: list[tuple[Record, list[str]]] = field(default_factory=list)
    dropped: list[Record] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.dossier.case

    def make(self, record: Record) -> None:
        """Leave a new record of this step."""
        self.made.append(record)

    def change(self, record: Record, **values: Any) -> None:
        """Fill in a record that an earlier step left open."""
        for name, value in values.items():
            setattr(record, name, value)
        self.changed.append((record, list(values)))

    def drop(self, record: Record) -> None:
        """Take a record back that was made by mistake; row history keeps it."""
        self.dropped.append(record)

    def guard_amount(self, proposal: Proposal) -> None:
        """Nobody signs an amount they have not seen: facts may have changed under the page."""
        if not proposal.is_fit or self.data.get("amount") != proposal.amount:
            raise Refused(
                "amount-changed",
                f"核算结果刚有变化，现为 {yuan_text(proposal.amount)} 元/{proposal.period}"
                f"（{proposal.verdict.label}），请核对后再办",
            )

    def freeze(self) -> dict[str, Any]:
        """The facts, parameters and findings of today, and what people ruled: for the decision."""
        case, today = self.case, self.dossier.today
        frozen = freeze(
            case.household, case.programme, on=today, applied_on=case.applied_on, unit=case.unit
        )
        if granted := (case.proposal or {}).get("granted"):
            frozen["finding"] |= {"granted": granted}
        rulings = [
            {"criterion": r.criterion, "label": r.label, "verdict": r.verdict, "state": r.state}
            for r in self.dossier.rulings
        ]
        return {**frozen, "rulings": rulings}

    def write(self) -> Step:
        """Move the case, write the step and its records, tell audit and timeline."""
        before = {"stage": self.case.stage}
        step = self._move()
        for record in self.made:
            record.case, record.step = self.case, step
            _save(record, None)
        for record, fields in self.changed:
            _save(record, fields)
        for record in self.dropped:
            record.delete()
        audit.record(
            f"case_{self.transition.code}",
            self.case,
            actor=self.actor,
            reason=self.note,
            before=before,
            after={"stage": self.case.stage, **step.data},
        )
        self._tell(step)
        return step

    def _move(self) -> Step:
        case, today = self.case, self.dossier.today
        step = Step(
            case=case,
            version=case.version + 1 if case.pk else 1,
            code=self.transition.code,
            from_stage=case.stage if case.pk else "",
            to_stage=self.transition.target or case.stage,
            actor=self.actor,
            actor_role=self.actor.role,
            on=today,
            at=timezone.now(),
            note=self.note,
            data=self.said | ({"summary": self.summary} if self.summary else {}),
        )
        case.version, case.stage = step.version, step.to_stage
        case.closed_on = today if case.stage in CLOSED else None
        steps = [*self.dossier.steps, step]
        clock = clock_of(self.dossier.procedure, steps, self.dossier.calendar, today)
        case.stage_due_on, case.total_due_on = clock.stage_due_on, clock.total_due_on
        case.save()
        step.case, step.due_on = case, clock.stage_due_on
        step.save()
        return step

    def _tell(self, step: Step) -> None:
        detail = "；".join(filter(None, (self.summary, self.note)))
        timeline.tell(
            self.case.household.uid,
            f"{self.case.title}：{self.transition.told}",
            actor=self.actor,
            detail=detail,
            icon=self.transition.icon,
            is_decision=self.transition.is_decision,
            happened_on=step.on,
        )


def _save(record: Record, fields: list[str] | None) -> None:
    try:
        # Its case and step were written a moment ago: not to be looked up again.
        record.clean_fields(exclude={"case", "step"})
        record.clean()
        record.validate_constraints()
    except ValidationError as error:
        raise Refused("invalid", "；".join(error.messages)) from error
    record.save(update_fields=fields)
