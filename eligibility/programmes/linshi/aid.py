"""The sum that is proposed for each emergency (渝民发〔2017〕60号；22号文 二（八）四).

Where the rule gives a range the proposal is its lower end; an official may go up to the upper
one with a reason. What was already given for the same cause is taken off.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import COUNTY, HOSPITALS, EmergencyKind
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import UNBOUNDED, Amount, Criterion, Line, Missing, yuan
from eligibility.programmes.dibao.assessment import Assessment
from eligibility.programmes.linshi.classes import Classes
from eligibility.programmes.linshi.measures import SELF_PAID, Measure, RowUses, measures
from eligibility.programmes.linshi.policy import CLASSES, MUNICIPAL, LinshiPolicy

PROPOSERS = f"乡镇（街道）集体研究提请、{COUNTY}确认"


class Aid:
    """Columns by emergency, 分.

    graded: the rules have a measure for the cause. least, most: the ends of the range before
    what was already given. fen, left: the same after it. known: whether the sum is.
    """

    def __init__(self, a: Assessment, policy: LinshiPolicy, classes: Classes) -> None:
        self.classes, self.rows = classes, a.facts.emergencies
        self.measures = measures(a, policy, classes.of)
        masks = [measure.rows for measure in self.measures]
        self.graded: Flags = np.logical_or.reduce(masks)
        self.by_cost = SELF_PAID[self.rows.kind]
        stated = self.rows.self_paid_known | ~self.by_cost
        settable = stated & np.select(masks, [m.known for m in self.measures], False)
        self.known: Flags = classes.settled & settable
        most = np.select(masks, [m.most for m in self.measures], 0)
        self.least: Ints = np.select(masks, [m.least for m in self.measures], 0)
        self.most: Ints = np.where(settable, most, UNBOUNDED)
        self.fen = np.maximum(self.least - self.rows.already_aided, 0)
        self.left = np.maximum(self.most - self.rows.already_aided, 0)
        self.uses: RowUses = tuple(use for m in self.measures for use in m.uses)

    def measure_of(self, i: int) -> Measure | None:
        """The rule for one emergency, if there is one."""
        return next((m for m in self.measures if m.rows[i]), None)

    def standard(self, candidates: Candidates) -> Criterion:
        """There is a standard for the cause, and it gives something."""
        gives_nothing = self.most == 0
        return candidates.require(
            "standard",
            "分类分档标准",
            MUNICIPAL,
            judged(~gives_nothing, self.known | gives_nothing),
            say=(self._words, self._required),
            uses=self.uses,
            lacks=self._missing,
            note=lambda row: self._note(row, gives_nothing),
        )

    def remainder(self, candidates: Candidates) -> Criterion:
        """Something is left after what was already given for the same cause."""
        given = self.rows.already_aided
        return candidates.require(
            "remainder",
            "同一事由已得救助",
            MUNICIPAL,
            judged(self.left > 0),
            say=(
                lambda i: f"已得 {yuan(given[i])} 元",
                lambda row: "未达到本事由的救助限额",
            ),
            uses=self.uses,
            among=given != 0,
        )

    def amount(self, candidates: Candidates) -> Amount:
        """The proposal for the emergencies that are due."""
        return candidates.amount(self.fen, lambda i: self._lines(i, candidates), self.uses)

    def most_due(self, row: int, candidates: Candidates) -> int | None:
        """Up to how much one household may be given; None where the rule names no upper end."""
        due = [i for i in self.rows.rows_in(row) if candidates.due[i]]
        if any(m is None or m.is_open for m in map(self.measure_of, due)):
            return None
        return sum(int(self.left[i]) for i in due)

    def _lines(self, i: int, candidates: Candidates) -> Iterator[Line]:
        measure, kind = self.measure_of(i), EmergencyKind.at(self.rows.kind[i])
        if measure is None:
            return
        words, given = measure.words(i), int(self.rows.already_aided[i])
        if given:
            words += f"，减同一事由已救助 {yuan(given)}"
            if max(given - int(self.least[i]), 0):
                words += "，不足 0 按 0 计"
        yield Line(
            "aid",
            f"{CLASSES[self.classes.of[i]]} 类 {candidates.name_of(i)}",
            MUNICIPAL,
            words,
            int(self.fen[i]),
            [parameter for parameter, rows in measure.uses if rows[i]],
            kind.code,
            most=None if measure.is_open else int(self.left[i]),
        )

    def _words(self, i: int) -> str:
        if not self.by_cost[i]:
            return EmergencyKind.at(self.rows.kind[i]).label
        known = self.rows.self_paid_known[i]
        return f"自付 {yuan(self.rows.self_paid[i])} 元" if known else "自付费用未填"

    def _required(self, row: int) -> str:
        required = []
        for i in self.rows.rows_in(row):
            measure = self.measure_of(i)
            words = measure.required(i) if measure else "没有分类分档标准"
            required.append(f"{CLASSES[self.classes.of[i]]} 类：{words}")
        return "；".join(dict.fromkeys(required)) or "有分类分档标准"

    def _missing(self, i: int) -> Iterator[Missing]:
        if not self.graded[i]:
            kind = EmergencyKind.at(self.rows.kind[i])
            yield Missing(f"“{kind.label}”没有分类分档标准，须一事一议", PROPOSERS)
        elif self.by_cost[i] and not self.rows.self_paid_known[i]:
            yield Missing("自付费用未填", HOSPITALS)

    def _note(self, row: int, gives_nothing: Flags) -> str:
        if not self.rows.count_in(row, gives_nothing):
            return ""
        return "自付未超过起付额；确属重大生活困难的，乡镇（街道）可提请一事一议。"
