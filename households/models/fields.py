"""Columns that several tables of the registry share."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Value


class DateRange(Func):
    """A half-open range of dates from two columns; an empty end is open."""

    function = "daterange"
    output_field = DateRangeField()


def period(start: str, end: str) -> DateRange:
    """The days from one column up to, and without, another."""
    return DateRange(F(start), F(end), Value("[)"))


def uid_field() -> models.UUIDField[Any, Any]:
    """An immutable identity made by the client; protected fields are bound to it."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def yuan_field(label: str, **options: Any) -> models.DecimalField[Any, Any]:
    """An amount in yuan with two decimals."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)
