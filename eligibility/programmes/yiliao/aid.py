"""医疗救助 of each bill: its category, ratio and yearly limit, and what is due."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.codes import HospitalLevel, SpecialDisease
from eligibility.engine.columns import Codes, Flags, Ints, day_number
from eligibility.engine.criteria import Line, yuan
from eligibility.engine.parameters import ParameterSet
from eligibility.programmes.yiliao.bills import Bills
from eligibility.programmes.yiliao.insurance import Basic, Dabing, capped
from eligibility.programmes.yiliao.policy import Choice, Chosen, parameters_of, percent

CLAUSE = "社会救助暂行办法 第二十九条（二）；市医疗救助规定"
SPECIAL_DISEASES = "yiliao.special_diseases"
CATEGORIES = ("普通疾病", "特殊病种", "大额费用")
ORDINARY, SPECIAL, LARGE = range(3)
LARGE_HOSPITALS = HospitalLevel.having(HospitalLevel.SECOND, HospitalLevel.THIRD)


class Categories:
    """What each bill is aided as: a special disease, else a large expense, else ordinary.

    The list of special diseases is that of the day of the bill, not of the as-of date.
    """

    def __init__(self, bills: Bills, parameters: ParameterSet) -> None:
        policy, stays = bills.policy, bills.stays
        lists = sorted(
            (r for r in parameters.revisions if r.code == SPECIAL_DISEASES), key=lambda r: r.since
        )
        listed = np.array([[d.code in r.value for d in SpecialDisease] for r in lists])
        starts = [day_number(revision.since) for revision in lists]
        which = np.searchsorted(starts, bills.day, side="right") - 1
        self.special: Flags = listed[which, stays.disease]
        trigger, basis = policy.large_trigger.value, policy.large_basis
        eligible = ~self.special & LARGE_HOSPITALS[stays.level]
        exceeds = {"cost": stays.cost > trigger, "in_catalogue": stays.in_catalogue > trigger}
        self.large: Flags = eligible & exceeds[basis.value]
        self.codes: Codes = np.select([self.special, self.large], [SPECIAL, LARGE], ORDINARY)
        self.choices: tuple[Choice, ...] = (
            *(
                (revision, (which == k) & stays.disease.astype(np.bool_))
                for k, revision in enumerate(lists)
            ),
            (policy.large_trigger, eligible),
            (basis, eligible & (exceeds["cost"] ^ exceeds["in_catalogue"])),
        )


class Due(NamedTuple):
    """What is due, 分: the lower end, and the most that an official may go to."""

    fen: Ints
    most: Ints


class Aid:
    """The medical assistance of each bill.

    base: what the patient is left with inside the catalogue, 分. known: whether base, ratio and
    limit can be said. aided: bills that have had their assistance; a bill is aided once.
    """

    def __init__(self, bills: Bills, basic: Basic, dabing: Dabing, categories: Categories) -> None:
        policy, stays, size = bills.policy, bills.stays, len(bills)
        self.bills, self.basic, self.dabing, self.categories = bills, basic, dabing, categories
        paid = basic.paid + dabing.paid + stays.other_paid
        self.base: Ints = np.maximum(stays.in_catalogue - paid, 0)
        self.base_known: Flags = basic.known & dabing.known
        self.aided: Flags = stays.aid_paid > 0
        key, special, large = bills.is_key, categories.special, categories.large
        ordinary = ~(special | large)
        self.ratio = Chosen(
            (
                (policy.special_ratio_key, special & key),
                (policy.special_ratio_other, special & ~key),
                (policy.large_ratio_key, large & key),
                (policy.large_ratio_other, large & ~key),
                (policy.ordinary_ratio, ordinary),
            ),
            size,
        )
        self.cap = Chosen(
            (
                (policy.special_cap, special),
                (policy.large_cap, large),
                (policy.ordinary_cap, ordinary),
            ),
            size,
        )
        self.standard_known: Flags = self.ratio.known & self.cap.known
        self.choices: tuple[Choice, ...] = (
            *basic.choices,
            *dabing.choices,
            *categories.choices,
            *self.ratio.choices,
            *self.cap.choices,
            (policy.ratio_rule, np.ones(size, dtype=np.bool_)),
        )

    def due(self, rows: Flags) -> Due:
        """What is due for some bills; in each category together with what was paid no more than
        a year's limit.
        """
        running, cap, codes = self.bills.running, self.cap.numerator, self.categories.codes
        shares = np.where(rows, self.ratio.times(self.base), 0)
        paid = np.where(self.bills.of_year, self.bills.stays.aid_paid, 0)
        before = np.zeros_like(shares)
        for category in range(len(CATEGORIES)):
            inside = codes == category
            spent = running.before(np.where(inside, shares, 0))
            spent += running.whole(np.where(inside, paid, 0))
            before = np.where(inside, spent, before)
        fen = running.within(shares, cap, before)
        if self.bills.policy.ratio_rule.value == "fixed":
            return Due(fen, fen)
        room = cap - np.minimum(before, cap)
        return Due(fen, np.where(rows, np.minimum(self.base, room), 0))

    def line(self, row: int, due: Due) -> Line:
        """The line of one bill on the calculation sheet."""
        bills, fen, most = self.bills, int(due.fen[row]), int(due.most[row])
        category = CATEGORIES[self.categories.codes[row]]
        ratio = self.ratio.at(row)
        words = f"{self.base_arithmetic(row)}× {percent(ratio)}"
        words += capped(int(self.ratio.times(self.base)[row]), fen)
        return Line(
            code="assistance",
            label=f"{bills.name_of(row)} {category}救助",
            clause=CLAUSE,
            arithmetic=words,
            fen=fen,
            parameters=parameters_of(self.choices, row),
            kind=category,
            person=bills.person(row),
            most=most if most > fen else None,
        )

    def base_arithmetic(self, row: int) -> str:
        """What is taken off the costs inside the catalogue."""
        parts: list[tuple[str, Any]] = [
            ("基本医保", self.basic.paid[row]),
            ("大病保险", self.dabing.paid[row]),
            ("其他", self.bills.stays.other_paid[row]),
        ]
        off = "".join(f" − {label} {yuan(fen)}" for label, fen in parts)
        return f"（{yuan(self.bills.stays.in_catalogue[row])}{off}）"
