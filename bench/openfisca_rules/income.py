"""Income, the ordinary test, and the way in by expenditure (条例 第十条；22号文 二（一）二)."""

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.periods import DateUnit
from openfisca_core.populations import ADD

from bench.openfisca_rules.base import (
    FAIL,
    Array,
    day,
    first_day,
    half_up,
    month,
    months_before,
    rule,
    settle,
    verdict,
    years_before,
)
from bench.openfisca_rules.entities import Household, Person
from eligibility.engine.codes import ExpenditureKind, IncomeKind, Occupation


def _is_counted_kind(person: Any, period: Any, policy: Any) -> Array:
    excluded = {*policy.excluded_income, *policy.excluded_income_by_county, "support"}
    counts = np.array([kind.code not in excluded for kind in IncomeKind])
    return counts[person("income_kind", period)] & person("has_income", period)


def _is_support(person: Any, period: Any) -> Array:
    is_support = person("income_kind", period) == IncomeKind.SUPPORT
    return person("has_income", period) & is_support


# --- by person ------------------------------------------------------------------------------


@rule(Person, unit=DateUnit.MONTH)
def received(person: Any, period: Any, _: Any) -> Array:
    """What a person gets in a month, of whatever kind."""
    first = day(period)
    covered = (person("income_since", period) <= first) & (person("income_until", period) > first)
    return person("income_monthly_amount", period) * (person("has_income", period) & covered)


@rule(Person)
def twelvefold_month(person: Any, period: Any, parameters: Any) -> Array:
    """The month before, times twelve; farming is spread over the year before."""
    policy = parameters(period).dibao
    year = months_before(period, int(policy.farming_months))
    last = months_before(period, int(policy.income_months))
    return np.where(
        person("income_kind", period) == IncomeKind.FARMING,
        person("received", year, options=[ADD]),
        person("received", last, options=[ADD]) * int(policy.farming_months),
    )


@rule(Person)
def half_year(person: Any, period: Any, parameters: Any) -> Array:
    """Everything received over the window of 支出型."""
    months = int(parameters(period).dibao.expenditure_months)
    return person("received", months_before(period, months), options=[ADD])


@rule(Person)
def support_due(person: Any, period: Any, parameters: Any) -> Array:
    """What the person's obligor owes a month; nothing while that is not verified."""
    policy = parameters(period).dibao
    standard = person.household("standard", period)
    exempt = standard * person("obligor_family_size", period) * policy.support_exempt_multiple
    spare = np.maximum(person("obligor_family_monthly_income", period) - exempt, 0)
    share = half_up(
        (spare * policy.support_ratio * 2).astype(np.int64),
        2 * person("obligor_supported_persons", period).astype(np.int64),
    )
    owed = np.maximum(share, person("obligor_ordered_amount", period))
    able = person("obligor_is_able", period) & ~person("obligor_is_on_dibao", period)
    stated = person("has_obligor", period) & person("obligor_verified", period)
    return owed * (person("counted", period) & able & stated)


@rule(Person, bool)
def unproven_wage(person: Any, period: Any, _: Any) -> Array:
    """Employed, and without proof of the wage."""
    employed = person("occupation", period) == Occupation.EMPLOYED
    return person("counted", period) & employed & ~person("has_income_proof", period)


@rule(Person, bool)
def unsettled_work(person: Any, period: Any, parameters: Any) -> Array:
    """Of working age, and nobody has checked what work there is."""
    grown_before = years_before(period, int(parameters(period).dibao.working_age_from))
    checked = person("condition_known", period) & person("condition_verified", period)
    return person("counted", period) & (person("born_on", period) <= grown_before) & ~checked


@rule(Person, unit=DateUnit.MONTH)
def below_minimum_wage(person: Any, period: Any, parameters: Any) -> Array:
    """What the verified wage of a month lacks of the minimum wage."""
    is_wage = person("income_kind", period) == IncomeKind.WAGE
    wage = person("received", period) * (is_wage & person("income_verified", period))
    return np.maximum(parameters(period).dibao.minimum_wage - wage, 0)


# --- by household ---------------------------------------------------------------------------


def _income(household: Any, period: Any, received: str, months: int, policy: Any) -> Array:
    """Income over some months: what counts, and the larger of support paid and due."""
    people = household.members
    verified = people("counted", period) & people("income_verified", period)
    sure = people(received, period) * verified
    ordinary = household.sum(sure * _is_counted_kind(people, period, policy))
    support = household.sum(sure * _is_support(people, period))
    due = household.sum(people("support_due", period)) * months
    return ordinary + np.maximum(support, due)


def _imputed(household: Any, period: Any, months: int) -> Array:
    """What is imputed over some months to those who cannot prove their wage."""
    people = household.members
    lacking = people("below_minimum_wage", months_before(period, months), options=[ADD])
    return household.sum(lacking * people("unproven_wage", period))


@rule(Household)
def monthly_income(household: Any, period: Any, parameters: Any) -> Array:
    """A month's income in twelfths of a 分."""
    policy = parameters(period).dibao
    year = int(policy.farming_months)
    imputed = _imputed(household, period, int(policy.income_months)) * year
    return _income(household, period, "twelvefold_month", year, policy) + imputed


