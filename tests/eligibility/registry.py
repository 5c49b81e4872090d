"""Records of the kernel written into the registry's tables, to be loaded back."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from households import models
from households.enums import Section
from yunyang_relief.core.models import Region

Record = dict[str, Any]

# What the registry asks for and no rule reads.
BESIDE: dict[str, Record] = {
    "household": {"address": "双江街道云江大道 1 号"},
    "hardship": {"situation": "家庭情况", "needs": ["living"]},
    "condition": {"marriage": "10", "education": "70", "health": "healthy"},
    "illness": {"disease": "慢性病"},
    "enrolment": {"school": "云阳中学"},
    "doctor_contract": {"team": "双江社区卫生服务中心"},
    "care": {"assessed_on": "2019-03-01"},
    "stays": {"hospital": "云阳县人民医院"},
    "offers": {"post": "保洁员"},
    "losses": {"event": "2019 年 6 月洪涝"},
}
HOUSEHOLD_SECTIONS = {
    "household": models.Circumstances,
    "hardship": models.Hardship,
    "housing": models.Housing,
    "doctor_contract": models.DoctorContract,
}
PERSON_SECTIONS = {
    "condition": models.Condition,
    "disability": models.Disability,
    "illness": models.Illness,
    "enrolment": models.Enrolment,
    "rural_registration": models.RuralRegistration,
    "absence": models.Absence,
    "orphanhood": models.Orphanhood,
    "care": models.CareAssessment,
    "placement": models.Placement,
    "job_registration": models.JobRegistration,
    "health_record": models.HealthRecord,
}
LISTS = {
    "incomes": models.IncomeItem,
    "assets": models.Asset,
    "expenditures": models.Expenditure,
    "obligors": models.Obligor,
    "stays": models.HospitalStay,
    "offers": models.JobOffer,
    "losses": models.DisasterLoss,
    "emergencies": models.Emergency,
}
SURVEYED = {
    "members": Section.MEMBERS,
    "incomes": Section.INCOME,
    "assets": Section.ASSETS,
    "expenditures": Section.EXPENDITURE,
    "obligors": Section.OBLIGORS,
}
JOINED = date(2000, 1, 1)
_numbers = count(1)


def register(record: Record, region: Region) -> models.Household:
    """Write a record; a list that is left out stays unsurveyed. Facts are verified unless said."""
    household = models.Household.objects.create(
        number=f"测试-{next(_numbers):06}",
        region=region,
        opened_on=JOINED,
        surveyed=[section for name, section in SURVEYED.items() if name in record],
    )
    for section, fact in HOUSEHOLD_SECTIONS.items():
        if section in record:
            values = BESIDE.get(section, {}) | record[section]
            _state(fact, values, household=household)
    people = [_register_member(member, household) for member in record.get("members", ())]
    for name, model in LISTS.items():
        for item in record.get(name, ()):
            values = BESIDE.get(name, {}) | item
            person = _person(item.get("member"), people)
            _state(model, values, household=household, person=person)
    if people:
        household.head = people[0]
        household.save(update_fields=["head"])
    return household


def _register_member(member: Record, household: models.Household) -> models.Person:
    person = models.Person.objects.create(
        **{key: member[key] for key in ("name", "sex", "born_on", "died_on") if key in member}
    )
    models.Membership.objects.create(
        household=household,
        person=person,
        relation=member["relation"],
        unit=member.get("unit", 0),
        since=member.get("since") or JOINED,
        until=member.get("until"),
    )
    for section, model in PERSON_SECTIONS.items():
        if section in member:
            values = BESIDE.get(section, {}) | member[section]
            _state(model, values, household=household, person=person)
    return person


def _person(member: str | int | None, people: list[models.Person]) -> models.Person | None:
    if isinstance(member, int):
        return people[member]
    return next((person for person in people if person.name == member), None)


def _state(model: Any, values: Record, **owner: Any) -> None:
    stated = {"verification": "verified"} | values | owner
    stated.pop("member", None)
    model.objects.create(**stated)
