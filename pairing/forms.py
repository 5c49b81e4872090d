"""Forms of pairing."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.forms import FactForm, PlainForm, YuanField, fold
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.pages import OnceFormMixin

from .enums import PairRole, UnitKind
from .models import Helper, Pair, Unit, Visit
from .queries import helper_choices


class UnitForm(PlainForm):
    """A helping unit."""

    name = forms.CharField(label="单位名称", max_length=60)
    kind = forms.ChoiceField(label="单位类型", choices=UnitKind.choices)

    def clean_name(self) -> str:
        return fold(self.cleaned_data["name"])


class HelperForm(FactForm):
    """A helper, registered by staff of the region the helper works in."""

    phone = forms.CharField(label="联系电话", max_length=20, help_text="手机或座机，加密保存")

    class Meta:
        model = Helper
        fields = ("name", "unit", "post", "politics", "region", "user")
        widgets = {"politics": forms.Select}

    def __init__(self, *args: Any, registrar: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.filter(code__startswith=registrar.region_id)
        users = User.objects.filter(
            is_active=True, region__code__startswith=registrar.region_id, helper=None
        )
        self._offer("unit", Unit.objects.choosable_by(registrar))
        self._offer("region", regions)
        self._offer("user", users)
        self.initial.setdefault("region", registrar.region_id)

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        field.empty_label = "请选择" if field.required else "无"

    def clean_phone(self) -> str:
        phone = fold(self.cleaned_data["phone"]).replace(" ", "")
        if not re.fullmatch(r"\d[\d-]{6,14}", phone):
            raise ValidationError("联系电话应为 7 至 15 位数字，例如 13900000000 或 023-55000000")
        return phone

    def helper(self) -> Helper:
        """Return the helper as filled in; the action saves it."""
        helper: Helper = self.save(commit=False)
        helper.phone = self.cleaned_data["phone"]
        return helper


class AssignForm(PlainForm):
    """A helper for a household."""

    helper = forms.ModelChoiceField(
        label="帮扶责任人", queryset=Helper.objects.none(), empty_label="请选择"
    )
    role = forms.ChoiceField(
        label="分工",
        choices=PairRole.choices,
        initial=PairRole.MAIN,
        widget=forms.RadioSelect,
        help_text="每户一名主责；增加协助责任人即为多帮一",
    )
    since = forms.DateField(label="结对日期")
    measures = forms.CharField(
        label="帮扶措施",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="打算怎样帮：走访、就业、就医、就学、住房等",
    )

    def __init__(self, *args: Any, household: Household, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helper"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = helper_choices(household, user)
        self.initial.setdefault("since", clock.today())


class EndForm(PlainForm):
    """The end of a pair."""

    until = forms.DateField(label="结束日期", help_text="从这一天起不再由其负责")
    reason = forms.CharField(label="结束原因", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", clock.today())


class VisitForm(FactForm, OnceFormMixin):
    """A visit to one household."""

    gift_money = YuanField(label="慰问金（元）", required=False, help_text="没有的留空")

    class Meta:
        model = Visit
        fields = (
            "visited_on",
            "kind",
            "helper",
            "visitors",
            "situation",
            "requests",
            "handled",
            "gift_money",
            "gift_goods",
            "is_signed",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 2}) for name in ("situation", "requests", "handled")
        }

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.household = household
        today = clock.today()
        helpers = self.fields["helper"]
        assert isinstance(helpers, forms.ModelChoiceField)
        pairs = Pair.objects.active_on(today).filter(household=household)
        helpers.queryset = Helper.objects.filter(pairs__in=pairs).distinct()
        helpers.empty_label = "不是责任人走访"
        self.initial.setdefault("visited_on", today)

    def clean_visited_on(self) -> Any:
        day = self.cleaned_data["visited_on"]
        if day > clock.today():
            raise ValidationError(f"走访日期不能晚于今天（{clock.today()}），请改为实际走访的日期")
        return day
