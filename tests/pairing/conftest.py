"""Helpers and units of two townships."""

from collections.abc import Iterator
from datetime import date

import pytest

from pairing.enums import Politics, UnitKind
from pairing.models import Helper, Unit
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region

TODAY = date(2019, 11, 15)


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    with clock.on(TODAY):
        yield


def make_helper(name: str, region: Region, unit: Unit | None = None, **fields: object) -> Helper:
    unit = (
        unit
        or Unit.objects.get_or_create(
            name=f"{region}办公室", region=region, defaults={"kind": UnitKind.TOWNSHIP}
        )[0]
    )
    defaults = {"post": "干部", "politics": Politics.PARTY_MEMBER, "phone": "13900000071"}
    return Helper.objects.create(name=name, region=region, unit=unit, **(defaults | fields))


@pytest.fixture
def helper(township: Region) -> Helper:
    return make_helper("郑国华", township)


@pytest.fixture
def other_helper(other_township: Region) -> Helper:
    return make_helper("付开国", other_township)
