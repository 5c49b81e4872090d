"""Core's own tasks: accounts and failed jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from .access import Resource, Verb
from .models import Job, User
from .registry import Todo

if TYPE_CHECKING:
    from .models import User as UserType


def account_todos(user: UserType, today: date) -> Iterator[Todo]:
    """For administrators: accounts whose first password nobody has changed yet."""
    if not user.may(Resource.USER, Verb.EDIT):
        return
    waiting = User.objects.filter(
        is_active=True, must_change_password=True, region__code__startswith=user.region_id
    )
    for account in waiting.select_related("region"):
        yield Todo(
            kind="account",
            group="系统",
            title=f"催促首次登录：{account.username}",
            url=reverse("core:user", args=[account.pk]),
            place=str(account.region),
            basis="初始密码须由本人修改",
            action="查看",
        )


def job_todos(user: UserType, today: date) -> Iterator[Todo]:
    """Jobs of the user's own that failed and were not started again."""
    for job in Job.objects.filter(created_by=user, state=Job.State.FAILED):
        yield Todo(
            kind="job",
            group="系统",
            title=f"作业失败：{job.label}",
            url=reverse("core:job", args=[job.pk]),
            basis=job.error,
            action="查看",
        )
