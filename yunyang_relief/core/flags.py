"""Warnings (预警): opened while a cause stands, closed when it is gone."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from .models import Flag
from .registry import FlagDraft, FlagKind, registry


def refresh(today: date, *, kinds: tuple[str, ...] = ()) -> dict[str, tuple[int, int]]:
    """Look for the causes of every kind (or the named ones); return {kind: (opened, closed)}."""
    chosen = [registry.flag_kinds[code] for code in kinds] or list(registry.flag_kinds.values())
    return {kind.code: _refresh_kind(kind, today) for kind in chosen}


@transaction.atomic
def _refresh_kind(kind: FlagKind, today: date) -> tuple[int, int]:
    causes: dict[str, FlagDraft] = {draft.subject_key: draft for draft in kind.find(today)}
    open_flags = {
        flag.subject_key: flag
        for flag in Flag.objects.open().filter(kind=kind.code).select_for_update()
    }
    gone = [flag.pk for key, flag in open_flags.items() if key not in causes]
    Flag.objects.filter(pk__in=gone).update(closed_at=timezone.now())
    changed = []
    for key, draft in causes.items():
        flag = open_flags.get(key)
        if flag and (flag.text, flag.url, flag.due_on) != (draft.text, draft.url, draft.due_on):
            flag.text, flag.url, flag.due_on = draft.text, draft.url, draft.due_on
            changed.append(flag)
    Flag.objects.bulk_update(changed, ["text", "url", "due_on"])
    new = [
        Flag(
            kind=kind.code,
            subject_key=key,
            region_id=draft.region_id,
            text=draft.text,
            url=draft.url,
            due_on=draft.due_on,
        )
        for key, draft in causes.items()
        if key not in open_flags
    ]
    # Two sweeps at once: the second finds the first one's row and leaves it.
    Flag.objects.bulk_create(new, ignore_conflicts=True)
    return len(new), len(gone)
