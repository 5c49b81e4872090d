"""Tasks of those who read: ledgers to fetch, cases to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from yunyang_relief.core.access import Resource, Role
from yunyang_relief.core.calendar import WorkingCalendar
from yunyang_relief.core.models import AuditEvent
from yunyang_relief.core.registry import Todo

from .actions import DOWNLOADED
from .ledgers import Extract, dibao, may_download
from .ledgers.lines import entitlements
from .queries import cases_to_spot_check

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

FETCHED_BY_DAY = 10
FETCHERS = {Role.BUREAU, Role.COUNTY_OFFICER}


def ledger_todos(user: User, today: date) -> Iterator[Todo]:
    """Last month's ledger, until somebody of the department has downloaded it.

    The county's own office and every department answerable for the programme take it by the
    10th, the next working day when that is a rest day.
    """
    ledger = dibao.LEDGER
    if user.role not in FETCHERS or not may_download(user, ledger.programme):
        return
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if _is_fetched(user, ledger.code, month):
        return
    if not entitlements(Extract(month, user.region, user)).exists():
        return
    url = reverse("reports:ledger", args=[ledger.code])
    yield Todo(
        kind="ledger",
        group="查询统计",
        title=f"下载 {month:%Y-%m} {ledger.title}",
        url=f"{url}?month={month:%Y-%m}&region={user.region_id}",
        place=user.region.name,
        basis=f"每月 {FETCHED_BY_DAY} 日前取用上月台账，用于核对与配套救助",
        due_on=WorkingCalendar().roll_forward(today.replace(day=FETCHED_BY_DAY)),
        action="去下载",
    )


def _is_fetched(user: User, ledger: str, month: date) -> bool:
    """Tell whether a colleague of the same office has taken the whole region's ledger."""
    return AuditEvent.objects.filter(
        action=DOWNLOADED,
        actor__role=user.role,
        actor__department=user.department,
        region_code=user.region_id,
        after__ledger=ledger,
        after__month=month.isoformat(),
    ).exists()


def spot_check_todos(user: User, today: date) -> Iterator[Todo]:
    """For auditors: cases of near relatives and refusals of the month nobody has looked at."""
    if not user.may(Resource.AUDIT):
        return
    waiting = cases_to_spot_check(user, today)
    for label, count in (
        ("近亲属备案案件", waiting.filter(is_near_relative=True).count()),
        ("不予批准案件", waiting.filter(is_near_relative=False).count()),
    ):
        if count:
            yield Todo(
                kind="spot_check",
                group="监督",
                title=f"抽查：{label} {count} 件",
                url=reverse("reports:spot_checks"),
                place=user.region.name,
                basis="22号文 五（四）",
                action="去抽查",
            )
