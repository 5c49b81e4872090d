"""Results of the rules, and the parameters that the house revised.

Results are derived and may be worked out again at any time, so they carry no row history: one
`ResultChange` per change is their history.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from eligibility.engine.programme import discover
from households.models import Household
from yunyang_relief.core.access import Resource, may
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Job, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from .enums import Basis, Cause, ParameterState, RevisionStage, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


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
    failed = ArrayField(
        models.CharField(max_length=40), verbose_name="不符合的条件", default=list, blank=True
    )
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


class OfProgramme:
    """A row about one programme, told by its code."""

    programme: str

    @property
    def programme_name(self) -> str:
        """The programme's name; its code when there is no such programme any more."""
        programme = discover().get(self.programme)
        return programme.name if programme else self.programme


class ResultChange(OfProgramme, ScopedModel):
    """One result giving way to another: append-only, the history of `Result`.

    A result that is not worked out any more (the household closed, the unit gone) changes to an
    empty verdict. `cause` sorts, `reason` tells (see eligibility.reasons).
    """

    resource = Resource.ASSESSMENT
    region_path = "household__region_id"

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
    reason = models.CharField("变动说明", max_length=300, blank=True, default="")
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

    def __str__(self) -> str:
        return f"{self.on} {self.get_from_verdict_display()} → {self.get_to_verdict_display()}"


class DirtyHousehold(models.Model):
    """A mark, set by triggers on every table the rules read: the household's results are stale.

    A household may bear several marks: with one at most, two people working on the same
    household would wait for each other. There is no foreign key, for a mark may outlive the
    household.
    """

    household_id = models.BigIntegerField(db_index=True)
    source = models.CharField("变动的表", max_length=60, default="", db_default="")

    class Meta:
        verbose_name = "待复算住户"
        verbose_name_plural = "待复算住户"

    def __str__(self) -> str:
        return str(self.household_id)


class RevisionQuerySet(models.QuerySet["ParameterRevision"]):
    """Revisions of parameters: the county's, for every region alike."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them, for those who may read parameters at all."""
        return self if may(user, Resource.PARAMETER) else self.none()

    def in_force(self) -> Self:
        return self.filter(stage=RevisionStage.IN_FORCE)

    def open(self) -> Self:
        """Those that may still take force."""
        return self.exclude(stage__in=(RevisionStage.IN_FORCE, RevisionStage.WITHDRAWN))


@tracked
class ParameterRevision(models.Model):
    """One value of a parameter over a period, drafted by one person and checked by another.

    In force it stays as it is for good; `until` is exclusive. Values are written as in
    `parameters.toml`, see eligibility.parameters.record_of.
    """

    resource = Resource.PARAMETER

    code = models.CharField("参数", max_length=60)
    since = models.DateField("生效日期")
    until = models.DateField("止日（不含）", null=True, blank=True)
    state = models.CharField("确认状态", max_length=11, choices=ParameterState.choices)
    value = models.JSONField("值", null=True, blank=True)
    candidates = models.JSONField("备选值", default=list, blank=True)
    source = models.CharField("依据文件", max_length=200)
    clause = models.CharField("条款", max_length=100, blank=True, default="")
    published = models.DateField("公布日期", null=True, blank=True)
    provenance = models.CharField("来源", max_length=60, blank=True, default="")
    note = models.CharField("说明", max_length=300, blank=True, default="")
    stage = models.CharField(
        "环节", max_length=10, choices=RevisionStage.choices, default=RevisionStage.DRAFT
    )
    # The latest revision of the parameter in force when this one was drafted.
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    drafted_at = models.DateTimeField("起草时间", default=timezone.now)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    checked_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects: ClassVar[Any] = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "参数修订"
        verbose_name_plural = "参数修订"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["code", "-id"]),
            models.Index(
                fields=["checked_at", "id"],
                condition=Q(stage=RevisionStage.IN_FORCE),
                name="revisions_in_force",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="revision_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=F("since")),
                violation_error_message="止日应晚于生效日期",
            ),
            models.CheckConstraint(
                name="revision_state_fits_its_value",
                condition=Q(state=ParameterState.UNKNOWN, value__isnull=True)
                | ~Q(state=ParameterState.UNKNOWN) & Q(value__isnull=False),
                violation_error_message="未知的参数没有值，已确认或暂行的参数要有值",
            ),
            models.CheckConstraint(
                name="revision_in_force_was_checked_by_another",
                condition=~Q(stage=RevisionStage.IN_FORCE)
                | Q(checked_by__isnull=False, checked_at__isnull=False)
                & ~Q(checked_by=F("drafted_by")),
                violation_error_message="起草人不能复核自己的修订",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="in_force_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__stage=RevisionStage.IN_FORCE.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.since} 起"

    @property
    def programme(self) -> str:
        """The programme that the parameter belongs to."""
        return self.code.partition(".")[0]


class RevisionStep(models.Model):
    """What somebody did with a revision, and why: append-only."""

    revision = models.ForeignKey(ParameterRevision, models.PROTECT, related_name="steps")
    label = models.CharField("办理", max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", default=timezone.now)
    opinion = models.CharField("意见", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "参数修订经过"
        verbose_name_plural = "参数修订经过"
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.label}"


class WhatIfChange(OfProgramme, ScopedModel):
    """What a draft would change for one household: part of a job's result, gone with the job."""

    resource = Resource.ASSESSMENT
    region_path = "household__region_id"

    # The constraint's index begins with it.
    job = models.ForeignKey(Job, models.CASCADE, related_name="what_if_changes", db_index=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    unit = models.PositiveSmallIntegerField("核算单元")
    programme = models.CharField("救助项目", max_length=20)
    from_verdict = models.CharField("现行结论", max_length=7, choices=Verdict.choices)
    to_verdict = models.CharField("修订后结论", max_length=7, choices=Verdict.choices)
    from_total = models.DecimalField("现行金额", max_digits=12, decimal_places=2, null=True)
    to_total = models.DecimalField("修订后金额", max_digits=12, decimal_places=2, null=True)
    klass = models.CharField("分类", max_length=4, blank=True)
    is_receiving = models.BooleanField("在保")

    class Meta:
        verbose_name = "试算变动"
        verbose_name_plural = "试算变动"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["job", "household", "unit", "programme"], name="one_what_if_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.from_verdict} → {self.to_verdict}"

    @property
    def difference(self) -> Decimal | None:
        """What the household would get more; None where either amount is not known."""
        if self.from_total is None or self.to_total is None:
            return None
        return self.to_total - self.from_total
