"""What a reader of the calculation sheet may ask."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.http import QueryDict

from yunyang_relief.core import clock
from yunyang_relief.core.forms import PlainForm

from .enums import Basis


class SheetForm(PlainForm):
    """On which facts, for which day, for which unit."""

    basis = forms.ChoiceField(label="依据", choices=Basis.choices, required=False)
    on = forms.DateField(label="测算日期", required=False)
    unit = forms.IntegerField(label="核算单元", min_value=0, required=False)

    @classmethod
    def about(cls, params: QueryDict) -> Self:
        """The form with what an address asks; it shows the day that is left out."""
        data = params.copy()
        data.setdefault("on", clock.today().isoformat())
        return cls(data)

    def asked(self) -> dict[str, Any]:
        """The question as `assess` takes it; what is left out, or wrong, has a default."""
        self.is_valid()
        return {
            "basis": Basis(self.cleaned_data.get("basis") or Basis.VERIFIED),
            "on": self.cleaned_data.get("on") or clock.today(),
            "unit": self.cleaned_data.get("unit") or 0,
        }
