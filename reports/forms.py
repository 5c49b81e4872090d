"""What to ask of a ledger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yunyang_relief.core import clock
from yunyang_relief.core.access import Resource
from yunyang_relief.core.forms import MonthField, PlainForm, fold
from yunyang_relief.core.models import COMMUNITY, COUNTY, Region, User

from .ledgers import Extract


class RegionChoice(forms.ModelChoiceField[Region]):
    """Regions by their names, smaller ones set in."""

    def label_from_instance(self, region: Region) -> str:
        return f"　{region}" if region.level == COMMUNITY else str(region)


class ExtractForm(PlainForm):
    """Month and region of a ledger, for looking at it."""

    month = MonthField(label="统计月份")
    region = RegionChoice(label="区域", queryset=Region.objects.none(), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = regions_of(user)
        self.initial.setdefault("month", clock.today().replace(day=1))
        self.initial.setdefault("region", user.region_id)

    def clean_month(self) -> Any:
        month = self.cleaned_data["month"]
        if month > clock.today():
            raise ValidationError("统计月份不能晚于本月，请重新选择")
        return month

    def extract(self) -> Extract:
        """Return what was asked for."""
        data = self.cleaned_data
        return Extract(
            data["month"], data["region"], self.user, bool(data.get("is_unmasked", False))
        )


class DownloadForm(ExtractForm):
    """A ledger to take away; whoever may see protected numbers may ask for them with a reason."""

    is_unmasked = forms.BooleanField(
        label="显示完整的身份号码、电话和银行账号",
        required=False,
        help_text="按次留痕；用完请妥善保管或销毁",
    )
    reason = forms.CharField(
        label="理由", required=False, max_length=200, help_text="显示完整号码时必填，例如：核对发放"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not user.may(Resource.PROTECTED):
            del self.fields["is_unmasked"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["reason"] = fold(data.get("reason", ""))
        if data.get("is_unmasked") and not data["reason"]:
            self.add_error("reason", "显示完整号码须写明用途，请填写理由")
        return data


def regions_of(user: User) -> Any:
    """The regions a user may ask for: the own one and those below; the county's are townships."""
    rows = Region.objects.filter(code__startswith=user.region_id)
    if user.region.level == COUNTY:
        rows = rows.exclude(level=COMMUNITY)
    return rows.order_by("code")
