"""Stating, correcting, withdrawing and verifying facts. Rows are superseded, never changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db import transaction
from django.utils import timezone

from yunyang_relief.core import audit, clock
from yunyang_relief.core.access import Resource, Role
from yunyang_relief.core.errors import Refused, Stale

from .. import wording
from ..enums import Source, Verification
from ..models import Fact, HospitalStay, Household
from ..verification import may_verify
from .changes import Change, clock_time, lock, tell_changes

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

F = TypeVar("F", bound=Fact)


class FactChanged(Stale):
    """Somebody superseded the statement a form was based on; `current` holds now, if any."""

    def __init__(self, message: str, current: Fact | None) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def save_fact(fact: F, *, replaces: F | None = None, actor: User) -> F:
    """Record an unsaved statement and return the row that now holds it.

    `replaces` is the row its author had in front of them. Nothing is written when that row, or
    the one in force, says the same. Raises FactChanged when somebody else was faster.
    """
    household = lock(fact.household, actor)
    saved, change = put_fact(fact, replaces=replaces, actor=actor)
    tell_changes(household, "", [change] if change else [], actor=actor, icon="edit")
    return saved


@transaction.atomic
def withdraw_fact(fact: Fact, *, actor: User) -> None:
    """End a statement that no longer holds, without a successor."""
    household = lock(fact.household, actor)
    change = drop_fact(fact, actor=actor)
    tell_changes(household, "", [change], actor=actor, icon="edit")


class Rows(Protocol):
    """The statements of one kind as they were filled in: they write themselves."""

    @property
    def label(self) -> str: ...

    def save(self, *, household: Household, actor: User) -> list[Change]: ...


@transaction.atomic
def save_rows(household: Household, rows: Rows, *, actor: User) -> int:
    """Write the statements of a kind as a whole and return how many changed.

    All of it or, when the rows raise Refused, nothing.
    """
    household = lock(household, actor)
    changes = rows.save(household=household, actor=actor)
    tell_changes(household, f"登记“{rows.label}”", changes, actor=actor, icon="edit")
    return len(changes)


@transaction.atomic
def verify_fact(
    fact: F,
    *,
    verification: Verification,
    actor: User,
    source: Source | None = None,
    note: str = "",
) -> F:
    """Say that a statement was checked, or is in doubt; return the row that now holds it.

    The source defaults to what the actor can speak for: a bureau its own data, others a visit.
    Raises Refused for kinds that are not the actor's to verify, FactChanged when it changed.
    """
    household = lock(fact.household, actor, resource=Resource.VERIFICATION)
    _check_verifier(fact, verification, actor, note)
    before = _reread(fact)
    _close(before, actor)
    by_bureau = actor.role == Role.BUREAU
    after = before.successor(
        source=source or (Source.DEPARTMENT if by_bureau else Source.VISIT),
        verification=verification,
        verified_by=actor,
        verified_on=clock.today(),
        note=note,
    )
    _insert(after, actor, "verify_fact", before, reason=note)
    verb = {"verified": "核实", "disputed": "提出疑义"}[verification]
    change = Change(verb, f"{subject_of(after)}：{note or wording.describe(after)}")
    tell_changes(household, "", [change], actor=actor, icon="shield-check")
    return after


def _check_verifier(fact: Fact, state: Verification, actor: User, note: str) -> None:
    if not may_verify(actor, fact):
        raise Refused("not-your-kind", f"“{fact._meta.verbose_name}”不由本部门核实，请勿代办")
    if state == Verification.UNVERIFIED:
        raise Refused("no-verdict", "请选择“核实无误”或“有疑义”")
    if state == Verification.DISPUTED and not note:
        raise Refused("note-needed", "提出疑义要写明哪里不符，例如“系统内为四级，与申报不一致”")


# --- for callers that hold the household's lock and tell the timeline themselves -------------


def put_fact(fact: F, *, replaces: F | None, actor: User) -> tuple[F, Change | None]:
    """Write a statement if it says anything new; return the row that holds it and the change."""
    if replaces is not None and fact.says_same_as(replaces):
        return replaces, None
    in_force = _in_force(fact)
    if in_force is not None and fact.says_same_as(in_force):
        return in_force, None
    if replaces is None and in_force is not None:
        raise _changed(in_force, in_force.recorded_by, in_force.recorded_at, in_force)
    if replaces is not None:
        replaces = _reread(replaces)
        _close(replaces, actor)
    _insert(fact, actor, "correct_fact" if replaces else "record_fact", replaces)
    if replaces is None:
        return fact, Change("新增", f"{subject_of(fact)}：{wording.describe(fact)}")
    return fact, Change("修改", f"{subject_of(fact)}：{wording.differences(replaces, fact)}")


def drop_fact(fact: Fact, *, actor: User) -> Change:
    """End a statement; return the change."""
    current = _reread(fact)
    _close(current, actor)
    audit.record("withdraw_fact", current, actor=actor, before=_values(current))
    return Change("撤下", f"{subject_of(current)}：{wording.describe(current)}")


def rehome_fact(fact: Fact, household_id: int, *, actor: User) -> None:
    """Let a statement about a person follow them into another household, unchanged."""
    before = _reread(fact)
    _close(before, actor)
    after = before.successor(
        source=before.source,
        verification=before.verification,
        verified_by_id=before.verified_by_id,
        verified_on=before.verified_on,
        note=before.note,
    )
    after.household_id = household_id
    _insert(after, actor, "rehome_fact", before)


def pay_aid(stay: HospitalStay, amount: Decimal, *, actor: User) -> HospitalStay:
    """Write the medical assistance that was decided on a bill; return the row that holds it.

    Raise FactChanged when the bill was corrected meanwhile, Refused when it was aided before.
    """
    before = _reread(stay)
    if before.aid_paid:
        raise Refused("aided", f"{subject_of(before)}已救助 {before.aid_paid} 元，不能重复救助")
    _close(before, actor)
    after = before.successor(
        source=before.source,
        verification=before.verification,
        verified_by_id=before.verified_by_id,
        verified_on=before.verified_on,
        note=before.note,
        aid_paid=amount,
    )
    _insert(after, actor, "pay_aid", before)
    return after


def subject_of(fact: Fact) -> str:
    """Whose statement of which kind, e.g. "冉启明的残疾"."""
    person = getattr(fact, "person", None)
    return f"{person.name}的{fact._meta.verbose_name}" if person else str(fact._meta.verbose_name)


def _in_force(fact: F) -> F | None:
    """The current row that this statement would compete with."""
    if not fact.identity:
        return None
    columns = [field for field in fact._meta.concrete_fields if field.name in fact.identity]
    same = {column.attname: getattr(fact, column.attname) for column in columns}
    found: F | None = type(fact).objects.current().filter(**same).first()
    return found


def _reread(fact: F) -> F:
    """The row as it is under the household's lock; raise FactChanged when it was superseded."""
    row: Any = type(fact).objects.get(pk=fact.pk)
    if row.superseded_at:
        raise _changed(row, row.superseded_by, row.superseded_at, _in_force(row))
    return row  # type: ignore[no-any-return]  # the manager is untyped


def _changed(row: Fact, who: User | None, when: Any, current: Fact | None) -> FactChanged:
    name = who.name if who else "系统"
    now = f"改为“{wording.describe(current)}”" if current else "撤下或改动"
    return FactChanged(
        f"{subject_of(row)}已由{name}于 {clock_time(when)} {now}。"
        "您填的还在，请核对：再次保存将以您填的为准",
        current,
    )


def _close(fact: Fact, actor: User) -> None:
    fact.superseded_at = timezone.now()
    fact.superseded_by = actor
    fact.save(update_fields=["superseded_at", "superseded_by"])


def _insert(fact: Fact, actor: User, action: str, before: Fact | None, *, reason: str = "") -> None:
    fact.recorded_by = actor
    fact.full_clean(validate_unique=False)
    fact.save()
    old, new = audit.changes(_values(before) if before else {}, _values(fact))
    audit.record(action, fact, actor=actor, reason=reason, before=old, after=new)


def _values(fact: Fact) -> dict[str, Any]:
    said = tuple(field.name for field in fact.value_fields())
    return audit.snapshot(fact, only=(*said, "source", "verification"))
