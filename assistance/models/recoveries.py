"""追缴: what was paid without ground, and what has come back."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yunyang_relief.core.access import Resource
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.scoping import ScopedModel

from ..enums import Programme, RecoveryState
from .awards import Award
from .money import ZERO


@tracked
class Recovery(ScopedModel):
    """追缴: months of an award that were paid without ground, and what has come back."""

    resource = Resource.PAYMENT
    programme_path = "programme"

    award = models.ForeignKey(Award, models.PROTECT, related_name="recoveries")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（社区）")
    programme = models.CharField("项目", max_length=16, choices=Programme.choices)
    first_month = models.DateField("起始月")
    last_month = models.DateField("截止月")
    amount = models.DecimalField("应追缴（元）", max_digits=12, decimal_places=2)
    repaid = models.DecimalField("已追回（元）", max_digits=12, decimal_places=2, default=ZERO)
    reason = models.CharField("追缴原因", max_length=300)
    state = models.CharField(
        "状态", max_length=8, choices=RecoveryState.choices, default=RecoveryState.OPEN
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="决定人")
    decided_on = models.DateField("决定日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closed_note = models.CharField("核销说明", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "追缴"
        verbose_name_plural = "追缴"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award", "first_month"],
                name="one_recovery_per_month",
                violation_error_message="该待遇自这个月起已经立项追缴",
            ),
            models.CheckConstraint(
                name="recovery_months_in_order",
                condition=Q(first_month__day=1, last_month__day=1)
                & Q(first_month__lte=F("last_month")),
                violation_error_message="截止月不能早于起始月",
            ),
            models.CheckConstraint(
                name="repaid_within_the_amount",
                condition=Q(amount__gt=0, repaid__gte=0) & Q(repaid__lte=F("amount")),
                violation_error_message="追回合计不能超过应追缴金额",
            ),
            models.CheckConstraint(
                name="recovery_closes_with_its_ground",
                condition=Q(state=RecoveryState.OPEN, closed_on=None)
                | Q(state=RecoveryState.REPAID, repaid=F("amount"), closed_on__isnull=False)
                | Q(state=RecoveryState.WAIVED, closed_on__isnull=False) & ~Q(closed_note=""),
                violation_error_message="核销须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award.household} 追缴"

    @property
    def left(self) -> Decimal:
        """What has still to come back."""
        return self.amount - self.repaid


@tracked
class Repayment(models.Model):
    """Money that came back."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="repayments")
    on = models.DateField("缴回日期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    receipt = models.CharField("票据号", max_length=40)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = "缴回"
        verbose_name_plural = "缴回"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="repayment_adds", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                fields=["recovery", "receipt"],
                name="one_repayment_per_receipt",
                violation_error_message="该票据号已登记过",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recovery} {self.on} {self.amount}"
