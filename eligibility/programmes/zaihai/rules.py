"""自然灾害救助: what a disaster's losses entitle a household to (22号文 二（三）)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import (
    EMERGENCY_MANAGEMENT,
    TOWNSHIP,
    Casualty,
    DisasterKind,
    HouseDamage,
)
from eligibility.engine.columns import Flags, as_date, day_number
from eligibility.engine.criteria import Amount, Criterion, Line, Missing
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.verdicts import FAIL
from eligibility.programmes.zaihai.aids import Aid, Aids
from eligibility.programmes.zaihai.policy import ZaihaiPolicy


@dataclass(kw_only=True)
class ZaihaiFindings(Findings):
    """Findings whose lines are shown also while the county has yet to state a rate."""

    def lines(self, row: int) -> list[Line]:
        """See Findings.lines; a line without a sum says what it waits for."""
        if self.verdict[row] == FAIL:
            return []
        return [line for amount in self.amounts for line in amount.lines(row)]


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> ZaihaiFindings:
    """Every household's help after disasters up to a day."""
    losses, members_known = facts.losses, facts.households.members_known
    happened: Flags = losses.occurred_on <= day_number(on)
    aids = Aids(facts, ZaihaiPolicy.at(parameters, on))
    candidates = Candidates(losses, happened, partial(_name, facts))
    criteria = [
        _event(candidates, facts),
        _need(candidates, facts, aids),
        _people(candidates, facts, aids),
    ]
    due = candidates.due
    found = aids.of(due)
    unset = np.zeros(len(losses), dtype=np.bool_)
    for aid in found:
        unset |= aid.losses & (not aid.is_known)
    unset |= due & aids.for_people & ~members_known[losses.household]
    return ZaihaiFindings.conclude(
        programme="zaihai",
        on=on,
        outcome=candidates.outcome,
        criteria=criteria,
        amounts=[_amount(candidates, facts, aid) for aid in found],
        amounts_known=~losses.any(unset),
        concerned=candidates.concerned,
        candidates=candidates,
    )


def _event(candidates: Candidates, facts: Facts) -> Criterion:
    """The losses were checked and approved (条例 第十七条、第二十条)."""
    losses = facts.losses

    def missing(i: int) -> Iterator[Missing]:
        yield Missing(f"{_name(facts, i)}的受灾情况未核定", EMERGENCY_MANAGEMENT)

    return candidates.require(
        "event",
        "受灾情况",
        "自然灾害救助条例 第十七条；社会救助暂行办法 第二十三条",
        judged(np.ones(len(losses), dtype=np.bool_), losses.verified),
        say=(lambda i: _worded(facts, i), lambda row: "因自然灾害受损，已核定"),
        lacks=missing,
    )


def _need(candidates: Candidates, facts: Facts, aids: Aids) -> Criterion:
    """The losses call for some kind of help."""
    return candidates.require(
        "need",
        "救助需要",
        "22号文 二（三）；社会救助暂行办法 第二十条",
        judged(aids.needed),
        say=(
            lambda i: "、".join(_needs(facts, aids, i)) or "没有",
            lambda row: "需应急生活救助、过渡期安置，有人遇难，或住房受损",
        ),
    )


def _people(candidates: Candidates, facts: Facts, aids: Aids) -> Criterion:
    """How many there are to be helped, where help goes by the head; other help needs nobody."""
    losses = facts.losses
    known = facts.households.members_known[losses.household] | ~aids.for_people
    is_helped = (aids.people > 0) | aids.for_others

    def worded(i: int) -> str:
        words = f"{aids.people[i]} 人"
        is_dropped = known[i] and aids.for_people[i] and not aids.people[i]
        return f"{words}，按人的救助不计" if is_dropped else words

    return candidates.require(
        "people",
        "救助人口",
        "社会救助暂行办法 第二十条",
        judged(is_helped, known),
        say=(worded, lambda row: "按人救助的至少 1 人"),
        lacks=lambda i: iter([Missing("家庭成员尚未查清", TOWNSHIP)]),
        note=candidates.left_open,
    )


def _amount(candidates: Candidates, facts: Facts, aid: Aid) -> Amount:
    fen = aid.fen()

    def lines(i: int) -> Iterator[Line]:
        if aid.losses[i]:
            yield aid.line(i, _name(facts, i), int(fen[i]))

    return candidates.amount(fen, lines, tuple((p, aid.losses) for p in aid.parameters))


def _name(facts: Facts, i: int) -> str:
    losses = facts.losses
    return f"{as_date(losses.occurred_on[i])} {DisasterKind.at(losses.kind[i]).label}"


def _worded(facts: Facts, i: int) -> str:
    losses, members = facts.losses, facts.members
    said = []
    if losses.damage[i]:
        said.append(f"住房{HouseDamage.at(losses.damage[i]).label}")
    if losses.casualty[i]:
        person = members.name[losses.member[i]] if losses.member[i] >= 0 else ""
        said.append(f"{person or '成员'}{Casualty.at(losses.casualty[i]).label}")
    return "，".join(said) or "无住房损坏、人员伤亡"


def _needs(facts: Facts, aids: Aids, i: int) -> Iterator[str]:
    losses = facts.losses
    if losses.needs_relief[i]:
        yield "应急生活救助"
    if losses.needs_shelter[i]:
        yield "过渡期安置"
    if aids.has_dead[i]:
        yield "遇难人员家属抚慰"
    if losses.damage[i]:
        yield "住房重建、修缮"
