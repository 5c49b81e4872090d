"""Families of the tests: surveyed, verified, and plainly entitled or plainly not."""

from datetime import date
from decimal import Decimal
from typing import Any

from households.enums import Section, Verification
from households.models import (
    Circumstances,
    Condition,
    Hardship,
    HospitalStay,
    Household,
    IncomeItem,
    Person,
)
from tests.people import make_household, make_person
from yunyang_relief.core.models import Region, User

# One woman of 70 in the town: 580.00 × 1 − 200.00 = 380.00, and 60.00 for her age.
AMOUNT = Decimal("440.00")


def widow(name: str = "向秀英", **fields: object) -> Person:
    return make_person(name, sex="2", born_on=date(1948, 2, 11), **fields)


def entitled_household(
    community: Region, recorded_by: User, *, income: str = "200", person: Person | None = None
) -> Household:
    """A widow who has `income` yuan of rent a month; everything surveyed and verified."""
    head = person or widow()
    household = make_household(community, (head, "01"))
    household.surveyed = [section for section in Section if section != Section.CONFIRM]
    household.save(update_fields=["surveyed"])
    known = {
        "household": household,
        "verification": Verification.VERIFIED,
        "verified_by": recorded_by,
        "verified_on": date(2019, 8, 1),
        "recorded_by": recorded_by,
    }
    Circumstances.objects.create(
        address="双江街道云江社区 2 组",
        hukou_kind="urban",
        has_contracted_land=False,
        has_collective_income=False,
        **known,
    )
    Hardship.objects.create(
        situation="独居", main_cause="no_labour", causes=["no_labour"], needs=["living"], **known
    )
    Condition.objects.create(
        person=head,
        marriage="30",
        education="80",
        health="frail",
        labour="none",
        occupation="not_working",
        **known,
    )
    IncomeItem.objects.create(
        person=head,
        kind="rent",
        monthly_amount=Decimal(income),
        since=date(2018, 1, 1),
        **known,
    )
    return household


def stay(household: Household, recorded_by: User, **changes: Any) -> HospitalStay:
    """A verified bill of the head: 2805.00 of 10000.00 are left inside the catalogue."""
    said: dict[str, Any] = {
        "person": household.head,
        "hospital": "云阳县人民医院",
        "level": "second",
        "is_county_hospital": True,
        "insurance": "resident_1",
        "admitted_on": date(2019, 6, 1),
        "discharged_on": date(2019, 6, 12),
        "settled_on": date(2019, 6, 12),
        "cost": Decimal(10000),
        "in_catalogue": Decimal(9000),
        "basic_paid": Decimal(6195),
    }
    return HospitalStay.objects.create(
        household=household,
        verification=Verification.VERIFIED,
        verified_by=recorded_by,
        verified_on=date(2019, 8, 1),
        recorded_by=recorded_by,
        **(said | changes),
    )
