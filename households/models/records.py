"""What offices know of a household beyond its survey: care, schooling, work, housing, mishaps.

The same dated, verified statements as the survey's; each programme reads those it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yunyang_relief.core.history import tracked

from .. import enums
from .facts import Fact, HouseholdFact, ItemFact, PersonFact
from .fields import yuan_field


def _ends_after(start: str, end: str, name: str, message: str) -> models.CheckConstraint:
    """A period that is open, or ends later than it begins."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{end: None}) | Q(**{f"{end}__gt": F(start)}),
        violation_error_message=message,
    )


def _in_order(fact: Fact, first: str, second: str, message: str) -> Iterator[tuple[str, str]]:
    """Find a second day before the first."""
    start, end = getattr(fact, first), getattr(fact, second)
    if start and end and end < start:
        yield second, message


# --- the household ---------------------------------------------------------------------------


@tracked
class Housing(HouseholdFact):
    """Where the household lives and which help with housing it asks for (22号文 二（六）)."""

    tenure = models.CharField("住房来源", max_length=10, choices=enums.Tenure.choices)
    area = models.DecimalField("居住建筑面积（㎡）", max_digits=8, decimal_places=2)
    monthly_rent = yuan_field("月租金（元）", null=True, blank=True)
    wish = models.CharField(
        "希望的住房保障",
        max_length=12,
        choices=enums.HousingForm.choices,
        blank=True,
        default="",
    )

    class Meta(HouseholdFact.Meta):
        verbose_name = "住房状况"
        constraints: ClassVar = [
            *HouseholdFact.Meta.constraints,
            models.CheckConstraint(
                name="housing_not_negative",
                condition=Q(area__gte=0) & (Q(monthly_rent=None) | Q(monthly_rent__gte=0)),
                violation_error_message="面积和租金不能为负数",
            ),
        ]

    def wrong(self) -> Iterator[tuple[str, str]]:
        is_let = self.tenure in (enums.Tenure.RENTED, enums.Tenure.PUBLIC)
        if self.tenure and self.monthly_rent and not is_let:
            yield "monthly_rent", "只有租住的填写月租金，请核对住房来源；不租住的留空"
        if self.tenure == enums.Tenure.NONE and self.area:
            yield "area", "无固定住所的，面积填 0；有住处的请改住房来源"


@tracked
class DoctorContract(HouseholdFact):
    """家庭医生签约, by household (22号文 二（四）)."""

    team = models.CharField("签约团队", max_length=60)
    signed_on = models.DateField("签约日期")
    until = models.DateField("期满日期（当日起失效）", null=True, blank=True)

    class Meta(HouseholdFact.Meta):
        verbose_name = "家庭医生签约"
        constraints: ClassVar = [
            *HouseholdFact.Meta.constraints,
            _ends_after("signed_on", "until", "contract_is_a_period", "期满日期应晚于签约日期"),
        ]


# --- a person --------------------------------------------------------------------------------


@tracked
class Orphanhood(PersonFact):
    """A child whom the orphans' scheme looks after; excludes 特困 (特困人员认定办法 第九条)."""

    kind = models.CharField("儿童福利类别", max_length=12, choices=enums.OrphanKind.choices)
    guardian = models.CharField("监护人", max_length=40, blank=True, default="")

    class Meta(PersonFact.Meta):
        verbose_name = "孤儿、事实无人抚养儿童"


@tracked
class CareAssessment(PersonFact):
    """The six abilities of self-care (特困人员认定办法 第二十一条)."""

    can_eat = models.BooleanField("自主吃饭")
    can_dress = models.BooleanField("自主穿衣")
    can_get_up = models.BooleanField("自主上下床")
    can_use_toilet = models.BooleanField("自主如厕")
    can_walk = models.BooleanField("室内自主行走")
    can_bathe = models.BooleanField("自主洗澡")
    assessed_on = models.DateField("评估日期")
    assessors = models.CharField("评估人", max_length=60, blank=True, default="")

    class Meta(PersonFact.Meta):
        verbose_name = "自理能力评估"


@tracked
class Placement(PersonFact):
    """How a 特困 person wishes to be cared for, and is (社会救助暂行办法 第十九条)."""

    wish = models.CharField("本人意愿", max_length=12, choices=enums.CareForm.choices)
    form = models.CharField(
        "现供养方式", max_length=12, choices=enums.CareForm.choices, blank=True, default=""
    )
    institution = models.CharField("供养机构", max_length=60, blank=True, default="")
    since = models.DateField("入住日期", null=True, blank=True)

    class Meta(PersonFact.Meta):
        verbose_name = "供养方式"

    def wrong(self) -> Iterator[tuple[str, str]]:
        is_in_institution = self.form == enums.CareForm.CENTRALISED
        if is_in_institution and not self.institution:
            yield "institution", "集中供养的请填写供养机构"
        if not is_in_institution and self.institution:
            yield "institution", "只有集中供养的填写供养机构，请核对现供养方式或删去机构"
        if not is_in_institution and self.since:
            yield "since", "只有集中供养的填写入住日期，请核对现供养方式或删去日期"


