"""The warning of pairing: a household that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from yunyang_relief.core.access import Role
from yunyang_relief.core.registry import FlagDraft, FlagKind

from .actions import UNPAIRED
from .queries import unpaired


def find_unpaired(today: date) -> Iterator[FlagDraft]:
    """Households of the scope without a main helper."""
    for household in unpaired(today).select_related("head"):
        yield FlagDraft(
            subject_key=str(household.pk),
            region_id=household.region_id,
            text=f"{household}没有帮扶责任人",
            url=reverse("households:detail", args=[household.pk]),
        )


KIND = FlagKind(
    code=UNPAIRED,
    label="无帮扶责任人",
    closes_when="安排主责帮扶责任人后自动消除（22号文 四（三）二：帮困不漏户）",
    roles=frozenset({Role.CASEWORKER, Role.TOWNSHIP_OFFICIAL}),
    find=find_unpaired,
)
