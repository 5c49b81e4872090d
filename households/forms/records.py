"""One form per kind of statement beyond the survey: care, health, work, housing, mishaps.

What a kind must hold by itself is its model's `clean()`; here stand the days that cannot lie
ahead, and what merely looks odd.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from yunyang_relief.core.forms import YuanField

from ..models import (
    CareAssessment,
    DisasterLoss,
    DoctorContract,
    Emergency,
    HealthRecord,
    HospitalStay,
    Housing,
    JobOffer,
    JobRegistration,
    Orphanhood,
    Person,
    Placement,
)
from .facts import EnrolmentForm, not_after
from .fields import MemberField, YesNoField
from .rows import FactRow, RowSet

ADULT, WORKING_AGE = 18, 16


class RecordRow(FactRow):
    """A statement of 专项情况; `past` names the days that cannot lie ahead."""

    past: ClassVar[tuple[str, ...]] = ()

    @property
    def subject(self) -> Person | None:
        """Whom the statement is about, where somebody was chosen."""
        chosen: Person | None = self.cleaned_data.get("person")
        return chosen or getattr(self.fact, "person", None)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.past:
            try:
                self._check_day(name)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """A field that is wrong by itself is not told so again by its model."""
        told = {name: found for name, found in errors.error_dict.items() if name not in self.errors}
        super()._update_errors(ValidationError(told))  # type: ignore[misc]  # missing from the stubs

    def _check_day(self, name: str) -> None:
        day: date | None = self.cleaned_data.get(name)
        label = str(self.fields[name].label).split("（")[0]
        not_after(day, self.given.today, label)
        if day and self.subject and day < self.subject.born_on:
            raise ValidationError(
                f"{label}早于{self.subject.name}的出生日期（{self.subject.born_on}），请核对"
            )

    def warnings(self) -> list[str]:
        if not self.is_bound or self.is_blank or self.is_dropped or self.subject is None:
            return []
        return self.doubts(self.subject, self.subject.age_on(self.given.today))

    def doubts(self, person: Person, age: int) -> list[str]:
        """What looks odd of somebody of this age and is saved all the same."""
        return []


class PersonRow(RecordRow):
    """What is stated once of a person; whose statement it is stays as it is."""

    person = MemberField(label="成员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fact is not None:
            del self.fields["person"]

    @property
    def title(self) -> str:
        return self.fact.person.name if self.fact else "新登记"  # type: ignore[attr-defined]  # a PersonFact


class RecordRows(RowSet):
    """The rows of one kind, at most one for each person where the kind is a person's."""

    def check(self) -> None:
        seen: set[Person] = set()
        for row in self.rows:
            if not isinstance(row, PersonRow) or row.is_blank or row.is_dropped or not row.subject:
                continue
            person = row.subject
            if person in seen:
                row.add_error("person", f"{person.name}已有一行，请在那一行填写")
            seen.add(person)


# --- the household ---------------------------------------------------------------------------


class HousingForm(RecordRow):
    label = "本户"
    columns: ClassVar = {"tenure": "c3", "area": "c3", "monthly_rent": "c3", "wish": "c3"}
    monthly_rent = YuanField(label="月租金（元）", required=False, help_text="不租住的留空")

    class Meta:
        model = Housing
        fields = ("tenure", "area", "monthly_rent", "wish")
        help_texts: ClassVar = {
            "area": "现住处的面积；无固定住所的填 0",
            "wish": "没有申请的选“无”",
        }


class DoctorContractForm(RecordRow):
    label = "本户"
    columns: ClassVar = {"team": "c2", "signed_on": "c2", "until": "c2"}
    past = ("signed_on",)

    class Meta:
        model = DoctorContract
        fields = ("team", "signed_on", "until")
        labels: ClassVar = {"until": "期满日期"}
        help_texts: ClassVar = {
            "team": "例如“某某卫生院第 2 团队”",
            "until": "当日起失效；协议没有写明的留空",
        }


# --- a person --------------------------------------------------------------------------------


