"""Reads over households, awards and pairs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from assistance.enums import Programme
from assistance.models import Award
from eligibility.enums import Basis, Verdict
from eligibility.models import Result
from households.models import Household

from .festivals import Festival
from .models import Helper, Pair, Visit

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

BANGFU = "bangfu"
# How findings and awards name the category of 城市低保.
URBAN_DIBAO = "城市低保"


def in_scope(day: date) -> QuerySet[Household]:
    """Households of 本次帮扶: on 城市低保, unless found to be outside it.

    The rural register takes a household out (22号文 一（二）、四（二）三); one whose standing is
    not decided yet stays in, so that nobody is forgotten.
    """
    outside = Result.objects.filter(
        household=OuterRef("household"),
        unit=OuterRef("unit"),
        programme=BANGFU,
        basis=Basis.VERIFIED,
        verdict=Verdict.FAIL,
    )
    awards = Award.objects.current(day).filter(
        ~Exists(outside),
        household=OuterRef("pk"),
        programme=Programme.DIBAO,
        category=URBAN_DIBAO,
    )
    households: QuerySet[Household] = Household.objects.open().filter(Exists(awards))
    return households


def has_main_helper(day: date) -> Exists:
    """The condition that somebody answers for a household on this day."""
    return Exists(Pair.objects.active_on(day).main().filter(household=OuterRef("pk")))


def unpaired(day: date) -> QuerySet[Household]:
    """Households of the scope that nobody answers for (帮困漏户, 22号文 四（三）二)."""
    return in_scope(day).exclude(has_main_helper(day))


def unvisited(festival: Festival, day: date) -> QuerySet[Household]:
    """Households of the scope that nobody has visited for a festival."""
    visits = Visit.objects.filter(
        household=OuterRef("pk"), visited_on__range=(festival.opens_on, festival.day)
    )
    return in_scope(day).exclude(Exists(visits))


def with_pairs(households: QuerySet[Household], day: date) -> QuerySet[Household]:
    """Load what a list shows: head, region and `current_pairs`, the main helper first."""
    current = Pair.objects.active_on(day).select_related("helper__unit").order_by("-role", "since")
    return households.select_related("head", "region").prefetch_related(
        Prefetch("pairs", current, to_attr="current_pairs")
    )


def households_of(helper: Helper, day: date) -> QuerySet[Pair]:
    """The pairs a helper has today."""
    pairs: QuerySet[Pair] = (
        Pair.objects.active_on(day)
        .filter(helper=helper)
        .select_related("household__head", "household__region")
    )
    return pairs


def main_helpers(households: Iterable[int], day: date) -> dict[int, Helper]:
    """Return who answers for each of these households, by household id."""
    pairs = Pair.objects.active_on(day).main().filter(household__in=households)
    return {pair.household_id: pair.helper for pair in pairs.select_related("helper__unit")}


def helper_choices(household: Household, user: User) -> QuerySet[Helper]:
    """Helpers in office that this user may send to a household."""
    helpers: QuerySet[Helper] = (
        Helper.objects.visible_to(user).serving(household.region_id).select_related("unit")
    )
    return helpers
