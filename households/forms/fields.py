"""Inputs of the registry: protected values, members, yes and no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from yunyang_relief.core.fields import Sealed
from yunyang_relief.core.forms import fold

from ..models import Person

ERASE = "无"


class SealedInput(forms.CharField):
    """Takes a new protected value; empty keeps the old one (None), 无 removes it ("").

    The old value never comes back into the page: its mask stands as the placeholder.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 60, **options})
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def show(self, value: Sealed) -> None:
        """Let the mask of the known value stand where the new one may be typed."""
        if value:
            self.widget.attrs["placeholder"] = f"{value}（不改就留空）"

    def to_python(self, value: Any) -> Any:
        text = fold(value or "")
        if not text:
            return None
        return "" if text == ERASE else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data and fold(data))


class YesNoField(forms.TypedChoiceField):
    """A question that is not answered until somebody answers it."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", [("True", "是"), ("False", "否")])
        super().__init__(coerce=lambda value: str(value) == "True", empty_value=None, **options)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, bool) else value


class MemberField(forms.TypedChoiceField):
    """Chooses one of the household's people, read once for all rows of a page."""

    def __init__(self, *, empty: str = "请选择", **options: Any) -> None:
        self.empty = empty
        self.people: dict[str, Person] = {}
        super().__init__(empty_value=None, **options)

    def offer(self, people: Iterable[Person]) -> None:
        """Set who can be chosen."""
        self.people = {str(person.pk): person for person in people}
        names = [(pk, person.name) for pk, person in self.people.items()]
        self.choices = [("", self.empty), *names]

    def _coerce(self, value: Any) -> Person | None:
        if value in self.empty_values:
            return None
        person = value if isinstance(value, Person) else self.people.get(str(value))
        if person is None:
            raise forms.ValidationError("所选成员已不在本户，请重新选择")
        return person

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Person) else value
