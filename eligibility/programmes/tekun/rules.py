"""特困人员救助供养: who is entitled, to how much, and where they are to be looked after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from eligibility.engine.candidates import Candidates
from eligibility.engine.columns import Flags
from eligibility.engine.criteria import Amount, Criterion, Line, everywhere, yuan
from eligibility.engine.dates import month_end, start_month
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.programmes.dibao.recipients import DIBAO, TEKUN
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.tekun.care import Care
from eligibility.programmes.tekun.means import Livelihood
from eligibility.programmes.tekun.people import People
from eligibility.programmes.tekun.placement import placement
from eligibility.programmes.tekun.policy import TekunPolicy
from eligibility.programmes.tekun.support import Obligors

CATEGORIES = ("农村特困", "城市特困")
BASE_CLAUSE = "22号文 二（二）一；社会救助暂行办法 第十五条"


@dataclass(kw_only=True)
class TekunFindings(Findings):
    """Findings with the category; `due` marks the members they are for."""

    people: People
    care: Care
    due: Flags

    def facets(self) -> dict[str, tuple[npt.NDArray[Any], Sequence[str]]]:
        """See Findings.facets."""
        return {"category": (self.people.a.is_urban.view(np.int8), CATEGORIES)}

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds each person's care and home, and the end of 低保."""
        explained = super().explain(row)
        members = [i for i in self.people.members.rows_in(row) if self.due[i]]
        handover = self._handover(row) if members else None
        if handover:
            names = "、".join(self.people.a.name_of(i) for i in members)
            explained["notes"].append(
                f"特困与低保不重复享受：{names}的低保发至 {handover['dibao_end']}，"
                f"特困供养自 {handover['tekun_start']} 起。"
            )
        return explained | {
            "persons": [placement(self.people, self.care, i) for i in members],
            "handover": handover,
        }

    def _handover(self, row: int) -> dict[str, Any] | None:
        """The last month of 低保 and the first of 特困, for a household that receives 低保."""
        if not DIBAO[self.people.facts.households.award[row]]:
            return None
        rule, later = self.people.policy.handover, self.start_month != self.on.strftime("%Y-%m")
        return {
            "dibao_end": month_end(self.on, int(later) - 1).strftime("%Y-%m"),
            "tekun_start": self.start_month,
            "provisional": not rule.is_confirmed,
        }


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> TekunFindings:
    """Every person's entitlement on a day (社会救助暂行办法 第十四条)."""
    dibao = others["dibao"]
    if not isinstance(dibao, DibaoFindings):
        raise TypeError("tekun needs the findings of dibao")
    people = People(dibao, TekunPolicy.at(parameters, on))
    livelihood, care = Livelihood(people), Care(people)
    obligors = Obligors(people, livelihood)
    candidates = Candidates(people.members, people.present, people.a.name_of)
    of_people = [*_of_the_person(candidates, people), _at_home(candidates, obligors)]
    # Most households have a child or an old person, but somebody to look after them.
    concerned = people.members.any(candidates.remaining) | TEKUN[facts.households.award]
    of_means = [_elsewhere(candidates, obligors), *_means(candidates, livelihood)]
    policy = people.policy
    criteria = [*of_people, *of_means]
    outcome = candidates.outcome
    return TekunFindings.conclude(
        programme="tekun",
        on=on,
        outcome=outcome,
        criteria=[*criteria, care.criterion(candidates)],
        amounts=[_base(candidates, people), care.amount(candidates)],
        amounts_known=everywhere(len(facts)),
        start_month=start_month(on, policy.start_rule.value),
        start_rests_on=(policy.start_rule,),
        concerned=concerned,
        candidates=candidates,
        people=people,
        care=care,
        due=candidates.due,
    )


def _of_the_person(candidates: Candidates, people: People) -> list[Criterion]:
    """Unable to work, and not looked after by anybody else already."""
    policy = people.policy
    old, minor = people.is_old, people.is_minor
    by_card = people.has_card & ~old & ~minor
    labour = candidates.require(
        "labour",
        "无劳动能力",
        "社会救助暂行办法 第十四条；特困人员认定办法 第五条、第二十四条",
        people.without_labour,
        say=(
            people.labour_worded,
            lambda row: (
                f"{policy.elderly_age.value} 周岁以上、未满 {policy.minor_age.value} 周岁，"
                f"或{policy.disabilities.worded}残疾；已供养的未成年人可延续"
            ),
        ),
        uses=(
            (policy.elderly_age, old),
            (policy.minor_age, minor),
            (policy.disabilities, by_card),
            (policy.continued_age, people.may_continue),
            (policy.continued_stages, people.may_continue),
        ),
        lacks=people.labour_lacks,
    )
    excluded = candidates.require(
        "exclusion",
        "不予供养的情形",
        "特困人员认定办法 第九条、第二十四条",
        people.not_excluded,
        say=(people.exclusion_worded, lambda row: "未纳入孤儿等保障，不在服刑，未宣告失踪"),
        lacks=people.exclusion_lacks,
    )
    return [labour, excluded]


def _at_home(candidates: Candidates, obligors: Obligors) -> Criterion:
    return candidates.require(
        "family",
        "共同生活的法定义务人",
        "特困人员认定办法 第四条、第八条",
        obligors.none_at_home,
        say=(obligors.home_worded, lambda row: "没有，或无履行义务能力"),
        uses=obligors.home_uses(),
        lacks=obligors.home_lacks,
    )


def _elsewhere(candidates: Candidates, obligors: Obligors) -> Criterion:
    return candidates.require(
        "obligors",
        "其他法定义务人",
        "特困人员认定办法 第四条、第八条",
        obligors.none_elsewhere,
        say=(obligors.outside_worded, lambda row: "没有，或无履行义务能力"),
        uses=obligors.outside_uses(),
        lacks=obligors.outside_lacks,
    )


def _means(candidates: Candidates, livelihood: Livelihood) -> list[Criterion]:
    """No source of livelihood: income and property."""
    standard = livelihood.a.standard
    income = candidates.require(
        "income",
        "本人收入",
        "特困人员认定办法 第六条",
        livelihood.is_poor,
        say=(
            livelihood.income_worded,
            lambda row: f"低于低保标准 {yuan(standard.values[row])} 元",
        ),
        uses=livelihood.income_uses(),
        lacks=livelihood.income_lacks,
    )
    owned = candidates.require(
        "property",
        "财产状况",
        "特困人员认定办法 第六条、第七条",
        livelihood.has_little,
        say=(livelihood.property_worded, lambda row: "符合特困人员财产状况规定"),
        uses=livelihood.property_uses(),
        lacks=livelihood.property_lacks,
        note=candidates.left_open,
    )
    return [income, owned]


def _base(candidates: Candidates, people: People) -> Amount:
    """The basic standard: a figure of its own, never computed from that of 低保."""
    standard = people.policy.base_standard

    def line(i: int) -> Iterator[Line]:
        name, fen = people.a.name_of(i), standard.value
        yield Line("base", f"基本生活费 {name}", BASE_CLAUSE, yuan(fen), fen, [standard], "", name)

    everybody = np.ones(len(people.members), dtype=np.bool_)
    return candidates.amount(everybody * np.int64(standard.value), line, ((standard, everybody),))