@tracked
class JobRegistration(PersonFact):
    """Whether somebody wants work, and the public-welfare post they may have (22号文 二（七）)."""

    is_willing = models.BooleanField("有就业意愿")
    registered_on = models.DateField("失业登记日期", null=True, blank=True)
    skills = models.CharField("技能、特长", max_length=100, blank=True, default="")
    post_since = models.DateField("公益性岗位上岗日期", null=True, blank=True)
    post_until = models.DateField("公益性岗位到期（当日起离岗）", null=True, blank=True)

    class Meta(PersonFact.Meta):
        verbose_name = "就业登记"
        constraints: ClassVar = [
            *PersonFact.Meta.constraints,
            models.CheckConstraint(
                name="post_is_a_period",
                condition=Q(post_until=None)
                | (Q(post_since__isnull=False) & Q(post_until__gt=F("post_since"))),
                violation_error_message="岗位到期日期应晚于上岗日期",
            ),
        ]

    def wrong(self) -> Iterator[tuple[str, str]]:
        if self.post_until and not self.post_since:
            yield "post_since", "填了岗位到期日期的，请一并填写上岗日期"


@tracked
class HealthRecord(PersonFact):
    """电子健康档案, by person (22号文 二（四）)."""

    opened_on = models.DateField("建档日期")
    number = models.CharField("档案编号", max_length=30, blank=True, default="")

    class Meta(PersonFact.Meta):
        verbose_name = "电子健康档案"


# --- what happened ---------------------------------------------------------------------------


@tracked
class HospitalStay(ItemFact):
    """A hospital stay, or the treatment of a special disease: one settlement a row."""

    hospital = models.CharField("医疗机构", max_length=60)
    level = models.CharField("医院级别", max_length=8, choices=enums.HospitalLevel.choices)
    is_county_hospital = models.BooleanField("本县的县级医院", default=False)
    is_designated = models.BooleanField("定点医疗机构", default=True)
    insurance = models.CharField("参保类型", max_length=12, choices=enums.Insurance.choices)
    special_disease = models.CharField(
        "医疗救助特殊病种",
        max_length=30,
        choices=enums.SpecialDisease.choices,
        blank=True,
        default="",
    )
    diagnosis = models.CharField("诊断", max_length=60, blank=True, default="")
    admitted_on = models.DateField("入院日期")
    discharged_on = models.DateField("出院日期", null=True, blank=True)
    settled_on = models.DateField("结算日期", null=True, blank=True)
    is_paid_after_treatment = models.BooleanField("先诊疗后付费（免押金）", default=False)
    cost = yuan_field("总费用（元）")
    in_catalogue = yuan_field("目录内费用（元）")
    basic_paid = yuan_field(
        "基本医保已支付（元）", null=True, blank=True, help_text="没有结算的留空，按规定测算"
    )
    dabing_paid = yuan_field("大病保险已支付（元）", default=0)
    other_paid = yuan_field("商业保险、医院减免等（元）", default=0)
    # By a decision of this system, or by the hospital's own settlement (一站式结算).
    aid_paid = yuan_field("医疗救助已支付（元）", default=0)

    class Meta(ItemFact.Meta):
        verbose_name = "住院与特殊病种治疗"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stay_sums_fit",
                condition=Q(
                    in_catalogue__gte=0, dabing_paid__gte=0, other_paid__gte=0, aid_paid__gte=0
                )
                & Q(in_catalogue__lte=F("cost"))
                & (Q(basic_paid=None) | Q(basic_paid__gte=0, basic_paid__lte=F("cost"))),
                violation_error_message="金额不能为负数，目录内费用和医保支付不能多于总费用",
            ),
            models.CheckConstraint(
                name="stay_is_a_period",
                condition=Q(discharged_on=None) | Q(discharged_on__gte=F("admitted_on")),
                violation_error_message="出院日期不能早于入院日期",
            ),
        ]

    def wrong(self) -> Iterator[tuple[str, str]]:
        if self.person_id is None:
            yield "person", "请选择住院或治疗的成员"
        yield from _in_order(
            self, "admitted_on", "discharged_on", "出院日期不能早于入院日期，请对照票据核对"
        )
        yield from _in_order(
            self, "admitted_on", "settled_on", "结算日期不能早于入院日期，请对照票据核对"
        )
        if self.settled_on and self.basic_paid is None:
            yield "basic_paid", "已结算的请填写基本医保支付金额，没有支付的填 0"
        if self.insurance == enums.Insurance.NONE and (self.basic_paid or self.dabing_paid):
            yield "insurance", "未参保的没有医保支付，请核对参保类型或支付金额"
        yield from self._wrong_sums()

    def _wrong_sums(self) -> Iterator[tuple[str, str]]:
        """What was paid should lie within what it cost."""
        others = (self.dabing_paid, self.other_paid, self.aid_paid)
        sums = (self.cost, self.in_catalogue, *others)
        if any(amount is None for amount in sums):
            return  # each is named by its own field
        if self.in_catalogue > self.cost:
            yield "in_catalogue", "目录内费用不能多于总费用，请对照结算单核对"
        basic = self.basic_paid or 0
        if basic > self.in_catalogue:
            yield "basic_paid", "基本医保支付不能多于目录内费用，请对照结算单核对"
        if basic + sum(others) > self.cost:
            yield (
                "other_paid",
                "医保、大病保险、医疗救助和其他支付合计多于总费用，请对照结算单逐项核对",
            )


