"""What each student gets in a term, by stage of education (22号文 二（五）).

A benefit that frees from a fee has no amount: its line of 0 says 免收. A loan must be paid back:
its line of 0 says up to how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.codes import RuralStatus, Stage
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Line, yuan
from eligibility.engine.facts import Facts
from eligibility.engine.parameters import Revision
from eligibility.programmes.jiaoyu.policy import JiaoyuPolicy
from eligibility.programmes.jiaoyu.terms import Term

CLAUSE = "22号文 二（五）"
FREE = "免收"
KINDERGARTEN = Stage.having(Stage.KINDERGARTEN)
SENIOR_HIGH = Stage.having(Stage.SENIOR_HIGH)
VOCATIONAL = Stage.having(Stage.VOCATIONAL)
UNDERGRADUATE = Stage.having(Stage.COLLEGE, Stage.BACHELOR)
POSTGRADUATE = Stage.having(Stage.MASTER, Stage.DOCTOR)
GRADUATED = RuralStatus.having(RuralStatus.GRADUATED)
LISTED = ~RuralStatus.having(RuralStatus.NONE)

Words = Callable[[int], str]


class Benefit(NamedTuple):
    """One kind of aid. members: who gets it. fen: how much, one sum for all or one for each.

    kind: its column in the ledger. words: the arithmetic of one member's line. parameters: what
    it rests on, each with the members for whom it does.
    """

    kind: str
    label: str
    members: Flags
    words: Words
    parameters: tuple[tuple[Revision[Any], Flags], ...] = ()
    fen: int | Ints = 0
    clause: str = CLAUSE

    def line(self, member: int, name: str) -> Line:
        """The line of one member who gets it."""
        rests_on = [parameter for parameter, mask in self.parameters if mask[member]]
        fen = int(np.broadcast_to(self.fen, self.members.shape)[member])
        label, words = f"{name} {self.label}", self.words(member)
        return Line("aid", label, self.clause, words, fen, rests_on, self.kind, name)


class Studies:
    """The students among some people in one term, and what they get.

    year_unknown, register_unsure: those whose aid rests on what nobody has stated, or checked.
    """

    def __init__(self, facts: Facts, policy: JiaoyuPolicy, term: Term, day: int) -> None:
        members = facts.members
        self.policy, self.stage, self.boards = policy, members.stage, members.is_boarder
        self.registered = facts.helped_on(day)
        self.graduated: Flags = GRADUATED[members.rural_status]
        self.vocational: Flags = VOCATIONAL[members.stage]
        self.year_unknown: Flags = self.vocational & ~members.year_of_study_known
        # The school year begins in autumn, so that its spring term is the second.
        self.terms_begun: Ints = members.year_of_study * 2 - 2 + term.number
        self.benefits = [
            *self._preschool(),
            *self._compulsory(),
            *self._senior_high(),
            *self._vocational(),
            *self._higher(),
        ]
        # Whoever is said to have left the register may still be in it.
        unsure = LISTED[members.rural_status] & ~members.rural_verified
        self.register_unsure: Flags = unsure & self._getting("grant")

    @property
    def supported(self) -> Flags:
        """Members for whom there is anything in this term."""
        return self._getting(*(benefit.kind for benefit in self.benefits))

    def _getting(self, *kinds: str) -> Flags:
        masks = [benefit.members for benefit in self.benefits if benefit.kind in kinds]
        getting: Flags = np.logical_or.reduce(masks)
        return getting

    @property
    def fen(self) -> Ints:
        """What each member gets in the term, 分."""
        total: Ints = np.zeros(self.stage.size, dtype=np.int64)
        for benefit in self.benefits:
            total = total + benefit.members * benefit.fen
        return total

    def of(self, member: int) -> list[Benefit]:
        """What one member gets."""
        return [benefit for benefit in self.benefits if benefit.members[member]]

    @property
    def uses(self) -> tuple[tuple[Revision[Any], Flags], ...]:
        """The parameters of all benefits, each with the members for whom they matter."""
        return tuple(
            (parameter, benefit.members & mask)
            for benefit in self.benefits
            for parameter, mask in benefit.parameters
        )

    # --- stage by stage ---------------------------------------------------------------------

    def _preschool(self) -> Iterator[Benefit]:
        policy, children = self.policy, KINDERGARTEN[self.stage]
        for kind, label, rate, count in (
            ("tuition_care", "免保教费", policy.preschool_monthly_fee, policy.preschool_fee_months),
            ("living", "生活费", policy.preschool_daily_living, policy.preschool_living_days),
        ):
            words = f"{yuan(rate.value)} × {count.value}"
            rests_on = ((rate, children), (count, children))
            fen = rate.value * count.value
            yield Benefit(kind, label, children, _said(words), rests_on, fen)

    def _compulsory(self) -> Iterator[Benefit]:
        """Boarders; by rule of the municipality day pupils as well."""
        for stage, standard in self.policy.boarders.items():
            boarders = Stage.having(stage)[self.stage] & self.boards
            yield _flat("boarder", "寄宿生生活补助", boarders, standard)
        for stage, standard in self.policy.day_pupils.items():
            day_pupils = Stage.having(stage)[self.stage] & ~self.boards
            yield _flat("living", "非寄宿生生活补助", day_pupils, standard)

    def _senior_high(self) -> Iterator[Benefit]:
        students, policy = SENIOR_HIGH[self.stage], self.policy
        yield Benefit("tuition", "免学费", students, _said(FREE))
        yield self._grant(students, policy.senior_grant)
        if policy.in_force("free_textbooks"):
            yield from _textbooks(students, policy.free_textbooks)

    def _vocational(self) -> Iterator[Benefit]:
        policy, begun = self.policy, self.vocational & ~self.year_unknown
        tuition, dorm = policy.vocational_tuition_terms, policy.vocational_dorm_terms
        granted = self.terms_begun <= policy.vocational_grant_terms.value
        yield self._free_for("tuition", "免学费", begun, tuition)
        yield self._grant(begun & granted, policy.vocational_grant)
        yield self._free_for("dorm", "免住宿费", begun & self.boards, dorm)
        yield from _textbooks(self.vocational, policy.vocational_textbooks)

    def _higher(self) -> Iterator[Benefit]:
        policy = self.policy
        for stages, cap in (
            (UNDERGRADUATE, policy.undergraduate_loan),
            (POSTGRADUATE, policy.postgraduate_loan),
        ):
            students = stages[self.stage]
            most = f"最高 {cap.worded} 元" if cap.is_known else "上限待云阳县局确认"
            words = f"每学年{most}；贷款须偿还，不计入资助合计"
            yield Benefit("loan", "国家生源地助学贷款", students, _said(words), ((cap, students),))

    # --- kinds of aid -----------------------------------------------------------------------

    def _grant(self, students: Flags, ordinary: Revision[int]) -> Benefit:
        """国家助学金: more for those whom the rural register looks after."""
        policy = self.policy
        raised = self.registered
        if policy.graduated_grant.value == "registered":
            raised = raised | self.graduated
        fen = np.where(raised, policy.registered_grant.value, ordinary.value)

        def words(member: int) -> str:
            return f"{yuan(fen[member])}{'（农村建档立卡学生）' if raised[member] else ''}"

        parameters: tuple[tuple[Revision[Any], Flags], ...] = (
            (ordinary, ~raised),
            (policy.registered_grant, raised),
            (policy.graduated_grant, self.graduated),
        )
        return Benefit("grant", "国家助学金", students, words, parameters, fen)

    def _free_for(self, kind: str, label: str, students: Flags, terms: Revision[int]) -> Benefit:
        """Free of a fee for so many terms."""

        def words(member: int) -> str:
            return f"{FREE}（第 {self.terms_begun[member]} 学期，至多 {terms.value} 学期）"

        within = students & (self.terms_begun <= terms.value)
        return Benefit(kind, label, within, words, ((terms, within),))


def _said(words: str) -> Words:
    return lambda member: words


def _flat(kind: str, label: str, members: Flags, standard: Revision[int]) -> Benefit:
    """The same sum for each of the members."""
    words, rests_on = _said(yuan(standard.value)), ((standard, members),)
    return Benefit(kind, label, members, words, rests_on, standard.value, standard.clause)


def _textbooks(students: Flags, rule: Revision[str]) -> Iterator[Benefit]:
    if rule.value == "free":
        words, rests_on = _said(f"{FREE}（免费提供）"), ((rule, students),)
        yield Benefit("textbook", "免教科书费", students, words, rests_on, clause=rule.clause)
