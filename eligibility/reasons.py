"""Why a result changed, in the words of 动态监测: what moved, and which condition it crossed.

What moved is told by the marks that the changed tables left, by birthdays since the household was
last worked out, and by whether parameters changed; what it crossed by the conditions that the
result names before and after. Households share few combinations, so a batch words each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from .enums import Cause, Verdict

# What a change of each table is called, and under which cause it is listed; the first match of
# one change is its leading cause.
SOURCES: dict[str, tuple[Cause, str]] = {
    "households_membership": (Cause.MEMBERS, "家庭成员变动"),
    "households_person": (Cause.MEMBERS, "成员身份信息变动"),
    "households_absence": (Cause.MEMBERS, "成员在户情况变动"),
    "households_obligor": (Cause.MEMBERS, "赡养、抚养、扶养人情况变动"),
    "households_orphanhood": (Cause.MEMBERS, "儿童福利类别变动"),
    "households_hospitalstay": (Cause.HEALTH, "新的住院或门诊结算"),
    "households_illness": (Cause.HEALTH, "患病情况变动"),
    "households_disability": (Cause.HEALTH, "残疾情况变动"),
    "households_careassessment": (Cause.HEALTH, "自理能力评估变动"),
    "households_enrolment": (Cause.SCHOOL, "就学情况变动"),
    "households_incomeitem": (Cause.INCOME, "收入登记或核实变动"),
    "households_asset": (Cause.MEANS, "财产登记或核实变动"),
    "households_expenditure": (Cause.MEANS, "支出登记或核实变动"),
    "households_housing": (Cause.MEANS, "住房情况变动"),
    "households_jobregistration": (Cause.WORK, "就业登记变动"),
    "households_joboffer": (Cause.WORK, "介绍就业有新记录"),
    "households_condition": (Cause.WORK, "劳动能力、就业状况变动"),
    "assistance_award": (Cause.AWARD, "待遇开始、变动或停发"),
    "households_circumstances": (Cause.FACTS, "家庭情况变动"),
    "households_hardship": (Cause.FACTS, "致困情况变动"),
    "households_household": (Cause.FACTS, "住户登记变动"),
    "households_ruralregistration": (Cause.FACTS, "建档立卡信息变动"),
    "households_disasterloss": (Cause.FACTS, "受灾情况变动"),
    "households_emergency": (Cause.FACTS, "突发困难变动"),
    "households_placement": (Cause.FACTS, "供养方式变动"),
}
# Birthdays on which some rule looks at a person differently.
AGES = (3, 6, 7, 16, 18, 50, 55, 60, 70)

# Rules count from the birthday, from its month or from the month after it.
BIRTHDAYS = """
SELECT DISTINCT membership.household_id, age
FROM households_membership membership
JOIN households_person person ON person.id = membership.person_id
CROSS JOIN unnest(%(ages)s::integer[]) AS age
CROSS JOIN LATERAL (SELECT person.born_on + make_interval(years => age) AS turned) birthday
CROSS JOIN LATERAL (VALUES
    (turned), (date_trunc('month', turned)), (date_trunc('month', turned) + interval '1 month')
) AS counts(since)
WHERE membership.household_id = ANY(%(ids)s)
  AND membership.since <= %(on)s AND coalesce(membership.until > %(on)s, true)
  AND counts.since > %(after)s AND counts.since <= %(on)s
ORDER BY 1, 2
"""


class Outcome(NamedTuple):
    """A result before or after: its verdict, and the codes of what is open or not met."""

    verdict: str
    pending: frozenset[str]
    failed: frozenset[str]


class Reason(NamedTuple):
    """Why one result changed: to sort by, and to read."""

    cause: Cause
    text: str


@dataclass
class Reasons:
    """Words the changes of one batch.

    cause: what the recompute was started for. sources: the tables that marked each household.
    after: the day on which the households were last worked out, if known. labels: what each
    condition of a programme is called. revised: the parameter that took a new value last.
    """

    cause: Cause
    on: date
    after: date | None
    sources: Mapping[int, frozenset[str]]
    labels: Mapping[tuple[str, str], str]
    revised: str = ""
    ages: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    _worded: dict[tuple[object, ...], Reason] = field(default_factory=dict)

    def look_at(self, ids: Iterable[int]) -> None:
        """Find the birthdays of the households that changed."""
        if self.after is None or self.after >= self.on:
            return
        found: dict[int, tuple[int, ...]] = {}
        asked: dict[str, Any] = {
            "ids": list(ids),
            "on": self.on,
            "after": self.after,
            "ages": list(AGES),
        }
        with connection.cursor() as cursor:
            cursor.execute(BIRTHDAYS, asked)
            for household, age in cursor.fetchall():
                found[household] = (*found.get(household, ()), age)
        self.ages = found

    def of(self, household: int, programme: str, before: Outcome, after: Outcome) -> Reason:
        """The reason of one change."""
        moved = self.sources.get(household, frozenset()), self.ages.get(household, ())
        key = (*moved, programme, before, after)
        if key not in self._worded:
            self._worded[key] = self._word(*moved, programme, before, after)
        return self._worded[key]

    def _word(
        self,
        sources: frozenset[str],
        ages: tuple[int, ...],
        programme: str,
        before: Outcome,
        after: Outcome,
    ) -> Reason:
        moved = [SOURCES[table] for table in SOURCES if table in sources]
        if ages:
            turned = "、".join(str(age) for age in dict.fromkeys(ages))
            moved.append((Cause.AGE, f"有成员到 {turned} 周岁"))
        if self.cause is Cause.PARAMETERS:
            moved.insert(0, (Cause.PARAMETERS, f"政策参数修订：{self.revised}".rstrip("：")))
        crossed = self._crossed(programme, before, after)
        cause = moved[0][0] if moved else self.cause
        settled = before.pending - after.pending - after.failed
        if cause is not Cause.PARAMETERS and settled and after.verdict == Verdict.PASS:
            cause = Cause.VERIFIED
        words = [text for _, text in moved] or [self.cause.label]
        return Reason(cause, "；".join(["、".join(words), *crossed])[:300])

    def _crossed(self, programme: str, before: Outcome, after: Outcome) -> list[str]:
        def named(codes: Iterable[str]) -> str:
            ours = [(code, label) for (of, code), label in self.labels.items() if of == programme]
            return "、".join(label for code, label in ours if code in codes)

        if not after.verdict:
            return ["不再核算"]
        crossed = []
        if codes := after.failed - before.failed:
            crossed.append(f"{named(codes)}转为不符合")
        if codes := before.failed - after.failed - after.pending:
            crossed.append(f"{named(codes)}转为符合")
        if codes := after.pending - before.pending:
            crossed.append(f"{named(codes)}转为待核实")
        if codes := before.pending - after.pending - after.failed:
            crossed.append(f"{named(codes)}已核实")
        return crossed


def outcome(verdict: str | None, pending: Sequence[str], failed: Sequence[str]) -> Outcome:
    """An outcome from the columns of a result; None where there is none."""
    return Outcome(verdict or "", frozenset(pending or ()), frozenset(failed or ()))
