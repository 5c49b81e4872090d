"""Shared tables: regions, users, the audit trail, the timeline, flags, calendar, jobs, files."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .access import Department, Resource, Role, Verb, may
from .history import tracked
from .registry import registry
from .scoping import ScopedModel, ScopedQuerySet

COUNTY, TOWNSHIP, COMMUNITY = 6, 9, 12


class Region(models.Model):
    """County ⊃ township ⊃ community; the code's prefix says which contains which."""

    class Level(models.IntegerChoices):
        """The value is the length of the code."""

        COUNTY = COUNTY, "县"
        TOWNSHIP = TOWNSHIP, "乡镇（街道）"
        COMMUNITY = COMMUNITY, "村（社区）"

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=40)
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices)
    is_illustrative = models.BooleanField(
        "演示", default=False, help_text="没有官方名录，代码与名称为演示所编"
    )

    class Meta:
        verbose_name = "区域"
        verbose_name_plural = "区域"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="region_level_is_code_length",
                condition=Q(code__regex=r"^\d+$") & Q(level=models.functions.Length("code")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def township_code(self) -> str:
        """The township this region is or lies in; empty for the county."""
        return self.code[:TOWNSHIP] if self.level >= TOWNSHIP else ""

    def contains(self, code: str) -> bool:
        """Tell whether a region code lies in this region."""
        return code.startswith(self.code)


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the password is hashed and must be changed at the first login."""

    def create_user(self, username: str, password: str, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save()
        return user


@tracked
class User(AbstractBaseUser):
    """A person with one role in one region; a bureau user also has a department."""

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        error_messages={"unique": "该用户名已有人使用，请换一个"},
    )
    name = models.CharField("姓名", max_length=40)
    role = models.CharField("岗位", max_length=24, choices=Role.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区域")
    department = models.CharField(
        "部门", max_length=24, choices=Department.choices, blank=True, default=""
    )
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须修改初始密码", default=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering: ClassVar = ["region_id", "role", "username"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="user_department_iff_bureau",
                condition=Q(role=Role.BUREAU) & ~Q(department="")
                | ~Q(role=Role.BUREAU) & Q(department=""),
                violation_error_message="县级部门用户须选部门，其他岗位不选部门",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def post(self) -> str:
        """Where and as what: shown under the name."""
        if self.department:
            return self.get_department_display()
        return f"{self.region} · {self.get_role_display()}"

    def may(self, resource: Resource, verb: Verb = Verb.VIEW) -> bool:
        """Read the access table for this user."""
        return may(self, resource, verb)


class AuditEvent(ScopedModel):
    """One thing that somebody did or saw. Never changed, never deleted."""

    resource = Resource.AUDIT
    region_path = "region_code"

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    action = models.CharField("事项", max_length=40, db_index=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    actor_role = models.CharField("当时岗位", max_length=24, blank=True, default="")
    region_code = models.CharField("区域", max_length=12, blank=True, default="", db_index=True)
    subject_type = models.CharField("对象类型", max_length=60, blank=True, default="")
    subject_id = models.CharField("对象", max_length=40, blank=True, default="")
    subject_label = models.CharField("对象名称", max_length=120, blank=True, default="")
    before = models.JSONField("变更前", default=dict, blank=True)
    after = models.JSONField("变更后", default=dict, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True, default="")
    request_id = models.CharField("请求编号", max_length=32, blank=True, default="")
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"])]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_label}"

    @property
    def action_label(self) -> str:
        """The action as people say it."""
        return registry.audited.get(self.action, self.action)

    @property
    def changes_text(self) -> str:
        """What changed, one value a line."""
        keys = [*self.before, *(key for key in self.after if key not in self.before)]
        return "\n".join(f"{k}：{self.before.get(k, '—')} → {self.after.get(k, '—')}" for k in keys)


class TimelineEntry(models.Model):
    """One line of a household's story, written by the action that made it happen."""

    household_uid = models.UUIDField("住户")
    at = models.DateTimeField("时间", default=timezone.now)
    happened_on = models.DateField("业务日期")
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    icon = models.CharField("图标", max_length=30, default="file-text")
    text = models.CharField("事项", max_length=200)
    detail = models.CharField("说明", max_length=500, blank=True, default="")
    is_decision = models.BooleanField("是否决定", default=False)

    class Meta:
        verbose_name = "经过"
        verbose_name_plural = "经过"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["household_uid", "-at", "-id"])]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.text}"


@tracked
class CalendarDay(models.Model):
    """A day the county works or rests against the published calendar (调休, local decision)."""

    day = models.DateField("日期", primary_key=True)
    is_working = models.BooleanField("上班")
    note = models.CharField("依据", max_length=100, help_text="例如：国办发明电〔2018〕15号 调休")

    class Meta:
        verbose_name = "工作日历调整"
        verbose_name_plural = "工作日历调整"
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_working else '休息'}"


class FlagQuerySet(ScopedQuerySet["Flag"]):
    """Warnings of a region."""

    def open(self) -> FlagQuerySet:
        return self.filter(closed_at=None)


class Flag(ScopedModel):
    """A warning that stands while its cause stands; `core.flags` opens and closes it."""

    resource = Resource.FLAG

    kind = models.CharField("种类", max_length=40)
    subject_key = models.CharField("对象", max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区域")
    text = models.CharField("内容", max_length=200)
    url = models.CharField("去处", max_length=200, blank=True, default="")
    due_on = models.DateField("期限", null=True, blank=True)
    opened_at = models.DateTimeField("发现时间", default=timezone.now)
    closed_at = models.DateTimeField("消除时间", null=True, blank=True)

    objects: ClassVar[Any] = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = "预警"
        verbose_name_plural = "预警"
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_key"],
                condition=Q(closed_at=None),
                name="one_open_flag_per_subject",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def closes_when(self) -> str:
        """What makes this warning go away."""
        kind = registry.flag_kinds.get(self.kind)
        return kind.closes_when if kind else ""


class Job(ScopedModel):
    """A long piece of work. The row is the truth; a worker's message only wakes it up."""

    resource = Resource.JOB

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("作业", max_length=40)
    label = models.CharField("名称", max_length=100)
    params = models.JSONField("参数", default=dict, help_text="只存编号与选项，不存个人信息")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区域")
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="jobs", verbose_name="发起人"
    )
    created_at = models.DateTimeField("发起时间", default=timezone.now)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    is_planned = models.BooleanField("已分块", default=False)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已办", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True, default="")
    result = models.JSONField("结果", default=dict, blank=True)

    class Meta:
        verbose_name = "后台作业"
        verbose_name_plural = "后台作业"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else self.done * 100 // max(self.total, 1)


class JobChunk(models.Model):
    """A part of a job that one worker does in one transaction, under a lease."""

    class State(models.TextChoices):
        WAITING = "waiting", "待办"
        LEASED = "leased", "在办"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    payload = models.JSONField(default=dict)
    weight = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Grows with each lease: a worker that lost its lease cannot commit over its successor.
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "作业分块"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "position"], name="one_chunk_per_position")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["job", "position"],
                condition=Q(state__in=("waiting", "leased")),
                name="chunk_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.position}"


class SubmittedForm(models.Model):
    """A one-time form that was carried out: a second click finds where the first one led."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    url = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "已提交表单"

    def __str__(self) -> str:
        return str(self.token)


@tracked
class StoredFile(models.Model):
    """An upload or an export, sealed on disk under a random name; exports expire."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("时间", default=timezone.now)
    expires_at = models.DateTimeField("过期", null=True, blank=True)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.name
