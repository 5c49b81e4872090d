"""城市低保 or 农村低保, and the standard that follows (申请审批规程)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import TOWNSHIP, HukouKind
from eligibility.engine.columns import Flags
from eligibility.engine.criteria import Criterion, Figure, Missing
from eligibility.engine.verdicts import PASS, PENDING

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

URBAN = HukouKind.having(HukouKind.URBAN)
CONVERTED = HukouKind.having(HukouKind.CONVERTED)

CATEGORIES = ("农村低保", "城市低保")


def is_urban(a: Assessment) -> Flags:
    """Land or a share of collective income means 农村低保; 原农转城 residents are urban."""
    households = a.facts.households
    landless = ~(households.has_contracted_land | households.has_collective_income)
    converted = CONVERTED[households.hukou_kind]
    if a.policy.converted_with_land.value == "rural":
        return (URBAN[households.hukou_kind] | converted) & landless
    return converted | (URBAN[households.hukou_kind] & landless)


def standard(a: Assessment) -> Figure:
    """The standard for one person; the higher one where the category is not settled."""
    households, policy = a.facts.households, a.policy
    known = households.circumstances_known & households.circumstances_verified
    urban = a.is_urban | ~known
    rests_on = (
        policy.urban_standard.where(urban),
        policy.rural_standard.where(lambda: ~urban),
        policy.converted_with_land.where(
            CONVERTED[households.hukou_kind]
            & (households.has_contracted_land | households.has_collective_income)
        ),
    )
    values = np.where(urban, policy.urban_standard.value, policy.rural_standard.value)
    return Figure(values, known, rests_on)


def need(a: Assessment) -> Figure:
    """The standard for everybody counted, 分 a month (条例 第二十条)."""
    one, people = a.standard, a.people.headcount
    return Figure(
        one.values * people.values,
        one.known & people.known,
        one.uses + people.uses,
        (partial(_missing, a), *people.lacks),
    )


def criterion(a: Assessment) -> Criterion:
    """The category is settled; nobody fails here."""
    known = a.standard.known
    return Criterion(
        code="routing",
        label="户籍与城乡归类",
        clause="渝民发〔2016〕80号 申请审批规程",
        verdict=np.where(known, np.int8(PASS), np.int8(PENDING)),
        say=(
            lambda row: _worded(a, row),
            lambda row: CATEGORIES[int(a.is_urban[row])] if known[row] else "待定",
        ),
        uses=a.standard.uses[2:],
        lacks=(partial(_missing, a),),
    )


def _worded(a: Assessment, row: int) -> str:
    households = a.facts.households
    if not households.circumstances_known[row]:
        return "户情未登记"
    land = "有承包土地" if households.has_contracted_land[row] else "无承包土地"
    share = "参加" if households.has_collective_income[row] else "不参加"
    kind = HukouKind.at(households.hukou_kind[row]).label
    return f"{kind}户籍，{land}，{share}农村集体经济收益分配"


def _missing(a: Assessment, row: int) -> Iterator[Missing]:
    households = a.facts.households
    if not households.circumstances_known[row]:
        yield Missing("户情未登记", TOWNSHIP)
    elif not households.circumstances_verified[row]:
        yield Missing("户情未核实", TOWNSHIP)
