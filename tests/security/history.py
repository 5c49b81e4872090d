"""Reading the row history of every tracked table."""

from __future__ import annotations

from typing import Any

import pghistory.models
from django.apps import apps
from django.db.models import Max

HISTORIES: list[Any] = [
    model for model in apps.get_models() if issubclass(model, pghistory.models.Event)
]


def marks() -> dict[Any, int]:
    """How far each history has come."""
    return {model: model.objects.aggregate(m=Max("pgh_id"))["m"] or 0 for model in HISTORIES}


def since(before: dict[Any, int]) -> list[Any]:
    """The history rows written since."""
    return [
        row
        for model, mark in before.items()
        for row in model.objects.filter(pgh_id__gt=mark).select_related("pgh_context")
    ]


def actor_of(row: Any) -> int | None:
    """Who the history says did it."""
    actor: int | None = row.pgh_context.metadata["actor"] if row.pgh_context else None
    return actor