class CareAssessmentForm(PersonRow):
    columns: ClassVar = {
        "person": "c2",
        "assessed_on": "c2",
        "assessors": "c2",
        "can_eat": "h",
        "can_dress": "h",
        "can_get_up": "h",
        "can_use_toilet": "h",
        "can_walk": "h",
        "can_bathe": "h",
    }
    past = ("assessed_on",)
    can_eat = YesNoField(label="自主吃饭")
    can_dress = YesNoField(label="自主穿衣")
    can_get_up = YesNoField(label="自主上下床")
    can_use_toilet = YesNoField(label="自主如厕")
    can_walk = YesNoField(label="室内自主行走")
    can_bathe = YesNoField(label="自主洗澡")

    class Meta:
        model = CareAssessment
        fields = (
            "person",
            "assessed_on",
            "assessors",
            "can_eat",
            "can_dress",
            "can_get_up",
            "can_use_toilet",
            "can_walk",
            "can_bathe",
        )


class PlacementForm(PersonRow):
    columns: ClassVar = {
        "person": "c2",
        "wish": "c2",
        "form": "c2",
        "institution": "c3",
        "since": "c3",
    }
    past = ("since",)

    class Meta:
        model = Placement
        fields = ("person", "wish", "form", "institution", "since")
        help_texts: ClassVar = {
            "form": "还没有安排的选“无”",
            "institution": "集中供养的填写",
            "since": "集中供养的填写",
        }


class OrphanhoodForm(PersonRow):
    columns: ClassVar = {"person": "c2", "kind": "c2", "guardian": "c2"}

    class Meta:
        model = Orphanhood
        fields = ("person", "kind", "guardian")

    def doubts(self, person: Person, age: int) -> list[str]:
        if age < ADULT:
            return []
        return [f"{person.name}已满 {ADULT} 周岁，请核对是否仍按孤儿或事实无人抚养儿童登记。"]


class HealthRecordForm(PersonRow):
    columns: ClassVar = {"person": "c2", "opened_on": "c2", "number": "c2"}
    past = ("opened_on",)

    class Meta:
        model = HealthRecord
        fields = ("person", "opened_on", "number")


class EnrolmentRecordForm(PersonRow, EnrolmentForm):
    columns: ClassVar = {"person": "c2", **EnrolmentForm.columns}
    past = ("admitted_on",)

    class Meta(EnrolmentForm.Meta):
        fields = ("person", *EnrolmentForm.Meta.fields)


class JobRegistrationForm(PersonRow):
    columns: ClassVar = {
        "person": "c2",
        "is_willing": "c2",
        "registered_on": "c2",
        "skills": "c2",
        "post_since": "c2",
        "post_until": "c2",
    }
    past = ("registered_on", "post_since")
    is_willing = YesNoField(label="有就业意愿")

    class Meta:
        model = JobRegistration
        fields = ("person", "is_willing", "registered_on", "skills", "post_since", "post_until")
        labels: ClassVar = {"post_until": "公益性岗位到期"}
        help_texts: ClassVar = {
            "registered_on": "没有登记失业的留空",
            "skills": "例如“焊工证”“会缝纫”",
            "post_since": "没有公益性岗位的留空",
            "post_until": "当日起离岗",
        }

    def doubts(self, person: Person, age: int) -> list[str]:
        if age >= WORKING_AGE:
            return []
        return [f"{person.name}未满 {WORKING_AGE} 周岁，请核对是否应登记就业。"]


# --- what happened ---------------------------------------------------------------------------