@tracked
class JobOffer(ItemFact):
    """A job that was offered to a member, and the answer (条例 第二十九条)."""

    post = models.CharField("单位和岗位", max_length=80)
    offered_on = models.DateField("介绍日期")
    outcome = models.CharField("结果", max_length=10, choices=enums.OfferOutcome.choices)
    is_justified = models.BooleanField("拒绝有正当理由", default=False)
    reason = models.CharField("理由", max_length=100, blank=True, default="")

    class Meta(ItemFact.Meta):
        verbose_name = "职业介绍"

    def wrong(self) -> Iterator[tuple[str, str]]:
        if self.person_id is None:
            yield "person", "请选择被介绍工作的成员"
        is_refused = self.outcome == enums.OfferOutcome.REFUSED
        if self.is_justified and not is_refused:
            yield "is_justified", "只有拒绝的才勾选正当理由，请核对结果"
        if self.is_justified and not self.reason:
            yield "reason", "拒绝有正当理由的请写明理由，例如“需照顾重病配偶”"


@tracked
class DisasterLoss(ItemFact):
    """What a natural disaster did to the household (22号文 二（三）)."""

    event = models.CharField("灾害名称", max_length=60, help_text="例如“2019 年 6 月洪涝”")
    kind = models.CharField("灾种", max_length=12, choices=enums.DisasterKind.choices)
    occurred_on = models.DateField("受灾日期")
    damage = models.CharField(
        "住房损坏", max_length=10, choices=enums.HouseDamage.choices, blank=True, default=""
    )
    casualty = models.CharField(
        "人员伤亡", max_length=10, choices=enums.Casualty.choices, blank=True, default=""
    )
    needs_relief = models.BooleanField("需应急生活救助", default=False)
    needs_shelter = models.BooleanField("需过渡期安置", default=False)
    settled_on = models.DateField("恢复正常居住日期", null=True, blank=True)
    description = models.CharField("受灾情况", max_length=200, blank=True, default="")

    class Meta(ItemFact.Meta):
        verbose_name = "受灾情况"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="casualty_has_a_person",
                condition=Q(casualty="") | Q(person__isnull=False),
                violation_error_message="有人员伤亡的请选择成员",
            )
        ]

    def wrong(self) -> Iterator[tuple[str, str]]:
        if self.casualty and self.person_id is None:
            yield "person", "有人员伤亡的请选择成员"
        if self.person_id is not None and not self.casualty:
            yield "casualty", "选择了成员的请说明伤亡情况；没有伤亡的不选成员"
        yield from _in_order(
            self, "occurred_on", "settled_on", "恢复居住日期不能早于受灾日期，请核对"
        )
        if not (self.damage or self.casualty or self.needs_relief or self.needs_shelter):
            yield "damage", "请至少登记一项：住房损坏、人员伤亡、需应急生活救助或需过渡期安置"


@tracked
class Emergency(ItemFact):
    """Why a household asks for 临时救助: one cause a row (22号文 二（八）)."""

    kind = models.CharField("困难事由", max_length=16, choices=enums.EmergencyKind.choices)
    occurred_on = models.DateField("发生日期")
    relieved_on = models.DateField("急难缓解日期", null=True, blank=True)
    self_paid = yuan_field(
        "自付费用（元）", null=True, blank=True, help_text="扣除赔偿、保险、救助、帮扶后"
    )
    already_aided = yuan_field("同一事由已得临时救助（元）", default=0)
    is_applied_elsewhere = models.BooleanField("同一事由已在他地申请", default=False)
    description = models.CharField("事由说明", max_length=200, blank=True, default="")

    class Meta(ItemFact.Meta):
        verbose_name = "困难事由"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="emergency_sums_fit",
                condition=(Q(self_paid=None) | Q(self_paid__gte=0)) & Q(already_aided__gte=0),
                violation_error_message="金额不能为负数",
            ),
            models.CheckConstraint(
                name="relieved_after_it_happened",
                condition=Q(relieved_on=None) | Q(relieved_on__gte=F("occurred_on")),
                violation_error_message="缓解日期不能早于发生日期",
            ),
        ]

    def wrong(self) -> Iterator[tuple[str, str]]:
        if self.kind in enums.EmergencyKind.of_a_person() and self.person_id is None:
            yield "person", "请选择患病或入学的成员"
        if self.kind == enums.EmergencyKind.OTHER and not self.description:
            yield "description", "其他特殊困难请写明是什么困难"
        yield from _in_order(self, "occurred_on", "relieved_on", "缓解日期不能早于发生日期，请核对")
