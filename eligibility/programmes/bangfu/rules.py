"""本次帮扶: which households this round of help is for (22号文 一（二）、四（二）三).

Being left out here leaves 低保 and 特困 as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

import numpy as np

from eligibility.engine.codes import ANTI_POVERTY, COUNTY, TOWNSHIP, Award, RuralStatus
from eligibility.engine.columns import Flags, Ints, day_number
from eligibility.engine.criteria import Criterion, Figure, Missing, everywhere, require, try_each
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet, Policy, Revision
from eligibility.engine.verdicts import FAIL, PASS, PENDING, all_of
from eligibility.programmes.dibao.routing import CATEGORIES
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.tekun.rules import CATEGORIES as TEKUN_CATEGORIES

URBAN = Award.having(Award.URBAN_DIBAO, Award.URBAN_TEKUN)
UNSTATED = Award.having(Award.UNSTATED)
GRADUATED = RuralStatus.having(RuralStatus.GRADUATED)
REMOVED = RuralStatus.having(RuralStatus.REMOVED)
LISTED = ~RuralStatus.having(RuralStatus.NONE)


class BangfuPolicy(Policy):
    """What is in force on one day."""

    programme: ClassVar[str] = "bangfu"

    partial_registration: Revision[str]
    graduated_registration: Revision[str]


@dataclass(kw_only=True)
class BangfuFindings(Findings):
    """manual: households that people must decide. registered: members on the rural register."""

    facts: Facts
    manual: Flags
    registered: Flags

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds who is on the rural register."""
        members = self.facts.members
        names = [
            members.name[i] or f"成员{i - members.rows_in(row).start + 1}"
            for i in members.rows_in(row)
            if self.registered[i]
        ]
        return super().explain(row) | {
            "manual": bool(self.manual[row]),
            "registered_members": names,
        }


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> BangfuFindings:
    """Urban 低保 and 特困 households that the rural register does not already look after."""
    dibao, tekun = others["dibao"], others["tekun"]
    if not isinstance(dibao, DibaoFindings):
        raise TypeError("bangfu needs the findings of dibao")
    register = Register(facts, BangfuPolicy.at(parameters, on), day_number(on))
    criteria = [_recipient(facts, dibao, tekun), register.criterion()]
    outcome = all_of(*criteria)
    return BangfuFindings.conclude(
        programme="bangfu",
        on=on,
        outcome=outcome,
        criteria=criteria,
        amounts=[],
        amounts_known=everywhere(len(facts)),
        facts=facts,
        manual=register.partly & (outcome.verdict == PENDING),
        registered=register.registered,
    )


def _recipient(facts: Facts, dibao: DibaoFindings, tekun: Findings) -> Criterion:
    """城市低保 or 城市特困: as awarded, or as found where no award is stated."""
    award = facts.households.award
    either = np.maximum(dibao.verdict, tekun.verdict)
    found = np.where(dibao.is_urban, either, np.int8(FAIL))
    awarded = np.where(URBAN[award], np.int8(PASS), np.int8(FAIL))
    unstated = UNSTATED[award]

    def kinds(row: int) -> str:
        """What the household is found to be, or may yet be."""
        urban = int(dibao.is_urban[row])
        names = ((dibao, CATEGORIES[urban]), (tekun, TEKUN_CATEGORIES[urban]))
        return "、".join(name for found, name in names if found.verdict[row] == either[row])

    def worded(row: int) -> str:
        if not unstated[row]:
            return Award.at(award[row]).label
        if either[row] == FAIL:
            return "低保、特困测算不符合"
        return f"测算为{kinds(row)}" if either[row] == PASS else f"{kinds(row)}，测算待核实"

    def missing(row: int) -> Iterator[Missing]:
        for findings, name in ((dibao, "低保"), (tekun, "特困")):
            if findings.verdict[row] == PENDING:
                yield Missing(f"{name}资格待核实，见{name}测算结果", TOWNSHIP)

    return Criterion(
        code="recipient",
        label="救助对象类别",
        clause="22号文 一（二）",
        verdict=np.where(unstated, found, awarded),
        say=(worded, lambda row: "城市低保对象或城市特困人员"),
        lacks=(missing,),
    )


class Register:
    """The rural register: who of a household is on it.

    registered: a mask over members. partly: households of which some are, and some are not.
    """

    def __init__(self, facts: Facts, policy: BangfuPolicy, day: int) -> None:
        members = facts.members
        self.facts, self.policy = facts, policy
        self.present = facts.present_on(day)
        on_register = facts.helped_on(day)
        if policy.graduated_registration.value == "registered":
            on_register |= GRADUATED[members.rural_status]
        self.registered = on_register & self.present
        # Whoever is said to have left the register may still be in it.
        self.unverified = LISTED[members.rural_status] & self.present & ~members.rural_verified
        self.count = members.count(self.registered)
        self.size = members.count(self.present)
        self.partly = (self.count > 0) & (self.count < self.size)

    def criterion(self) -> Criterion:
        """Not a household on the register; whether part of one counts is for people to say."""
        members, policy = self.facts.members, self.policy
        once = GRADUATED[members.rural_status] | REMOVED[members.rural_status]
        surveyed = self.facts.households.members_known
        return require(
            "rural_register",
            "农村建档立卡",
            "22号文 四（二）三",
            Figure(
                members.count(self.registered & members.rural_verified),
                surveyed & ~members.any(self.unverified),
                (
                    policy.partial_registration.where(self.partly),
                    policy.graduated_registration.where(partial(members.any, once & self.present)),
                ),
                (self._missing,),
            ),
            "<",
            Figure(try_each(policy.partial_registration, self._limit), surveyed),
            say=(
                lambda row: f"{self.size[row]} 人中 {self.count[row]} 人在册",
                lambda row: "未纳入农村建档立卡帮扶",
            ),
            note=self._note,
        )

    def _limit(self, choice: str) -> Ints:
        """How many on the register put the household there: one is enough, or all it takes."""
        everybody = np.maximum(self.size, 1)
        return np.ones_like(everybody) if choice == "household" else everybody

    def _missing(self, row: int) -> Iterator[Missing]:
        if not self.facts.households.members_known[row]:
            yield Missing("家庭成员尚未查清", TOWNSHIP)
        if any(self.unverified[i] for i in self.facts.members.rows_in(row)):
            yield Missing("建档立卡信息未比对", ANTI_POVERTY)
        if self.partly[row]:
            yield Missing("部分成员在册，须人工认定", f"乡镇（街道）提出、{COUNTY}确认")

    def _note(self, row: int) -> str:
        if self.partly[row]:
            return "认定前按人标记，户不自动排除。"
        return "排除的只是本次帮扶范围，低保、特困资格和金额不变。" if self.count[row] else ""
