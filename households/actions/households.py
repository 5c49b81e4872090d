"""Opening a household's file, and moving it to another community."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Length

from yunyang_relief.core import audit, clock, timeline
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import COMMUNITY, Region

from ..enums import Relation
from ..models import Household, Residence
from .changes import lock
from .people import Identity, put_member, settle_head

if TYPE_CHECKING:
    from datetime import date

    from yunyang_relief.core.models import User

SUFFIXES = ("土家族乡", "街道", "镇", "乡")


@transaction.atomic
def open_household(
    region: Region, head: Identity, *, actor: User, opened_on: date | None = None
) -> Household:
    """Open a file in a community of the actor's region, with its head as the first member.

    Raises Refused for a community elsewhere, a number that does not stand, or a head who is
    already in a household.
    """
    _check_community(region)
    if not actor.region.contains(region.code):
        raise Refused("not-in-region", "该村（社区）不在您的辖区，请重新选择")
    opened_on = opened_on or clock.today()
    household = Household.objects.create(
        number=_next_number(region), region=region, opened_on=opened_on, created_by=actor
    )
    Residence.objects.create(household=household, region=region, since=opened_on)
    put_member(household, head, relation=Relation.SELF, since=opened_on, actor=actor)
    settle_head(household)
    audit.record("open_household", household, actor=actor, after=audit.snapshot(household))
    timeline.tell(
        household.uid, "建立住户档案", actor=actor, detail=full_name(region), icon="home-plus"
    )
    return household


@transaction.atomic
def move_household(
    household: Household, region: Region, *, actor: User, moved_on: date | None = None
) -> None:
    """Hand a household over to another community; its whole history goes with it, read-only.

    Cases and payments keep the region they were made in.
    """
    _check_community(region)
    moved_on = moved_on or clock.today()
    household = lock(household, actor)
    left = household.region
    if left == region:
        raise Refused("same-region", f"该户已在{region}，请选择迁往的村（社区）")
    current = household.residences.get(until=None)
    if moved_on < current.since or moved_on > clock.today():
        raise Refused("moving-date", f"迁移日期应在 {current.since} 至今天之间，请核对后重填")
    current.until = moved_on
    current.save(update_fields=["until"])
    Residence.objects.create(household=household, region=region, since=moved_on)
    household.region = region
    household.save(update_fields=["region"])
    audit.record(
        "move_household",
        household,
        actor=actor,
        before={"region": left.code},
        after={"region": region.code, "since": moved_on},
    )
    timeline.tell(
        household.uid,
        f"迁移：{full_name(left)} → {full_name(region)}",
        actor=actor,
        icon="truck",
        happened_on=moved_on,
    )


def full_name(region: Region) -> str:
    """A community's name with its township before it."""
    township = Region.objects.get(code=region.township_code)
    return f"{township} {region}"


def _check_community(region: Region) -> None:
    if region.level != COMMUNITY:
        raise Refused("not-a-community", "请选择到村（社区），不能只选乡镇")


def _next_number(region: Region) -> str:
    """The township's short name and its next running number, e.g. 双江-0204."""
    # The lock makes two clerks of a township take turns; other rows may still refer to it.
    township = Region.objects.select_for_update(no_key=True).get(code=region.township_code)
    prefix = f"{short_name(township.name)}-"
    last = (
        Household.objects.filter(number__startswith=prefix)
        .order_by(Length("number").desc(), "-number")
        .values_list("number", flat=True)
        .first()
    )
    following = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{following:04}"


def short_name(township: str) -> str:
    """A township's name without its kind: 双江街道 → 双江, 清水土家族乡 → 清水."""
    for suffix in SUFFIXES:
        if township.endswith(suffix):
            return township.removesuffix(suffix)
    return township
