"""医疗救助: what was given for each hospital bill."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from eligibility.programmes.yiliao.catalogue import share
from households.models import HospitalStay
from yunyang_relief.core.access import Resource
from yunyang_relief.core.history import tracked

from .records import Record


class Bill(HospitalStay):
    """The hospital bills as those see them who settle them: without the rest of the registry."""

    resource = Resource.MEDICAL

    class Meta:
        proxy = True
        verbose_name = "住院费用"
        verbose_name_plural = "住院费用"

    @property
    def outside(self) -> Decimal:
        """Costs outside the catalogue, yuan."""
        outside: Decimal = self.cost - self.in_catalogue
        return outside

    @property
    def outside_share(self) -> str:
        """Their share of the whole, e.g. 15.01%."""
        return share(int(self.cost * 100), int(self.in_catalogue * 100))


@tracked
class StayAid(Record):
    """The assistance decided on one bill; a bill is aided once (暂行办法 二十九（二））."""

    # The statement of the bill that was decided on; what holds now says that it was paid.
    stay = models.OneToOneField(HospitalStay, models.PROTECT, related_name="aid")
    category = models.CharField("救助类别", max_length=8)
    base = models.DecimalField("救助基数（元）", max_digits=12, decimal_places=2)
    ratio = models.CharField("救助比例", max_length=12)
    amount = models.DecimalField("救助金额（元）", max_digits=12, decimal_places=2)
    # The line of the finding's settlements, as the ledger tells it.
    settlement = models.JSONField("结算明细")

    class Meta(Record.Meta):
        verbose_name = "医疗救助明细"
        verbose_name_plural = "医疗救助明细"
        constraints: ClassVar = [
            models.CheckConstraint(name="stay_aid_is_something", condition=Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.amount}"
