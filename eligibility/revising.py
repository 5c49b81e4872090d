"""Revising a parameter: drafted, checked by a second person, then in force for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from eligibility.engine.parameters import BadParameter
from yunyang_relief.core import audit, clock
from yunyang_relief.core.access import may_revise
from yunyang_relief.core.errors import Refused

from . import parameters
from .enums import Cause, RevisionStage
from .models import ParameterRevision, RevisionStep

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

Stage = RevisionStage
Follower = Callable[[ParameterRevision, "User"], None]

# What higher apps do in the transaction in which a revision takes force (back-pay).
FOLLOWERS: list[Follower] = []


@dataclass(frozen=True)
class Step:
    """One move of a revision: the drafter's own, or one that only somebody else may make."""

    code: str
    label: str
    begins: frozenset[str]
    ends: str
    is_drafters: bool
    needs_opinion: bool = False
    is_primary: bool = False


STEPS = {
    step.code: step
    for step in (
        Step(
            "submit",
            "提交复核",
            frozenset({Stage.DRAFT}),
            Stage.CHECKING,
            is_drafters=True,
            is_primary=True,
        ),
        Step(
            "approve",
            "复核通过",
            frozenset({Stage.CHECKING}),
            Stage.IN_FORCE,
            is_drafters=False,
            is_primary=True,
        ),
        Step(
            "send_back",
            "退回",
            frozenset({Stage.CHECKING}),
            Stage.RETURNED,
            is_drafters=False,
            needs_opinion=True,
        ),
        Step(
            "withdraw",
            "撤回",
            frozenset({Stage.DRAFT, Stage.CHECKING, Stage.RETURNED}),
            Stage.WITHDRAWN,
            is_drafters=True,
        ),
    )
}
EDITABLE = frozenset({Stage.DRAFT, Stage.RETURNED})
TRIABLE = EDITABLE | {Stage.CHECKING}


def steps_for(revision: ParameterRevision, user: User) -> list[Step]:
    """What a user may do with a revision now."""
    is_drafter = revision.drafted_by_id == user.pk
    return [
        step
        for step in STEPS.values()
        if revision.stage in step.begins
        and step.is_drafters == is_drafter
        and may_revise(user, revision.programme)
    ]


def may_edit(revision: ParameterRevision, user: User) -> bool:
    """Tell whether a user may change the draft: nobody but its drafter."""
    return (
        revision.stage in EDITABLE
        and revision.drafted_by_id == user.pk
        and may_revise(user, revision.programme)
    )


@transaction.atomic
def draft_revision(code: str, values: Mapping[str, Any], *, actor: User) -> ParameterRevision:
    """Draft a new value of a parameter.

    `values`: fields of ParameterRevision. Raises Refused for what cannot take force.
    """
    guard_right(actor, code)
    revision = ParameterRevision(code=code, drafted_by=actor, **values)
    _save(revision)
    _note(revision, "draft_parameter", "起草", actor)
    return revision


@transaction.atomic
def redraft_revision(
    revision: ParameterRevision, values: Mapping[str, Any], *, actor: User
) -> ParameterRevision:
    """Change a draft, or one that was sent back; it is a draft again."""
    found = _locked(revision)
    if not may_edit(found, actor):
        raise Refused("not-editable", "只有起草人能修改，且须在提交复核之前或退回之后")
    before = audit.snapshot(found)
    for name, value in values.items():
        setattr(found, name, value)
    found.stage = Stage.DRAFT
    _save(found)
    _note(found, "redraft_parameter", "修改", actor, before=before)
    return found


@transaction.atomic
def take_step(
    revision: ParameterRevision, code: str, *, opinion: str = "", actor: User
) -> ParameterRevision:
    """Submit, withdraw, send back, or approve a revision; approved it is in force.

    Whoever is to pay back follows in the same transaction; the results of all households are
    worked out again once it commits. Raises Refused.
    """
    found, step = _locked(revision), STEPS[code]
    guard_right(actor, found.code)
    _guard_step(found, step, opinion, actor)
    before = audit.snapshot(found, only=("stage",))
    found.stage = step.ends
    if step.ends == Stage.IN_FORCE:
        _guard_fresh(found)
        _fitting(found)
        found.checked_by, found.checked_at = actor, timezone.now()
    found.save()
    _note(found, f"{code}_parameter", step.label, actor, before=before, opinion=opinion)
    if step.ends == Stage.IN_FORCE:
        _follow(found, actor)
    return found


