"""What each member is like: health, work, school, by age and by what befell the family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from households.enums import (
    Cause,
    DisabilityType,
    Education,
    Health,
    Insurance,
    Labour,
    Marriage,
    Occupation,
    Sex,
    Stage,
)
from yunyang_relief.core.idcards import age_on

from .chance import Chance
from .families import Family, Kin

# What brings families into distress, and how often it is the main cause.
PLIGHTS: dict[Cause, float] = {
    Cause.ILLNESS: 29,
    Cause.DISABILITY: 21,
    Cause.NO_LABOUR: 16,
    Cause.SCHOOLING: 11,
    Cause.UNEMPLOYMENT: 12,
    Cause.LOST_LAND: 4,
    Cause.DISASTER: 2,
    Cause.DEBT: 2,
    Cause.OTHER: 3,
}
MAJOR_DISEASES = (
    "终末期肾病（透析）",
    "肺癌",
    "胃癌",
    "直肠癌",
    "乳腺癌",
    "宫颈癌",
    "重性精神病",
    "再生障碍性贫血",
    "急性心肌梗死",
    "严重多器官衰竭",
)
OF_WOMEN = {"乳腺癌", "宫颈癌"}
CHRONIC_DISEASES = (
    "高血压",
    "2 型糖尿病",
    "慢性阻塞性肺疾病",
    "类风湿关节炎",
    "腰椎间盘突出",
    "冠心病",
    "脑梗死后遗症",
)
ADULT, WORKING_AGE = 18, 16
COMPULSORY_FROM = 6
# By age on 1 September: who goes where, and how many go nowhere.
SCHOOLING: tuple[tuple[range, dict[Stage | None, float]], ...] = (
    (range(3, 6), {Stage.KINDERGARTEN: 3, None: 1}),
    (range(6, 12), {Stage.PRIMARY: 1}),
    (range(12, 15), {Stage.JUNIOR_HIGH: 1}),
    (range(15, 18), {Stage.SENIOR_HIGH: 6, Stage.VOCATIONAL: 3, None: 1}),
    (range(18, 22), {Stage.COLLEGE: 3, Stage.BACHELOR: 2.5, None: 5}),
)
LONGEST = {Stage.COLLEGE: 3}


@dataclass
class Traits:
    """What one member is like on the family's day."""

    kin: Kin
    health: Health
    labour: Labour
    occupation: Occupation
    education: Education
    insurance: Insurance
    # (disease, is major, needs long treatment, is bedridden)
    illness: tuple[str, bool, bool, bool] | None = None
    disability: tuple[DisabilityType, int] | None = None
    school: tuple[Stage, int] | None = None
    has_income_proof: bool = True

    @property
    def retires_at(self) -> int:
        return 60 if self.kin.sex == Sex.MALE else 55

    @property
    def is_able_worker(self) -> bool:
        """Of working age, able, and not at school."""
        of_age = WORKING_AGE <= self.kin.age < self.retires_at
        return of_age and self.labour == Labour.ABLE and self.school is None


AT_WORK: dict[Occupation, float] = {
    Occupation.FLEXIBLE: 55,
    Occupation.EMPLOYED: 15,
    Occupation.REGISTERED_UNEMPLOYED: 14,
    Occupation.UNREGISTERED_UNEMPLOYED: 16,
}
OUT_OF_WORK: dict[Occupation, float] = {
    Occupation.REGISTERED_UNEMPLOYED: 5,
    Occupation.UNREGISTERED_UNEMPLOYED: 5,
}


def describe(chance: Chance, family: Family, plight: Cause, *, earns: bool) -> list[Traits]:
    """Describe every member; `earns` gives a family a breadwinner with a proper job."""
    patient = _patient(chance, family, plight)
    traits = [_member(chance, family.day, kin) for kin in family.members]
    for one in traits:
        if one.kin is patient and plight == Cause.ILLNESS:
            _fall_seriously_ill(chance, one)
        elif one.kin is patient:
            _be_disabled(chance, one, grades={1: 3, 2: 4, 3: 2, 4: 1})
        elif chance.happens(0.03):
            _be_disabled(chance, one, grades={2: 1, 3: 3, 4: 4})
        elif one.kin.age > 45 and chance.happens(0.22):
            _be_frail(chance, one)
        one.occupation = _occupation(chance, one, plight)
        if one.occupation == Occupation.EMPLOYED:
            one.has_income_proof = chance.happens(0.75)
    if earns:
        _find_breadwinner(traits)
    return traits


def _patient(chance: Chance, family: Family, plight: Cause) -> Kin | None:
    """Whom illness or disability struck: an adult, seldom a child."""
    if plight not in (Cause.ILLNESS, Cause.DISABILITY):
        return None
    adults = [kin for kin in family.members if kin.age >= ADULT]
    return chance.choice(family.members if chance.happens(0.15) else adults)


def _member(chance: Chance, day: date, kin: Kin) -> Traits:
    school = _school(chance, day, kin)
    return Traits(
        kin=kin,
        health=Health.HEALTHY,
        labour=_labour(chance, kin.age),
        occupation=Occupation.NOT_WORKING,
        education=_education(chance, kin.age, school),
        insurance=chance.pick({Insurance.RESIDENT_1: 8.0, Insurance.RESIDENT_2: 2.0}),
        school=school,
    )


