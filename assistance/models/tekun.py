"""What is kept of a 特困 person's support: who cares for them, where they live, how it changed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from households.models import Person
from yunyang_relief.core.fields import SealedField
from yunyang_relief.core.history import tracked

from ..enums import EndReason
from .records import Record


class SupportRecord(Record):
    """About one of the people that a case supports."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="供养对象")

    class Meta(Record.Meta):
        abstract = True


@tracked
class CareAgreement(SupportRecord):
    """委托照料护理协议: who looks after somebody at home, how, and until when."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("协议编号", max_length=40)
    carer = models.CharField("委托照料人", max_length=40)
    relation = models.CharField("与供养对象关系", max_length=20)
    phone = SealedField("phone", "联系电话")
    content = models.CharField("照料护理内容", max_length=300)
    standard = models.CharField("照料护理标准", max_length=100)
    starts_on = models.DateField("协议开始")
    ends_on = models.DateField("协议到期")

    class Meta(SupportRecord.Meta):
        verbose_name = "照料护理协议"
        verbose_name_plural = "照料护理协议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_is_a_period",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="协议到期应晚于协议开始",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.carer}"


@tracked
class BedPlacement(SupportRecord):
    """集中供养: the institution and the bed, which nobody else has while this one lasts."""

    institution = models.CharField("供养机构", max_length=60)
    bed = models.CharField("床位", max_length=20)
    since = models.DateField("入住日期")
    until = models.DateField("离开日期", null=True, blank=True)

    class Meta(SupportRecord.Meta):
        verbose_name = "床位安置"
        verbose_name_plural = "床位安置"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "bed"],
                condition=Q(until=None),
                name="one_person_per_bed",
                violation_error_message="该机构这张床位已有人入住，请核对床位号",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(until=None),
                name="one_bed_per_person",
                violation_error_message="该对象已有床位，请先登记原床位离开",
            ),
            models.CheckConstraint(
                name="bed_left_after_it_was_taken",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="离开日期不能早于入住日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.bed}"


@tracked
class AbilityChange(SupportRecord):
    """A reported change of self-care, to be assessed again in ten working days (第二十三条)."""

    reported_on = models.DateField("报告日期")
    reporter = models.CharField("报告人", max_length=60)
    situation = models.CharField("变化情况", max_length=300)
    reassessed_on = models.DateField("复评日期", null=True, blank=True)

    class Meta(SupportRecord.Meta):
        verbose_name = "自理能力变化报告"
        verbose_name_plural = "自理能力变化报告"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(reassessed_on=None),
                name="one_waiting_change_per_case",
                violation_error_message="已有一次变化报告在等候复评，请先复评",
            ),
            models.CheckConstraint(
                name="reassessed_after_the_report",
                condition=Q(reassessed_on=None) | Q(reassessed_on__gte=F("reported_on")),
                violation_error_message="复评日期不能早于报告日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reported_on}"


@tracked
class AnnualCheck(Record):
    """年审: once a year whether everything still holds; the certificate has ten rows for it."""

    year = models.PositiveSmallIntegerField("年度")
    checked_on = models.DateField("年审日期")
    is_fit = models.BooleanField("仍符合供养条件")
    remark = models.CharField("年审情况", max_length=300, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = "年审"
        verbose_name_plural = "年审"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "year"],
                name="one_check_per_year",
                violation_error_message="该年度已年审",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.year} 年审"


@tracked
class Ending(Record):
    """拟终止供养, public for seven days before it is decided (第二十四至二十六条)."""

    reason = models.CharField("终止原因", max_length=16, choices=EndReason.choices)
    facts = models.CharField("事实和依据", max_length=300)
    place = models.CharField("公示地点", max_length=60)
    posted_on = models.DateField("公示开始")
    posted_until = models.DateField("公示期满")
    settled_on = models.DateField("决定日期", null=True, blank=True)
    is_confirmed = models.BooleanField("决定终止", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "拟终止供养"
        verbose_name_plural = "拟终止供养"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(settled_on=None),
                name="one_waiting_ending_per_case",
                violation_error_message="已有一次拟终止在公示",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 终止 {self.get_reason_display()}"
