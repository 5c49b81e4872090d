"""Writes on shared tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from . import audit
from .errors import Refused
from .models import CalendarDay, User

if TYPE_CHECKING:
    from datetime import date

    from .models import Region


@transaction.atomic
def change_password(user: User, new: str) -> None:
    """Set one's own password; a first password no longer has to be changed."""
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record("change_password", user, actor=user)


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    role: str,
    region: Region,
    department: str,
    password: str,
    actor: User,
) -> User:
    """Make an account whose first password must be changed at the first login."""
    user = User(username=username, name=name, role=role, region=region, department=department)
    user.set_password(password)
    user.full_clean()
    user.save()
    audit.record("open_account", user, actor=actor, after=audit.snapshot(user))
    return user


@transaction.atomic
def update_account(
    user: User,
    *,
    name: str,
    role: str,
    region: Region,
    department: str,
    is_active: bool,
    actor: User,
) -> None:
    """Change somebody's role, region or state; it takes effect with their next request."""
    if user == actor:
        raise Refused("own-account", "不能调整自己的岗位或停用自己，请由另一名系统管理员办理")
    user = User.objects.select_for_update().get(pk=user.pk)
    before = audit.snapshot(user)
    user.name, user.role, user.region = name, role, region
    user.department, user.is_active = department, is_active
    user.full_clean()
    user.save()
    old, new = audit.changes(before, audit.snapshot(user))
    audit.record("update_account", user, actor=actor, before=old, after=new)


@transaction.atomic
def reset_password(user: User, password: str, *, actor: User) -> None:
    """Give a new first password, which its holder must change."""
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    audit.record("reset_password", user, actor=actor)


@transaction.atomic
def correct_calendar(day: date, *, is_working: bool, note: str, actor: User) -> CalendarDay:
    """Say that the county works, or rests, on a day against the published calendar."""
    row, _ = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_working": is_working, "note": note}
    )
    audit.record("correct_calendar", row, actor=actor, reason=note, after=audit.snapshot(row))
    return row


@transaction.atomic
def drop_calendar_correction(row: CalendarDay, *, actor: User) -> None:
    """Go back to the published calendar for a day."""
    audit.record("drop_calendar_correction", row, actor=actor, before=audit.snapshot(row))
    row.delete()