def _labour(chance: Chance, age: int) -> Labour:
    if age < WORKING_AGE:
        return Labour.NONE
    if age < 60:
        return Labour.ABLE
    if age < 70:
        return chance.pick({Labour.ABLE: 2, Labour.PARTLY_LOST: 6, Labour.WHOLLY_LOST: 2})
    return Labour.WHOLLY_LOST


def _school(chance: Chance, day: date, kin: Kin) -> tuple[Stage, int] | None:
    """The stage and grade of the school year that began in September."""
    age = age_on(kin.born_on, autumn_of(day))
    for ages, stages in SCHOOLING:
        if age in ages:
            must = kin.age < WORKING_AGE and age >= COMPULSORY_FROM
            stage = chance.pick({s: weight for s, weight in stages.items() if s or not must})
            if stage and kin.marriage == Marriage.SINGLE:
                return stage, min(age - ages.start + 1, LONGEST.get(stage, 6))
    return None


def autumn_of(day: date, grade: int = 1) -> date:
    """The day on which the school year of a day began, for those in a grade their first one."""
    this_year = day.year if day.month >= 9 else day.year - 1
    return date(this_year - grade + 1, 9, 1)


def _education(chance: Chance, age: int, school: tuple[Stage, int] | None) -> Education:
    if school:
        finished = {
            Stage.JUNIOR_HIGH: Education.PRIMARY,
            Stage.SENIOR_HIGH: Education.JUNIOR_HIGH,
            Stage.VOCATIONAL: Education.JUNIOR_HIGH,
            Stage.COLLEGE: Education.SENIOR_HIGH,
            Stage.BACHELOR: Education.SENIOR_HIGH,
        }
        return finished.get(school[0], Education.OTHER)
    if age < WORKING_AGE:
        return Education.OTHER
    if age >= 60:
        return chance.pick({Education.OTHER: 3, Education.PRIMARY: 5, Education.JUNIOR_HIGH: 2})
    return chance.pick(
        {
            Education.PRIMARY: 2,
            Education.JUNIOR_HIGH: 5,
            Education.SENIOR_HIGH: 2,
            Education.VOCATIONAL: 1,
        }
    )


def _fall_seriously_ill(chance: Chance, one: Traits) -> None:
    diseases = [
        disease
        for disease in MAJOR_DISEASES
        if one.kin.sex == Sex.FEMALE or disease not in OF_WOMEN
    ]
    one.health = Health.SERIOUSLY_ILL
    one.illness = (chance.choice(diseases), True, chance.happens(0.7), chance.happens(0.12))
    if one.kin.age >= WORKING_AGE:
        one.labour = chance.pick({Labour.WHOLLY_LOST: 6.0, Labour.PARTLY_LOST: 4.0})


def _be_frail(chance: Chance, one: Traits) -> None:
    one.health = Health.FRAIL
    one.illness = (chance.choice(CHRONIC_DISEASES), False, chance.happens(0.5), False)
    if one.labour == Labour.ABLE and chance.happens(0.5):
        one.labour = Labour.PARTLY_LOST


def _be_disabled(chance: Chance, one: Traits, grades: dict[int, float]) -> None:
    kind = chance.pick(
        {
            DisabilityType.PHYSICAL: 50,
            DisabilityType.VISUAL: 12,
            DisabilityType.HEARING: 10,
            DisabilityType.SPEECH: 3,
            DisabilityType.INTELLECTUAL: 11,
            DisabilityType.MENTAL: 12,
            DisabilityType.MULTIPLE: 2,
        }
    )
    grade = chance.pick(grades)
    one.disability = (kind, grade)
    if one.kin.age >= WORKING_AGE:
        one.labour = Labour.WHOLLY_LOST if grade <= 2 else Labour.PARTLY_LOST


def _occupation(chance: Chance, one: Traits, plight: Cause) -> Occupation:
    if one.school and one.school[0] != Stage.KINDERGARTEN:
        return Occupation.STUDENT
    if one.kin.age < WORKING_AGE:
        return Occupation.PRESCHOOL
    if one.kin.age >= one.retires_at:
        return chance.pick({Occupation.RETIRED: 7, Occupation.NOT_WORKING: 93})
    if one.labour == Labour.ABLE:
        return chance.pick(OUT_OF_WORK if plight == Cause.UNEMPLOYMENT else AT_WORK)
    can_do_little = one.labour == Labour.PARTLY_LOST
    return chance.pick({Occupation.FLEXIBLE: 4 * can_do_little, Occupation.NOT_WORKING: 6})


def _find_breadwinner(traits: list[Traits]) -> None:
    """Give the family's best worker a job with papers; without one, the eldest a pension."""
    workers = [one for one in traits if one.is_able_worker]
    if workers:
        workers[0].occupation, workers[0].has_income_proof = Occupation.EMPLOYED, True
        workers[0].insurance = Insurance.EMPLOYEE
    else:
        eldest = max(traits, key=lambda one: one.kin.age)
        if eldest.kin.age >= eldest.retires_at:
            eldest.occupation = Occupation.RETIRED
            eldest.insurance = Insurance.EMPLOYEE
