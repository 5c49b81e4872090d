"""Forms of the money pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yunyang_relief.core import clock
from yunyang_relief.core.forms import MonthField, PlainForm, YuanField
from yunyang_relief.core.pages import OnceFormMixin

from .enums import FundSource, Programme

YEARS = (2016, 2100)


class BuildForm(OnceFormMixin, PlainForm):
    """Which programme's batch of this month to make."""

    programme = forms.ChoiceField(label="项目", choices=Programme.choices)


class BatchForm(OnceFormMixin, PlainForm):
    """The batch as the sender saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class BatchStepForm(BatchForm):
    """A step of a batch, perhaps with a note."""

    note = forms.CharField(
        label="意见、理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="退回时必填，乡镇按此更正",
    )


class HoldForm(OnceFormMixin, PlainForm):
    """Why a payment is held."""

    reason = forms.CharField(label="暂缓原因", max_length=200)


class OrderForm(PlainForm):
    """A bank file: its format and what it is for."""

    format = forms.ChoiceField(
        label="文件格式", choices=[("xlsx", "Excel（.xlsx）"), ("csv", "CSV")]
    )
    reason = forms.CharField(
        label="导出用途", max_length=200, help_text="文件含完整银行账号，用途记入审计日志"
    )


class ReplyForm(PlainForm):
    """The bank's answer."""

    file = forms.FileField(label="回盘文件", help_text="银行返回的 Excel（.xlsx）或 CSV")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".xlsx", ".csv")):
            raise ValidationError("只收 .xlsx 和 .csv 文件，请向银行索取这两种格式")
        return file


class FundForm(OnceFormMixin, PlainForm):
    """A fund of a year."""

    name = forms.CharField(label="资金名称", max_length=60)
    source = forms.ChoiceField(label="资金来源", choices=FundSource.choices)
    year = forms.IntegerField(label="年度", min_value=YEARS[0], max_value=YEARS[1])
    programmes = forms.MultipleChoiceField(
        label="用于项目",
        choices=Programme.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="专款专用：只能用于所选项目",
    )
    amount = YuanField(label="预算金额（元）", max_digits=14)
    document = forms.CharField(label="下达文号", max_length=60, required=False)

    def values(self) -> dict[str, Any]:
        """What the fund is to hold."""
        names = ("name", "source", "year", "programmes", "amount", "document")
        return {name: self.cleaned_data[name] for name in names}


class FundChangeForm(FundForm):
    """The same, changed for a reason. The year stays: payments have drawn on it."""

    reason = forms.CharField(label="调整依据", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["year"], self.fields["source"]

    def values(self) -> dict[str, Any]:
        names = ("name", "programmes", "amount", "document")
        return {name: self.cleaned_data[name] for name in names}


class RecoveryForm(OnceFormMixin, PlainForm):
    """Which months to recover, how much, why."""

    first_month = MonthField(label="起始月")
    last_month = MonthField(label="截止月")
    amount = YuanField(label="应追缴（元）")
    reason = forms.CharField(label="追缴原因", max_length=300)


class RepayForm(OnceFormMixin, PlainForm):
    """Money that came back."""

    repaid_on = forms.DateField(label="缴回日期")
    amount = YuanField(label="缴回金额（元）")
    receipt = forms.CharField(label="票据号", max_length=40)

    def clean_repaid_on(self) -> date:
        day: date = self.cleaned_data["repaid_on"]
        if day > clock.today():
            raise ValidationError("缴回日期不能晚于今天，请核对")
        return day


class WaiveForm(OnceFormMixin, PlainForm):
    """Why the rest is given up."""

    note = forms.CharField(label="核销原因", max_length=300)


class ReleaseForm(OnceFormMixin, PlainForm):
    """Nothing but the wish to pay a held line."""
