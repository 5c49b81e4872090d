"""The audit trail: who did or saw what, when, why, with the values before and after.

One `AuditEvent` per action, append-only by trigger. Values are JSON-ready and masked: a
protected field appears as its mask, never in clear.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models

from . import request_context
from .fields import Sealed, SealedField, SealedPart

if TYPE_CHECKING:
    from .models import AuditEvent, User


def record(
    action: str,
    subject: models.Model | None,
    *,
    actor: User | None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    region_id: str = "",
) -> AuditEvent:
    """Write one event in the caller's transaction and return it.

    `action` is a verb code such as "open_case"; `subject` is the row it was done to.
    `region_id` defaults to the subject's own region, then the actor's.
    """
    from .models import AuditEvent

    context = request_context.current()
    return AuditEvent.objects.create(
        action=action,
        actor=actor,
        actor_role=actor.role if actor else "",
        region_code=region_id or _region_of(subject) or (actor.region_id or "" if actor else ""),
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject and subject.pk else "",
        subject_label=str(subject)[:120] if subject else "",
        before=jsonable(before or {}),
        after=jsonable(after or {}),
        reason=reason,
        request_id=context.request_id,
        address=context.address,
    )


def _region_of(subject: models.Model | None) -> str:
    value: Any = subject
    path = getattr(subject, "region_path", "region_id" if hasattr(subject, "region_id") else "")
    for step in path.split("__") if path else ():
        value = getattr(value, step, None)
    return value if isinstance(value, str) else ""


def snapshot(instance: models.Model, *, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the row's values for an event, protected fields as their masks."""
    values = {}
    for field in instance._meta.concrete_fields:
        if isinstance(field, SealedPart) or field.primary_key or (only and field.name not in only):
            continue
        value = getattr(instance, field.name if isinstance(field, SealedField) else field.attname)
        values[field.name] = value
    return dict(jsonable(values))


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keep only what differs between two snapshots."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}


def jsonable(value: Any) -> Any:
    """Turn model values into JSON: money and dates as text, protected values as masks."""
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [jsonable(item) for item in value]
    if isinstance(value, Sealed | Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)
