"""应保未保 and 应退未退: told to people, gone by themselves, changing no award."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistance import actions
from assistance.enums import EndReason
from assistance.models import Award
from eligibility.actions import recompute
from eligibility.enums import Cause
from households.models import Household, IncomeItem
from yunyang_relief.core import clock, flags
from yunyang_relief.core.models import Flag, User

from .walks import Walk

pytestmark = pytest.mark.django_db
ON = date(2019, 9, 30)
TITLED, UNTITLED = "entitled_without_award", "award_without_title"


def look(household: Household, on: date = ON) -> set[str]:
    """Work the household out, refresh the warnings, and say which of ours stand."""
    with clock.on(on):
        recompute([household.pk], on=on, cause=Cause.REVIEW)
        flags.refresh(on, kinds=(TITLED, UNTITLED))
    return set(Flag.objects.open().values_list("kind", flat=True))


def test_who_meets_every_condition_is_told_until_they_apply(walk: Walk) -> None:
    assert look(walk.household) == {TITLED}
    walk.apply()
    assert look(walk.household) == set()


def test_it_closes_when_the_facts_change(poor_household: Household) -> None:
    assert look(poor_household) == {TITLED}
    IncomeItem.objects.update(monthly_amount=5000)
    assert look(poor_household) == set()


def test_an_award_whose_conditions_fail_is_told_and_stays(walk: Walk, county_officer: User) -> None:
    walk.to_confirmation().approve()
    award = Award.objects.get()
    assert look(walk.household) == set()
    IncomeItem.objects.update(monthly_amount=5000)
    assert look(walk.household) == {UNTITLED}
    award.refresh_from_db()
    assert (award.end_month, award.amount) == (None, Decimal("440.00"))
    with clock.on(ON):
        actions.stop_award(
            award,
            month=date(2019, 10, 1),
            reason=EndReason.INCOME,
            note="收入超过标准",
            actor=county_officer,
        )
    assert look(walk.household) == set()
