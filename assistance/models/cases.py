"""A case and the record of everything that was done in it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from households.models import Household, Person
from yunyang_relief.core.access import Resource, Role
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from ..enums import CLOSED, OPEN, Paper, Programme, Stage


class NumberSeries(models.Model):
    """The last number given in one series of documents, e.g. 双江低保〔2019〕."""

    prefix = models.CharField("文号前缀", max_length=40, primary_key=True)
    last = models.PositiveIntegerField("已编到")

    class Meta:
        verbose_name = "文号"
        verbose_name_plural = "文号"

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases of a region."""

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def overdue(self, today: date) -> Self:
        """Open cases whose stage or whole procedure is past its last day."""
        return self.open().filter(Q(stage_due_on__lt=today) | Q(total_due_on__lt=today))


@tracked
class Case(ScopedModel):
    """An application of a household for one programme, on its way to a decision.

    `assistance.actions.advance` alone moves it; `version` counts the steps, so that a page that
    has seen an older one is told what happened since.
    """

    resource = Resource.CASE
    programme_path = "programme"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("案号", max_length=40, unique=True, editable=False)
    programme = models.CharField("项目", max_length=16, choices=Programme.choices)
    household = models.ForeignKey(Household, models.PROTECT, related_name="cases")
    unit = models.PositiveSmallIntegerField("核算单元", default=0)
    # In force when the case was made: after a move the old township keeps its own cases.
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（社区）")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="申请人")
    applied_on = models.DateField("申请日期")
    accepted_on = models.DateField("受理日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    stage = models.CharField("环节", max_length=16, choices=Stage.choices, default=Stage.APPLIED)
    version = models.PositiveIntegerField("版本", default=1)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    caseworker = models.ForeignKey(
        User, models.PROTECT, related_name="cases", verbose_name="经办人"
    )
    papers = ArrayField(
        models.CharField(max_length=16, choices=Paper.choices),
        default=list,
        blank=True,
        verbose_name="已收材料",
    )
    is_near_relative = models.BooleanField("近亲属登记备案", default=False)
    stage_due_on = models.DateField("本环节到期", null=True, blank=True)
    total_due_on = models.DateField("全程到期", null=True, blank=True)
    # What the engine found on verified facts when the township proposed: no protected data.
    proposal = models.JSONField("拟定结论", null=True, blank=True)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "救助案件"
        verbose_name_plural = "救助案件"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household", "programme", "unit"],
                condition=Q(closed_on=None),
                name="one_open_case_per_unit_and_programme",
                violation_error_message="该户同一项目已有一件在办",
            ),
            models.CheckConstraint(
                name="case_closed_iff_at_an_end",
                condition=Q(closed_on=None, stage__in=sorted(OPEN))
                | Q(closed_on__isnull=False, stage__in=sorted(CLOSED)),
            ),
            models.CheckConstraint(
                name="case_accepted_after_application",
                condition=Q(accepted_on=None) | Q(accepted_on__gte=F("applied_on")),
                violation_error_message="受理日期不能早于申请日期",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "-id"]),
            models.Index(fields=["stage", "region"], condition=Q(closed_on=None), name="case_open"),
            models.Index(fields=["household", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.title}"

    @property
    def title(self) -> str:
        """What is applied for, e.g. 低保申请."""
        return f"{Programme(self.programme).short}申请"

    @property
    def office(self) -> str:
        """The county department that handles it."""
        return Programme(self.programme).office.label

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def due_on(self) -> date | None:
        """The nearer of the two clocks."""
        return min(filter(None, (self.stage_due_on, self.total_due_on)), default=None)


@tracked
class Step(models.Model):
    """One thing done in a case: a transition of the workflow table. Never changed or deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    # The version this step made: two people at once cannot both make it.
    version = models.PositiveIntegerField("版本")
    code = models.CharField("事项", max_length=32)
    from_stage = models.CharField("原环节", max_length=16, choices=Stage.choices, blank=True)
    to_stage = models.CharField("转入环节", max_length=16, choices=Stage.choices)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    actor_role = models.CharField("当时岗位", max_length=24, choices=Role.choices)
    on = models.DateField("业务日期")
    at = models.DateTimeField("登记时间", default=timezone.now)
    due_on = models.DateField("转入环节到期", null=True, blank=True)
    note = models.CharField("意见、理由", max_length=500, blank=True, default="")
    # What the form said, in plain words and ids; sealed values stay in their own columns.
    data = models.JSONField("登记内容", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering: ClassVar = ["case_id", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "version"], name="one_step_per_version")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.version} {self.code}"
