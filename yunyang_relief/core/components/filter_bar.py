"""The filter bar: a FilterSet's fields, and its active conditions as removable tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.forms import (
    BoundField,
    DateField,
    DateInput,
    NullBooleanSelect,
)

from .form_parts import style_widget

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict

ANY = "不限"
CURSORS = ("after", "before")
RANGE_PARTS = ("", "_min", "_max", "_after", "_before")


@dataclass(frozen=True)
class Condition:
    """An active condition, and the address of the list without it."""

    label: str
    url: str


def prepare(form: BaseForm) -> BaseForm:
    """Give the fields of a FilterSet's form the inputs that browsers know best."""
    for bound in form.visible_fields():
        field = bound.field
        if isinstance(field, DateField):
            field.widget = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        elif isinstance(field.widget, NullBooleanSelect):
            field.widget.choices = [("unknown", ANY), ("true", "是"), ("false", "否")]
        elif getattr(field, "empty_label", None):
            field.empty_label = ANY  # type: ignore[attr-defined]  # choice fields of either library
        elif field.help_text:
            field.widget.attrs.setdefault("placeholder", field.help_text)
        style_widget(field.widget)
    return form


def active_conditions(form: BaseForm, params: QueryDict) -> list[Condition]:
    """Return the conditions that narrow the list now; an invalid form has none."""
    if not form.is_bound or not form.is_valid():
        return []
    return [
        Condition(f"{bound.label}：{text}", without(params, bound.html_name))
        for bound in form.visible_fields()
        if (text := _text(bound, form.cleaned_data.get(bound.name)))
    ]


def without(params: QueryDict, name: str) -> str:
    """Return the query string without one condition, from the first page."""
    rest = params.copy()
    for key in (*CURSORS, *(name + part for part in RANGE_PARTS)):
        rest.pop(key, None)
    return f"?{rest.urlencode()}"


def _text(bound: BoundField, value: Any) -> str:
    """Return how a cleaned value reads, or nothing when it sets no condition."""
    if isinstance(value, slice):
        ends = [_text(bound, end) for end in (value.start, value.stop)]
        return f"{ends[0] or ANY} 至 {ends[1] or ANY}" if any(ends) else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, list | tuple | set):
        return "、".join(_text(bound, one) for one in value)
    if value in (None, ""):
        return ""
    choices = dict(getattr(bound.field, "choices", ()) or ())
    return str(choices.get(value, value))
