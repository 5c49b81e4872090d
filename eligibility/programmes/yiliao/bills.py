"""The hospital bills of one year: whose they are, when they count, and in which order."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from eligibility.engine.codes import Award, Insurance
from eligibility.engine.columns import Flags, Ints, as_date, day_number
from eligibility.engine.dates import month_of
from eligibility.engine.facts import Facts
from eligibility.engine.verdicts import FAIL, Verdicts
from eligibility.programmes.dibao.recipients import UNSTATED, Recipients
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.yiliao.policy import YiliaoPolicy

URBAN = Award.having(Award.URBAN_DIBAO, Award.URBAN_TEKUN)
RESIDENT = Insurance.having(Insurance.RESIDENT_1, Insurance.RESIDENT_2)


class Bills:
    """The stays of `facts`, one settlement a row.

    A bill belongs to the year in which it was settled, or else the patient discharged; of a
    patient who is still in hospital the bill is expected this year. day: that day. of_year: the
    rows that belong to the year of the as-of date. firm: those whose facts may decide. counts:
    those that sums over the year include.
    """

    def __init__(
        self, facts: Facts, policy: YiliaoPolicy, dibao: DibaoFindings, recipients: Recipients
    ) -> None:
        self.facts, self.policy, self.recipients = facts, policy, recipients
        self.stays = stays = facts.stays
        self._dibao = dibao
        today, new_year = day_number(policy.on), day_number(date(policy.on.year, 1, 1))
        self.settled: Flags = stays.settled_on <= today
        self.discharged: Flags = stays.discharged_on <= today
        self.finished: Flags = self.settled | self.discharged
        self.day: Ints = np.select(
            [self.settled, self.discharged], [stays.settled_on, stays.discharged_on], today
        ).astype(np.int64)
        members = facts.members
        of_unit = members.unit == facts.households.unit[members.household]
        # The last place stands for a bill of nobody.
        whose = np.append(of_unit, np.False_)[stays.member]
        self.of_year: Flags = whose & (stays.admitted_on <= today) & (self.day >= new_year)
        self.firm: Flags = stays.verified & self.finished
        self.counts: Flags = self.of_year & stays.is_designated & self.firm
        self.recipient: Verdicts = np.append(recipients.either, np.int8(FAIL))[stays.member]
        self.is_key: Flags = self.recipient != FAIL
        self.is_resident: Flags = RESIDENT[stays.insurance]

    def __len__(self) -> int:
        return len(self.stays)

    @cached_property
    def is_tilted_person(self) -> Flags:
        """Bills of people the tilt is for: urban recipients in 居民医保 (22号文 一（二）)."""
        award = self.facts.households.award
        urban = np.where(UNSTATED[award], self._dibao.is_urban, URBAN[award])
        tilted: Flags = self.is_key & self.is_resident & urban[self.stays.household]
        return tilted

    @cached_property
    def years(self) -> dict[str, Ints]:
        """The year of each bill by the day that may count for the tilt."""
        stays = self.stays
        days = {
            "admission": stays.admitted_on,
            "discharge": np.where(self.discharged, stays.discharged_on, self.day),
            "settlement": self.day,
        }
        return {choice: month_of(day) // 12 + 1970 for choice, day in days.items()}

    @cached_property
    def running(self) -> Running:
        """Sums over each person's bills of the year."""
        return Running(self.stays.member, self.day)

    def person(self, row: int) -> str:
        """Whose bill it is."""
        return self.name_of_member(int(self.stays.member[row]))

    def name_of_member(self, member: int) -> str:
        """What to call a member."""
        return self._dibao.assessment.name_of(member)

    def name_of(self, row: int) -> str:
        """What to call a bill in a text."""
        return f"{self.person(row)} {as_date(self.stays.admitted_on[row])} 入院"


class Running:
    """Running sums over the rows of each person, in the order of their days."""

    def __init__(self, person: Ints, day: Ints) -> None:
        self._order = np.lexsort((day, person))
        ordered = person[self._order]
        self._first = np.searchsorted(ordered, ordered)
        self._starts = np.unique(self._first)

    def before(self, values: Ints) -> Ints:
        """What each row's person had before it."""
        ordered = values[self._order]
        sums = np.cumsum(ordered) - ordered
        before = np.empty_like(values)
        before[self._order] = sums - sums[self._first]
        return before

    def whole(self, values: Ints) -> Ints:
        """What each row's person has in all."""
        ordered = values[self._order]
        totals = np.add.reduceat(ordered, self._starts) if ordered.size else ordered
        whole = np.empty_like(values)
        whole[self._order] = totals[np.searchsorted(self._starts, self._first)]
        return whole

    def within(self, values: Ints, cap: Ints, before: Ints) -> Ints:
        """What of each value still fits under the cap of a person's year."""
        fitting: Ints = np.minimum(before + values, cap) - np.minimum(before, cap)
        return fitting
