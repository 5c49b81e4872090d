"""Who may be assessed apart from the family (条例 第十一条末款；民发〔2021〕57号 第八条).

Only households with a unit above 0 come here. What the whole family has is asked of the same
rules as everybody's: the family is the same household with everybody back in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eligibility.engine.codes import COUNTY, TOWNSHIP, DisabilityType, Labour
from eligibility.engine.columns import Flags
from eligibility.engine.criteria import Criterion, Figure, Missing, constant, require, yuan
from eligibility.engine.dates import years_before
from eligibility.engine.parameters import Revision
from eligibility.engine.verdicts import PASS, PENDING, all_of, any_of
from eligibility.engine.versions import ByDate
from eligibility.programmes.dibao import holdings
from eligibility.programmes.dibao.people import ADULT

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

LABOUR_LOST = Labour.having(Labour.WHOLLY_LOST, Labour.NONE)
MIND = DisabilityType.having(DisabilityType.INTELLECTUAL, DisabilityType.MENTAL)


class Apart(NamedTuple):
    """The same households twice: the people apart, and the families they belong to."""

    people: Assessment
    family: Assessment


class Ground(NamedTuple):
    """One reason to assess somebody apart: all its conditions must hold."""

    clause: str
    words: str
    conditions: list[Criterion]


grounds: ByDate[[Apart], list[Ground]] = ByDate("分户单独核算")


@grounds.since("2016-05-01")
def _ordinance(apart: Apart) -> list[Ground]:
    """条例 第十一条末款."""
    a = apart.people
    helpless = _adult(a) & ((_card(a) & _cannot_work(a)) | a.facts.members.is_bedridden)
    words = "成年且丧失劳动能力的残疾人或长期卧床的重病人员，家庭生活确有困难"
    return [Ground("条例 第十一条末款", words, [_everybody(a, helpless), _hardship(a)])]


@grounds.since("2021-07-01")
def _edge_families(apart: Apart) -> list[Ground]:
    """Also the severely disabled and seriously ill of families just above the line."""
    a, members = apart.people, apart.people.facts.members
    severe = _card(a) & (
        (members.disability_grade <= 2)
        | ((members.disability_grade == 3) & MIND[members.disability_kind])
    )
    multiple = a.policy.edge_family_multiple
    words = (
        f"边缘家庭（人均低于标准的 {multiple.worded} 倍，财产合规）中"
        "一、二级或三级智力、精神残疾人，或重特大疾病患者"
    )
    conditions = [
        _everybody(a, severe | members.is_majorly_ill),
        _family_income(apart.family, "<", multiple),
        *holdings.criteria(apart.family),
    ]
    return [*_ordinance(apart), Ground("民发〔2021〕57号 第八条", words, conditions)]


@grounds.since("2022-12-01")
def _supported_by_family(apart: Apart) -> list[Ground]:
    """Also the helpless whom a family of modest means supports (渝府办发〔2022〕128号)."""
    a, members = apart.people, apart.people.facts.members
    helpless = _adult(a) & (
        (_card(a) & _cannot_work(a)) | (members.is_majorly_ill & members.is_bedridden)
    )
    multiple = a.policy.supporting_family_multiple
    words = (
        f"家庭人均不超过标准的 {multiple.worded} 倍，成年且丧失劳动能力的残疾人，"
        "或重特大疾病长期卧床者"
    )
    conditions = [_everybody(a, helpless), _family_income(apart.family, "<=", multiple)]
    return [*_edge_families(apart), Ground("渝府办发〔2022〕128号", words, conditions)]


def criterion(a: Assessment) -> Criterion | None:
    """Whoever is assessed apart has a ground for it; None when nobody is."""
    if a.is_family.all():
        return None
    rows = np.flatnonzero(~a.is_family)
    facts = a.facts.take(rows)
    apart = Apart(a.of(facts), a.of(facts.as_whole_families()))
    found = grounds.on(a.on)(apart)
    outcomes = [all_of(*ground.conditions) for ground in found]
    verdict = np.full(len(a), PASS, dtype=np.int8)
    verdict[rows] = any_of(*outcomes).verdict
    place = np.cumsum(~a.is_family) - 1  # where a household stands among `rows`

    def missing(row: int) -> Iterator[Missing]:
        """What would settle a ground that is still open."""
        for ground, outcome in zip(found, outcomes, strict=True):
            if outcome.verdict[place[row]] == PENDING:
                for condition in ground.conditions:
                    yield from condition.missing(int(place[row]))

    def spread(marked: Flags | None) -> Flags:
        """A mask over the households assessed apart as one over all."""
        mask = np.zeros(len(a), dtype=np.bool_)
        mask[rows] = True if marked is None else marked
        return mask

    return Criterion(
        code="unit",
        label="分户单独核算",
        clause="；".join(ground.clause for ground in found),
        verdict=verdict,
        say=(
            lambda row: _worded(apart, int(place[row])),
            lambda row: "；或".join(ground.words for ground in found),
        ),
        uses=tuple(
            use.parameter.where(partial(spread, use.mask()))
            for ground in found
            for condition in ground.conditions
            for use in condition.reached_uses
        ),
        lacks=(missing,),
        reached=spread(None),
        route="unit",
    )


# --- conditions -----------------------------------------------------------------------------


def _adult(a: Assessment) -> Flags:
    return a.facts.members.born_on <= years_before(a.on, ADULT)


def _card(a: Assessment) -> Flags:
    members = a.facts.members
    return (members.disability_grade > 0) & (members.disability_valid_until >= a.day)


def _cannot_work(a: Assessment) -> Flags:
    members = a.facts.members
    return members.condition_known & LABOUR_LOST[members.labour]


def _everybody(a: Assessment, qualified: Flags) -> Criterion:
    """All people of the unit qualify."""
    members, counted = a.facts.members, a.people.counted
    doubtful = counted & ~(
        members.disability_verified & members.illness_verified & members.condition_verified
    )
    others = Figure(
        members.count(counted & ~qualified),
        ~members.any(doubtful),
        lacks=(partial(_unverified_people, a, doubtful),),
    )
    return _condition(others, "<=", constant(0, len(a)))


def _unverified_people(a: Assessment, doubtful: Flags, row: int) -> Iterator[Missing]:
    for i in a.facts.members.rows_in(row):
        if doubtful[i]:
            yield Missing(f"{a.name_of(i)}的残疾、疾病、劳动能力情况未核实", TOWNSHIP)


def _hardship(a: Assessment) -> Criterion:
    """家庭生活确有困难, which people judge."""
    households = a.facts.households
    known = households.is_in_hardship_known & households.circumstances_verified
    favourable = households.is_in_hardship | ~households.is_in_hardship_known
    stated = Figure(favourable.astype(np.int64), known, lacks=(partial(_unjudged, known),))
    return _condition(stated, ">=", constant(1, len(a)))


def _unjudged(known: Flags, row: int) -> Iterator[Missing]:
    if not known[row]:
        yield Missing("“家庭生活确有困难”须人工认定", f"乡镇（街道）提出、{COUNTY}确认")


def _family_income(family: Assessment, comparison: str, multiple: Revision[Fraction]) -> Criterion:
    """The family's income per head against a multiple of the standard."""
    income, need, times = family.monthly_income, family.need, multiple.value
    limit = need._replace(
        values=need.values * (family.income.parts * times.numerator),
        uses=(*need.uses, multiple.where()),
    )
    return _condition(income._replace(values=income.values * times.denominator), comparison, limit)


def _condition(actual: Figure, comparison: str, limit: Figure) -> Criterion:
    """A condition inside a ground; the ground has the words."""
    return require("unit", "", "", actual, comparison, limit, say=(_silent, _silent))


def _silent(row: int) -> str:
    return ""


def _worded(apart: Apart, row: int) -> str:
    a, family = apart
    members = a.facts.members
    people = []
    for i in members.rows_in(row):
        if a.people.counted[i]:
            card = DisabilityType.at(members.disability_kind[i]).label
            traits = (
                [f"{card}残疾 {members.disability_grade[i]} 级"]
                if members.disability_grade[i]
                else []
            )
            traits += ["重大疾病"] if members.is_majorly_ill[i] else []
            traits += ["长期卧床"] if members.is_bedridden[i] else []
            traits.append(f"劳动能力{Labour.at(members.labour[i]).label}")
            people.append(f"{a.name_of(i)}：{'，'.join(traits)}")
    count, parts = int(family.people.count[row]), family.income.parts
    income = yuan(int(family.monthly_income.values[row]), parts * count) if count else "0.00"
    return f"{'；'.join(people)}；全家人均月收入 {income} 元"
