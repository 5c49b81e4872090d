"""Decisions, and what they give: an award and its monthly entitlements."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from eligibility.engine.programme import find
from households.models import DateRange, Household
from yunyang_relief.core.access import Resource
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from ..enums import EndReason, Level, Outcome, Programme
from .cases import Case


@tracked
class Decision(models.Model):
    """How a case was decided, with everything it was decided on."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="decision")
    outcome = models.CharField("决定", max_length=10, choices=Outcome.choices)
    level = models.CharField("决定机关", max_length=10, choices=Level.choices)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    decided_on = models.DateField("决定日期")
    reason = models.CharField("理由、意见", max_length=500, blank=True, default="")
    amount = models.DecimalField(
        "批准金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    # {facts, parameters, rule hash, finding} of eligibility.actions.freeze, and the rulings.
    frozen = models.JSONField("决定依据", default=dict)

    class Meta:
        verbose_name = "决定"
        verbose_name_plural = "决定"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="refusal_has_a_reason",
                condition=~Q(outcome=Outcome.REFUSED) | ~Q(reason=""),
                violation_error_message="不予批准须写明理由（条例第十八条第四项）",
            ),
            models.CheckConstraint(
                name="approval_has_an_amount_and_its_basis",
                condition=~Q(outcome=Outcome.APPROVED) | Q(amount__isnull=False) & ~Q(frozen={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_outcome_display()}"

    @property
    def authority(self) -> str:
        """The office that decided."""
        return Level(self.level).authority(Programme(self.case.programme))


class AwardQuerySet(ScopedQuerySet["Award"]):
    """Awards of a region."""

    def active_in(self, month: date) -> Self:
        """Awards that are paid for this month (its first day)."""
        return self.filter(start_month__lte=month).filter(
            Q(end_month=None) | Q(end_month__gt=month)
        )

    def current(self, today: date) -> Self:
        """Awards that are paid this month."""
        return self.active_in(today.replace(day=1))


@tracked
class Award(ScopedModel):
    """What a household receives each month, from a start month until it ends.

    Months are their first days; `end_month` is the first one no longer paid. What is given once
    is an award of one month, ended from the start (`EndReason.ONCE`).
    """

    resource = Resource.AWARD
    programme_path = "programme"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="award")
    household = models.ForeignKey(Household, models.PROTECT, related_name="awards")
    unit = models.PositiveSmallIntegerField("核算单元", default=0)
    programme = models.CharField("项目", max_length=16, choices=Programme.choices)
    # In force when the award was made; payments keep it.
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（社区）")
    category = models.CharField("类别", max_length=16)
    klass = models.CharField("分类管理类别", max_length=4, blank=True, default="")
    people = models.PositiveSmallIntegerField("保障人口")
    family_size = models.PositiveSmallIntegerField("家庭人口")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    # [{label, clause, arithmetic, yuan}], as found at the decision; they sum to the amount.
    lines = models.JSONField("金额构成")
    start_month = models.DateField("保障起始月")
    next_review_on = models.DateField("下次复核", null=True, blank=True)
    renewal_due_on = models.DateField("续保到期", null=True, blank=True)
    end_month = models.DateField("停发月", null=True, blank=True)
    end_reason = models.CharField(
        "停发原因", max_length=16, choices=EndReason.choices, blank=True, default=""
    )
    end_note = models.CharField("停发说明", max_length=300, blank=True, default="")
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停发决定人"
    )

    objects: ClassVar[Any] = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = "待遇"
        verbose_name_plural = "待遇"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_award_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (
                        DateRange(F("start_month"), F("end_month"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(end_reason=EndReason.ONCE),
                violation_error_message=(
                    "该户同一项目的原待遇还没有停发，同一月份不能重复享受；请在原待遇停发后再办"
                ),
            ),
            models.CheckConstraint(
                name="award_months_are_first_days",
                condition=Q(start_month__day=1) & (Q(end_month=None) | Q(end_month__day=1)),
            ),
            models.CheckConstraint(
                name="award_ends_with_a_reason",
                condition=Q(end_month=None, end_reason="")
                | Q(end_month__gte=F("start_month")) & ~Q(end_reason=""),
                violation_error_message="停发须写明原因，停发月不能早于起始月",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "-id"]),
            models.Index(
                fields=["next_review_on"], condition=Q(end_month=None), name="award_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {Programme(self.programme).short}待遇"

    @property
    def is_once(self) -> bool:
        """Tell whether it was given once, not month by month."""
        return self.end_reason == EndReason.ONCE

    @property
    def period(self) -> str:
        """What its amount is for: 月, 次, 学期."""
        return find(self.programme).period

    def is_current_on(self, day: date) -> bool:
        """Tell whether the month of this day is paid."""
        month = day.replace(day=1)
        return self.start_month <= month and (self.end_month is None or month < self.end_month)


@tracked
class Entitlement(models.Model):
    """One month's amount of an award: what a payment batch pays."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="entitlements")
    month = models.DateField("月份")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    lines = models.JSONField("金额构成")
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = "月待遇"
        verbose_name_plural = "月待遇"
        ordering: ClassVar = ["award_id", "-month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["award", "month"], name="one_entitlement_per_month"),
            models.CheckConstraint(
                name="entitlement_month_is_a_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.month:%Y-%m}"
