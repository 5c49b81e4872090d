"""Property tests (条例 第十条、第十三条；认定办法 财产)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.codes import AssetKind
from eligibility.engine.criteria import (
    UNBOUNDED,
    Criterion,
    Figure,
    constant,
    require,
    try_each,
    yuan,
)
from eligibility.engine.versions import ByDate
from eligibility.programmes.dibao.means import none_unless_allowed, stated

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

HOUSE = AssetKind.having(AssetKind.HOUSE)
VEHICLE = AssetKind.having(AssetKind.VEHICLE)
BUSINESS = AssetKind.having(AssetKind.SHOP, AssetKind.COMPANY)
SQUARE_METRE = 100  # areas are kept in hundredths

LIMIT_2017 = "云阳府办发〔2017〕87号 财产"
LIMIT_2022 = "渝府办发〔2022〕128号 财产"


def criteria(a: Assessment) -> list[Criterion]:
    """Financial assets, houses, vehicles, shops and companies."""
    return [
        financial_assets(a),
        housing.on(a.on)(a),
        vehicles.on(a.on)(a),
        business(a),
    ]


# --- financial assets -----------------------------------------------------------------------

financial_limit: ByDate[[Assessment], Figure] = ByDate("金融资产上限")


@financial_limit.since("2016-05-01")
def _multiple_of_standard(a: Assessment) -> Figure:
    need = a.need
    values = try_each(a.policy.financial_multiple, lambda multiple: need.values * multiple)
    return need._replace(values=values, uses=(*need.uses, a.policy.financial_multiple.where()))


@financial_limit.since("2022-12-01")
def _or_exempt_for_illness(a: Assessment) -> Figure:
    """A serious illness under long treatment lifts the limit to so much a head (128号（二）)."""
    limit, members = _multiple_of_standard(a), a.facts.members
    patients = a.people.counted & members.is_majorly_ill & members.needs_long_treatment
    ill = members.any(patients)
    exempt = a.policy.illness_exempt_assets.value * a.people.headcount.values
    return limit._replace(
        values=np.where(ill, np.maximum(limit.values, exempt), limit.values),
        known=limit.known & ~members.any(patients & ~members.illness_verified),
        uses=(*limit.uses, a.policy.illness_exempt_assets.where(ill)),
    )


def financial_assets(a: Assessment) -> Criterion:
    """Deposits and the like within the limit."""
    means, assets = a.assets, a.facts.assets
    rows = means.of(a.policy.financial_assets)
    owned = means.total(rows, assets.value)
    unpriced = rows & ~assets.value_known
    owned = owned._replace(
        known=owned.known & ~assets.any(unpriced),
        lacks=(*owned.lacks, partial(means.lacking, unpriced, "金额未填")),
    )
    limit = partial(financial_limit.on(a.on), a)
    return require(
        "financial_assets",
        "金融资产",
        LIMIT_2022 if a.policy.in_force("illness_exempt_assets") else LIMIT_2017,
        owned,
        "<=",
        limit,
        say=(
            lambda row: f"{yuan(owned.values[row])} 元",
            lambda row: f"不超过 {_either(limit(), row)} 元",
        ),
        reached=stated(owned),
        note=lambda row: _note(a, owned, row),
    )


def _note(a: Assessment, owned: Figure, row: int) -> str:
    if not a.policy.in_force("illness_exempt_assets"):
        return ""
    exempt = _multiple_of_standard(a).values[row] < owned.values[row]
    if not exempt or financial_limit.on(a.on)(a).values[row] < owned.values[row]:
        return ""
    return "金融资产按重特大疾病家庭的上限认定，须附需长期维持治疗的诊断依据。"


def _either(limit: Figure, row: int) -> str:
    values = limit.values[row] if limit.values.ndim == 1 else limit.values[:, row]
    return " 或 ".join(yuan(value) for value in np.atleast_1d(values))


# --- houses ---------------------------------------------------------------------------------

housing: ByDate[[Assessment], Criterion] = ByDate("住房")


@housing.since("2016-05-01")
def _houses(a: Assessment) -> Criterion:
    """Two houses and more are too many when they are also large for the family."""
    return _housing(a, partial(_area_limit, a), LIMIT_2017)


@housing.since("2022-12-01")
def _houses_after_disaster(a: Assessment) -> Criterion:
    """As before; a family struck by disaster may have up to 1.3 times the district's average."""
    return _housing(a, partial(_area_limit_after_disaster, a), LIMIT_2022)


