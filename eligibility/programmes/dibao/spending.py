"""Spending that shows a family is better off than it says (认定办法 消费支出五情形)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import ExpenditureKind, SpendingReason
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import (
    Criterion,
    Figure,
    constant,
    require,
    try_each,
    yuan,
)
from eligibility.engine.dates import months_earlier
from eligibility.engine.parameters import Revision
from eligibility.programmes.dibao.means import none_unless_allowed, stated

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

BUILDING = ExpenditureKind.having(ExpenditureKind.HOUSE_BUILDING, ExpenditureKind.HOUSE_PURCHASE)
RENOVATION = ExpenditureKind.having(ExpenditureKind.RENOVATION)
UTILITIES = ExpenditureKind.having(ExpenditureKind.UTILITIES)
STUDY_ABROAD = ExpenditureKind.having(ExpenditureKind.STUDY_ABROAD)
PRIVATE_TUITION = ExpenditureKind.having(ExpenditureKind.PRIVATE_TUITION)
PREMIUM = ExpenditureKind.having(ExpenditureKind.INSURANCE_PREMIUM)
FORCED = SpendingReason.having(
    SpendingReason.DISASTER, SpendingReason.DANGER, SpendingReason.DEMOLITION
)
CALAMITY = SpendingReason.having(SpendingReason.CALAMITY)

CLAUSE = "云阳府办发〔2017〕87号 消费支出情形"


def criteria(a: Assessment) -> list[Criterion]:
    """The five situations, in their order."""
    return [
        house_spending(a),
        utilities(a),
        study_abroad(a),
        _each_person(
            a,
            ("private_tuition", "义务教育阶段民办学校学费", f"{CLAUSE}三"),
            PRIVATE_TUITION,
            a.policy.private_tuition_multiple,
        ),
        _each_person(
            a,
            ("insurance_premium", "商业保险年缴费", f"{CLAUSE}四"),
            PREMIUM,
            a.policy.premium_multiple,
        ),
        hired_labour(a),
    ]


def _recent(a: Assessment, rows: Flags, years: int) -> Flags:
    """Of some rows, those of the last years before the application, both ends included."""
    if not rows.any():
        return rows
    items = a.facts.expenditures
    start = months_earlier(a.applied_on, 12 * years)[items.household]
    return rows & (items.spent_on >= start) & (items.spent_on <= a.applied_on[items.household])


def house_spending(a: Assessment) -> Criterion:
    """No house built or bought, none done up at great cost, unless forced to."""
    means, reason, years = a.spending, a.facts.expenditures.reason, a.policy.house_spending_years
    of_choice = (means.of(BUILDING) & ~FORCED[reason]) | (means.of(RENOVATION) & ~CALAMITY[reason])
    found = means.count(_recent(a, of_choice, years.value))
    return require(
        "house_spending",
        "修建、购买、装修住房",
        f"{CLAUSE}一",
        found._replace(uses=(years.where(),)),
        "<=",
        lambda: constant(0, len(a)),
        say=(
            lambda row: f"{years.value} 年内 {found.values[row]} 次",
            lambda row: f"{years.value} 年内没有（因灾重建、排危、国家基础设施拆迁、重大变故除外）",
        ),
        reached=stated(found),
    )


def utilities(a: Assessment) -> Criterion:
    """Monthly bills below a share of the standard that the county sets."""
    means, need, share = a.spending, a.need, a.policy.utilities_share
    paid = means.total(_recent(a, means.of(UTILITIES), 1), a.facts.expenditures.amount)

    def part(ratio: Fraction) -> Ints:
        """The least whole 分 that is not below the share."""
        least: Ints = -(-need.values * ratio.numerator // ratio.denominator)
        return least

    return require(
        "utilities",
        "水电燃料、通讯、物业费",
        f"{CLAUSE}二",
        paid,
        "<",
        lambda: need._replace(values=try_each(share, part), uses=(*need.uses, share.where())),
        say=(
            lambda row: f"月均 {yuan(paid.values[row])} 元",
            lambda row: f"低于标准的一定比例（{share.worded}）",
        ),
        reached=stated(paid),
    )


def study_abroad(a: Assessment) -> Criterion:
    """Nobody studies abroad at the family's expense."""
    found = a.spending.count(_recent(a, a.spending.of(STUDY_ABROAD), 1))
    return require(
        "study_abroad",
        "自费出国留学",
        f"{CLAUSE}三",
        found,
        "<=",
        lambda: constant(0, len(a)),
        say=(lambda row: f"{found.values[row]} 人次", lambda row: "没有"),
        reached=stated(found),
    )


def _each_person(
    a: Assessment, heading: tuple[str, str, str], kinds: Flags, multiple: Revision[int]
) -> Criterion:
    """A yearly charge below so many times the standard for each person."""
    means, standard = a.spending, a.standard
    rows = _recent(a, means.of(kinds), 1)
    paid = means.most_for_one(rows, a.facts.expenditures.amount)

    def limit() -> Figure:
        values = standard.values * multiple.value
        return standard._replace(values=values, uses=(*standard.uses, multiple.where()))

    return require(
        *heading,
        paid,
        "<",
        limit,
        say=(
            lambda row: f"每年 {yuan(paid.values[row])} 元/人",
            lambda row: (
                f"低于 {yuan(standard.values[row])} × {multiple.value}"
                f" = {yuan(limit().values[row])} 元/人"
            ),
        ),
        reached=stated(paid),
    )


def hired_labour(a: Assessment) -> Criterion:
    """A family that employs others; what the county holds of it is not known."""
    households, rule = a.facts.households, a.policy.hired_labour_rule
    hires = (households.hires_labour & a.is_family).astype(np.int64)
    return require(
        "hired_labour",
        "雇人经营",
        f"{CLAUSE}五",
        Figure(
            hires * households.circumstances_verified,
            households.circumstances_known & households.circumstances_verified,
        ),
        "<=",
        lambda: none_unless_allowed(rule, len(a)),
        say=(lambda row: "有" if hires[row] else "没有", lambda row: "没有"),
        reached=hires > 0,
    )
