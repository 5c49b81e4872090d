"""What a reader of the calculation sheet may ask, and what a draft of a parameter states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.http import QueryDict

from eligibility.engine.parameters import READERS
from yunyang_relief.core import clock
from yunyang_relief.core.forms import PlainForm, YuanField
from yunyang_relief.core.pages import OnceFormMixin

from .enums import Basis, ParameterState
from .revising import STEPS
from .whatif import Supposed

if TYPE_CHECKING:
    from .models import ParameterRevision

MOST_COUNTED = 100_000


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


def value_field(nature: Mapping[str, Any], **options: Any) -> forms.Field:
    """The input for a parameter's value, by its kind; `nature` as parameters.nature_of gives it."""
    kind, choices = nature["kind"], list((nature.get("words") or {}).items())
    if kind == "money":
        return YuanField(**options)
    if kind == "count":
        return forms.IntegerField(min_value=0, max_value=MOST_COUNTED, **options)
    if kind == "ratio":
        return forms.DecimalField(min_value=Decimal(0), max_digits=10, decimal_places=6, **options)
    if kind == "choice":
        return forms.ChoiceField(choices=[("", "请选择"), *choices], **options)
    return forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, **options
    )


def written_value(nature: Mapping[str, Any], value: Any) -> Any:
    """A cleaned value as `parameters.toml` writes it; None for none."""
    if value in (None, ""):
        return None
    return str(value) if nature["kind"] in ("money", "ratio") else value


class RevisionForm(OnceFormMixin, PlainForm):
    """A draft of a parameter's value; `nature`: what the parameter is whatever its value."""

    value = forms.Field()
    since = forms.DateField(label="生效日期")
    until = forms.DateField(label="止日", required=False, help_text="当日起不再有效；没有的不填")
    state = forms.ChoiceField(label="确认状态", choices=ParameterState.choices)
    source = forms.CharField(label="依据文件", max_length=200, help_text="文号和名称")
    clause = forms.CharField(label="条款", max_length=100, required=False)
    published = forms.DateField(label="公布日期", required=False)
    provenance = forms.CharField(
        label="来源", max_length=60, required=False, help_text="例如 县局文件、市局官网"
    )
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, nature: Mapping[str, Any], **kwargs: Any) -> None:
        self.nature = nature
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(
            nature,
            label="新值",
            required=False,
            help_text=f"{nature.get('unit', '')} 状态为未知的不填".strip(),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "value" not in data or "state" not in data:
            return data
        is_stated = data["value"] not in (None, "")
        if data["state"] == ParameterState.UNKNOWN and is_stated:
            self.add_error("value", "状态为未知的参数没有值，请清空新值，或改选确认状态")
        elif data["state"] != ParameterState.UNKNOWN and not is_stated:
            self.add_error("value", "请填写新值；尚不知道的，状态选“未知”")
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", "止日应晚于生效日期")
        return data

    def values(self) -> dict[str, Any]:
        """The fields of ParameterRevision."""
        names = [name for name in self.fields if name != "token"]
        data = {name: self.cleaned_data[name] for name in names}
        return data | {"value": written_value(self.nature, data["value"])}

    @classmethod
    def initial_of(cls, revision: ParameterRevision) -> dict[str, Any]:
        """What the form shows of a draft."""
        return {name: getattr(revision, name) for name in cls.base_fields if name != "token"}


class StepForm(PlainForm):
    """What the second person decides, or the drafter does next."""

    step = forms.ChoiceField(
        choices=[(step.code, step.label) for step in STEPS.values()],
        error_messages={"required": "请选择一项办理", "invalid_choice": "没有这项办理"},
    )
    opinion = forms.CharField(
        label="意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回的须写明；核对文号、数值、生效日期和试算结果",
    )


class SupposeForm(PlainForm):
    """What somebody supposes about one household: an income, verification, a parameter."""

    income = forms.TypedChoiceField(
        label="假如这项收入", coerce=int, empty_value=None, required=False, choices=()
    )
    amount = YuanField(label="核实为（元/月）", required=False)
    verified = forms.BooleanField(label="其余申报都按已核实", required=False)
    parameter = forms.ChoiceField(label="假如这个参数", required=False, choices=())
    value = forms.CharField(label="取值", max_length=20, required=False)

    def __init__(
        self,
        *args: Any,
        incomes: Sequence[tuple[int, str]],
        natures: Mapping[str, Mapping[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.natures = natures
        self._offer("income", incomes)
        self._offer("parameter", [(code, n["label"]) for code, n in natures.items()])

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不变"), *choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("income") is not None and data.get("amount") is None:
            self.add_error("amount", "请填写这项收入核实后的月金额")
        if code := data.get("parameter"):
            self._clean_value(code, data.get("value", ""))
        return data

    def _clean_value(self, code: str, text: str) -> None:
        nature = self.natures[code]
        try:
            raw = written_value(nature, value_field(nature, label="取值").clean(text))
            self.parameter_value = READERS[nature["kind"]](raw)
        except forms.ValidationError as error:
            self.add_error("value", error)
        except (ValueError, ArithmeticError):
            self.add_error("value", "取值读不出来，请填写数字")

    def supposed(self) -> Supposed:
        """What the valid form supposes."""
        data = self.cleaned_data
        is_income = data.get("income") is not None
        return Supposed(
            income=(data["income"], int(data["amount"] * 100)) if is_income else None,
            verified=data["verified"],
            parameter=(data["parameter"], self.parameter_value) if data["parameter"] else None,
        )