def _follow(revision: ParameterRevision, actor: User) -> None:
    from .actions import start_recompute

    if revision.since <= clock.today():
        start_recompute(cause=Cause.PARAMETERS, actor=actor)
    for follower in FOLLOWERS:
        follower(revision, actor)


def guard_right(actor: User, code: str) -> None:
    """Raise Refused for somebody who does not answer for the parameter."""
    if not may_revise(actor, parameters.programme_of(code)):
        raise Refused("not-your-parameter", "这项参数由县民政局或该项目的牵头部门修订")


def _guard_step(revision: ParameterRevision, step: Step, opinion: str, actor: User) -> None:
    if revision.stage not in step.begins:
        stage = revision.get_stage_display()
        raise Refused("wrong-stage", f"该修订现为“{stage}”，不能{step.label}；请刷新页面")
    if step.is_drafters != (revision.drafted_by_id == actor.pk):
        who = "只有起草人能" if step.is_drafters else "起草人不能复核自己的修订，请由另一人"
        raise Refused("second-person", f"{who}{step.label}")
    if step.needs_opinion and not opinion.strip():
        raise Refused("opinion-required", f"{step.label}须写明意见，让起草人知道改什么")


def _guard_fresh(revision: ParameterRevision) -> None:
    latest = latest_in_force(revision.code)
    if (latest and latest.pk) != revision.based_on_id:
        raise Refused(
            "stale-draft",
            "起草之后，这项参数又有一次修订生效，本修订所对照的已不是现行值；"
            "请退回，由起草人对照现行值重新起草",
        )


def latest_in_force(code: str) -> ParameterRevision | None:
    """The revision of a parameter that took force last."""
    rows = ParameterRevision.objects.in_force().filter(code=code)
    found: ParameterRevision | None = rows.order_by("-checked_at", "-pk").first()
    return found


def _locked(revision: ParameterRevision) -> ParameterRevision:
    """The revision as it stands; everything about its parameter waits for this transaction."""
    rows = ParameterRevision.objects.filter(code=revision.code).order_by("pk")
    return next(row for row in rows.select_for_update() if row.pk == revision.pk)


def _save(revision: ParameterRevision) -> None:
    revision.based_on = latest_in_force(revision.code)
    _fitting(revision)
    try:
        revision.full_clean()
    except ValidationError as error:
        raise Refused("invalid", "；".join(error.messages)) from error
    revision.save()


def _fitting(revision: ParameterRevision) -> parameters.InEffect:
    try:
        return with_draft(revision)
    except BadParameter as error:
        raise Refused("does-not-fit", str(error)) from error
    except (ValueError, ArithmeticError, TypeError) as error:
        raise Refused("unreadable", "值读不出来，请按参数的种类填写数字或从选项中选") from error


def with_draft(revision: ParameterRevision) -> parameters.InEffect:
    """What would hold with a draft in force. Raises BadParameter."""
    records = parameters.in_effect().records
    return parameters.overlaid(records, [parameters.record_of(revision)])


def try_on(revision: ParameterRevision) -> date:
    """The day on which a draft is tried: today, or the nearest on which it would be in force."""
    today = clock.today()
    if revision.until is not None and revision.until <= today:
        return date.fromordinal(revision.until.toordinal() - 1)
    return max(today, revision.since)


def _note(
    revision: ParameterRevision,
    action: str,
    label: str,
    actor: User,
    *,
    before: dict[str, Any] | None = None,
    opinion: str = "",
) -> None:
    RevisionStep.objects.create(revision=revision, label=label, by=actor, opinion=opinion.strip())
    old, new = audit.changes(before or {}, audit.snapshot(revision))
    audit.record(action, revision, actor=actor, reason=opinion.strip(), before=old, after=new)
