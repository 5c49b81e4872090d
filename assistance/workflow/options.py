"""What one user may do in a case now, and what stands in the way of the rest."""

from __future__ import annotations

from dataclasses import dataclass

from yunyang_relief.core.access import Role
from yunyang_relief.core.models import User

from ..dossier import Dossier
from ..enums import Programme, Stage
from ..procedure import Procedure
from .transition import Transition

# The table of each programme; filled by `assistance.programmes`.
WORKFLOWS: dict[Programme, dict[str, Transition]] = {}


def stages_of(programme: str) -> set[Stage]:
    """The stages a programme's cases come to."""
    return {step.target for step in WORKFLOWS[Programme(programme)].values() if step.target}


def stages_ahead(programme: str, start: str) -> set[Stage]:
    """The stages that a case may still come to from one of them, unless it is sent back."""
    table = WORKFLOWS[Programme(programme)].values()
    ahead, waiting = {Stage(start)}, [Stage(start)]
    while waiting:
        stage = waiting.pop()
        reached = {
            step.target
            for step in table
            if step.target and stage in step.sources and not step.is_way_back
        }
        waiting += reached - ahead
        ahead |= reached
    return ahead


def transition_of(programme: str, code: str) -> Transition:
    """Return a transition by its code; raise KeyError for a code the programme lacks."""
    return WORKFLOWS[Programme(programme)][code]


def transitions_from(dossier: Dossier) -> list[Transition]:
    """What there is to be done now, by whomever, in the table's order."""
    table = WORKFLOWS[Programme(dossier.case.programme)]
    return [
        transition
        for transition in table.values()
        if dossier.case.stage in transition.sources
        and transition.under(dossier.procedure)
        and not no_occasion(transition, dossier)
    ]


def no_occasion(transition: Transition, dossier: Dossier) -> str:
    """Why the step makes no sense now, or ""."""
    return transition.occasion.lacking(dossier) if transition.occasion else ""


@dataclass(frozen=True)
class Option:
    """A transition for one user now: open, or locked with the reasons."""

    transition: Transition
    obstacles: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return not self.obstacles


def option_for(transition: Transition, dossier: Dossier, user: User) -> Option:
    """Tell whether this user may take the transition now, and what stands in the way."""
    if not is_for(transition, dossier, user):
        return Option(transition, (f"须由{transition.who(dossier.procedure)}办理",))
    if barred := own_part(transition, dossier, user) or no_occasion(transition, dossier):
        return Option(transition, (barred,))
    lacking = (need.lacking(dossier) for need in transition.needs)
    return Option(transition, tuple(filter(None, lacking)))


def is_for(transition: Transition, dossier: Dossier, user: User) -> bool:
    """Tell whether a step belongs to this user's post."""
    return is_theirs_to_take(transition, dossier.procedure, user)


def is_theirs_to_take(transition: Transition, procedure: Procedure, user: User) -> bool:
    """The same under some rules, before there is a case."""
    if user.role not in transition.roles(procedure):
        return False
    return user.role != Role.BUREAU or user.department == procedure.programme.office


def own_part(transition: Transition, dossier: Dossier, user: User) -> str:
    """What this user did in the case that bars them from judging it, or ""."""
    if not transition.apart_from:
        return ""
    parts = [
        transition_of(dossier.case.programme, step.code).told
        for step in dossier.steps
        if step.actor_id == user.pk
        and transition_of(dossier.case.programme, step.code).part in transition.apart_from
    ]
    surveys = dossier.investigations
    if any(user.pk in (survey.surveyor_id, survey.second_surveyor_id) for survey in surveys):
        parts.append("入户调查")
    if not parts:
        return ""
    done = "、".join(dict.fromkeys(parts))
    return f"您在本案办理过“{done}”，经办与审核、审批不能是同一人，请由另一名同事办理"
