"""No obligor who is able to support: in the household, and outside it (第四条（三）、第八条)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.candidates import judged
from eligibility.engine.codes import TOWNSHIP, Incapacity
from eligibility.engine.columns import NEVER, Flags, Ints, as_date
from eligibility.engine.criteria import Missing, try_each
from eligibility.engine.dates import years_before
from eligibility.engine.parameters import Revision
from eligibility.engine.verdicts import FAIL, PASS, PENDING, Verdicts, settle
from eligibility.programmes.dibao.recipients import DIBAO, UNSTATED
from eligibility.programmes.dibao.units import MIND
from eligibility.programmes.tekun import kinship
from eligibility.programmes.tekun.means import Livelihood, Uses
from eligibility.programmes.tekun.people import MULTIPLE, People

INCAPABLE = Incapacity.having(Incapacity.INCAPABLE, Incapacity.MISSING, Incapacity.PRISON)
DISABLED = Incapacity.having(Incapacity.DISABLED)
TEKUN = Incapacity.having(Incapacity.TEKUN)
MONTHS = 12


class Traits(NamedTuple):
    """What may keep people from supporting others, as verdicts by person.

    poor: income below last year's disposable income per head. modest: property within the rule.
    """

    tekun: Verdicts
    on_dibao: Verdicts
    elderly: Verdicts
    old: Verdicts
    disabled: Verdicts
    incapable: Verdicts
    poor: Verdicts
    modest: Verdicts

    def grounds(self) -> dict[str, Verdicts]:
        """Each ground of 第八条, by the name the parameter uses."""
        return {
            "tekun": self.tekun,
            "elderly_on_dibao": np.minimum(self.elderly, self.on_dibao),
            "disabled_on_dibao": np.minimum(self.disabled, self.on_dibao),
            "old": np.minimum(np.minimum(self.old, self.poor), self.modest),
            "disabled": np.minimum(np.minimum(self.disabled, self.poor), self.modest),
            "incapable": np.minimum(self.incapable, self.modest),
        }


class Obligors:
    """Who owes support to each member, and whether they are able to give it."""

    def __init__(self, people: People, livelihood: Livelihood) -> None:
        self.people, self.livelihood = people, livelihood
        self.members, self.outside = people.members, people.facts.obligors
        self.ours: Flags = self.outside.of(people.present, people.a.is_family)

    def _below_disposable(self, yearly: Ints, heads: Ints) -> Verdicts:
        """Whether so much a year for so many is below the disposable income per head."""
        policy = self.people.policy
        if not policy.in_force("disposable_income"):
            return np.full(yearly.size, FAIL, dtype=np.int8)
        limits = try_each(policy.disposable_income, lambda income: heads * income)
        verdict = judged(yearly < limits)
        return verdict if verdict.ndim == 1 else settle(verdict)

    def _unable(self, traits: Traits) -> Verdicts:
        grounds = traits.grounds()
        in_force = [grounds[name] for name in self.people.policy.obligor_grounds.value]
        unable: Verdicts = np.max(in_force, axis=0)
        return unable

    # --- in the household -------------------------------------------------------------------

    @cached_property
    def _member_traits(self) -> Traits:
        people, members, means = self.people, self.members, self.livelihood
        policy, a = people.policy, people.a
        award = people.facts.households.award[people.household]
        found = np.where(UNSTATED[award], people.on_dibao, judged(DIBAO[award]))
        is_third = people.has_card & (members.disability_grade == 3)
        is_severe = people.has_card & (members.disability_grade <= 2)
        is_severe |= is_third & MIND[members.disability_kind]
        # A third grade of several kinds may be one of the mind.
        composed = is_third & MULTIPLE[members.disability_kind]
        is_away = people.is_kept_by_state
        poor = self._below_disposable(means.monthly * MONTHS, means.parts)
        return Traits(
            # Two who can only support each other are both without an able obligor.
            tekun=np.minimum(np.minimum(people.without_labour, means.is_poor), means.has_little),
            on_dibao=np.where(a.people.counted, found, np.int8(FAIL)),
            elderly=judged(people.is_aged(policy.obligor_age.value)),
            old=judged(people.is_aged(policy.old_obligor_age.value)),
            disabled=judged(is_severe, ~composed & (members.disability_verified | ~is_severe)),
            incapable=judged(is_away, members.absence_verified | ~is_away),
            poor=np.where(means.known | (poor == FAIL), poor, np.int8(PENDING)),
            modest=means.has_little,
        )

    @cached_property
    def _members_unable(self) -> Verdicts:
        return self._unable(self._member_traits)

    @cached_property
    def _owing(self) -> Flags:
        """Members who may owe support to others: grown up, and still of the family."""
        return self.people.at_home & self.people.is_adult

    def _kin_among(self, mask: Flags) -> Flags:
        """Members of whom some marked member of the household is an obligor."""
        relation, spans = self.members.relation, self.members.spans
        bits = spans.reduce(np.bitwise_or, kinship.places(relation) * mask, np.int64)
        kin: Flags = (kinship.owed_by(relation) & bits[self.people.household]) > 0
        return kin

    @cached_property
    def none_at_home(self) -> Verdicts:
        """No able obligor among the people of the household."""
        unable = self._members_unable
        able = self._kin_among(self._owing & (unable == FAIL))
        open_ = self._kin_among(self._owing & (unable == PENDING))
        known = self.people.facts.households.members_known[self.people.household] & ~open_
        return judged(~able, known | able)

    def home_worded(self, i: int) -> str:
        """The obligors of one member in the household."""
        said = [f"{self.people.a.name_of(j)}{_word(self._members_unable[j])}" for j in self._kin(i)]
        return "、".join(said) or "没有"

    def _kin(self, i: int) -> Iterator[int]:
        relation = self.members.relation
        for j in self.members.rows_in(int(self.people.household[i])):
            if self._owing[j] and kinship.is_kin(relation[i], relation[j]):
                yield j

    def home_lacks(self, i: int) -> Iterator[Missing]:
        """What keeps it open for one member."""
        if not self.people.facts.households.members_known[self.people.household[i]]:
            yield Missing("家庭成员尚未查清", TOWNSHIP)
        for j in self._kin(i):
            if self._members_unable[j] == PENDING:
                yield Missing(f"{self.people.a.name_of(j)}有无履行义务能力待核实", TOWNSHIP)

    def home_uses(self) -> Uses:
        """Where somebody's being able turned on the grounds in force."""
        touched, poor = _touched(self._member_traits)
        return self._uses(
            self._kin_among(self._owing & touched), self._kin_among(self._owing & poor)
        )

    # --- outside ----------------------------------------------------------------------------

    @cached_property
    def _is_dated(self) -> Flags:
        """Obligors whose date of birth is stated."""
        dated: Flags = self.outside.born_on < NEVER
        return dated

    @cached_property
    def _outside_traits(self) -> Traits:
        obligors, policy, on = self.outside, self.people.policy, self.people.a.on
        born_on, dated = obligors.born_on, self._is_dated
        incapacity = obligors.incapacity
        yearly = obligors.family_monthly_income * MONTHS
        return Traits(
            tekun=judged(TEKUN[incapacity]),
            on_dibao=judged(obligors.is_on_dibao),
            elderly=judged(born_on <= years_before(on, policy.obligor_age.value), dated),
            old=judged(born_on <= years_before(on, policy.old_obligor_age.value), dated),
            disabled=judged(DISABLED[incapacity]),
            incapable=judged(INCAPABLE[incapacity]),
            poor=self._below_disposable(yearly, obligors.family_size),
            modest=judged(obligors.has_modest_property, obligors.has_modest_property_known),
        )

    @cached_property
    def _outside_unable(self) -> Verdicts:
        """Those whom the survey found unable are; the others as the grounds say."""
        found = np.maximum(self._unable(self._outside_traits), judged(~self.outside.is_able))
        return np.where(self.outside.verified, found, np.int8(PENDING))

    @cached_property
    def none_elsewhere(self) -> Verdicts:
        """No able obligor outside the household."""
        unable = self._outside_unable
        able = self.outside.concerning(self.ours & (unable == FAIL), self.members)
        open_ = self.outside.concerning(self.ours & (unable == PENDING), self.members)
        known = self.people.facts.households.obligors_known[self.people.household] & ~open_
        return judged(~able, known | able)

    def outside_worded(self, i: int) -> str:
        """The obligors of one member outside the household."""
        said = [f"{self._name(j)}{_word(self._outside_unable[j])}" for j in self._outside_of(i)]
        return "、".join(said) or "没有"

    def _name(self, j: int) -> str:
        obligors = self.outside
        traits = []
        if self._is_dated[j]:
            traits.append(f"{as_date(obligors.born_on[j]).year} 年生")
        traits += ["低保对象"] if obligors.is_on_dibao[j] else []
        traits += [Incapacity.at(obligors.incapacity[j]).label] if obligors.incapacity[j] else []
        return f"{obligors.name[j] or '义务人'}{'（' + '，'.join(traits) + '）' if traits else ''}"

    def _outside_of(self, i: int) -> Iterator[int]:
        for j in self.outside.rows_in(int(self.people.household[i])):
            if self.ours[j] and self.outside.member[j] in (-1, i):
                yield j

    def outside_lacks(self, i: int) -> Iterator[Missing]:
        """What keeps it open for one member."""
        if not self.people.facts.households.obligors_known[self.people.household[i]]:
            yield Missing("义务人情况尚未查清", TOWNSHIP)
        for j in self._outside_of(i):
            if self._outside_unable[j] == PENDING:
                what = "出生日期、财产情况待补充" if self.outside.verified[j] else "未核实"
                yield Missing(f"义务人{self.outside.name[j]}的情况{what}", TOWNSHIP)

    def outside_uses(self) -> Uses:
        """Where somebody's being able turned on the grounds in force."""
        masks = (self.ours & touched for touched in _touched(self._outside_traits))
        return self._uses(*(self.outside.concerning(mask, self.members) for mask in masks))

    def _uses(self, touched: Flags, poor: Flags) -> Uses:
        policy = self.people.policy
        uses: list[tuple[Revision[Any], Flags]] = [(policy.obligor_grounds, touched)]
        if policy.in_force("disposable_income"):
            uses.append((policy.disposable_income, poor))
        return tuple(uses)


def _touched(traits: Traits) -> tuple[Flags, Flags]:
    """People whom some ground may concern, in force or not; those for whom income matters."""
    poor = np.maximum(traits.old, traits.disabled)
    other = np.maximum(np.minimum(traits.elderly, traits.on_dibao), traits.incapable)
    return np.maximum(np.maximum(poor, other), traits.tekun) != FAIL, poor != FAIL


def _word(unable: int) -> str:
    return {PASS: "无履行义务能力", FAIL: "有履行义务能力", PENDING: "待核实"}[int(unable)]