def _area_limit_after_disaster(a: Assessment) -> Figure:
    limit, struck = _area_limit(a), a.facts.households.caused_by_disaster
    average = a.policy.district_housing_area
    if average.is_known:
        exempt = a.people.headcount.values * (average.value * SQUARE_METRE * 13 // 10)
        values = np.where(struck, np.maximum(limit.values, exempt), limit.values)
    else:
        values = np.where(struck, UNBOUNDED, limit.values)
        limit = limit._replace(known=limit.known & ~struck)
    return limit._replace(values=values, uses=(*limit.uses, average.where(struck)))


def _area_limit(a: Assessment) -> Figure:
    people, policy = a.people.headcount, a.policy
    multiple = policy.house_area_multiple.value * SQUARE_METRE
    return people._replace(
        values=try_each(
            policy.minimum_housing_area, lambda area: people.values * (area * multiple)
        ),
        uses=(
            *people.uses,
            policy.house_area_multiple.where(),
            policy.minimum_housing_area.where(),
        ),
    )


def _housing(a: Assessment, limit: Callable[[], Figure], clause: str) -> Criterion:
    means, assets = a.assets, a.facts.assets
    rows = means.of(HOUSE) & ~assets.is_dangerous
    houses, area = means.count(rows), means.total(rows, assets.area)
    unmeasured = rows & ~assets.area_known
    several = assets.count(rows) >= 2
    area = area._replace(
        values=area.values * (houses.values >= 2),
        known=area.known & ~assets.any(unmeasured),
        lacks=(*area.lacks, partial(means.lacking, unmeasured, "建筑面积未填")),
    )
    return require(
        "housing",
        "住房",
        clause,
        area,
        "<=",
        limit,
        say=(
            lambda row: (
                f"{assets.count_in(row, rows)} 套，共"
                f" {yuan(assets.total_in(row, assets.area, rows))} ㎡"
            ),
            lambda row: (
                "不足 2 套，或人均建筑面积不超过最低住房保障标准"
                f"的 {a.policy.house_area_multiple.value} 倍"
            ),
        ),
        reached=several | ~means.surveyed,
    )


# --- vehicles -------------------------------------------------------------------------------

vehicles: ByDate[[Assessment], Criterion] = ByDate("机动车船")


@vehicles.since("2016-05-01")
def _none_allowed(a: Assessment) -> Criterion:
    means, rule = a.assets, a.policy.vehicle_rule
    owned = means.count(means.of(VEHICLE))
    return require(
        "vehicles",
        "机动车船",
        LIMIT_2017,
        owned,
        "<=",
        lambda: none_unless_allowed(rule, len(a)),
        say=(
            lambda row: f"{owned.values[row]} 辆（艘）",
            lambda row: "没有（残疾人代步轮椅车除外）",
        ),
        reached=stated(owned),
    )


@vehicles.since("2022-12-01")
def _old_ones_allowed(a: Assessment) -> Criterion:
    """Exempt up to a present value that somebody can vouch for."""
    means, assets = a.assets, a.facts.assets
    rows = means.of(VEHICLE)
    # Without evidence of its value a vehicle is not exempt, whatever it may be worth.
    worth = np.where(assets.has_value_evidence, assets.value, UNBOUNDED)
    owned = means.total(rows, worth)
    unpriced = rows & assets.has_value_evidence & ~assets.value_known
    owned = owned._replace(
        known=owned.known & ~assets.any(unpriced),
        uses=(a.policy.vehicle_exempt_value.where(),),
        lacks=(*owned.lacks, partial(means.lacking, unpriced, "现值未填")),
    )
    return require(
        "vehicles",
        "机动车船",
        LIMIT_2022,
        owned,
        "<=",
        lambda: constant(a.policy.vehicle_exempt_value.value, len(a)),
        say=(
            lambda row: (
                f"{assets.count_in(row, rows)} 辆（艘），现值"
                f" {yuan(assets.total_in(row, assets.value, rows))} 元"
            ),
            lambda row: (
                f"没有，或现值不超过 {yuan(a.policy.vehicle_exempt_value.value)} 元且有依据"
            ),
        ),
        reached=assets.any(rows) | ~means.surveyed,
    )


# --- shops and companies --------------------------------------------------------------------


def business(a: Assessment) -> Criterion:
    """Shops and registered companies."""
    means, rule = a.assets, a.policy.business_property_rule
    owned = means.count(means.of(BUSINESS))
    return require(
        "business",
        "商铺门面、注册企业公司",
        LIMIT_2017,
        owned,
        "<=",
        lambda: none_unless_allowed(rule, len(a)),
        say=(lambda row: f"{owned.values[row]} 处", lambda row: "没有"),
        reached=stated(owned),
    )
