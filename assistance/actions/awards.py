"""Awards from month to month: extending their entitlements, stopping them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from yunyang_relief.core import audit, clock, timeline
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User

from ..enums import EndReason
from ..models import Award, Entitlement
from ..months import first_of_month

# One statement for one award or all of them: months that are there already stay as they are.
_EXTEND = f"""
    INSERT INTO {Entitlement._meta.db_table} (award_id, month, amount, lines, made_at)
    SELECT a.id, m::date, a.amount, a.lines, now()
    FROM {Award._meta.db_table} a,
         generate_series(
             a.start_month::timestamp,
             least(%(until)s::date, (a.end_month - interval '1 month')::date)::timestamp,
             interval '1 month'
         ) m
    WHERE %(award)s::bigint IS NULL OR a.id = %(award)s
    ON CONFLICT (award_id, month) DO NOTHING
"""  # noqa: S608  # table names of our own


def make_entitlements(until: date, award: Award | None = None) -> int:
    """Write the missing months of one award, or of all, up to and including `until`."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, {"until": until, "award": award.pk if award else None})
        return int(cursor.rowcount)


@transaction.atomic
def extend_entitlements(month: date) -> int:
    """Give every award that is paid its entitlements up to this month; returns how many."""
    made = make_entitlements(first_of_month(month))
    if made:
        audit.record("extend_entitlements", None, actor=None, after={"month": month, "made": made})
    return made


@transaction.atomic
def stop_award(award: Award, *, month: date, reason: str, note: str, actor: User) -> Award:
    """End an award: `month` is the first one no longer paid (条例 28: 书面说明理由).

    A month before the present one cannot be stopped here: what was paid is a recovery.
    """
    rows = Award.objects.visible_to(actor).select_for_update(of=("self",))
    found: Award | None = rows.select_related("household__head").filter(pk=award.pk).first()
    if found is None:
        raise Refused("not-found", "没有这份待遇，或它不在您的辖区")
    if found.end_month:
        raise Refused("already-ended", f"该待遇已决定自 {found.end_month:%Y-%m} 起停发")
    if month < first_of_month(clock.today()):
        raise Refused("month-past", "停发月不能早于本月；以前月份多发的另行追回")
    if not note.strip():
        raise Refused("note-required", "减发、停发须书面说明理由（条例 28），请填写停发说明")
    before = audit.snapshot(found, only=("end_month", "end_reason"))
    found.end_month, found.end_reason, found.end_note = month, reason, note.strip()
    found.ended_by = actor
    try:
        found.full_clean(exclude=["lines"])
    except ValidationError as error:
        raise Refused("invalid", "；".join(error.messages)) from error
    found.save(update_fields=["end_month", "end_reason", "end_note", "ended_by"])
    found.entitlements.filter(month__gte=month).delete()
    audit.record(
        "stop_award",
        found,
        actor=actor,
        reason=found.end_note,
        before=before,
        after=audit.snapshot(found, only=("end_month", "end_reason")),
    )
    timeline.tell(
        found.household.uid,
        f"停发待遇：自 {month:%Y-%m} 起",
        actor=actor,
        detail=f"{EndReason(reason).label}；{found.end_note}",
        icon="coin-yuan",
        is_decision=True,
    )
    return found
