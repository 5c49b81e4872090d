"""The kinds of help after a disaster, and how much of each a mishap calls for.

Amounts by loss, 分. A kind whose rate the county has not stated counts as nothing and makes the
total unknown; its line says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.codes import Casualty, DisasterKind, HouseDamage
from eligibility.engine.columns import Flags, Ints, day_number
from eligibility.engine.criteria import UNSET, Line, yuan
from eligibility.engine.dates import month_of
from eligibility.engine.facts import Facts
from eligibility.engine.parameters import Revision
from eligibility.programmes.zaihai.policy import ZaihaiPolicy

DEAD = Casualty.having(Casualty.DEAD)
DROUGHT = DisasterKind.having(DisasterKind.DROUGHT)


class Factor(NamedTuple):
    """What a rate is multiplied by: a number for each loss, its unit, and what caps it."""

    number: Ints
    unit: str
    cap: Revision[int] | None = None

    def used(self) -> Ints:
        """The number after the cap; as it is where the cap is not known."""
        if self.cap is None or not self.cap.is_known:
            return self.number
        return np.minimum(self.number, self.cap.value)

    def worded(self, i: int) -> str:
        """The number of one loss, with the cap where it matters."""
        words = f"{self.used()[i]} {self.unit}"
        if self.cap is None:
            return words
        most = f"{self.cap.value} {self.unit}" if self.cap.is_known else UNSET
        return f"{words}（至多 {most}）"


class Aid(NamedTuple):
    """One kind of help: the losses it is for, its rate, and what the rate is multiplied by."""

    code: str
    label: str
    clause: str
    losses: Flags
    rate: Revision[int]
    factors: tuple[Factor, ...] = ()

    @property
    def parameters(self) -> list[Revision[Any]]:
        """What it rests on."""
        caps = [factor.cap for factor in self.factors if factor.cap is not None]
        return [self.rate, *caps]

    @property
    def is_known(self) -> bool:
        """Whether its amount can be worked out."""
        return all(parameter.is_known for parameter in self.parameters)

    def fen(self) -> Ints:
        """By loss; nothing where it is not known."""
        amount = self.losses * np.int64(self.rate.value if self.is_known else 0)
        for factor in self.factors:
            amount = amount * factor.used()
        return amount

    def line(self, i: int, name: str, fen: int) -> Line:
        """The line of one loss."""
        rate = yuan(self.rate.value) if self.rate.is_known else UNSET
        words = " × ".join([rate, *(factor.worded(i) for factor in self.factors)])
        known = fen if self.is_known else None
        return Line(self.code, f"{self.label} {name}", self.clause, words, known, self.parameters)


class Aids:
    """What each loss of a run calls for.

    people: how many of the household are there to be helped, by loss. for_people: losses that call
    for help by the head. for_others: losses that call for help however many are left.
    """

    def __init__(self, facts: Facts, policy: ZaihaiPolicy) -> None:
        losses, self.policy, self.losses = facts.losses, policy, facts.losses
        day = day_number(policy.on)
        self.people: Ints = facts.members.count(facts.present_on(day))[losses.household]
        # The day it is settled is no day of need any more.
        self.last: Ints = np.minimum(losses.settled_on.astype(np.int64) - 1, day)
        self.is_drought: Flags = DROUGHT[losses.kind]
        self.has_dead: Flags = DEAD[losses.casualty]
        self.for_people: Flags = losses.needs_relief | losses.needs_shelter
        self.for_others: Flags = self.has_dead | (losses.damage > 0)
        self.needed: Flags = self.for_people | self.for_others

    def of(self, due: Flags) -> list[Aid]:
        """The kinds of help for the losses that are due.

        What everybody of a household gets is given once an event, however many rows tell of it,
        and for the longest need that any of them tells of.
        """
        losses, policy = self.losses, self.policy
        people = Factor(self.people, "人")
        days = Factor(np.maximum(self.last - losses.occurred_on + 1, 0), "天", policy.drought_days)
        begun = month_of(self.last) - month_of(losses.occurred_on) + 1
        months = Factor(np.maximum(begun, 0), "个月", policy.transition_months)
        there = due & (self.people > 0)
        relief = self._once(there & losses.needs_relief, self.last)
        shelter = self._once(there & losses.needs_shelter, self.last)
        return [
            Aid(
                "relief",
                "应急生活救助",
                "22号文 二（三）；自然灾害救助条例 第十四条",
                relief & ~self.is_drought,
                policy.emergency_relief,
                (people,),
            ),
            Aid(
                "drought",
                "旱灾生活救助",
                "22号文 二（三）；社会救助暂行办法 第二十二条",
                relief & self.is_drought,
                policy.drought_relief,
                (people, days),
            ),
            Aid(
                "bereavement",
                "遇难人员家属抚慰",
                "22号文 二（三）；自然灾害救助条例 第二十五条",
                self._mourned(due),
                policy.bereavement,
            ),
            Aid(
                "transition",
                "过渡期生活救助",
                "22号文 二（三）；自然灾害救助条例 第十八条",
                shelter,
                policy.transition_relief,
                (people, months),
            ),
            *self._repairs(due),
        ]

    def _repairs(self, due: Flags) -> Iterator[Aid]:
        """Help towards the house, by how badly it was hit; the worst of an event counts."""
        policy, damage = self.policy, self.losses.damage
        hit = self._once(due, damage.astype(np.int64))
        rates = {
            HouseDamage.COLLAPSED: policy.collapsed_house,
            HouseDamage.SEVERE: policy.severe_damage,
            HouseDamage.MINOR: policy.minor_damage,
        }
        for kind, rate in rates.items():
            yield Aid(
                f"house_{kind.code}",
                f"住房{'重建' if kind is HouseDamage.COLLAPSED else '修缮'}补助（{kind.label}）",
                "自然灾害救助条例 第十九条、第二十条",
                hit & (damage == kind),
                rate,
            )

    def _mourned(self, due: Flags) -> Flags:
        """The losses of the dead, one for each of them: nobody dies twice.

        A row that does not name the dead stands for somebody of its own.
        """
        losses = self.losses
        unnamed = -1 - np.arange(len(losses))
        whose = np.where(losses.member >= 0, losses.member, unnamed)
        return _one_each(due & self.has_dead, whose, -losses.occurred_on.astype(np.int64))

    def _once(self, rows: Flags, most: Ints) -> Flags:
        """Of the marked rows, the one with the most of each household's event (kind and day)."""
        losses = self.losses
        event = (losses.household * len(DisasterKind) + losses.kind) * 10**6 + losses.occurred_on
        return _one_each(rows, event, most)


def _one_each(rows: Flags, key: Ints, most: Ints) -> Flags:
    """Of the marked rows, for each key the first of those with the most."""
    marked = np.flatnonzero(rows)
    marked = marked[np.argsort(-most[marked], kind="stable")]
    _, first = np.unique(key[marked], return_index=True)
    chosen = np.zeros_like(rows)
    chosen[marked[first]] = True
    return chosen
