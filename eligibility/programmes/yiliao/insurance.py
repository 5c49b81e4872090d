"""基本医保 and 大病保险: what they pay before medical assistance (22号文 二（四）).

What a bill records was paid; where it records nothing, the rule says what would be.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.codes import HospitalLevel, Insurance
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import UNSET, half_up, yuan
from eligibility.engine.parameters import Revision
from eligibility.programmes.yiliao.bills import RESIDENT, Bills
from eligibility.programmes.yiliao.policy import Choice, Chosen, percent

BASIC_CLAUSE = "22号文 二（四）；市居民医保规定"
DABING_CLAUSE = "22号文 二（四）；市大病保险规定"
TIERS = tuple(tier for tier in Insurance if RESIDENT[tier])


class Tilt:
    """Bills for which basic insurance pays more: of urban recipients, in 居民医保, at the
    county's own county-level hospitals, in the years of the tilt.
    """

    def __init__(self, bills: Bills) -> None:
        policy, years = bills.policy, bills.years
        scope = bills.is_tilted_person & bills.stays.is_county_hospital
        inside = {choice: in_tilt(bills, year) for choice, year in years.items()}
        stacked = np.array(list(inside.values()))
        chosen = policy.tilt_day.value
        self.rows: Flags = scope & inside[chosen]
        self.choices: tuple[Choice, ...] = (
            (policy.tilt_day, scope & stacked.any(axis=0) & ~stacked.all(axis=0)),
            (policy.tilt_first_year, scope & in_doubt(bills, years[chosen])),
            (policy.tilt_last_year, self.rows),
            (policy.tilt_deductible_cut, self.rows),
            (policy.tilt_ratio_raise, self.rows),
            (policy.tilt_ratio_kind, self.rows),
        )


def in_tilt(bills: Bills, years: Ints) -> Flags:
    """Years in which the tilt holds."""
    policy = bills.policy
    held: Flags = (years >= policy.tilt_first_year.value) & (years <= policy.tilt_last_year.value)
    return held


def in_doubt(bills: Bills, years: Ints) -> Flags:
    """Years in which it holds or not with what the county says of the first one."""
    first = bills.policy.tilt_first_year
    candidates = {first.value, *first.candidates}
    doubtful: Flags = np.isin(years, range(min(candidates), max(candidates)))
    return doubtful


class Basic:
    """基本医保 of each bill, 分.

    by_rule: what the rule says. paid: what counts. known: whether it can be said: what the yearly
    limit leaves cannot where an earlier bill of the year is not known and could matter.
    """

    def __init__(self, bills: Bills) -> None:
        self.bills, self.tilt = bills, Tilt(bills)
        policy, stays, size = bills.policy, bills.stays, len(bills)
        self.recorded: Flags = stays.basic_paid_known
        levels = {level: stays.level == level for level in HospitalLevel}
        tiers = {tier: stays.insurance == tier for tier in TIERS}
        self.ratio = Chosen(
            (
                (policy.basic_ratio(tier, level), insured & there)
                for (tier, insured), (level, there) in product(tiers.items(), levels.items())
            ),
            size,
        )
        self._raise_ratio()
        self.deductible = Chosen(
            (
                (policy.deductible(level), bills.is_resident & there)
                for level, there in levels.items()
            ),
            size,
        )
        self.cap = Chosen(((policy.basic_cap(tier), rows) for tier, rows in tiers.items()), size)
        self.borne = self._borne()
        self.uncapped = self.ratio.times(np.maximum(stays.in_catalogue - self.borne, 0))
        standard_known = self.ratio.known & self.deductible.known & self.cap.known
        self.stated: Flags = bills.is_resident & standard_known
        is_uninsured = stays.insurance == Insurance.NONE
        self.by_rule, fewest = self._within_limit(self.recorded | self.stated | is_uninsured)
        self.paid: Ints = np.where(self.recorded, stays.basic_paid, self.by_rule)
        self.rule_known: Flags = self.stated & (self.by_rule == fewest)
        self.known: Flags = self.recorded | self.rule_known | is_uninsured
        self._standards = (*self.ratio.choices, *self.deductible.choices, *self.cap.choices)
        self.rule_choices: tuple[Choice, ...] = (
            *self._standards,
            *self.tilt.choices,
            *self.awaited_before(self.stated & ~self.rule_known),
        )
        self.choices = unrecorded(self.rule_choices, self.recorded)

    def _within_limit(self, known: Flags) -> tuple[Ints, Ints]:
        """The most and the least that the yearly limit leaves of each bill by rule.

        known: the bills whose own figure can be said; of any other between nothing and all of its
        costs inside the catalogue may have been paid.
        """
        bills, stays = self.bills, self.bills.stays
        taken = np.where(self.recorded, stays.basic_paid, self.uncapped)
        most, least = (
            bills.running.within(
                self.uncapped,
                self.cap.numerator,
                bills.running.before(np.where(bills.counts, np.where(known, taken, other), 0)),
            )
            for other in (np.zeros_like(taken), stays.in_catalogue)
        )
        return most, least

    def awaited_before(self, rows: Flags) -> tuple[Choice, ...]:
        """The unknown parameters of earlier bills of the year, each with the rows after them."""
        bills, standards = self.bills, unrecorded(self._standards, self.recorded)
        unknown = [(standard, mask) for standard, mask in standards if not standard.is_known]
        return tuple(
            (standard, rows & (bills.running.before((mask & bills.counts).astype(np.int64)) > 0))
            for standard, mask in unknown
        )

    def _raise_ratio(self) -> None:
        """Ten points more, or a tenth more."""
        policy, ratio, rows = self.bills.policy, self.ratio, self.tilt.rows
        more = policy.tilt_ratio_raise.value
        of = ratio.denominator if policy.tilt_ratio_kind.value == "points" else ratio.numerator
        raised = ratio.numerator * more.denominator + of * more.numerator
        ratio.numerator = np.where(rows, raised, ratio.numerator)
        ratio.denominator = np.where(rows, ratio.denominator * more.denominator, ratio.denominator)

    def _borne(self) -> Ints:
        """What the patient bears first."""
        return _cut(
            self.deductible.numerator, self.bills.policy.tilt_deductible_cut, self.tilt.rows
        )

    @property
    def differs(self) -> Flags:
        """Bills of which another sum was paid than the rule says."""
        differs: Flags = self.recorded & self.rule_known & (self.paid != self.by_rule)
        return differs

    def arithmetic(self, row: int) -> str:
        """How the rule comes to its figure for one bill."""
        in_catalogue = self.bills.stays.in_catalogue[row]
        borne = yuan(self.borne[row]) if self.deductible.known[row] else UNSET
        ratio = self.ratio.worded(row, percent)
        words = f"（{yuan(in_catalogue)} − {borne}）× {ratio}"
        if self.stated[row] and not self.rule_known[row]:
            return f"{words}，年度限额内 {UNSET}"
        return words + (capped(self.uncapped[row], self.by_rule[row]) if self.stated[row] else "")


class Accumulation(NamedTuple):
    """What basic insurance leaves of each bill, and of the person's bills before it, 分."""

    left: Ints
    before: Ints

    def over(self, deductible: Ints) -> Ints:
        """What of each bill lies beyond the deductible of the person's year."""
        after = self.before + self.left
        over: Ints = np.maximum(after - deductible, 0) - np.maximum(self.before - deductible, 0)
        return over


