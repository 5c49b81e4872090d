"""What a survey writes down beside money: circumstances, members, distress, guarantees, account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from households.actions.households import short_name
from households.enums import (
    AbsenceKind,
    Cause,
    GuaranteeKind,
    HukouKind,
    Labour,
    Marriage,
    Need,
    RuralStatus,
    Sex,
    Stage,
)
from households.models import (
    Absence,
    Asset,
    BankAccount,
    Circumstances,
    Condition,
    Disability,
    Enrolment,
    Fact,
    Guarantee,
    Hardship,
    Illness,
    Person,
    RuralRegistration,
)
from yunyang_relief.core.models import Region

from . import people, traits
from .chance import Chance
from .traits import Traits
from .visits import Visit

Member = tuple[Person, Traits]
HUKOU = {HukouKind.URBAN: 64.0, HukouKind.CONVERTED: 27.0, HukouKind.RURAL: 9.0}
HAS_LAND = {HukouKind.URBAN: 0.03, HukouKind.CONVERTED: 0.1, HukouKind.RURAL: 0.85}
RURAL_STATES = {RuralStatus.HELPED: 4.0, RuralStatus.GRADUATED: 4.0, RuralStatus.REMOVED: 2.0}
NEEDS = {
    Cause.ILLNESS: (Need.MEDICAL, Need.LIVING),
    Cause.DISABILITY: (Need.CARE, Need.LIVING),
    Cause.NO_LABOUR: (Need.LIVING, Need.COMFORT),
    Cause.SCHOOLING: (Need.SCHOOLING, Need.LIVING),
    Cause.UNEMPLOYMENT: (Need.JOB, Need.TRAINING),
    Cause.LOST_LAND: (Need.JOB, Need.LIVING),
    Cause.DISASTER: (Need.HOUSING, Need.LIVING),
    Cause.DEBT: (Need.LIVING,),
    Cause.OTHER: (Need.LIVING,),
}
CIRCUMSTANCE_OF = {
    Cause.ILLNESS: "家中有人患病，治疗花费大",
    Cause.DISABILITY: "家中有残疾人，需要照顾",
    Cause.NO_LABOUR: "家中缺少劳动力",
    Cause.SCHOOLING: "子女就学负担重",
    Cause.UNEMPLOYMENT: "劳动力失业，没有稳定收入",
    Cause.LOST_LAND: "承包地被征收后没有稳定收入",
    Cause.DISASTER: "去年住房因灾受损",
    Cause.DEBT: "因治病借款，至今未还清",
    Cause.OTHER: "家庭遭遇变故",
}
GRADES = "一二三四五六"


# --- the household --------------------------------------------------------------------------


def address_in(chance: Chance, township: Region, community: Region) -> str:
    """A made-up address of a community."""
    place = community.name.removesuffix("（演示）")
    number = chance.randint(1, 180)
    if place.endswith("村"):
        return f"{township.name}{place}{chance.randint(1, 9)}组{number}号"
    return f"{township.name}{place}{number}号{chance.randint(1, 4)}-{chance.randint(1, 8)}"


def circumstances(chance: Chance, address: str, *, asks_apart: bool) -> Circumstances:
    """户情; whoever asks to be assessed apart says that the family is in hardship."""
    kind = chance.pick(HUKOU)
    has_land = chance.happens(HAS_LAND[kind])
    return Circumstances(
        register_address=address,
        address=address,
        hukou_kind=kind,
        has_contracted_land=has_land,
        has_collective_income=has_land and chance.happens(0.1),
        is_in_hardship=True if asks_apart else None,
    )


def hardship(members: list[Member], plight: Cause) -> Hardship:
    """三清: the situation, its causes, and what would help."""
    causes = dict.fromkeys([plight, *_visible_causes(members)])
    needs = dict.fromkeys(need for cause in causes for need in NEEDS[cause])
    return Hardship(
        situation=_situation(members, plight),
        main_cause=plight,
        causes=list(causes),
        needs=list(needs),
    )


def _visible_causes(members: list[Member]) -> Iterator[Cause]:
    if any(one.illness and one.illness[1] for _, one in members):
        yield Cause.ILLNESS
    if any(one.disability for _, one in members):
        yield Cause.DISABILITY
    if any(one.school and one.school[0] in (Stage.COLLEGE, Stage.BACHELOR) for _, one in members):
        yield Cause.SCHOOLING


def _situation(members: list[Member], plight: Cause) -> str:
    head = members[0][1].kin
    text = f"全家 {len(members)} 人，户主{head.name}，{head.age} 岁"
    unable = sum(one.labour == Labour.WHOLLY_LOST for _, one in members)
    studying = sum(one.school is not None for _, one in members)
    text += f"，{unable} 人没有劳动能力" if unable else ""
    text += f"，{studying} 人在读" if studying else ""
    return f"{text}。{CIRCUMSTANCE_OF[plight]}。"


def guarantees(
    chance: Chance, members: list[Member], assets: list[Asset], day: date
) -> Iterator[Guarantee]:
    """两不愁三保障, seen on the day of the visit."""
    is_ill = any(one.illness for _, one in members)
    is_studying = any(one.school for _, one in members)
    in_danger = any(asset.is_dangerous for asset in assets)
    answers = {
        GuaranteeKind.FOOD: (True, "看过厨房，米面油有存"),
        GuaranteeKind.CLOTHING: (chance.happens(0.98), "看过衣被，四季有换"),
        GuaranteeKind.MEDICAL: (not is_ill or chance.happens(0.9), "已参保，就医票据齐"),
        GuaranteeKind.SCHOOLING: (chance.happens(0.98), "在读" if is_studying else "无在校生"),
        GuaranteeKind.HOUSING: (not in_danger, "住房经鉴定为危房" if in_danger else "住房安全"),
    }
    for kind, (is_met, evidence) in answers.items():
        yield Guarantee(kind=kind, is_met=is_met, evidence=evidence, assessed_on=day)


def bank_account(chance: Chance, holder: Person) -> BankAccount:
    """Where an award would be paid."""
    return BankAccount(
        holder=holder, bank=chance.choice(people.BANKS), number=people.bank_account(chance)
    )


# --- members --------------------------------------------------------------------------------


def about_members(chance: Chance, members: list[Member], visit: Visit) -> Iterator[Fact]:
    """Everything that is stated of each member."""
    for person, one in members:
        yield _condition(person, one)
        yield from _health(chance, person, one)
        yield from _schooling(chance, person, one, visit)
        yield from _absence(chance, person, one)
    yield from _rural_registrations(chance, members)


def _condition(person: Person, one: Traits) -> Condition:
    return Condition(
        person=person,
        marriage=one.kin.marriage,
        education=one.education,
        health=one.health,
        labour=one.labour,
        occupation=one.occupation,
        has_income_proof=one.has_income_proof,
        can_live_independently=one.kin.age >= 18 and one.labour != Labour.WHOLLY_LOST,
        insurance=one.insurance,
    )


def _health(chance: Chance, person: Person, one: Traits) -> Iterator[Fact]:
    if one.illness:
        disease, is_major, needs_long_treatment, is_bedridden = one.illness
        yield Illness(
            person=person,
            disease=disease,
            is_major=is_major,
            needs_long_treatment=needs_long_treatment,
            is_bedridden=is_bedridden,
        )
    if one.disability:
        kind, grade = one.disability
        yield Disability(
            person=person,
            kind=kind,
            grade=grade,
            card_number=f"{person.id_number.open_unlogged()}{kind}{grade}",
            valid_until=date(2019 + chance.randint(1, 9), chance.randint(1, 12), 1),
        )


def _schooling(chance: Chance, person: Person, one: Traits, visit: Visit) -> Iterator[Fact]:
    if one.school is None:
        return
    stage, grade = one.school
    place = short_name(visit.desk.township.name)
    school = {
        Stage.KINDERGARTEN: f"{place}幼儿园",
        Stage.PRIMARY: f"{place}小学",
        Stage.JUNIOR_HIGH: f"{place}初级中学",
        Stage.SENIOR_HIGH: "县城高级中学",
        Stage.VOCATIONAL: "县职业教育中心",
        Stage.COLLEGE: "市内某职业技术学院",
        Stage.BACHELOR: "市内某大学",
    }[stage]
    boards = {Stage.PRIMARY: 0.1, Stage.JUNIOR_HIGH: 0.4, Stage.KINDERGARTEN: 0}.get(stage, 0.9)
    yield Enrolment(
        person=person,
        stage=stage,
        school=school,
        grade=f"{GRADES[grade - 1]}年级",
        is_boarder=chance.happens(boards),
        year_of_study=grade,
        admitted_on=traits.autumn_of(visit.last_day, grade),
    )


def _absence(chance: Chance, person: Person, one: Traits) -> Iterator[Absence]:
    kin = one.kin
    away_since = date(2018, chance.randint(1, 12), 1)
    young_man = kin.sex == Sex.MALE and 18 <= kin.age < 24 and kin.marriage == Marriage.SINGLE
    if young_man and one.school is None and chance.happens(0.12):
        yield Absence(person=person, kind=AbsenceKind.CONSCRIPT, since=away_since)
    elif 25 <= kin.age < 55 and one.labour == Labour.ABLE and chance.happens(0.006):
        until = away_since + timedelta(days=365 * chance.randint(1, 6))
        yield Absence(person=person, kind=AbsenceKind.PRISON, since=away_since, until=until)


def _rural_registrations(chance: Chance, members: list[Member]) -> Iterator[RuralRegistration]:
    """建档立卡: whole households, single members who moved in, and some struck off again."""
    if not chance.happens(0.03):
        return
    registered = members if chance.happens(0.6) else members[-1:]
    status = chance.pick(RURAL_STATES)
    is_removed = status == RuralStatus.REMOVED
    for person, _ in registered:
        yield RuralRegistration(
            person=person,
            status=status,
            removed_on=date(2018, 12, 20) if is_removed else None,
        )
