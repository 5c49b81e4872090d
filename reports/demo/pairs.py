"""Who answers for whom: units, helpers, and pairs for most households on 城市低保."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from django.db.models import QuerySet

from assistance.models import Award
from households.enums import Sex
from households.models import Household
from pairing.enums import PairRole, Politics, UnitKind
from pairing.models import Helper, Pair, Unit
from pairing.queries import in_scope
from yunyang_relief.core import clock
from yunyang_relief.core.models import TimelineEntry
from yunyang_relief.core.request_context import acting

from . import people
from .chance import Chance
from .staff import Desk
from .visits import at

UNITS = (
    ("县民政局", UnitKind.COUNTY_DEPARTMENT, "科员"),
    ("县人力社保局", UnitKind.COUNTY_DEPARTMENT, "副科长"),
    ("县税务局", UnitKind.COUNTY_DEPARTMENT, "干部"),
    ("云阳县某建筑公司（演示）", UnitKind.ENTERPRISE, "工会主席"),
    ("云阳县义工联合会（演示）", UnitKind.ORGANISATION, "会员"),
)
MEASURES = (
    "每季度走访一次，帮助落实医疗救助",
    "介绍县城公益性岗位，协助办理失业登记",
    "联系学校落实教育资助，节假日走访",
    "协助申请危房鉴定和公租房",
    "每月电话联系，代办残疾人两项补贴",
)
HELPERS_PER_TOWNSHIP = 7


def pair_up(chance: Chance, desks: list[Desk]) -> None:
    """Give most households of the scope a helper, and leave some to be noticed."""
    county = desks[0].township.code[:6]
    units = [(Unit(name=name, kind=kind, region_id=county), post) for name, kind, post in UNITS]
    with acting(desks[0].officer.pk):
        Unit.objects.bulk_create([unit for unit, _ in units])
    for desk in desks:
        with acting(desk.official.pk):
            helpers = _helpers(chance, desk, units)
            households = in_scope(clock.today()).filter(region__code__startswith=desk.township.code)
            _pair(chance, desk, helpers, households.order_by("pk"))


def _helpers(chance: Chance, desk: Desk, units: list[tuple[Unit, str]]) -> list[Helper]:
    """The township's own officials, one of whom also works the system, and the county's."""
    name = desk.township.name
    own = Unit(name=f"{name}党政办公室", kind=UnitKind.TOWNSHIP, region=desk.township)
    own.save()
    sent = cycle([(own, "干部"), *units])
    helpers = [
        Helper(
            name=people.surname(chance)
            + people.given_name(chance, chance.choice((Sex.MALE, Sex.FEMALE)), date(1980, 1, 1)),
            unit=unit,
            post=post,
            politics=chance.pick({Politics.PARTY_MEMBER: 7.0, Politics.MASSES: 3.0}),
            phone=people.phone(chance),
            region=desk.township,
        )
        for unit, post in (next(sent) for _ in range(HELPERS_PER_TOWNSHIP))
    ]
    helpers[0].name, helpers[0].user = desk.caseworker.name, desk.caseworker
    Helper.objects.bulk_create(helpers)
    return helpers


def _pair(
    chance: Chance, desk: Desk, helpers: list[Helper], households: QuerySet[Household]
) -> None:
    awards = Award.objects.filter(household__in=households, end_month=None)
    granted = dict(awards.values_list("household", "case__decision__decided_on"))
    pairs = []
    for household in households:
        if not chance.happens(0.84):
            continue
        main, other = chance.sample(helpers, 2)
        since = min(granted[household.pk] + timedelta(days=chance.randint(0, 4)), clock.today())
        pairs.append(_of(chance, household, main, PairRole.MAIN, since, desk))
        if chance.happens(0.2):
            pairs.append(_of(chance, household, other, PairRole.ASSISTING, since, desk))
    Pair.objects.bulk_create(pairs)
    TimelineEntry.objects.bulk_create(_told(pair) for pair in pairs)


def _of(
    chance: Chance, household: Household, helper: Helper, role: PairRole, since: date, desk: Desk
) -> Pair:
    return Pair(
        household=household,
        helper=helper,
        role=role,
        since=since,
        measures=chance.choice(MEASURES),
        made_at=at(since, 15),
        made_by=desk.official,
    )


def _told(pair: Pair) -> TimelineEntry:
    return TimelineEntry(
        household_uid=pair.household.uid,
        happened_on=pair.since,
        actor=pair.made_by,
        icon="heart-handshake",
        text=f"{pair.helper}结对帮扶，{pair.get_role_display()}",
        detail=pair.measures,
    )
