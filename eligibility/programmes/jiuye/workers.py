"""Who of a household could work, and whether anybody does (22号文 二（七）)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import HUMAN_RESOURCES, TOWNSHIP, Labour, Occupation, Stage
from eligibility.engine.columns import Flags, as_date
from eligibility.engine.criteria import Criterion, Figure, Missing, constant, require
from eligibility.engine.dates import years_before
from eligibility.engine.parameters import Revision
from eligibility.programmes.dibao.assessment import Assessment
from eligibility.programmes.dibao.people import ABLE, MEN, STUDYING

CLAUSE = "22号文 二（七）"
EMPLOYED = Occupation.having(Occupation.EMPLOYED, Occupation.FLEXIBLE)


class Workers:
    """Masks over the members.

    of_age: of working age. men, women: those for whom it depends on the age the county settles.
    on_post: on a public-welfare post today. at_work: that, or in any other work. doubtful: not
    at work as far as is known, which nobody has verified. available: could work and does not.
    """

    def __init__(self, a: Assessment) -> None:
        self.a, members, policy = a, a.facts.members, a.policy
        man = MEN[members.sex]
        retired = np.where(
            man,
            years_before(a.on, policy.working_age_men.value),
            years_before(a.on, policy.working_age_women.value),
        )
        grown = members.born_on <= years_before(a.on, policy.working_age_from.value)
        self.of_age: Flags = a.people.counted & grown & (members.born_on > retired)
        self.men: Flags = a.people.counted & man & self._unsettled(policy.working_age_men)
        self.women: Flags = a.people.counted & ~man & self._unsettled(policy.working_age_women)
        self.on_post: Flags = (members.post_since <= a.day) & (members.post_until > a.day)
        self.known: Flags = members.condition_known & members.condition_verified
        works = self.known & EMPLOYED[members.occupation]
        self.at_work: Flags = works | (self.on_post & members.job_verified)
        self.doubtful: Flags = ~self.at_work & (~self.known | self.on_post)
        self.studying: Flags = STUDYING[members.stage]
        fit = members.condition_known & ABLE[members.labour] & ~self.studying
        self.available: Flags = self.of_age & fit & ~self.at_work

    def _unsettled(self, age: Revision[int]) -> Flags:
        """Members who are of working age at some of the ages that may hold, but not at all."""
        ages, born_on = (age.value, *age.candidates), self.a.facts.members.born_on
        earliest, latest = years_before(self.a.on, max(ages)), years_before(self.a.on, min(ages))
        return (born_on > earliest) & (born_on <= latest)

    def age_of(self, candidates: Candidates) -> Criterion:
        """Somebody is of working age."""
        policy, members = self.a.policy, self.a.facts.members
        return candidates.require(
            "working_age",
            "法定劳动年龄",
            CLAUSE,
            judged(self.of_age),
            say=(
                lambda i: f"{as_date(members.born_on[i])} 出生",
                lambda row: (
                    f"{policy.working_age_from.value} 周岁以上，"
                    f"男不满 {policy.working_age_men.worded}、"
                    f"女不满 {policy.working_age_women.worded} 周岁"
                ),
            ),
            uses=((policy.working_age_men, self.men), (policy.working_age_women, self.women)),
        )

    def labour(self, candidates: Candidates) -> Criterion:
        """Somebody is able to work and not at school."""
        members = self.a.facts.members
        able = judged(ABLE[members.labour], self.known)
        free = judged(~self.studying, members.enrolment_verified | ~self.studying)
        return candidates.require(
            "labour",
            "劳动能力",
            CLAUSE,
            np.minimum(able, free),
            say=(self._labour_words, lambda row: "有劳动能力，不含在校学生"),
            lacks=lambda i: [Missing(f"{self.a.name_of(i)}的劳动能力、从业状况未核实", TOWNSHIP)],
        )

    def _labour_words(self, i: int) -> str:
        members = self.a.facts.members
        if not members.condition_known[i]:
            return "未查明"
        stage = Stage.at(members.stage[i])
        return stage.label + "在读" if STUDYING[stage] else Labour.at(members.labour[i]).label

    def willing(self, candidates: Candidates) -> Criterion:
        """Somebody wants to work."""
        members = self.a.facts.members
        known, willing = members.is_job_known & members.job_verified, members.is_willing_to_work

        def words(i: int) -> str:
            if not members.is_job_known[i]:
                return "未登记"
            return "愿意" if willing[i] else "不愿意"

        return candidates.require(
            "willing",
            "就业意愿",
            CLAUSE,
            judged(willing, known),
            say=(words, lambda row: "有就业意愿"),
            lacks=lambda i: [Missing(f"{self.a.name_of(i)}的就业意愿未登记核实", HUMAN_RESOURCES)],
        )

    def nobody_employed(self) -> Criterion:
        """Nobody of working age is at work; one job is enough to clear the household."""
        members, policy = self.a.facts.members, self.a.policy
        employed, doubtful = self.of_age & self.at_work, self.of_age & self.doubtful
        count = members.count(employed)
        return require(
            "employed",
            "家庭就业情况",
            f"{CLAUSE}；就业促进法 第五十六条",
            Figure(
                count,
                self.a.facts.households.members_known & ~members.any(doubtful),
                (
                    policy.working_age_men.where(members.any(self.men & self.at_work)),
                    policy.working_age_women.where(members.any(self.women & self.at_work)),
                ),
                (lambda row: self._doubts(row, doubtful),),
            ),
            "<=",
            constant(0, len(self.a)),
            say=(
                lambda row: f"{self._names(row, employed)}在业" if count[row] else "无人在业",
                lambda row: "法定劳动年龄内无人就业",
            ),
        )

    def _names(self, row: int, mask: Flags) -> str:
        return "、".join(self.a.name_of(i) for i in self.a.facts.members.rows_in(row) if mask[i])

    def _doubts(self, row: int, doubtful: Flags) -> Iterator[Missing]:
        if not self.a.facts.households.members_known[row]:
            yield Missing("家庭成员尚未查清", TOWNSHIP)
        for i in self.a.facts.members.rows_in(row):
            if doubtful[i]:
                office = HUMAN_RESOURCES if self.on_post[i] else TOWNSHIP
                yield Missing(f"{self.a.name_of(i)}的从业状况未核实", office)
