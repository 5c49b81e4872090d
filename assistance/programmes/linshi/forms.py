"""The forms of the steps that only 临时救助 has."""

from __future__ import annotations

from typing import Any

from django import forms

from yunyang_relief.core.forms import YuanField

from ...enums import AidForm
from ...forms import PastDateField, PickField, PlainStep, YesNoField
from .needs import causes_of, first_aid_of, mishaps_of


def _text(label: str, length: int, rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=length, widget=widget, **options)


class CauseField(PickField):
    """One of the household's emergencies, told by cause and day."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}（{obj.occurred_on}）"


class RequestAidForm(PlainStep):
    """Ask for aid before anything was checked."""

    emergency = CauseField(label="困难事由")
    situation = _text("急难情形", 300, 2, help_text="写明为何须立即救助、基本生活受到什么影响")

    def prepare(self) -> None:
        field = self.fields["emergency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = mishaps_of(self.dossier)


class FirstAidForm(PlainStep):
    """What was given at once, and how."""

    amount = YuanField(label="救助金额（元）", help_text="实物按折价；转介服务没有金额的填 0")
    form = forms.ChoiceField(label="救助方式", choices=[("", "请选择"), *AidForm.choices])
    given_on = PastDateField(label="救助日期")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("form") in (AidForm.CASH, AidForm.GOODS) and not data.get("amount"):
            self.add_error("amount", "发放救助金或实物的，请填写金额")
        return data


class ReliefForm(PlainStep):
    """The need has eased: from this day the paperwork has its time."""

    relieved_on = PastDateField(label="急难缓解日期", help_text="自这一天起 10 个工作日内补齐手续")

    def clean_relieved_on(self) -> Any:
        relieved_on, given_on = (
            self.cleaned_data["relieved_on"],
            first_aid_of(self.dossier).given_on,
        )
        if given_on and relieved_on < given_on:
            raise forms.ValidationError(f"缓解日期不能早于救助日期（{given_on}），请核对")
        return relieved_on


class PaperworkForm(PlainStep):
    """What first aid had left to be made good (民发〔2018〕23号 二（二）)."""

    completed_on = PastDateField(label="补齐日期")
    registered = forms.BooleanField(
        label="救助对象、救助事由、救助金额已登记",
        error_messages={"required": "补办手续须登记救助对象、事由和金额"},
    )
    signed = forms.BooleanField(
        label="经办人员已补签字、盖章",
        error_messages={"required": "补办手续须由经办人员补签字、盖章"},
    )


class MeetingForm(PlainStep):
    """评审会: who came, and what they found."""

    held_on = PastDateField(label="开会日期")
    place = forms.CharField(label="地点", max_length=60)
    chair = forms.CharField(label="主持人", max_length=40)
    attendees = _text("参会人员", 200, 2, help_text="姓名和职务，用顿号隔开")
    minutes = _text("评审纪要", 1000, 4)
    agrees = YesNoField(label="评审结论", choices=((True, "同意救助"), (False, "不同意救助")))

    def prepare(self) -> None:
        self.fields["place"].initial = "乡镇（街道）会议室"


class CaseByCaseForm(PlainStep):
    """一事一议: what the township settled on, who signed the minutes, and the sum."""

    emergency = CauseField(label="困难事由")
    held_on = PastDateField(label="集体研究日期")
    signatories = _text("参会签字人员", 200, 2, help_text="姓名和职务，用顿号隔开")
    minutes = _text("集体研究纪要", 1000, 4, help_text="写明困难情形、研究意见和金额依据")
    amount = YuanField(label="拟救助金额（元）")

    def prepare(self) -> None:
        field = self.fields["emergency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = causes_of(self.dossier).filter(is_applied_elsewhere=False)

    def clean_amount(self) -> Any:
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError("一事一议的救助金额应大于 0")
        return self.cleaned_data["amount"]