class HospitalStayForm(RecordRow):
    label = "住院"
    columns: ClassVar = {
        "person": "c2",
        "hospital": "c2",
        "level": "c2",
        "insurance": "c2",
        "diagnosis": "c2",
        "special_disease": "c2",
        "admitted_on": "c2",
        "discharged_on": "c2",
        "settled_on": "c2",
        "cost": "c2",
        "in_catalogue": "c2",
        "basic_paid": "c2",
        "dabing_paid": "c2",
        "other_paid": "c2",
        "aid_paid": "c2",
        "is_designated": "c2 flat",
        "is_county_hospital": "c2 flat",
        "is_paid_after_treatment": "c2 flat",
    }
    past = ("admitted_on", "discharged_on", "settled_on")
    person = MemberField(label="成员")
    cost = YuanField(label="总费用（元）")
    in_catalogue = YuanField(label="目录内费用（元）", help_text="结算单上纳入报销范围的部分")
    basic_paid = YuanField(
        label="基本医保已支付（元）", required=False, help_text="没有结算的留空，按规定测算"
    )
    dabing_paid = YuanField(label="大病保险已支付（元）", required=False)
    other_paid = YuanField(label="商业保险、医院减免等（元）", required=False)
    aid_paid = YuanField(
        label="医疗救助已支付（元）",
        required=False,
        help_text="医院已结算或本系统已批准的；没有的留空",
    )

    class Meta:
        model = HospitalStay
        fields = (
            "person",
            "hospital",
            "level",
            "insurance",
            "diagnosis",
            "special_disease",
            "admitted_on",
            "discharged_on",
            "settled_on",
            "cost",
            "in_catalogue",
            "basic_paid",
            "dabing_paid",
            "other_paid",
            "aid_paid",
            "is_designated",
            "is_county_hospital",
            "is_paid_after_treatment",
        )
        help_texts: ClassVar = {
            "special_disease": "不属于特殊病种的选“无”",
            "discharged_on": "还在住院的留空",
            "settled_on": "还没有结算的留空",
        }

    def clean_dabing_paid(self) -> Any:
        return self.cleaned_data["dabing_paid"] or 0

    def clean_other_paid(self) -> Any:
        return self.cleaned_data["other_paid"] or 0

    def clean_aid_paid(self) -> Any:
        return self.cleaned_data["aid_paid"] or 0


class JobOfferForm(RecordRow):
    label = "介绍"
    columns: ClassVar = {
        "person": "c2",
        "post": "c2",
        "offered_on": "c2",
        "outcome": "c2",
        "reason": "c2",
        "is_justified": "c2",
    }
    past = ("offered_on",)
    person = MemberField(label="成员")

    class Meta:
        model = JobOffer
        fields = ("person", "post", "offered_on", "outcome", "reason", "is_justified")
        help_texts: ClassVar = {"reason": "拒绝的填写本人所说的理由"}


class DisasterLossForm(RecordRow):
    label = "受灾"
    columns: ClassVar = {
        "event": "c2",
        "kind": "c2",
        "occurred_on": "c2",
        "damage": "c2",
        "person": "c2",
        "casualty": "c2",
        "needs_relief": "c2",
        "needs_shelter": "c2",
        "settled_on": "c2",
        "description": "c6",
    }
    past = ("occurred_on", "settled_on")
    person = MemberField(label="伤亡的成员", required=False, empty="没有伤亡")

    class Meta:
        model = DisasterLoss
        fields = (
            "event",
            "kind",
            "occurred_on",
            "damage",
            "person",
            "casualty",
            "needs_relief",
            "needs_shelter",
            "settled_on",
            "description",
        )
        help_texts: ClassVar = {
            "event": "例如“2019 年 6 月洪涝”",
            "settled_on": "还没有恢复的留空",
        }


class EmergencyForm(RecordRow):
    label = "事由"
    columns: ClassVar = {
        "kind": "c2",
        "person": "c2",
        "occurred_on": "c2",
        "relieved_on": "c2",
        "self_paid": "c2",
        "already_aided": "c2",
        "description": "c4",
        "is_applied_elsewhere": "c2",
    }
    past = ("occurred_on", "relieved_on")
    person = MemberField(label="当事成员", required=False, empty="全家")
    self_paid = YuanField(
        label="自付费用（元）",
        required=False,
        help_text="扣除赔偿、保险、救助、帮扶后；不清楚的留空",
    )
    already_aided = YuanField(
        label="同一事由已得临时救助（元）", required=False, help_text="没有的留空"
    )

    class Meta:
        model = Emergency
        fields = (
            "kind",
            "person",
            "occurred_on",
            "relieved_on",
            "self_paid",
            "already_aided",
            "description",
            "is_applied_elsewhere",
        )
        help_texts: ClassVar = {
            "relieved_on": "还没有缓解的留空",
            "description": "时间、地点、经过和现在的困难",
        }

    def clean_already_aided(self) -> Any:
        return self.cleaned_data["already_aided"] or 0
