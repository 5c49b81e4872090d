"""分类重点救助: additions for members in particular need (条例 第二十一条；22号文 二（一）一).

Five classes exclude one another, so that a person gets the highest that applies; the addition
for disabled people comes on top.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eligibility.engine.codes import DISABLED_FEDERATION, EDUCATION, HEALTH
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Amount, Criterion, Line, Missing, yuan
from eligibility.engine.dates import month_end, years_before
from eligibility.engine.parameters import Revision, Use
from eligibility.engine.verdicts import PASS, PENDING
from eligibility.programmes.dibao.people import STUDYING

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

CLAUSE = "条例 第二十一条；22号文 二（一）一"
DISABLED = ("disabled", "持残疾证")


class Class(NamedTuple):
    """One of the five classes: a mask over the members, and what it adds to each."""

    kind: str
    label: str
    members: Flags
    addition: Revision[int]


class Additions:
    """What is added for each member, 分 a month.

    exclusive: the highest of the five classes. disabled: on top. key_persons: who gets either.
    """

    def __init__(self, a: Assessment) -> None:
        members, policy, counted = a.facts.members, a.policy, a.people.counted
        self.a = a
        card = counted & (members.disability_grade > 0) & (members.disability_valid_until >= a.day)
        studying = STUDYING[members.stage]
        before_school = counted & ~studying
        ages = policy.preschool_age.options
        preschool = before_school & (members.born_on > years_before(a.on, min(ages)))
        self.perhaps_preschool = (
            before_school & ~preschool & (members.born_on > years_before(a.on, max(ages)))
        )
        old, self.newly_old = self._elderly()
        self.classes = (
            Class(
                "severe",
                "一至二级重残",
                card & (members.disability_grade <= 2),
                policy.severe_addition,
            ),
            Class("illness", "重大疾病", counted & members.is_majorly_ill, policy.illness_addition),
            Class("elderly", f"{policy.elderly_age.value} 岁以上", old, policy.elderly_addition),
            Class("preschool", "学龄前儿童", preschool, policy.preschool_addition),
            Class("student", "在校学生", counted & studying, policy.student_addition),
        )
        # One row for each class, one column for each member.
        hits = np.array([c.members for c in self.classes])
        amounts = hits * np.array([[c.addition.value] for c in self.classes])
        self.exclusive: Ints = amounts.max(axis=0)
        self.disabled: Ints = card * np.int64(policy.disabled_addition.value)
        self.key_persons: Flags = card | hits.any(axis=0)
        self.fen = members.total(self.exclusive + self.disabled)

        # A choice between classes was made only where they differ.
        self.chosen = (hits & (amounts < self.exclusive)).any(axis=0)
        self.uses: tuple[Use, ...] = (
            *(c.addition.where(partial(members.any, c.members)) for c in self.classes),
            policy.disabled_addition.where(partial(members.any, card)),
            policy.addition_choice.where(partial(members.any, self.chosen)),
            policy.elderly_from.where(partial(members.any, self.newly_old)),
            policy.preschool_age.where(partial(members.any, self.perhaps_preschool)),
        )
        self.doubtful = counted & ~(
            members.disability_verified & members.illness_verified & members.enrolment_verified
        )
        self.unsure = members.any(self.doubtful)

    def _elderly(self) -> tuple[Flags, Flags]:
        """Counted members old enough this month, and those whose birthday falls in it."""
        a, policy = self.a, self.a.policy
        born_on, age = a.facts.members.born_on, policy.elderly_age.value
        by_this_month = a.people.counted & (born_on <= years_before(month_end(a.on), age))
        by_last_month = a.people.counted & (born_on <= years_before(month_end(a.on, -1), age))
        late = policy.elderly_from.value == "month_after_birthday"
        return (by_last_month if late else by_this_month), by_this_month & ~by_last_month

    def amount(self) -> Amount:
        """The additions of a household as one part of its amount, a line for each."""
        return Amount(self.fen, self._lines, self.uses)

    def _lines(self, row: int) -> Iterator[Line]:
        for i in self.a.facts.members.rows_in(row):
            if self.exclusive[i]:
                yield self._exclusive_line(i)
            if self.disabled[i]:
                addition, words = self.a.policy.disabled_addition, yuan(self.disabled[i])
                if self.exclusive[i]:
                    words += "（与上项叠加）"
                yield self._line(i, DISABLED, words, int(self.disabled[i]), [addition])

    def _exclusive_line(self, i: int) -> Line:
        policy = self.a.policy
        hits = [c for c in self.classes if c.members[i]]
        best = max(hits, key=lambda c: c.addition.value)
        words = yuan(self.exclusive[i])
        parameters: list[Revision[Any]] = [best.addition]
        if others := "、".join(c.label for c in hits if c is not best):
            words += f"（五类取一，不再计{others}）"
        if self.chosen[i]:
            parameters.append(policy.addition_choice)
        if best.addition is policy.elderly_addition and self.newly_old[i]:
            parameters.append(policy.elderly_from)
        return self._line(i, best[:2], words, int(self.exclusive[i]), parameters)

    def _line(
        self, i: int, of: tuple[str, str], words: str, fen: int, parameters: list[Revision[Any]]
    ) -> Line:
        """A member's line; `of` is its kind and what people call it."""
        (kind, label), name = of, self.a.name_of(i)
        title = f"重点救助 {name} {label}"
        return Line("addition", title, CLAUSE, words, fen, parameters, kind, name)

    def criterion(self) -> Criterion:
        """What the additions rest on is verified; nobody fails here."""
        members = self.a.facts.members
        return Criterion(
            code="key_persons",
            label="重点救助对象",
            clause=CLAUSE,
            verdict=np.where(self.unsure, np.int8(PENDING), np.int8(PASS)),
            say=(
                lambda row: f"{members.count_in(row, self.key_persons)} 人",
                lambda row: "残疾、重大疾病、在读情况已核实",
            ),
            lacks=(self._missing,),
            note=self._note,
        )

    def _missing(self, row: int) -> Iterator[Missing]:
        members = self.a.facts.members
        sections = (
            (members.disability_verified, "残疾", DISABLED_FEDERATION),
            (members.illness_verified, "疾病", HEALTH),
            (members.enrolment_verified, "在读", EDUCATION),
        )
        for i in members.rows_in(row):
            for verified, label, office in sections if self.doubtful[i] else ():
                if not verified[i]:
                    yield Missing(f"{self.a.name_of(i)}的{label}情况未核实", office)

    def _note(self, row: int) -> str:
        names = [
            self.a.name_of(i)
            for i in self.a.facts.members.rows_in(row)
            if self.perhaps_preschool[i]
        ]
        if not names:
            return ""
        addition = yuan(self.a.policy.preschool_addition.value)
        return (
            f"{'、'.join(names)}是否仍算学龄前儿童待云阳县局确认，"
            f"本次未加发（每人每月 {addition} 元）。"
        )
