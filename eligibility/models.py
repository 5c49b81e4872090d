"""Results of the rules, kept for lists and counts; the rules themselves keep nothing.

Results are derived and may be worked out again at any time, so they carry no row history: one
`ResultChange` per change is their history.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from eligibility.engine.programme import discover
from households.models import Household
from yunyang_relief.core.access import Resource
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from .enums import Basis, Cause, Verdict


class ResultQuerySet(ScopedQuerySet["Result"]):
    """Results of a region."""

    def of_families(self, programme: str, basis: str = Basis.VERIFIED) -> Self:
        """The family's result of one programme, without units assessed apart."""
        return self.filter(programme=programme, basis=basis, unit=0)


class Result(ScopedModel):
    """What a programme finds for one household today, on declared or on verified facts."""

    resource = Resource.ASSESSMENT
    region_path = "household__region_id"

    # The constraint's index begins with it.
    household = models.ForeignKey(Household, models.CASCADE, related_name="results", db_index=False)
    unit = models.PositiveSmallIntegerField("核算单元")
    programme = models.CharField("救助项目", max_length=20)
    basis = models.CharField("依据", max_length=10, choices=Basis.choices)
    verdict = models.CharField("结论", max_length=7, choices=Verdict.choices)
    is_provisional = models.BooleanField("含待确认参数")
    monthly_total = models.DecimalField(
        "月金额（元）", max_digits=12, decimal_places=2, null=True, help_text="待定的为空"
    )
    category = models.CharField("类别", max_length=10, blank=True)
    route = models.CharField("路径", max_length=10, blank=True)
    klass = models.CharField("分类", max_length=4, blank=True)
    pending = ArrayField(models.CharField(max_length=40), verbose_name="待核实的条件")
    since = models.DateField("自何日起是此结果")

    objects: ClassVar[Any] = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "核算结果"
        verbose_name_plural = "核算结果"
        ordering: ClassVar = ["household_id", "unit", "programme", "basis"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household", "unit", "programme", "basis"], name="one_result_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.programme} {self.get_verdict_display()}"


class ResultChange(models.Model):
    """One result giving way to another: append-only, the history of `Result`.

    A result that is not worked out any more (the household closed, the unit gone) changes to an
    empty verdict.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="result_changes", db_index=False
    )
    unit = models.PositiveSmallIntegerField("核算单元")
    programme = models.CharField("救助项目", max_length=20)
    basis = models.CharField("依据", max_length=10, choices=Basis.choices)
    since = models.DateField("原结果自何日起")
    on = models.DateField("变动日期")
    at = models.DateTimeField("复算时间", default=timezone.now)
    cause = models.CharField("原因", max_length=10, choices=Cause.choices)
    from_verdict = models.CharField("原结论", max_length=7, choices=Verdict.choices)
    to_verdict = models.CharField("新结论", max_length=7, choices=Verdict.choices, blank=True)
    from_total = models.DecimalField("原月金额", max_digits=12, decimal_places=2, null=True)
    to_total = models.DecimalField("新月金额", max_digits=12, decimal_places=2, null=True)

    class Meta:
        verbose_name = "结果变动"
        verbose_name_plural = "结果变动"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["household", "-id"])]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    @property
    def programme_name(self) -> str:
        """The programme's name; its code when there is no such programme any more."""
        programme = discover().get(self.programme)
        return programme.name if programme else self.programme

    def __str__(self) -> str:
        return f"{self.on} {self.get_from_verdict_display()} → {self.get_to_verdict_display()}"


class DirtyHousehold(models.Model):
    """A mark, set by triggers on every table the rules read: the household's results are stale.

    A household may bear several marks: with one at most, two people working on the same
    household would wait for each other. There is no foreign key, for a mark may outlive the
    household.
    """

    household_id = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "待复算住户"
        verbose_name_plural = "待复算住户"

    def __str__(self) -> str:
        return str(self.household_id)
