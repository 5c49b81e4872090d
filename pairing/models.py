"""Who is responsible for which household: units, helpers, pairs (22号文 三（三）、四（三）二)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from households.models import DateRange, Household
from yunyang_relief.core.access import Resource
from yunyang_relief.core.fields import SealedField
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import COMMUNITY, COUNTY, TOWNSHIP, Region, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from .enums import PairRole, Politics, UnitKind, VisitKind


def regions_over(code: str) -> list[str]:
    """Return the codes of a region and of those it lies in."""
    return [code[:length] for length in (COUNTY, TOWNSHIP, COMMUNITY) if length <= len(code)]


class UnitQuerySet(ScopedQuerySet["Unit"]):
    """Units of a region."""

    def choosable_by(self, user: User) -> Self:
        """The units of the user's region and those of the regions over it."""
        inside = Q(region__code__startswith=user.region_id)
        return self.filter(inside | Q(region_id__in=regions_over(user.region_id)))


@tracked
class Unit(ScopedModel):
    """帮扶单位: a body that sends helpers."""

    resource = Resource.PAIRING

    name = models.CharField("单位名称", max_length=60)
    kind = models.CharField("单位类型", max_length=20, choices=UnitKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="所在区域")

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "帮扶单位"
        verbose_name_plural = "帮扶单位"
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="one_unit_per_name",
                violation_error_message="该单位已登记，请直接选用",
            )
        ]

    def __str__(self) -> str:
        return self.name


class HelperQuerySet(ScopedQuerySet["Helper"]):
    """Helpers of a region."""

    def serving(self, region_code: str) -> Self:
        """Helpers in office whose field of work contains this region."""
        return self.filter(retired_on=None, region_id__in=regions_over(region_code))


@tracked
class Helper(ScopedModel):
    """帮扶责任人: a person who answers for households of a region."""

    resource = Resource.PAIRING

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="helpers", verbose_name="帮扶单位")
    post = models.CharField("职务", max_length=40)
    politics = models.CharField("政治面貌", max_length=16, choices=Politics.choices)
    phone = SealedField("phone", "联系电话")
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name="联系区域", help_text="只能安排到这个区域内的住户"
    )
    user = models.OneToOneField(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="helper",
        verbose_name="系统用户",
        help_text="本人也使用本系统的填写，可在结对关系中只看自己的户",
    )
    retired_on = models.DateField("停用日期", null=True, blank=True)

    objects: ClassVar[Any] = HelperQuerySet.as_manager()

    class Meta:
        verbose_name = "帮扶责任人"
        verbose_name_plural = "帮扶责任人"
        ordering: ClassVar = ["region_id", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name", "post"],
                condition=Q(retired_on=None),
                name="one_helper_per_name_and_post",
                violation_error_message="该单位已登记同名同职务的责任人，请直接选用",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.unit} {self.post}）"


class PairQuerySet(ScopedQuerySet["Pair"]):
    """Pairs of a region's households."""

    def active_on(self, day: date) -> Self:
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    def lasting_from(self, day: date) -> Self:
        """Pairs that hold on this day or begin after it."""
        return self.filter(Q(until=None) | Q(until__gt=day))

    def main(self) -> Self:
        return self.filter(role=PairRole.MAIN)


def _period() -> DateRange:
    return DateRange(F("since"), F("until"), Value("[)"))


@tracked
class Pair(ScopedModel):
    """A helper answers for a household during a period; `until` is the first day no longer."""

    resource = Resource.PAIRING
    region_path = "household__region_id"

    household = models.ForeignKey(Household, models.PROTECT, related_name="pairs")
    helper = models.ForeignKey(
        Helper, models.PROTECT, related_name="pairs", verbose_name="帮扶责任人"
    )
    role = models.CharField("分工", max_length=10, choices=PairRole.choices)
    since = models.DateField("结对日期")
    until = models.DateField("结束日期", null=True, blank=True)
    measures = models.TextField("帮扶措施", max_length=500, blank=True, default="")
    end_reason = models.CharField("结束原因", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "结对关系"
        verbose_name_plural = "结对关系"
        ordering: ClassVar = ["household_id", "-role", "-since", "-id"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_main_helper_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(role=PairRole.MAIN),
                violation_error_message="该户这段时间已有主责帮扶责任人",
            ),
            ExclusionConstraint(
                name="one_pair_per_helper_and_household",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("helper", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="该责任人这段时间已与该户结对",
            ),
            models.CheckConstraint(
                name="pair_ends_with_a_reason",
                condition=Q(until=None, end_reason="")
                | Q(until__gte=F("since")) & ~Q(end_reason=""),
                violation_error_message="结束日期不能早于结对日期，并须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} — {self.helper.name}"


@tracked
class Visit(ScopedModel):
    """Somebody went to see a household (F7; 22号文 三（三）、（四）). Never changed."""

    resource = Resource.PAIRING
    region_path = "household__region_id"

    household = models.ForeignKey(Household, models.PROTECT, related_name="visits")
    helper = models.ForeignKey(
        Helper, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="责任人"
    )
    visitors = models.CharField("走访人", max_length=80, help_text="姓名和单位，几个人用顿号隔开")
    visited_on = models.DateField("走访日期")
    kind = models.CharField("走访种类", max_length=10, choices=VisitKind.choices)
    situation = models.TextField("家庭变化", max_length=500, blank=True, default="")
    requests = models.TextField("诉求", max_length=500, blank=True, default="")
    handled = models.TextField("现场办理", max_length=500, blank=True, default="")
    gift_money = models.DecimalField(
        "慰问金（元）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    gift_goods = models.CharField("慰问品", max_length=100, blank=True, default="")
    is_signed = models.BooleanField("对象已签字", default=False)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "走访记录"
        verbose_name_plural = "走访记录"
        ordering: ClassVar = ["-visited_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["household", "-visited_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="gift_not_negative",
                condition=Q(gift_money=None) | Q(gift_money__gt=0),
                violation_error_message="慰问金应大于 0，没有的留空",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.get_kind_display()} {self.household}"
