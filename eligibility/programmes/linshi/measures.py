"""What the rules give for an emergency, by its kind and class (渝民发〔2017〕60号).

Sums are columns by emergency, 分; where the county has not said, a bound that leaves all open.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.codes import EmergencyKind
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import ROUNDING, UNBOUNDED, yuan
from eligibility.engine.parameters import Revision
from eligibility.programmes.dibao.assessment import Assessment
from eligibility.programmes.linshi.policy import LinshiPolicy

SELF_PAID = EmergencyKind.having(
    EmergencyKind.ILLNESS, EmergencyKind.MEDICAL, EmergencyKind.TRAFFIC, EmergencyKind.ACCIDENT
)
TREATMENT = EmergencyKind.having(EmergencyKind.LONG_TREATMENT)
CALAMITY = EmergencyKind.having(EmergencyKind.FIRE, EmergencyKind.DISASTER)
UNIVERSITY = EmergencyKind.having(EmergencyKind.UNIVERSITY)

RowUses = tuple[tuple[Revision[Any], Flags], ...]
Words = Callable[[int], str]


class Measure(NamedTuple):
    """The rule for some kinds of emergency.

    rows: the emergencies it is for. least, most: the ends of the range. known: the county has
    set what it takes. words: how the least comes about, and what is required. is_open: the rule
    names only the least.
    """

    rows: Flags
    least: Ints
    most: Ints
    known: Flags
    uses: RowUses
    words: Words
    required: Words
    is_open: bool = False


def measures(a: Assessment, policy: LinshiPolicy, classes: Ints) -> list[Measure]:
    """Every rule, for the classes of the emergencies."""
    return [
        _part_of_costs(a, policy, classes),
        _months(a, policy, classes, TREATMENT, "treatment_months"),
        _months(a, policy, classes, CALAMITY, "disaster_months"),
        _first_year(a, policy, classes),
    ]


def _part_of_costs(a: Assessment, policy: LinshiPolicy, classes: Ints) -> Measure:
    """A share of what was paid beyond a threshold, up to a cap."""
    items, rounding = a.facts.emergencies, a.policy.rounding
    rows = SELF_PAID[items.kind]
    threshold, cap = policy.by_class("illness_threshold"), policy.by_class("illness_cap")
    low, high = policy.by_class("illness_ratio_low"), policy.by_class("illness_ratio_high")
    scales = (threshold, low, high, cap)
    parts = lcm(*(r.value.denominator for s in (low, high) for r in s.revisions if r.is_known))
    start, limit = threshold.at(classes, unknown=0), cap.at(classes)
    beyond = np.maximum(items.self_paid - start, 0)
    shares = [beyond * ratio.at(classes, parts, unknown=0) for ratio in (low, high)]
    uneven = (shares[0] % parts != 0) | (shares[1] % parts != 0)
    least, most = (np.minimum(ROUNDING[rounding.value](share, parts), limit) for share in shares)

    def words(i: int) -> str:
        ratio = low.revisions[classes[i]].value
        return (
            f"({yuan(items.self_paid[i])} − {yuan(start[i])}) × {float(ratio):.0%}"
            f" = {yuan(shares[0][i], parts)}，封顶 {yuan(limit[i])}"
        )

    return Measure(
        rows,
        least,
        most,
        np.logical_and.reduce([scale.known(classes) for scale in scales]),
        (*(use for s in scales for use in s.uses(classes, rows)), (rounding, rows & uneven)),
        words,
        lambda i: f"自付超过 {threshold.revisions[classes[i]].worded} 元",
    )


def _months(a: Assessment, policy: LinshiPolicy, classes: Ints, kinds: Flags, name: str) -> Measure:
    """So many months of the urban standard at most; the least is one."""
    rows, months = kinds[a.facts.emergencies.kind], policy.by_class(name)
    standard, proposed = a.policy.urban_standard, policy.proposed_months
    known = months.known(classes)
    most = np.where(known, months.at(classes, unknown=0) * standard.value, UNBOUNDED)
    return Measure(
        rows,
        np.minimum(proposed.value * standard.value, most),
        most,
        known,
        (*months.uses(classes, rows), (standard, rows), (proposed, rows)),
        lambda i: (
            f"{yuan(standard.value)} × {proposed.value} 个月"
            f"（至多 {months.revisions[classes[i]].worded} 个月）"
        ),
        lambda i: f"至多 {months.revisions[classes[i]].worded} 个月城市低保标准",
    )


def _first_year(a: Assessment, policy: LinshiPolicy, classes: Ints) -> Measure:
    """A sum in the year of admission, other special aid included."""
    rows, sums = UNIVERSITY[a.facts.emergencies.kind], policy.by_class("university_aid")
    values = sums.at(classes)
    return Measure(
        rows,
        values,
        values,
        sums.known(classes),
        sums.uses(classes, rows),
        lambda i: f"不低于 {yuan(values[i])}（含专项救助）",
        lambda i: f"不低于 {sums.revisions[classes[i]].worded} 元（含专项救助）",
        is_open=True,
    )
