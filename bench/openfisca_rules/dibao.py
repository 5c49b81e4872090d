"""低保 as a whole: the verdict and the monthly amount (条例 第二十条、第二十一条)."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.openfisca_rules import income, people, property
from bench.openfisca_rules.base import (
    FAIL,
    PASS,
    PENDING,
    Array,
    day,
    half_up,
    number,
    rule,
    years_before,
)
from bench.openfisca_rules.entities import Household, Person
from eligibility.engine.codes import Labour, Occupation, Sex

OUT_OF_WORK = (
    Occupation.REGISTERED_UNEMPLOYED,
    Occupation.UNREGISTERED_UNEMPLOYED,
    Occupation.NOT_WORKING,
)
CONDITIONS = (
    "members_verdict",
    "category_verdict",
    "income_verdict",
    "financial_verdict",
    "housing_verdict",
    "vehicle_verdict",
    "business_verdict",
    "house_spending_verdict",
    "utilities_verdict",
    "study_abroad_verdict",
    "private_tuition_verdict",
    "premium_verdict",
    "hired_labour_verdict",
    "key_persons_verdict",
)


@rule(Person, bool)
def holds_card(person: Any, period: Any, _: Any) -> Array:
    """Has a disability card that is valid."""
    graded = person("disability_grade", period) > 0
    valid = person("disability_valid_until", period) >= day(period)
    return person("counted", period) & graded & valid


def _classes(person: Any, period: Any, policy: Any) -> list[tuple[Array, float]]:
    """The five classes of 分类重点救助: who is in each, and what it adds."""
    who, card = person("counted", period), person("holds_card", period)
    born_on, studying = person("born_on", period), person("studying", period)
    month_end = period.start.offset("last-of", "month")
    old = born_on <= number(month_end.offset(-int(policy.elderly_age), "year"))
    small = born_on > years_before(period, int(min(policy.preschool_age)))
    return [
        (card & (person("disability_grade", period) <= 2), policy.severe_addition),
        (who & person("is_majorly_ill", period), policy.illness_addition),
        (who & old, policy.elderly_addition),
        (who & small & ~studying, policy.preschool_addition),
        (who & studying, policy.student_addition),
    ]


@rule(Person)
def addition(person: Any, period: Any, parameters: Any) -> Array:
    """The highest of the five classes, and what disabled people get on top."""
    policy = parameters(period).dibao
    classes = _classes(person, period, policy)
    highest = np.maximum.reduce([members * added for members, added in classes])
    return highest + person("holds_card", period) * policy.disabled_addition


@rule(Person, bool)
def key_person(person: Any, period: Any, parameters: Any) -> Array:
    """Who gets an addition."""
    classes = _classes(person, period, parameters(period).dibao)
    return np.logical_or.reduce([members for members, _ in classes]) | person("holds_card", period)


@rule(Household)
def key_persons_verdict(household: Any, period: Any, _: Any) -> Array:
    """What the additions rest on is verified; nobody fails here."""
    members = household.members
    verified = (
        members("disability_verified", period)
        & members("illness_verified", period)
        & members("enrolment_verified", period)
    )
    doubtful = household.any(members("counted", period) & ~verified)
    return np.where(doubtful, PENDING, PASS)


@rule(Household)
def dibao_verdict(household: Any, period: Any, _: Any) -> Array:
    """Every condition must hold."""
    return np.minimum.reduce([household(name, period) for name in CONDITIONS])


@rule(Household)
def gap(household: Any, period: Any, parameters: Any) -> Array:
    """户月差额: the standard for everybody less what the household has."""
    policy = parameters(period).dibao
    need, year = household("need", period), int(policy.farming_months)
    months = int(policy.expenditure_months)
    ordinary = np.maximum(need * year - household("monthly_income", period), 0)
    paid = np.maximum(household("medical", period), household("tuition", period))
    left = np.maximum(household("half_year_income", period) - paid, 0)
    reduced = np.maximum(need * months - left, 0)
    by_expenditure = household("by_expenditure", period)
    return np.where(by_expenditure, half_up(reduced, months), half_up(ordinary, year))


@rule(Household, bool)
def gap_known(household: Any, period: Any, _: Any) -> Array:
    """Whether all that the gap rests on is settled."""
    reduced = household("half_year_income_known", period) & household("burden_known", period)
    received = np.where(
        household("by_expenditure", period), reduced, household("monthly_income_known", period)
    )
    return household("need_known", period) & received


@rule(Household)
def dibao_total(household: Any, period: Any, _: Any) -> Array:
    """分 a month; nothing where the verdict is FAIL or the sum is not known."""
    total = household("gap", period) + household.sum(household.members("addition", period))
    settled = household("gap_known", period) & (household("key_persons_verdict", period) == PASS)
    return total * (settled & (household("dibao_verdict", period) != FAIL))


# --- the class and the next review ----------------------------------------------------------


@rule(Person, bool)
def able_to_work(person: Any, period: Any, parameters: Any) -> Array:
    """Able, of working age, and not at school."""
    policy, born_on = parameters(period).dibao, person("born_on", period)
    retired = np.where(
        person("sex", period) == Sex.MALE,
        years_before(period, int(policy.working_age_men)),
        years_before(period, int(policy.working_age_women)),
    )
    fit = person("condition_known", period) & (person("labour", period) == Labour.ABLE)
    of_age = (born_on <= years_before(period, int(policy.working_age_from))) & (born_on > retired)
    return person("counted", period) & fit & of_age & ~person("studying", period)


@rule(Person, bool)
def out_of_work(person: Any, period: Any, _: Any) -> Array:
    """Able, and without work."""
    without = np.isin(person("occupation", period), OUT_OF_WORK)
    return person("able_to_work", period) & without


@rule(Household)
def dibao_class(household: Any, period: Any, _: Any) -> Array:
    """A, B, C or none of them, as 0 to 3 (条例 第二十六条)."""
    members, size = household.members, household("size", period)
    able = household.sum(members("able_to_work", period))
    all_key = household.sum(members("key_person", period)) == size
    return np.select([all_key & (size > 0), able == 1, able >= 2], [0, 1, 2], 3)


@rule(Household)
def review_months(household: Any, period: Any, parameters: Any) -> Array:
    """Months to the next review; sooner where somebody able has no work."""
    policy, urban = parameters(period).dibao, household("is_urban", period)
    c = np.where(urban, policy.review_c_urban, policy.review_c_rural)
    by_class = np.choose(
        household("dibao_class", period),
        [policy.review_a, policy.review_b, c, policy.review_unclassified],
    )
    idle = np.where(urban, policy.review_idle_urban, policy.review_idle_rural)
    has_idle = household.any(household.members("out_of_work", period))
    return np.where(has_idle, np.minimum(by_class, idle), by_class)


VARIABLES = (
    *people.VARIABLES,
    *income.VARIABLES,
    *property.VARIABLES,
    *(holds_card, addition, key_person, key_persons_verdict, dibao_verdict, gap, gap_known),
    *(dibao_total, able_to_work, out_of_work, dibao_class, review_months),
)