@rule(Household)
def half_year_income(household: Any, period: Any, parameters: Any) -> Array:
    """Income over the window of 支出型, 分."""
    policy = parameters(period).dibao
    months = int(policy.expenditure_months)
    received = _income(household, period, "half_year", months, policy)
    return received + _imputed(household, period, months)


def _income_known(household: Any, period: Any, received: str, policy: Any) -> Array:
    people = household.members
    matters = _is_counted_kind(people, period, policy) | _is_support(people, period)
    doubtful = matters & (people(received, period) > 0) & ~people("income_verified", period)
    doubtful |= people("has_obligor", period) & ~people("obligor_verified", period)
    doubtful = (doubtful & people("counted", period)) | people("unsettled_work", period)
    surveyed = household("income_known", period) & household("obligors_known", period)
    return surveyed & ~household.any(doubtful)


@rule(Household, bool)
def monthly_income_known(household: Any, period: Any, parameters: Any) -> Array:
    """Whether a month's income is settled."""
    return _income_known(household, period, "twelvefold_month", parameters(period).dibao)


@rule(Household, bool)
def half_year_income_known(household: Any, period: Any, parameters: Any) -> Array:
    """Whether the income over the window of 支出型 is settled."""
    return _income_known(household, period, "half_year", parameters(period).dibao)


@rule(Household)
def ordinary_verdict(household: Any, period: Any, parameters: Any) -> Array:
    """Income per head below the standard."""
    limit = household("need", period) * int(parameters(period).dibao.farming_months)
    below = ~household("members_known", period) | (household("monthly_income", period) < limit)
    known = household("monthly_income_known", period) & household("need_known", period)
    return verdict(below, known)


# --- 支出型 ---------------------------------------------------------------------------------


@rule(Person)
def self_paid_medical(person: Any, period: Any, _: Any) -> Array:
    """Treatment in the window, where illness is a cause or no cause is stated."""
    kind = person("expenditure_kind", period) == ExpenditureKind.MEDICAL
    return _self_paid(person, period, kind, "caused_by_illness")


@rule(Person)
def self_paid_tuition(person: Any, period: Any, _: Any) -> Array:
    """Tuition in the window, where schooling is a cause or no cause is stated."""
    kind = person("expenditure_kind", period) == ExpenditureKind.TUITION
    return _self_paid(person, period, kind, "caused_by_schooling")


def _self_paid(person: Any, period: Any, kind: Array, cause: str) -> Array:
    now = month(period)
    spent_on = person("expenditure_spent_on", period)
    within = (spent_on >= first_day(now - 6)) & (spent_on < first_day(now))
    caused = person.household(cause, period) | ~person.household("hardship_known", period)
    paid = person("expenditure_amount", period) - person("expenditure_reimbursed", period)
    relevant = person("has_expenditure", period) & person("counted", period) & kind & caused
    return paid * (relevant & within)


@rule(Household)
def medical(household: Any, period: Any, _: Any) -> Array:
    """Treatment that may be deducted."""
    return household.sum(household.members("self_paid_medical", period))


@rule(Household)
def tuition(household: Any, period: Any, _: Any) -> Array:
    """Tuition that may be deducted."""
    return household.sum(household.members("self_paid_tuition", period))


@rule(Household, bool)
def burden_known(household: Any, period: Any, _: Any) -> Array:
    """Whether spending and causes are settled."""
    people = household.members
    paid = people("self_paid_medical", period) + people("self_paid_tuition", period)
    doubtful = (paid > 0) & ~people("expenditure_verified", period)
    causes = household("hardship_known", period) & household("hardship_verified", period)
    return household("expenditure_known", period) & causes & ~household.any(doubtful)


@rule(Household)
def expenditure_verdict(household: Any, period: Any, parameters: Any) -> Array:
    """Below the standard once treatment or tuition is paid, whichever may be deducted."""
    months = int(parameters(period).dibao.expenditure_months)
    one, two = household("medical", period), household("tuition", period)
    unsurveyed = ~household("expenditure_known", period)
    known = household("burden_known", period)
    cause = verdict(unsurveyed | (one + two > 0), known)
    limit = household("need", period) * months
    open_ended = unsurveyed | ~household("members_known", period)
    known = known & household("half_year_income_known", period) & household("need_known", period)
    below = settle(
        [
            verdict(open_ended | (household("half_year_income", period) - paid < limit), known)
            for paid in (np.maximum(one, two), one + two)
        ]
    )
    return np.minimum(cause, below)


@rule(Household, bool)
def by_expenditure(household: Any, period: Any, _: Any) -> Array:
    """Who comes in by expenditure."""
    failed = household("ordinary_verdict", period) == FAIL
    return failed & (household("expenditure_verdict", period) != FAIL)


@rule(Household)
def income_verdict(household: Any, period: Any, _: Any) -> Array:
    """Either way in."""
    ordinary = household("ordinary_verdict", period)
    return np.where(ordinary == FAIL, household("expenditure_verdict", period), ordinary)


VARIABLES = (
    *(
        received,
        twelvefold_month,
        half_year,
        below_minimum_wage,
        support_due,
        unproven_wage,
        unsettled_work,
    ),
    *(monthly_income, half_year_income),
    *(monthly_income_known, half_year_income_known, ordinary_verdict),
    *(self_paid_medical, self_paid_tuition, medical, tuition, burden_known),
    *(expenditure_verdict, by_expenditure, income_verdict),
)
