"""Who counts, and the standard that follows (条例 第十一条；申请审批规程)."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.openfisca_rules.base import (
    PASS,
    PENDING,
    Array,
    day,
    rule,
    verdict,
    years_before,
)
from bench.openfisca_rules.entities import Household, Person
from eligibility.engine.codes import AbsenceKind, HukouKind, Stage


@rule(Person, bool)
def present(person: Any, period: Any, _: Any) -> Array:
    """Alive, in the household and in its unit."""
    today = day(period)
    return (
        (person("unit", period) == 0)
        & (person("born_on", period) <= today)
        & (person("died_on", period) > today)
        & (person("since", period) <= today)
        & (person("until", period) > today)
    )


@rule(Person, bool)
def away(person: Any, period: Any, parameters: Any) -> Array:
    """In a state that takes its person out of the people who live together."""
    policy = parameters(period).dibao
    kind, since = person("absence", period), person("absent_since", period)
    left = np.zeros(kind.size, dtype=bool)
    for code in policy.uncounted_absences:
        years = policy.clergy_absence_years if code == "clergy" else 0
        left |= (kind == AbsenceKind.numbers()[code]) & (since <= years_before(period, years))
    return left & (person("absent_until", period) > day(period))


@rule(Person, bool)
def counted(person: Any, period: Any, _: Any) -> Array:
    """Who counts as living together."""
    return person("present", period) & ~person("away", period)


@rule(Person, bool)
def doubtfully_away(person: Any, period: Any, _: Any) -> Array:
    """Left out on the word of nobody who checked it."""
    checked = person("absence_verified", period) & person("enrolment_verified", period)
    return person("present", period) & person("away", period) & ~checked


@rule(Person, bool)
def studying(person: Any, period: Any, _: Any) -> Array:
    """At school, kindergarten aside."""
    stage = person("stage", period)
    return (stage != Stage.NONE) & (stage != Stage.KINDERGARTEN)


@rule(Household)
def size(household: Any, period: Any, _: Any) -> Array:
    """How many people count."""
    return household.sum(household.members("counted", period))


@rule(Household)
def most_people(household: Any, period: Any, _: Any) -> Array:
    """How many may count, as far as the members are surveyed."""
    doubtful = household.sum(household.members("doubtfully_away", period))
    return household("size", period) + doubtful


@rule(Household, bool)
def people_known(household: Any, period: Any, _: Any) -> Array:
    """Whether it is settled who counts."""
    doubtful = household.any(household.members("doubtfully_away", period))
    return household("members_known", period) & ~doubtful


@rule(Household)
def members_verdict(household: Any, period: Any, _: Any) -> Array:
    """At least one person counts."""
    surveyed = household("members_known", period)
    enough = ~surveyed | (household("most_people", period) >= 1)
    return verdict(enough, household("people_known", period))


# --- the standard ---------------------------------------------------------------------------


@rule(Household, bool)
def is_urban(household: Any, period: Any, _: Any) -> Array:
    """城市低保: town dwellers without land, and 原农转城 residents."""
    kind = household("hukou_kind", period)
    land = household("has_contracted_land", period) | household("has_collective_income", period)
    return (kind == HukouKind.CONVERTED) | ((kind == HukouKind.URBAN) & ~land)


@rule(Household, bool)
def category_known(household: Any, period: Any, _: Any) -> Array:
    """Whether the circumstances are stated and checked."""
    stated = household("circumstances_known", period)
    return stated & household("circumstances_verified", period)


@rule(Household)
def category_verdict(household: Any, period: Any, _: Any) -> Array:
    """The category is settled; nobody fails here."""
    return np.where(household("category_known", period), PASS, PENDING)


@rule(Household)
def standard(household: Any, period: Any, parameters: Any) -> Array:
    """The monthly standard of one person; the higher one while the category is not settled."""
    policy = parameters(period).dibao
    urban = household("is_urban", period) | ~household("category_known", period)
    return np.where(urban, policy.urban_standard, policy.rural_standard)


@rule(Household)
def need(household: Any, period: Any, _: Any) -> Array:
    """The standard for everybody, as far as the members are surveyed."""
    return household("standard", period) * household("most_people", period)


@rule(Household, bool)
def need_known(household: Any, period: Any, _: Any) -> Array:
    """Whether category and people are settled."""
    return household("category_known", period) & household("people_known", period)


VARIABLES = (
    *(present, away, counted, doubtfully_away, studying, size, most_people, people_known),
    *(members_verdict, is_urban, category_known, category_verdict, standard, need, need_known),
)
