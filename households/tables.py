"""Columns of the household list. Higher apps append theirs to `COLUMNS` when they are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html

from .enums import Cause
from .models import Hardship, Household, Membership, Survey

Rows = QuerySet[Household]


@dataclass(frozen=True)
class Column:
    """One column: `annotate` adds to the list's one query what `cell` reads from a row.

    `cell` makes no query of its own; a test counts them for 1, 10 and 100 rows.
    """

    label: str
    cell: Callable[[Any], Any]
    order: int
    annotate: Callable[[Rows], Rows] = lambda rows: rows
    css: str = ""


def _with_people(rows: Rows) -> Rows:
    members = (
        Membership.objects.filter(household=OuterRef("pk"), until=None)
        .order_by()
        .values("household")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return rows.select_related("head", "region").annotate(people=Subquery(members))


def _with_causes(rows: Rows) -> Rows:
    causes = Hardship.objects.current().filter(household=OuterRef("pk")).values("causes")[:1]
    return rows.annotate(causes=Subquery(causes))


def _with_survey(rows: Rows) -> Rows:
    surveys = Survey.objects.filter(household=OuterRef("pk"))
    return rows.annotate(
        is_in_survey=Exists(surveys.filter(completed_at=None)),
        surveyed_on=Subquery(
            surveys.exclude(completed_at=None).order_by("-id").values("visited_on")[:1]
        ),
    )


def _name(household: Any) -> Any:
    url = reverse("households:detail", args=[household.pk])
    return format_html('<a href="{}"><b>{}</b></a>', url, household.head or household.number)


def _causes(household: Any) -> str:
    labels = dict(Cause.choices)
    return "、".join(str(labels[cause]) for cause in household.causes or [])


def _survey(household: Any) -> str:
    if household.is_in_survey:
        return "调查中"
    return f"{household.surveyed_on:%Y-%m-%d}" if household.surveyed_on else "未调查"


def _identity(household: Any) -> str:
    return str(household.head.id_number) if household.head else ""


COLUMNS: list[Column] = [
    Column("户编号", lambda household: household.number, 0, css="yy-nb yy-q"),
    Column("户主", _name, 10, _with_people, css="yy-nb"),
    Column("公民身份号码", _identity, 20, css="yy-id yy-only-desk"),
    Column("村（社区）", lambda household: household.region.name, 30, css="yy-nb"),
    Column("人口", lambda household: household.people, 40, css="yy-num"),
    Column("致困原因", _causes, 50, _with_causes),
    Column("入户调查", _survey, 60, _with_survey, css="yy-nb"),
]


def columns() -> list[Column]:
    """All columns in order."""
    return sorted(COLUMNS, key=lambda column: column.order)


def annotated(rows: Rows) -> Rows:
    """The rows with everything the cells read."""
    for column in columns():
        rows = column.annotate(rows)
    return rows


def table(rows: list[Household]) -> dict[str, Any]:
    """The list as `core/components/table.html` takes it."""
    shown = columns()
    return {
        "columns": shown,
        "rows": [
            {
                "cells": [
                    {"content": column.cell(row), "css": column.css, "label": column.label}
                    for column in shown
                ]
            }
            for row in rows
        ],
    }
