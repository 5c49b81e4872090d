"""The people of one run: who of them cannot work, and whom others look after already.

特困人员认定办法 第五条、第九条、第二十四条.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from eligibility.engine.candidates import judged
from eligibility.engine.codes import (
    COUNTY,
    DISABLED_FEDERATION,
    EDUCATION,
    POLICE,
    TOWNSHIP,
    AbsenceKind,
    DisabilityType,
    OrphanKind,
    Stage,
)
from eligibility.engine.columns import Flags, as_date
from eligibility.engine.criteria import Missing
from eligibility.engine.dates import years_before
from eligibility.engine.verdicts import PENDING, Verdicts
from eligibility.programmes.dibao.people import ADULT
from eligibility.programmes.dibao.recipients import TEKUN, UNSTATED
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.tekun.policy import TekunPolicy

MULTIPLE = DisabilityType.having(DisabilityType.MULTIPLE)
STATE_KEPT = AbsenceKind.having(AbsenceKind.PRISON, AbsenceKind.MISSING)
ORPHANED = ~OrphanKind.having(OrphanKind.NONE)


class People:
    """Members with what several conditions ask of them; verdicts and masks are by member.

    a: how 低保 sees the same households. on_dibao: what it finds for each member's household.
    """

    def __init__(self, dibao: DibaoFindings, policy: TekunPolicy) -> None:
        a = dibao.assessment
        self.a, self.policy = a, policy
        self.facts, self.members = a.facts, a.facts.members
        self.household = self.members.household
        self.on_dibao: Verdicts = dibao.verdict[self.household]
        self.present = a.people.present
        # Whoever is assessed apart still lives with the family, who still owe support.
        self.at_home: Flags = a.facts.as_whole_families().present_on(a.day)
        self.is_adult: Flags = self.members.born_on <= years_before(a.on, ADULT)
        self.has_card: Flags = (self.members.disability_grade > 0) & (
            self.members.disability_valid_until >= a.day
        )

    def is_aged(self, years: int) -> Flags:
        """Members of at least so many years."""
        aged: Flags = self.members.born_on <= years_before(self.a.on, years)
        return aged

    # --- 无劳动能力 -------------------------------------------------------------------------

    @cached_property
    def is_old(self) -> Flags:
        """老年人."""
        return self.is_aged(self.policy.elderly_age.value)

    @cached_property
    def is_minor(self) -> Flags:
        """未成年人 as the rule for new applications draws the line."""
        return ~self.is_aged(self.policy.minor_age.value)

    @cached_property
    def _studies_on(self) -> Flags:
        """At school beyond the age up to which the young are supported whatever they do."""
        members, policy = self.members, self.policy
        is_young = ~self.is_aged(policy.continued_age.value)
        return ~is_young & policy.continuing_stages[members.stage]

    @cached_property
    def may_continue(self) -> Flags:
        """Too old to be taken up as a minor; whoever already is goes on being supported."""
        is_young = ~self.is_aged(self.policy.continued_age.value)
        return ~self.is_minor & ~self.is_old & (is_young | self._studies_on)

    @cached_property
    def _by_disability(self) -> Verdicts:
        members, qualifying = self.members, self.policy.qualifying_disabilities
        qualifies = self.has_card & qualifying[members.disability_kind, members.disability_grade]
        # Of a multiple disability the card's parts count, which the register does not keep.
        worst = np.nonzero(qualifying.any(axis=0))[0].max(initial=0)
        composed = self.has_card & MULTIPLE[members.disability_kind]
        composed &= members.disability_grade <= worst
        return judged(qualifies, ~composed & (members.disability_verified | ~qualifies))

    @cached_property
    def _by_continuing(self) -> Verdicts:
        award = self.facts.households.award[self.household]
        holds = self.may_continue & (TEKUN[award] | UNSTATED[award])
        verified = self.members.enrolment_verified | ~self._studies_on
        return judged(holds, ~holds | (verified & TEKUN[award]))

    @cached_property
    def without_labour(self) -> Verdicts:
        """无劳动能力."""
        by_age = judged(self.is_old | self.is_minor)
        return np.maximum(by_age, np.maximum(self._by_disability, self._by_continuing))

    def labour_worded(self, i: int) -> str:
        """Why one member is, or is not, unable to work."""
        members = self.members
        traits = [f"{self.age(i)} 周岁"]
        if self.has_card[i]:
            kind = DisabilityType.at(members.disability_kind[i]).label
            traits.append(f"{kind}残疾 {members.disability_grade[i]} 级")
        if self.may_continue[i] and members.stage[i]:
            traits.append(f"{Stage.at(members.stage[i]).label}在读")
        return "，".join(traits)

    def age(self, i: int) -> int:
        """The completed years of one member."""
        born, on = as_date(self.members.born_on[i]), self.a.on
        return int(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))

    def labour_lacks(self, i: int) -> Iterator[Missing]:
        """What keeps it open for one member."""
        name, members = self.a.name_of(i), self.members
        if self._by_disability[i] == PENDING:
            what = "情况未核实"
            if MULTIPLE[members.disability_kind[i]]:
                what = "为多重残疾，须查明各类别的等级"
            yield Missing(f"{name}的残疾{what}", DISABLED_FEDERATION)
        if self._by_continuing[i] == PENDING:
            if self._studies_on[i] and not members.enrolment_verified[i]:
                yield Missing(f"{name}的在读情况未核实", EDUCATION)
            if UNSTATED[self.facts.households.award[self.household[i]]]:
                age = self.policy.minor_age.value
                yield Missing(f"{name}满 {age} 周岁前是否已认定为特困人员未说明", COUNTY)

    # --- 不予供养的情形 ---------------------------------------------------------------------

    @cached_property
    def is_orphan(self) -> Flags:
        """Children whom the orphans' scheme looks after: one or the other (第九条)."""
        return ~self.is_adult & ORPHANED[self.members.orphan_kind]

    @cached_property
    def is_kept_by_state(self) -> Flags:
        """In prison, or declared missing (第二十四条)."""
        members = self.members
        away = (members.absent_since <= self.a.day) & (members.absent_until > self.a.day)
        return away & STATE_KEPT[members.absence]

    @cached_property
    def not_excluded(self) -> Verdicts:
        """Nobody else looks after the member."""
        members = self.members
        known = members.orphan_verified | ~self.is_orphan
        known &= members.absence_verified | ~self.is_kept_by_state
        return judged(~(self.is_orphan | self.is_kept_by_state), known)

    def exclusion_worded(self, i: int) -> str:
        """What excludes one member, if anything does."""
        if self.is_orphan[i]:
            return f"已纳入{OrphanKind.at(self.members.orphan_kind[i]).label}保障"
        if self.is_kept_by_state[i]:
            return AbsenceKind.at(self.members.absence[i]).label
        return "没有"

    def exclusion_lacks(self, i: int) -> Iterator[Missing]:
        """What keeps it open for one member."""
        office = TOWNSHIP if self.is_orphan[i] else POLICE
        yield Missing(f"{self.a.name_of(i)}{self.exclusion_worded(i)}未核实", office)
