"""Who is counted as living together (条例 第十一条；民发〔2021〕57号 第七条)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import (
    EDUCATION,
    POLICE,
    TOWNSHIP,
    AbsenceKind,
    Labour,
    Occupation,
    Relation,
    Sex,
    Stage,
)
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Criterion, Figure, Missing, constant, require
from eligibility.engine.dates import years_before

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

HEAD_OR_SPOUSE = Relation.having(Relation.SELF, Relation.SPOUSE, Relation.HUSBAND, Relation.WIFE)
CLERGY = AbsenceKind.having(AbsenceKind.CLERGY)
STUDYING = ~Stage.having(Stage.NONE, Stage.KINDERGARTEN)
ABLE = Labour.having(Labour.ABLE)
OUT_OF_WORK = Occupation.having(
    Occupation.REGISTERED_UNEMPLOYED, Occupation.UNREGISTERED_UNEMPLOYED, Occupation.NOT_WORKING
)
MEN = Sex.having(Sex.MALE)
BEYOND_BACHELOR = Stage.having(Stage.MASTER, Stage.DOCTOR)
ADULT = 18

# Nobody's household is larger: the bound that stands for "members not surveyed".
MANY_PEOPLE = 10**6


@dataclass(slots=True)
class People:
    """Masks over the members, and how many count in each household.

    present: alive, in the household, and in the assessed unit. counted: of those, who counts.
    headcount: like `count`; where that is not known, the most it may be.
    """

    present: Flags
    counted: Flags
    count: Ints
    headcount: Figure


def count_people(a: Assessment) -> People:
    """Sort the members of the assessed unit into those who count and those who do not."""
    members, households, policy = a.facts.members, a.facts.households, a.policy
    present = a.facts.present_on(a.day)
    away = members.absent_since <= policy.latest_start_of_absence[members.absence]
    away &= members.absent_until > a.day
    postgraduate = present & _grown_and_beyond_undergraduate(a)
    if policy.adult_student_rule.value == "any":
        left_out = present & away
    else:
        left_out = (present & away) | postgraduate
    counted = present & ~left_out
    count = members.count(counted)
    known = households.members_known
    most = np.where(known, count, MANY_PEOPLE)
    doubtful = left_out & ~(members.absence_verified & members.enrolment_verified)
    if doubtful.any():
        known = known & ~members.any(doubtful)
        most = most + members.count(doubtful)
    headcount = Figure(
        most,
        known,
        (
            policy.adult_student_rule.where(lambda: members.any(postgraduate)),
            policy.clergy_absence_years.where(
                lambda: members.any(present & CLERGY[members.absence])
            ),
        ),
        (partial(_unsurveyed, a), partial(_doubts, a, doubtful)),
    )
    return People(present, counted, count, headcount)


def _grown_and_beyond_undergraduate(a: Assessment) -> Flags:
    """Adult students outside 全日制本科及以下 who could live on their own (第七条（三）)."""
    members = a.facts.members
    undergraduate = members.is_full_time & ~BEYOND_BACHELOR[members.stage]
    return (
        STUDYING[members.stage]
        & ~undergraduate
        & members.can_live_independently
        & (members.born_on <= years_before(a.on, ADULT))
        & ~HEAD_OR_SPOUSE[members.relation]
    )


@dataclass(slots=True)
class Workers:
    """Masks over the members. able: could work, of working age, not at school. idle: of those,
    who has no work. borderline: able women whose age the county has yet to rule on.
    """

    able: Flags
    idle: Flags
    borderline: Flags


def find_workers(a: Assessment) -> Workers:
    """Who is able to work (动态管理规范一：法定劳动年龄内具有劳动能力，不含在校生)."""
    members, policy, on = a.facts.members, a.policy, a.on
    fit = (
        a.people.counted
        & members.condition_known
        & ABLE[members.labour]
        & ~STUDYING[members.stage]
        & (members.born_on <= years_before(on, policy.working_age_from.value))
    )
    women = policy.working_age_women
    perhaps = (women.value, *women.candidates)
    youngest_retired = np.where(
        MEN[members.sex],
        years_before(on, policy.working_age_men.value),
        years_before(on, women.value),
    )
    able = fit & (members.born_on > youngest_retired)
    borderline = fit & ~MEN[members.sex] & (members.born_on > years_before(on, max(perhaps)))
    borderline &= members.born_on <= years_before(on, min(perhaps))
    return Workers(able, able & OUT_OF_WORK[members.occupation], borderline)


def criterion(a: Assessment) -> Criterion:
    """At least one person is counted."""
    return require(
        "members",
        "共同生活的家庭成员",
        a.policy.uncounted_absences.clause,
        a.people.headcount,
        ">=",
        constant(1, len(a)),
        say=(lambda row: _worded(a, row), lambda row: "至少 1 人"),
    )


def _worded(a: Assessment, row: int) -> str:
    members, people = a.facts.members, a.people
    left_out = [m for m in members.rows_in(row) if people.present[m] and not people.counted[m]]
    text = f"计入 {people.count[row]} 人"
    if left_out:
        reasons = "、".join(f"{a.name_of(m)}（{_reason(a, m)}）" for m in left_out)
        text += f"，不计入 {len(left_out)} 人：{reasons}"
    return text


def _reason(a: Assessment, member: int) -> str:
    members = a.facts.members
    away = AbsenceKind.at(members.absence[member])
    return Stage.at(members.stage[member]).label if away is AbsenceKind.NONE else away.label


def _unsurveyed(a: Assessment, row: int) -> Iterator[Missing]:
    if not a.facts.households.members_known[row]:
        yield Missing("家庭成员尚未查清", TOWNSHIP)


def _doubts(a: Assessment, doubtful: Flags, row: int) -> Iterator[Missing]:
    members = a.facts.members
    for member in members.rows_in(row):
        if doubtful[member]:
            office = EDUCATION if members.absence_verified[member] else POLICE
            yield Missing(f"{a.name_of(member)}（{_reason(a, member)}）未核实", office)
