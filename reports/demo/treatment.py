"""Hospital stays of the ill, with sums as the county's insurers settled them in 2019."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from households.enums import HospitalLevel, Insurance, SpecialDisease
from households.models import HospitalStay, Person

from .chance import Chance
from .people import fen
from .traits import Traits


@dataclass(frozen=True)
class Hospital:
    """Where people are treated, and what a stay costs there (yuan a day)."""

    name: str
    level: HospitalLevel
    daily: tuple[int, int]
    is_in_county: bool = True


NEAREST = Hospital("{place}中心卫生院", HospitalLevel.FIRST, (180, 420))
COUNTY = Hospital("县城某医院", HospitalLevel.SECOND, (420, 1150))
CITY = Hospital("市内某三甲医院", HospitalLevel.THIRD, (900, 2600), is_in_county=False)
FREQUENCY = {
    True: {COUNTY: 6.0, CITY: 3.0, NEAREST: 1.0},
    False: {NEAREST: 6.0, COUNTY: 4.0},
}
SPECIAL = {
    "终末期肾病（透析）": SpecialDisease.RENAL_DISEASE,
    "肺癌": SpecialDisease.LUNG_CANCER,
    "胃癌": SpecialDisease.GASTRIC_CANCER,
    "直肠癌": SpecialDisease.RECTAL_CANCER,
    "乳腺癌": SpecialDisease.BREAST_CANCER,
    "宫颈癌": SpecialDisease.CERVICAL_CANCER,
    "重性精神病": SpecialDisease.PSYCHOSIS,
    "再生障碍性贫血": SpecialDisease.APLASTIC_ANAEMIA,
    "急性心肌梗死": SpecialDisease.MYOCARDIAL_INFARCTION,
    "严重多器官衰竭": SpecialDisease.ORGAN_FAILURE,
}
# 居民医保 of 2018—2020: per cent by level for 一档; 二档 gets five points more.
SHARES = {HospitalLevel.FIRST: 80, HospitalLevel.SECOND: 60, HospitalLevel.THIRD: 40}
DEDUCTIBLES = {HospitalLevel.FIRST: 100, HospitalLevel.SECOND: 300, HospitalLevel.THIRD: 800}
CEILINGS = {Insurance.RESIDENT_1: 80_000, Insurance.RESIDENT_2: 120_000}
# From here on 大病保险 paid a half; about the line of those years.
DABING_FROM = Decimal(13_000)


def stays(
    chance: Chance, person: Person, one: Traits, *, place: str, day: date
) -> Iterator[tuple[date, HospitalStay]]:
    """The stays of one member in the last year, each with the day on which it was noted."""
    if one.illness is None:
        return
    disease, is_major, *_ = one.illness
    number = chance.randint(1, 3) if is_major else int(chance.happens(0.4))
    for _ in range(number):
        hospital = chance.pick(FREQUENCY[is_major])
        admitted_on = max(day - timedelta(days=chance.randint(3, 330)), one.kin.born_on)
        stay = _stay(chance, one, hospital, admitted_on, day)
        stay.person, stay.diagnosis = person, disease
        stay.hospital = hospital.name.format(place=place)
        stay.special_disease = SPECIAL.get(disease, "")
        yield min(admitted_on + timedelta(days=30), day), stay


def _stay(
    chance: Chance, one: Traits, hospital: Hospital, admitted_on: date, day: date
) -> HospitalStay:
    nights = chance.randint(4, 26)
    cost = fen(Decimal(chance.randint(*hospital.daily)) * nights)
    in_catalogue = fen(cost * chance.randint(80, 97) / 100)
    left_on = admitted_on + timedelta(days=nights)
    is_settled = left_on <= day and chance.happens(0.9)
    stay = HospitalStay(
        level=hospital.level,
        is_county_hospital=hospital is COUNTY,
        insurance=one.insurance,
        admitted_on=admitted_on,
        discharged_on=left_on if left_on <= day else None,
        is_paid_after_treatment=hospital.is_in_county and chance.happens(0.6),
        cost=cost,
        in_catalogue=in_catalogue,
    )
    if is_settled:
        stay.settled_on = left_on
        stay.basic_paid = basic_part(in_catalogue, one.insurance, hospital)
        beyond = max(in_catalogue - stay.basic_paid - DABING_FROM, Decimal(0))
        stay.dabing_paid = fen(beyond / 2)
        stay.other_paid = fen((cost - in_catalogue) / 10) if chance.happens(0.1) else Decimal(0)
    return stay


def basic_part(in_catalogue: Decimal, insurance: str, hospital: Hospital) -> Decimal:
    """What the basic insurance paid; in the county's own hospital by 22号文 二（四）."""
    if insurance == Insurance.EMPLOYEE:
        return fen(max(in_catalogue - 440, Decimal(0)) * 85 / 100)
    share = SHARES[hospital.level] + 5 * (insurance == Insurance.RESIDENT_2)
    deductible = Decimal(DEDUCTIBLES[hospital.level])
    if hospital is COUNTY:
        share, deductible = share + 10, deductible / 2
    paid = max(in_catalogue - deductible, Decimal(0)) * share / 100
    return fen(min(paid, Decimal(CEILINGS[Insurance(insurance)])))
