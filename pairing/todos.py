"""Tasks of pairing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from yunyang_relief.core.access import Resource, Verb
from yunyang_relief.core.registry import Todo
from yunyang_relief.core.scoping import scope_of

from .queries import unpaired

if TYPE_CHECKING:
    from yunyang_relief.core.models import User


def pairing_todos(user: User, today: date) -> Iterator[Todo]:
    """One line for all households of the region that nobody answers for."""
    if not user.may(Resource.PAIRING, Verb.EDIT):
        return
    count = unpaired(today).filter(scope_of(user, Resource.PAIRING, "region_id")).count()
    if count:
        yield Todo(
            kind="pairing",
            group="结对",
            title=f"安排帮扶责任人：{count} 户还没有",
            url=f"{reverse('pairing:list')}?paired=false",
            place=user.region.name,
            basis="22号文 四（三）二：帮困不漏户、户户见干部",
            action="去安排",
        )
