"""Counts and lists over all apps below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Left

from assistance.enums import Programme, Stage
from assistance.models import Case, Entitlement
from pairing.queries import URBAN_DIBAO, unpaired
from yunyang_relief.core.models import COMMUNITY, TOWNSHIP, AuditEvent, Region, User

SPOT_CHECKED = "spot_check"


@dataclass
class AreaCounts:
    """One township's (or community's) line of the overview."""

    region: Region
    households: int = 0
    people: int = 0
    amount: Decimal = Decimal(0)
    open_cases: int = 0
    overdue_cases: int = 0
    unpaired: int = 0

    def __add__(self, other: AreaCounts) -> AreaCounts:
        return AreaCounts(
            self.region,
            self.households + other.households,
            self.people + other.people,
            self.amount + other.amount,
            self.open_cases + other.open_cases,
            self.overdue_cases + other.overdue_cases,
            self.unpaired + other.unpaired,
        )

    @property
    def paired(self) -> int:
        return max(self.households - self.unpaired, 0)


def overview(region: Region, today: date) -> list[AreaCounts]:
    """Count by the regions right below one: townships of the county, communities of a township."""
    length = COMMUNITY if region.level >= TOWNSHIP else TOWNSHIP
    areas = {
        area.code: AreaCounts(area)
        for area in Region.objects.filter(code__startswith=region.code, level=length)
    }
    for code, counted in _paid(region, today.replace(day=1), length).items():
        areas[code].households, areas[code].people, areas[code].amount = counted
    cases = Case.objects.filter(region__code__startswith=region.code)
    for name, counts in (
        ("open_cases", _by_area(cases.open(), length)),
        ("overdue_cases", _by_area(cases.overdue(today), length)),
        (
            "unpaired",
            _by_area(unpaired(today).filter(region__code__startswith=region.code), length),
        ),
    ):
        for code, count in counts.items():
            setattr(areas[code], name, count)
    return list(areas.values())


def _area(length: int, path: str = "region_id") -> Any:
    return Left(path, length)


def _by_area(rows: QuerySet[Any], length: int) -> dict[str, int]:
    counted = rows.order_by().values(area=_area(length)).annotate(count=Count("pk"))
    return dict(counted.values_list("area", "count"))


def _paid(region: Region, month: date, length: int) -> dict[str, tuple[int, int, Decimal]]:
    """Households, people and yuan of the month's 城市低保, by area."""
    rows = (
        Entitlement.objects.filter(
            month=month,
            award__programme=Programme.DIBAO,
            award__category=URBAN_DIBAO,
            award__region__code__startswith=region.code,
        )
        .order_by()
        .values(area=_area(length, "award__region_id"))
        .annotate(
            households=Count("award__household", distinct=True),
            people=Sum("award__people"),
            yuan=Sum("amount"),
        )
    )
    return {row["area"]: (row["households"], row["people"], row["yuan"]) for row in rows}


def spot_check_cases(user: User, today: date) -> QuerySet[Any]:
    """Cases of near relatives, and this month's refusals, each told whether it was looked at."""
    looked = AuditEvent.objects.filter(
        action=SPOT_CHECKED,
        subject_type=Case._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    refused = Q(stage=Stage.REFUSED, closed_on__gte=today.replace(day=1))
    cases: QuerySet[Any] = (
        Case.objects.visible_to(user)
        .filter(Q(is_near_relative=True) | refused)
        .annotate(is_looked_at=Exists(looked))
    )
    return cases


def cases_to_spot_check(user: User, today: date) -> QuerySet[Any]:
    """Those nobody has looked at yet."""
    return spot_check_cases(user, today).filter(is_looked_at=False)
