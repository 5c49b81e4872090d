"""How far people look after themselves, and what is paid for it (第二十至二十二条)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eligibility.engine.candidates import Candidates
from eligibility.engine.codes import COUNTY
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Amount, Criterion, Line, Missing, yuan
from eligibility.engine.parameters import Revision
from eligibility.engine.verdicts import PASS, PENDING
from eligibility.programmes.tekun.people import People

SELF, HALF, FULL = 0, 1, 2
LEVELS = ("全自理", "半护理", "全护理")
LEVEL_CODES = ("self", "half", "full")
ABILITIES = ("can_eat", "can_dress", "can_get_up", "can_use_toilet", "can_walk", "can_bathe")
CLAUSE = "特困人员认定办法 第二十条、第二十一条、第二十二条"
SUBSIDY_CLAUSE = "22号文 二（二）一；社会救助暂行办法 第十五条"


class Care:
    """By member: failed, how many of the six abilities are lacking; level; fen, the subsidy.

    Until somebody is assessed the level is open and nothing is added for it.
    """

    def __init__(self, people: People) -> None:
        members, policy = people.members, people.policy
        self.people = people
        lacking = [~getattr(members, name) for name in ABILITIES]
        self.failed: Ints = np.array(lacking, dtype=np.int64).sum(axis=0)
        self.assessed: Flags = members.care_known & members.care_verified
        lacking_some = np.where(self.failed <= policy.half_care_most.value, HALF, FULL)
        self.level: Ints = np.where(self.failed == 0, SELF, lacking_some)
        self.subsidies = (policy.self_care, policy.half_care, policy.full_care)
        by_level = np.array([subsidy.value for subsidy in self.subsidies])[self.level]
        self.fen: Ints = np.where(self.assessed, by_level, 0)
        self.by_age = np.zeros(len(members), dtype=np.bool_)
        if policy.in_force("care_by_age"):
            young_or_old = people.is_minor | people.is_aged(policy.care_by_age_from.value)
            self.by_age = young_or_old & (self.fen < policy.care_by_age.value)
            self.fen = np.where(self.by_age, policy.care_by_age.value, self.fen)

    def worded(self, i: int) -> str:
        """The level of one member."""
        return LEVELS[self.level[i]] if self.assessed[i] else "未评估"

    def criterion(self, candidates: Candidates) -> Criterion:
        """Those who are due are assessed; whether they are due does not hang on it."""
        rows, due = self.people.members, candidates.due
        open_ = due & ~self.assessed

        def worded(row: int) -> str:
            said = [self._assessment(i) for i in rows.rows_in(row) if due[i]]
            return "；".join(said)

        def missing(row: int) -> Iterator[Missing]:
            for i in rows.rows_in(row):
                if open_[i]:
                    stated = "未核实" if rows.care_known[i] else "未评估"
                    yield Missing(f"{self.people.a.name_of(i)}的生活自理能力{stated}", COUNTY)

        return Criterion(
            code="care",
            label="生活自理能力评估",
            clause=CLAUSE,
            verdict=np.where(rows.any(open_), np.int8(PENDING), np.int8(PASS)),
            say=(worded, lambda row: "按 6 项指标评估"),
            lacks=(missing,),
            reached=rows.any(due),
            note=lambda row: self._note(row, open_),
            follows=True,
        )

    def _assessment(self, i: int) -> str:
        words = f"，{self.failed[i]} 项不能自主" if self.assessed[i] else ""
        return f"{self.people.a.name_of(i)}：{self.worded(i)}{words}"

    def _note(self, row: int, open_: Flags) -> str:
        names = [self.people.a.name_of(i) for i in self.people.members.rows_in(row) if open_[i]]
        return f"{'、'.join(names)}的照料护理补贴待评估后计入。" if names else ""

    def amount(self, candidates: Candidates) -> Amount:
        """The subsidy of everybody who is due."""
        policy = self.people.policy
        uses: list[tuple[Revision[int], Flags]] = [
            (subsidy, self.assessed & ~self.by_age & (self.level == level))
            for level, subsidy in enumerate(self.subsidies)
        ]
        uses.append((policy.half_care_most, self.assessed))
        if policy.in_force("care_by_age"):
            uses += [(policy.care_by_age, self.by_age), (policy.care_by_age_from, self.by_age)]
        return candidates.amount(self.fen, self._lines, tuple(uses))

    def _lines(self, i: int) -> Iterator[Line]:
        if not self.fen[i]:
            return
        name, fen = self.people.a.name_of(i), int(self.fen[i])
        if self.by_age[i]:
            kind, rule = "age", self.people.policy.care_by_age
            words = f"{self.people.age(i)} 周岁，{yuan(fen)}"
        else:
            kind, rule = LEVEL_CODES[self.level[i]], self.subsidies[self.level[i]]
            words = f"{self.worded(i)}（6 项中 {self.failed[i]} 项不能自主），{yuan(fen)}"
        yield Line("care", f"照料护理补贴 {name}", SUBSIDY_CLAUSE, words, fen, [rule], kind, name)
