"""补发: what a back-dated revision of a parameter gives for months that are past."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from eligibility.models import ParameterRevision
from yunyang_relief.core.access import Resource
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from ..enums import BackPayState
from .awards import Award


class BackPayQuerySet(ScopedQuerySet["BackPay"]):
    """Back-payments of a region."""

    def proposed(self) -> Self:
        return self.filter(state=BackPayState.PROPOSED)


@tracked
class BackPay(ScopedModel):
    """One past month of an award that a revision makes worth more.

    `entitled` is what the month was given, `amount` what the revision adds to it. What was
    worked out stays as it is; only the decision about it is added.
    """

    resource = Resource.AWARD
    region_path = "award__region_id"

    award = models.ForeignKey(Award, models.PROTECT, related_name="back_pays")
    month = models.DateField("月份")
    revision = models.ForeignKey(ParameterRevision, models.PROTECT, related_name="+")
    entitled = models.DecimalField("原应发（元）", max_digits=12, decimal_places=2)
    amount = models.DecimalField("补发（元）", max_digits=12, decimal_places=2)
    state = models.CharField(
        "状态", max_length=8, choices=BackPayState.choices, default=BackPayState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_on = models.DateField("审批日期", null=True, blank=True)
    reason = models.CharField("理由、意见", max_length=300, blank=True, default="")

    objects: ClassVar[Any] = BackPayQuerySet.as_manager()

    class Meta:
        verbose_name = "补发"
        verbose_name_plural = "补发"
        ordering: ClassVar = ["award_id", "month", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award", "month", "revision"], name="one_back_pay_per_month"
            ),
            models.CheckConstraint(name="back_pay_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(name="back_pay_adds", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="back_pay_is_decided_by_another",
                condition=Q(state=BackPayState.PROPOSED, decided_by=None, decided_on=None)
                | Q(decided_by__isnull=False, decided_on__isnull=False)
                & ~Q(state=BackPayState.PROPOSED)
                & (Q(proposed_by=None) | ~Q(decided_by=F("proposed_by"))),
                violation_error_message="提出补发的人不能审批",
            ),
            models.CheckConstraint(
                name="back_pay_is_declined_with_a_reason",
                condition=~Q(state=BackPayState.DECLINED) | ~Q(reason=""),
                violation_error_message="不予补发须写明理由",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["revision", "state"])]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=BackPayState.PROPOSED.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.month:%Y-%m} 补发"

    @property
    def due(self) -> Decimal:
        """What the month comes to with the back-payment."""
        return self.entitled + self.amount
