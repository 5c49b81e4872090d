"""Property, and spending that shows a family is better off than it says (认定办法)."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.openfisca_rules.base import (
    PASS,
    PENDING,
    Array,
    day,
    rule,
    settle,
    verdict,
    years_before,
)
from bench.openfisca_rules.entities import Household
from eligibility.engine.codes import AssetKind, ExpenditureKind, SpendingReason


def _owns(person: Any, period: Any, *kinds: AssetKind) -> Array:
    kind = person("asset_kind", period)
    owned = np.logical_or.reduce([kind == wanted for wanted in kinds])
    return person("has_asset", period) & person("counted", period) & owned


def _spends(person: Any, period: Any, *kinds: ExpenditureKind) -> Array:
    kind = person("expenditure_kind", period)
    spent = np.logical_or.reduce([kind == wanted for wanted in kinds])
    return person("has_expenditure", period) & person("counted", period) & spent


def _recent(person: Any, period: Any, years: int) -> Array:
    start = years_before(period, years)
    spent_on = person("expenditure_spent_on", period)
    return (spent_on >= start) & (spent_on <= day(period))


def _where_stated(values: Array, known: Array, found: Array) -> Array:
    """The verdict of those who have something, or may have; the others pass."""
    return np.where((values > 0) | ~known, found, PASS)


def _sum_and_known(
    household: Any, period: Any, rows: Array, values: Any, item: str, surveyed: str
) -> tuple[Array, Array]:
    """The verified sum by household, and whether nothing is in doubt."""
    verified = household.members(f"{item}_verified", period)
    total = household.sum(values * (rows & verified))
    return total, household(surveyed, period) & ~household.any(rows & ~verified)


# --- property -------------------------------------------------------------------------------


@rule(Household)
def financial_verdict(household: Any, period: Any, parameters: Any) -> Array:
    """Deposits and the like within 12 or 24 times the standard for everybody."""
    people, policy = household.members, parameters(period).dibao
    kinds = [AssetKind.at(AssetKind.numbers()[code]) for code in policy.financial_asset_kinds]
    rows = _owns(people, period, *kinds)
    values = people("asset_value", period)
    owned, known = _sum_and_known(household, period, rows, values, "asset", "assets_known")
    known = known & ~household.any(rows & ~people("asset_value_known", period))
    surveyed, need = household("members_known", period), household("need", period)
    sure = known & household("need_known", period)
    tried = [
        verdict(~surveyed | (owned <= need * multiple), sure)
        for multiple in policy.financial_multiple
    ]
    return _where_stated(owned, known, settle(tried))


@rule(Household)
def housing_verdict(household: Any, period: Any, _: Any) -> Array:
    """Two houses are too many when they are large; how large is not known to the county."""
    people = household.members
    rows = _owns(people, period, AssetKind.HOUSE) & ~people("asset_is_dangerous", period)
    several = household.sum(rows) >= 2
    return np.where(several | ~household("assets_known", period), PENDING, PASS)


@rule(Household)
def vehicle_verdict(household: Any, period: Any, _: Any) -> Array:
    """No vehicle."""
    rows = _owns(household.members, period, AssetKind.VEHICLE)
    owned, known = _sum_and_known(household, period, rows, 1, "asset", "assets_known")
    return _where_stated(owned, known, verdict(owned <= 0, known))


@rule(Household)
def business_verdict(household: Any, period: Any, _: Any) -> Array:
    """Shops and companies, which the county has still to rule on."""
    rows = _owns(household.members, period, AssetKind.SHOP, AssetKind.COMPANY)
    owned, known = _sum_and_known(household, period, rows, 1, "asset", "assets_known")
    return np.where((owned > 0) | ~known, PENDING, PASS)


# --- spending -------------------------------------------------------------------------------


@rule(Household)
def house_spending_verdict(household: Any, period: Any, parameters: Any) -> Array:
    """No house built, bought or done up, unless forced to."""
    people = household.members
    reason = people("expenditure_reason", period)
    forced = (
        (reason == SpendingReason.DISASTER)
        | (reason == SpendingReason.DANGER)
        | (reason == SpendingReason.DEMOLITION)
    )
    building = _spends(
        people, period, ExpenditureKind.HOUSE_BUILDING, ExpenditureKind.HOUSE_PURCHASE
    )
    done_up = _spends(people, period, ExpenditureKind.RENOVATION)
    of_choice = (building & ~forced) | (done_up & (reason != SpendingReason.CALAMITY))
    years = int(parameters(period).dibao.house_spending_years)
    rows = of_choice & _recent(people, period, years)
    found, known = _sum_and_known(household, period, rows, 1, "expenditure", "expenditure_known")
    return _where_stated(found, known, verdict(found <= 0, known))


@rule(Household)
def utilities_verdict(household: Any, period: Any, _: Any) -> Array:
    """Bills below a share of the standard that nobody knows."""
    people = household.members
    rows = _spends(people, period, ExpenditureKind.UTILITIES) & _recent(people, period, 1)
    amount = people("expenditure_amount", period)
    paid, known = _sum_and_known(
        household, period, rows, amount, "expenditure", "expenditure_known"
    )
    return np.where((paid > 0) | ~known, PENDING, PASS)


@rule(Household)
def study_abroad_verdict(household: Any, period: Any, _: Any) -> Array:
    """Nobody studies abroad."""
    people = household.members
    rows = _spends(people, period, ExpenditureKind.STUDY_ABROAD) & _recent(people, period, 1)
    found, known = _sum_and_known(household, period, rows, 1, "expenditure", "expenditure_known")
    return _where_stated(found, known, verdict(found <= 0, known))


def _each_person(household: Any, period: Any, kind: ExpenditureKind, multiple: float) -> Array:
    """A yearly charge below so many times the standard for each person."""
    people = household.members
    rows = _spends(people, period, kind) & _recent(people, period, 1)
    amount = people("expenditure_amount", period)
    _, known = _sum_and_known(household, period, rows, 1, "expenditure", "expenditure_known")
    most = household.max(amount * (rows & people("expenditure_verified", period)))
    sure = known & household("category_known", period)
    return _where_stated(
        most, known, verdict(most < household("standard", period) * multiple, sure)
    )


@rule(Household)
def private_tuition_verdict(household: Any, period: Any, parameters: Any) -> Array:
    """Fees of private schools."""
    multiple = parameters(period).dibao.private_tuition_multiple
    return _each_person(household, period, ExpenditureKind.PRIVATE_TUITION, multiple)


@rule(Household)
def premium_verdict(household: Any, period: Any, parameters: Any) -> Array:
    """Premiums of commercial insurance."""
    multiple = parameters(period).dibao.premium_multiple
    return _each_person(household, period, ExpenditureKind.INSURANCE_PREMIUM, multiple)


@rule(Household)
def hired_labour_verdict(household: Any, period: Any, _: Any) -> Array:
    """Families that employ others, which the county has still to rule on."""
    return np.where(household("hires_labour", period), PENDING, PASS)


VARIABLES = (
    *(financial_verdict, housing_verdict, vehicle_verdict, business_verdict),
    *(house_spending_verdict, utilities_verdict, study_abroad_verdict),
    *(private_tuition_verdict, premium_verdict, hired_labour_verdict),
)
