"""住房保障: which households are housed before others (22号文 二（六）).

For 城市特殊困难群众 alone: the housing of rural households follows rules of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from eligibility.engine.candidates import judged
from eligibility.engine.codes import HOUSING, TOWNSHIP, Award, CareForm, Tenure
from eligibility.engine.criteria import Criterion, Figure, Missing, require, try_each, yuan
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.verdicts import FAIL, PASS, PENDING, all_of
from eligibility.programmes.dibao.holdings import HOUSE, SQUARE_METRE
from eligibility.programmes.dibao.recipients import Recipients
from eligibility.programmes.zhufang.policy import ZhufangPolicy
from eligibility.programmes.zhufang.subsidy import CLAUSE, Subsidy

UNSTATED = Award.having(Award.UNSTATED)
URBAN = Award.having(Award.URBAN_DIBAO, Award.URBAN_TEKUN)
IN_INSTITUTION = CareForm.having(CareForm.CENTRALISED)
OWNED = Tenure.having(Tenure.OWNED)
PUBLIC = Tenure.having(Tenure.PUBLIC)


@dataclass(kw_only=True)
class ZhufangFindings(Findings):
    """Findings with what each household is offered."""

    subsidy: Subsidy

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds whether it goes first (优先保障), and what it is offered."""
        found, due = super().explain(row), self.verdict[row] != FAIL
        return found | {
            "priority": bool(self.verdict[row] == PASS),
            "offers": self.subsidy.offers(row) if due else [],
            "notes": [*found["notes"], *(self.subsidy.notes(row) if due else ())],
        }


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> ZhufangFindings:
    """Whether a household that has stated how it lives is entitled to help, and to which."""
    recipients = Recipients(facts, others)
    people = recipients.assessment.people
    subsidy = Subsidy(facts, ZhufangPolicy.at(parameters, on), people.headcount, people.count)
    criteria = [
        _statement(facts),
        _recipient(facts, recipients),
        Need(facts, recipients).criterion(),
    ]
    return ZhufangFindings.conclude(
        programme="zhufang",
        on=on,
        outcome=all_of(*criteria),
        criteria=criteria,
        amounts=[subsidy.amount()],
        amounts_known=subsidy.known,
        concerned=facts.households.housing_known,
        subsidy=subsidy,
    )


def _statement(facts: Facts) -> Criterion:
    """How the household lives has been stated, and checked."""
    households = facts.households
    stated, checked = households.housing_known, households.housing_verified

    def words(row: int) -> str:
        if not stated[row]:
            return "未登记住房状况"
        tenure = Tenure.at(households.tenure[row]).label
        return f"{tenure}，居住建筑面积 {yuan(households.living_area[row])} ㎡"

    return Criterion(
        code="housing",
        label="住房状况",
        clause="社会救助暂行办法 第四十条",
        verdict=judged(stated, checked | ~stated),
        say=(words, lambda row: "已登记，经住房保障部门核实"),
        lacks=(lambda row: [Missing("住房状况未核实", HOUSING)],),
    )


def _recipient(facts: Facts, recipients: Recipients) -> Criterion:
    """城市低保, or 城市特困 living at home (社会救助暂行办法 第三十七条)."""
    households, members = facts.households, facts.members
    at_home = np.where(IN_INSTITUTION[members.care_form], np.int8(FAIL), recipients.tekun)
    either = np.maximum(recipients.dibao, at_home)
    of_household = members.spans.reduce(np.maximum, either, np.int8)
    a, is_open = recipients.assessment, UNSTATED[households.award]
    # Without a list of members nobody can be said not to be among them.
    unsurveyed = ~households.members_known & (is_open | URBAN[households.award])
    unsurveyed &= of_household == FAIL
    of_household = np.maximum(of_household, unsurveyed * np.int8(PENDING))
    found_urban = judged(a.is_urban, a.standard.known)
    urban = np.where(is_open, found_urban, judged(URBAN[households.award]))

    def words(row: int) -> str:
        if unsurveyed[row]:
            return "家庭成员尚未查清"
        best = [i for i in members.rows_in(row) if either[i] == of_household[row] != FAIL]
        said = recipients.worded(best[0]) if best else "不是低保、分散供养特困对象"
        return f"{said}，{'城镇' if urban[row] else '农村'}"

    def lacks(row: int) -> Iterator[Missing]:
        if unsurveyed[row]:
            yield Missing("家庭成员尚未查清", TOWNSHIP)
        else:
            yield Missing("低保、特困资格待核实，见其测算结果", TOWNSHIP)

    return Criterion(
        code="recipient",
        label="救助对象类别",
        clause=f"{CLAUSE}；社会救助暂行办法 第三十七条",
        verdict=np.minimum(of_household, urban),
        say=(words, lambda row: "城市低保家庭或城市分散供养特困人员"),
        lacks=(lacks,),
    )


class Need:
    """住房困难: no home of one's own, or one too small for the family.

    housed: households with a sound house of their own or a home in public housing. A rented or
    borrowed home is not theirs to keep, so its size does not matter; a house that is listed
    among the property counts as listed there, dangerous ones not at all.
    """

    def __init__(self, facts: Facts, recipients: Recipients) -> None:
        households, assets = facts.households, facts.assets
        self.facts, self.a = facts, recipients.assessment
        means = self.a.assets
        listed = means.of(HOUSE)
        sound = listed & ~assets.is_dangerous
        unmeasured = sound & ~assets.area_known
        owned = OWNED[households.tenure] & ~assets.any(listed)
        lives_in = (owned | PUBLIC[households.tenure]) & households.housing_known
        self.sound, self.housed = sound, lives_in | assets.any(sound)
        area = means.total(sound, assets.area)
        people = self.a.people.headcount
        self.area = Figure(
            area.values + lives_in * households.living_area,
            area.known & people.known & households.housing_verified & ~assets.any(unmeasured),
            people.uses,
            (
                self._unverified,
                *area.lacks,
                *people.lacks,
                lambda row: means.lacking(unmeasured, "建筑面积未填", row),
            ),
        )

    def criterion(self) -> Criterion:
        """Nobody with a home of sufficient size."""
        people, smallest = self.a.people.headcount, self.a.policy.minimum_housing_area
        limit = try_each(smallest, lambda area: people.values * (area * SQUARE_METRE))
        return require(
            "need",
            "住房困难",
            f"{CLAUSE}；社会救助暂行办法 第三十九条",
            self.area,
            "<",
            Figure(limit, people.known, (smallest.where(self.housed),)),
            say=(
                self._words,
                lambda row: f"无自有住房，或人均不足最低住房保障标准（{smallest.worded} ㎡）",
            ),
            reached=self.housed | ~self.area.known,
        )

    def _words(self, row: int) -> str:
        if not self.housed[row]:
            return "无自有住房" if self.area.known[row] else "自有住房待核实"
        return f"{yuan(self.area.values[row])} ㎡，{self.a.people.count[row]} 人"

    def _unverified(self, row: int) -> Iterator[Missing]:
        if not self.facts.households.housing_verified[row]:
            yield Missing("住房状况未核实", HOUSING)
