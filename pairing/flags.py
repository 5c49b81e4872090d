"""The warnings of pairing: households that nobody answers for, or has visited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from yunyang_relief.core.access import Role
from yunyang_relief.core.registry import FlagDraft, FlagKind

from .actions import UNPAIRED, UNVISITED
from .festivals import asked_for
from .queries import unpaired, unvisited


def find_unpaired(today: date) -> Iterator[FlagDraft]:
    """Households of the scope without a main helper."""
    for household in unpaired(today).select_related("head"):
        yield FlagDraft(
            subject_key=str(household.pk),
            region_id=household.region_id,
            text=f"{household}没有帮扶责任人",
            url=reverse("households:detail", args=[household.pk]),
        )


def find_unvisited(today: date) -> Iterator[FlagDraft]:
    """Households of the scope that were not visited for a festival."""
    for festival in asked_for(today):
        for household in unvisited(festival, today).select_related("head"):
            yield FlagDraft(
                subject_key=f"{festival.name}{festival.day.year}:{household.pk}",
                region_id=household.region_id,
                text=f"{household}{festival.day.year} 年{festival.name}还没有走访",
                url=reverse("pairing:visit", args=[household.pk]),
                due_on=festival.day,
            )


TOWNSHIP = frozenset({Role.CASEWORKER, Role.TOWNSHIP_OFFICIAL})
KINDS = (
    FlagKind(
        code=UNPAIRED,
        label="无帮扶责任人",
        closes_when="安排主责帮扶责任人后自动消除（22号文 四（三）二：帮困不漏户）",
        roles=TOWNSHIP,
        find=find_unpaired,
    ),
    FlagKind(
        code=UNVISITED,
        label="节日未走访",
        closes_when="登记节前走访，或节后 30 天后消除（窗口为节前 15 日，待云阳县局确认）",
        roles=TOWNSHIP,
        find=find_unvisited,
    ),
)
