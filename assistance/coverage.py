"""Family doctors and health records of 低保 and 特困 households (22号文 二（四）)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from households.models import DoctorContract, HealthRecord, Household, Membership
from yunyang_relief.core import clock
from yunyang_relief.core.access import Resource
from yunyang_relief.core.models import COMMUNITY, TOWNSHIP, Region, User
from yunyang_relief.core.registry import FlagDraft
from yunyang_relief.core.scoping import scope_of

from .queries import recipients


@dataclass(frozen=True)
class Coverage:
    """One region: its households with a doctor, and its people with a record."""

    region: str
    households: int
    signed: int
    people: int
    recorded: int

    @property
    def unsigned(self) -> int:
        return self.households - self.signed

    @property
    def unrecorded(self) -> int:
        return self.people - self.recorded


def helped_households(today: date) -> QuerySet[Household]:
    """Households with 低保 or 特困."""
    paid = recipients(today).filter(household=OuterRef("pk"))
    rows: QuerySet[Household] = Household.objects.open().filter(Exists(paid))
    return rows


def has_doctor(today: date) -> Exists:
    """Households with a contract that runs on a day."""
    running = Q(until=None) | Q(until__gt=today)
    contracts = DoctorContract.objects.current().filter(running, signed_on__lte=today)
    return Exists(contracts.filter(household=OuterRef("pk")))


def by_region(user: User) -> list[Coverage]:
    """The level below the user's region, in the order of the codes."""
    today = clock.today()
    level = TOWNSHIP if len(user.region_id) < TOWNSHIP else COMMUNITY
    households = helped_households(today).filter(scope_of(user, Resource.MEDICAL, "region_id"))
    signed = households.filter(has_doctor(today))
    members = Membership.objects.filter(household__in=households, until=None)
    members = members.filter(person__died_on=None)
    records = HealthRecord.objects.current().filter(person=OuterRef("person"))
    recorded = members.filter(Exists(records))
    counts = [
        _count(households, "region_id", level),
        _count(signed, "region_id", level),
        _count(members, "household__region_id", level),
        _count(recorded, "household__region_id", level),
    ]
    names = dict(Region.objects.filter(pk__in=counts[0]).values_list("pk", "name"))
    return [
        Coverage(names[code], *(numbers.get(code, 0) for numbers in counts))
        for code in sorted(counts[0])
    ]


def _count(
    rows: QuerySet[Household] | QuerySet[Membership], path: str, level: int
) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, number in rows.order_by().values_list(path).annotate(Count("pk")):
        found[code[:level]] = found.get(code[:level], 0) + number
    return found


def households_without_doctor(today: date) -> Iterator[FlagDraft]:
    """A household with 低保 or 特困 that no family doctor looks after."""
    rows = helped_households(today).filter(~has_doctor(today))
    for household in rows.select_related("head"):
        yield FlagDraft(
            subject_key=f"household:{household.pk}",
            region_id=household.region_id,
            text=f"{household} 没有签约家庭医生",
        )
