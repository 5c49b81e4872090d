"""The forms of the steps that only 特困 has."""

from __future__ import annotations

from typing import Any

from django import forms

from households.enums import CareForm as LivingForm
from households.models import Person
from yunyang_relief.core import clock
from yunyang_relief.core.forms import fold

from ...enums import EndReason
from ...forms import PastDateField, PickField, PlainStep, YesNoField
from ...models import BedPlacement
from .needs import waiting_change

# 特困人员认定办法 24.
REASONS = (
    EndReason.DECEASED,
    EndReason.RECOVERED,
    EndReason.IMPRISONED,
    EndReason.INCOME,
    EndReason.ASSETS,
    EndReason.OBLIGED,
    EndReason.VOLUNTARY,
)


class DayField(forms.DateField):
    """A day that may lie ahead."""

    def clean(self, value: Any) -> Any:
        return super().clean(fold(value) if isinstance(value, str) else value)


class AboutPerson(PlainStep):
    """A step about one member of the household."""

    person = PickField(label="供养对象")

    def prepare(self) -> None:
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        members = [member.person_id for member in self.dossier.members]
        field.queryset = Person.objects.filter(pk__in=members)
        field.initial = members[0] if len(members) == 1 else None


class CareForm(AboutPerson):
    """The six abilities (特困人员认定办法 21), as those who assess saw them."""

    can_eat = YesNoField(label="自主吃饭")
    can_dress = YesNoField(label="自主穿衣")
    can_get_up = YesNoField(label="自主上下床")
    can_use_toilet = YesNoField(label="自主如厕")
    can_walk = YesNoField(label="室内自主行走")
    can_bathe = YesNoField(label="自主洗澡")
    assessed_on = PastDateField(label="评估日期")
    assessors = forms.CharField(label="评估人", max_length=60, help_text="两人以上，用顿号隔开")


class ReassessForm(CareForm):
    """The same after a reported change, of the person it was reported of."""

    def prepare(self) -> None:
        super().prepare()
        change = waiting_change(self.dossier)
        if change:
            self.fields["person"].initial = change.person_id

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        change = waiting_change(self.dossier)
        if change is None:
            return data
        if data.get("person") and data["person"].pk != change.person_id:
            self.add_error("person", f"变化报告的是{change.person.name}，请选择此人")
        if data.get("assessed_on") and data["assessed_on"] < change.reported_on:
            self.add_error("assessed_on", f"复评不能早于报告日期（{change.reported_on}）")
        return data


class AgreementForm(AboutPerson):
    """委托照料护理协议 for somebody who lives at home."""

    number = forms.CharField(label="协议编号", max_length=40)
    carer = forms.CharField(label="委托照料人", max_length=40)
    relation = forms.CharField(label="与供养对象关系", max_length=20)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    content = forms.CharField(
        label="照料护理内容",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如日常看护、做饭洗衣、就医陪护",
    )
    standard = forms.CharField(label="照料护理标准", max_length=100)
    starts_on = DayField(label="协议开始")
    ends_on = DayField(label="协议到期")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "协议到期应晚于协议开始，请核对")
        return data


class PlaceForm(AboutPerson):
    """An institution and a bed; where the person wishes to live is theirs to say."""

    wish = forms.ChoiceField(
        label="本人意愿",
        choices=LivingForm.choices,
        widget=forms.RadioSelect,
        help_text="集中还是分散供养由本人选择（社会救助暂行办法 19）",
    )
    institution = forms.CharField(label="供养机构", max_length=60)
    bed = forms.CharField(label="床位", max_length=20)
    since = PastDateField(label="入住日期")

    def clean_wish(self) -> str:
        if self.cleaned_data["wish"] != LivingForm.CENTRALISED:
            raise forms.ValidationError("本人不愿集中供养的不能安排入住，请登记照料护理协议")
        return str(self.cleaned_data["wish"])


class LeaveForm(PlainStep):
    """Somebody leaves the institution; the bed is free again."""

    placement = PickField(label="入住情况")
    until = PastDateField(label="离开日期")

    def prepare(self) -> None:
        field = self.fields["placement"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = BedPlacement.objects.filter(case=self.dossier.case, until=None)


class ChangeForm(AboutPerson):
    """A change of self-care that somebody reported."""

    reported_on = PastDateField(
        label="报告日期", help_text="自这一天起 10 个工作日内复评（特困人员认定办法 23）"
    )
    reporter = forms.CharField(label="报告人", max_length=60)
    situation = forms.CharField(
        label="变化情况", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class YearForm(PlainStep):
    """年审."""

    year = forms.IntegerField(label="年度", min_value=2016, max_value=2099)
    checked_on = PastDateField(label="年审日期")
    is_fit = YesNoField(label="仍符合供养条件")
    remark = forms.CharField(label="年审情况", max_length=300, required=False)

    def prepare(self) -> None:
        self.fields["year"].initial = clock.today().year


class EndingForm(PlainStep):
    """Why support is to end, and where that is made public."""

    reason = forms.ChoiceField(
        label="终止原因",
        choices=[("", "请选择"), *((reason.value, reason.label) for reason in REASONS)],
    )
    facts = forms.CharField(
        label="事实和依据", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    place = forms.CharField(
        label="公示地点", max_length=60, help_text="所在村（社区）或者供养服务机构"
    )
    posted_on = PastDateField(label="公示开始")

    def prepare(self) -> None:
        self.fields["place"].initial = f"{self.dossier.case.region}公开栏"