class Dabing:
    """大病保险 of each bill, 分: of what basic insurance leaves in a year, beyond a deductible.

    least, most: what adds up in the year; apart where 基本医保 of a bill is not known, which leaves
    between nothing and all of it. known: false where this, the year's deductible or the ratio is
    unknown and could matter.
    """

    def __init__(self, bills: Bills, basic: Basic) -> None:
        policy, stays = bills.policy, bills.stays
        self.bills, self.basic = bills, basic
        # A bill that is settled with basic insurance says all that insurance paid.
        self.recorded: Flags = (stays.dabing_paid > 0) | (bills.settled & basic.recorded)
        self.least = self._accumulated(np.zeros_like(basic.paid))
        self.most = self._accumulated(stays.in_catalogue)
        this_year = bills.years["settlement"]
        self.tilted: Flags = bills.is_tilted_person & in_tilt(bills, this_year)
        due = [
            half_up(sums.over(self._borne(deductible)) * ratio.numerator, ratio.denominator)
            for deductible, ratio, sums in product(
                policy.dabing_deductible.options,
                policy.dabing_ratio.options,
                (self.least, self.most),
            )
        ]
        tried = np.array(due, dtype=np.int64).reshape(len(due), len(bills))
        self.by_rule: Ints = tried.max(axis=0, initial=0)
        touched = self.most.left > 0
        self.rule_known: Flags = ~touched | ((tried == self.by_rule).all(axis=0) & bool(due))
        self.paid: Ints = np.where(self.recorded, stays.dabing_paid, self.by_rule)
        self.known: Flags = self.recorded | self.rule_known
        doubtful = bills.is_tilted_person & in_doubt(bills, this_year)
        self.rule_choices: tuple[Choice, ...] = (
            (policy.dabing_deductible, touched),
            (policy.dabing_ratio, touched & (tried.any(axis=0) | ~self.rule_known)),
            (policy.tilt_dabing_cut, touched & self.tilted),
            (policy.tilt_first_year, touched & doubtful),
            *basic.awaited_before(touched & ~self.rule_known),
        )
        self.choices = unrecorded(self.rule_choices, self.recorded)

    def _borne(self, deductible: int) -> Ints:
        size, policy = len(self.bills), self.bills.policy
        return _cut(np.full(size, deductible, np.int64), policy.tilt_dabing_cut, self.tilted)

    def _accumulated(self, unknown: Ints) -> Accumulation:
        """What adds up if basic insurance leaves so much of the bills of which it is not known."""
        bills, basic = self.bills, self.basic
        left = np.where(basic.known, np.maximum(bills.stays.in_catalogue - basic.paid, 0), unknown)
        counted = np.where(bills.is_resident & bills.counts, left, 0)
        return Accumulation(counted, bills.running.before(counted))

    def arithmetic(self, row: int) -> str:
        """How the rule comes to its figure for one bill."""
        policy = self.bills.policy
        borne = [self._borne(deductible) for deductible in policy.dabing_deductible.options]
        deductibles = _either(yuan(fen[row]) for fen in borne)
        over = _either(
            _between(self.least.over(fen)[row], self.most.over(fen)[row]) for fen in borne
        )
        ratio = _either(percent(ratio) for ratio in policy.dabing_ratio.options)
        before = _between(self.least.before[row], self.most.before[row])
        sums = f"{before} + {_between(self.least.left[row], self.most.left[row])}"
        return f"本年政策范围内自付累计 {sums}，起付标准 {deductibles}，本次超出 {over} × {ratio}"


def _either(words: Iterable[str]) -> str:
    """What something may be, each possibility once."""
    return " 或 ".join(dict.fromkeys(words)) or UNSET


def _between(least: int, most: int) -> str:
    """A sum, where it is the same at both ends."""
    return yuan(least) if least == most else UNSET


def unrecorded(choices: Iterable[Choice], recorded: Flags) -> tuple[Choice, ...]:
    """The same for the rows whose figure the rule has to say."""
    return tuple((parameter, rows & ~recorded) for parameter, rows in choices)


def _cut(deductible: Ints, cut: Revision[Any], rows: Flags) -> Ints:
    """A deductible lowered by a ratio for some rows."""
    kept = 1 - cut.value
    return np.where(rows, half_up(deductible * kept.numerator, kept.denominator), deductible)


def capped(uncapped: int, fen: int) -> str:
    """What to add to an arithmetic when a yearly limit cut its result."""
    return f"，年度限额内 {yuan(fen)}" if uncapped != fen else ""
