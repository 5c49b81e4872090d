"""Form fields and the summary of what is wrong with a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import (
    BaseForm,
    BaseFormSet,
    BooleanField,
    BoundField,
    CheckboxInput,
    RadioSelect,
    Select,
    Widget,
)
from django.utils.safestring import SafeString

FormLike = BaseForm | BaseFormSet[Any]


@dataclass(frozen=True)
class FieldError:
    """One line of the error summary; `href` is empty when the form as a whole is meant."""

    text: str
    href: str = ""


def errors_of(forms: tuple[FormLike | None, ...]) -> list[FieldError]:
    """Return everything wrong with these forms and formsets, in the order of the page."""
    return [error for form in forms if form is not None for error in _errors_of(form)]


def _errors_of(form: FormLike) -> Iterator[FieldError]:
    if isinstance(form, BaseFormSet):
        yield from (FieldError(str(text)) for text in form.non_form_errors())
        for number, row in enumerate(form.forms, start=1):
            for error in _errors_of(row):
                yield FieldError(f"第 {number} 行 {error.text}", error.href)
        return
    yield from (FieldError(str(text)) for text in form.non_field_errors())
    for bound in form:
        for text in bound.errors:
            yield FieldError(_with_label(str(text), bound), f"#{_first_input(bound)}")


def _with_label(text: str, bound: BoundField) -> str:
    label = str(bound.label)
    return text if label in text else f"{label}：{text}"


def _first_input(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if _is_group(bound.field.widget) else bound.id_for_label


def _is_group(widget: Widget) -> bool:
    """Tell whether a widget is several inputs that share a question."""
    return isinstance(widget, RadioSelect)  # CheckboxSelectMultiple is one, too


def field_context(
    bound: BoundField,
    *,
    cols: str,
    auto: bool,
    label: str,
    hint: str,
    note: str | None,
    large: bool,
) -> dict[str, Any]:
    """Return what `core/components/field.html` shows of one field."""
    widget = bound.field.widget
    is_group, is_box = _is_group(widget), isinstance(widget, CheckboxInput)
    hint = hint or str(bound.help_text)
    described = _described_by(bound, hint)
    style_widget(widget)
    return {
        "field": bound,
        "cols": cols,
        "auto": auto,
        "label": label or bound.label,
        "hint": hint,
        "note": _note(bound, auto=auto) if note is None else note,
        "large": large,
        "shape": "group" if is_group else "box" if is_box else "line",
        "described": described,
        "input": "" if is_group else _input(bound, described, auto=auto),
    }


def style_widget(widget: Widget) -> None:
    """Give a widget of a form instance the CSS class of its kind (asking twice is harmless)."""
    own = widget.attrs.get("class", "").split()
    if isinstance(widget, CheckboxInput | RadioSelect):
        wanted = "form-check-input"
    else:
        wanted = "form-select" if isinstance(widget, Select) else "form-control"
    widget.attrs["class"] = " ".join(dict.fromkeys([wanted, *own]))


def _input(bound: BoundField, described: str, *, auto: bool) -> SafeString:
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    return bound.as_widget(attrs=attrs | ({"readonly": True} if auto else {}))


def _described_by(bound: BoundField, hint: str) -> str:
    parts = {"helptext": hint, "error": bound.errors}
    return " ".join(f"{bound.auto_id}_{part}" for part, present in parts.items() if present)


def _note(bound: BoundField, *, auto: bool) -> str:
    """The small word after the label: derived fields and optional ones say so."""
    if auto:
        return "自动"
    is_optional = not bound.field.required and not isinstance(bound.field, BooleanField)
    return "选填" if is_optional else ""
