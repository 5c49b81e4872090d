"""What befell families: the flood of June 2019 and other disasters, fires, accidents, bills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from households.enums import (
    Casualty,
    Cause,
    DisasterKind,
    EmergencyKind,
    HouseDamage,
    Stage,
)
from households.models import DisasterLoss, Emergency

from .chance import Chance
from .people import fen
from .statements import Member

FLOOD_ON = date(2019, 6, 22)
# 双江、青龙、故陵、南溪、高阳: along the rivers.
FLOODED = frozenset({"500235001", "500235002", "500235107", "500235128", "500235132"})
DAMAGES = {HouseDamage.MINOR: 5.0, HouseDamage.SEVERE: 3.0, HouseDamage.COLLAPSED: 1.0}
WORDS = {
    HouseDamage.MINOR: "底层进水，墙面和家具受损",
    HouseDamage.SEVERE: "墙体开裂，不能居住",
    HouseDamage.COLLAPSED: "房屋倒塌，家中物品全毁",
}
ACCIDENTS = {EmergencyKind.FIRE: 3.0, EmergencyKind.TRAFFIC: 4.0, EmergencyKind.ACCIDENT: 1.0}
STORIES = {
    EmergencyKind.FIRE: "电线老化起火，厨房和家具烧毁",
    EmergencyKind.TRAFFIC: "过马路时被摩托车撞伤，肇事方无力赔付",
    EmergencyKind.ACCIDENT: "干活时从高处跌落受伤",
    EmergencyKind.ILLNESS: "突发重病住院，自付费用大",
    EmergencyKind.LONG_TREATMENT: "长期门诊治疗，药费难以承担",
    EmergencyKind.UNIVERSITY: "当年考入高校，学费和生活费不足",
    EmergencyKind.OTHER: "家中主要劳动力外出失联，生活无着",
}


def losses(
    chance: Chance, members: list[Member], plight: Cause, township: str, day: date
) -> Iterator[tuple[date, DisasterLoss]]:
    """What disasters did to the household, each with the day on which it was noted."""
    if township in FLOODED and chance.happens(0.22):
        yield _loss(chance, members, "2019 年 6 月洪涝", DisasterKind.FLOOD, FLOOD_ON, day)
    elif plight == Cause.DISASTER:
        slid_on = day - timedelta(days=chance.randint(20, 300))
        yield _loss(chance, members, "山体滑坡", DisasterKind.LANDSLIDE, slid_on, day)
    elif chance.happens(0.02):
        rained_on = day - timedelta(days=chance.randint(2, 20))
        yield _loss(chance, members, "秋季连阴雨滑坡", DisasterKind.LANDSLIDE, rained_on, day)


def _loss(
    chance: Chance,
    members: list[Member],
    event: str,
    kind: DisasterKind,
    occurred_on: date,
    day: date,
) -> tuple[date, DisasterLoss]:
    damage = chance.pick(DAMAGES)
    injured = _anybody(chance, members)[0] if chance.happens(0.06) else None
    must_leave = damage != HouseDamage.MINOR and chance.happens(0.8)
    home_again = occurred_on + timedelta(days=chance.randint(20, 150))
    return min(occurred_on + timedelta(days=3), day), DisasterLoss(
        event=event,
        kind=kind,
        occurred_on=occurred_on,
        damage=damage,
        person=injured,
        casualty=Casualty.INJURED if injured else "",
        needs_relief=damage != HouseDamage.MINOR or chance.happens(0.3),
        needs_shelter=must_leave,
        settled_on=home_again if must_leave and home_again <= day else None,
        description=WORDS[damage],
    )


def _anybody(chance: Chance, members: list[Member]) -> Member:
    """Somebody who was born when it happened."""
    return chance.choice([member for member in members if member[1].kin.age > 0])


def emergencies(
    chance: Chance, members: list[Member], day: date
) -> Iterator[tuple[date, Emergency]]:
    """Why the household may ask for 临时救助, each with the day on which it was noted."""
    if chance.happens(0.035):
        kind = chance.pick(ACCIDENTS)
        victim = None if kind == EmergencyKind.FIRE else _anybody(chance, members)
        yield _emergency(chance, kind, victim, (1500, 32000), day)
    for member in members:
        yield from _of_a_member(chance, member, day)
    if chance.happens(0.006):
        yield _emergency(chance, EmergencyKind.OTHER, None, (500, 3000), day)


def _of_a_member(chance: Chance, member: Member, day: date) -> Iterator[tuple[date, Emergency]]:
    one = member[1]
    if one.illness and one.illness[1] and chance.happens(0.3):
        kind = EmergencyKind.LONG_TREATMENT if one.illness[2] else EmergencyKind.ILLNESS
        yield _emergency(chance, kind, member, (3000, 46000), day)
    if one.school in ((Stage.COLLEGE, 1), (Stage.BACHELOR, 1)) and chance.happens(0.7):
        yield _emergency(chance, EmergencyKind.UNIVERSITY, member, (5000, 9000), day)


def _emergency(
    chance: Chance,
    kind: EmergencyKind,
    member: Member | None,
    spent: tuple[int, int],
    day: date,
) -> tuple[date, Emergency]:
    occurred_on = day - timedelta(days=chance.randint(2, 170))
    if kind == EmergencyKind.UNIVERSITY:
        occurred_on = date(day.year, 9, chance.randint(1, 6))
    return min(occurred_on + timedelta(days=chance.randint(1, 9)), day), Emergency(
        kind=kind,
        person=member[0] if member else None,
        occurred_on=occurred_on,
        self_paid=fen(chance.yuan(*spent, 100)) if chance.happens(0.9) else None,
        already_aided=fen(chance.yuan(500, 2000, 500)) if chance.happens(0.1) else Decimal(0),
        is_applied_elsewhere=chance.happens(0.02),
        description=STORIES[kind],
    )
