"""Two people at once, each with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from households import actions
from households.actions import Identity
from households.models import Household, IncomeItem, Membership, Person
from yunyang_relief.core import idcards
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region, User

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs side by side; return their results or the refusals they met."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return job()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def number(serial: int) -> str:
    first = f"50023519800101{serial:03}"
    return first + idcards.check_character(first)


def test_every_household_gets_its_own_number(community: Region, caseworker: User) -> None:
    def opening(serial: int) -> Callable[[], Any]:
        identity = Identity("冉启明", number(serial))
        return lambda: actions.open_household(community, identity, actor=caseworker)

    opened = at_once(*(opening(serial) for serial in range(6)))
    assert sorted(household.number for household in opened) == [
        f"双江-{serial:04}" for serial in range(1, 7)
    ]


def test_one_person_enters_one_household(
    household: Household, community: Region, caseworker: User
) -> None:
    other = actions.open_household(community, Identity("谭桂香", number(1)), actor=caseworker)

    def adding(target: Household) -> Callable[[], Any]:
        child = Identity("冉雨桐", number(2))
        return lambda: actions.add_member(target, child, relation="30", actor=caseworker)

    results = at_once(adding(household), adding(other))
    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 1
    assert "一人同时只能在一户" in refusals[0].message
    assert Person.objects.filter(name="冉雨桐").count() == 1
    assert Membership.objects.filter(person__name="冉雨桐").count() == 1


def test_of_two_corrections_one_wins_and_the_other_is_told(
    household: Household, caseworker: User, second_caseworker: User
) -> None:
    def wage(amount: int) -> IncomeItem:
        return IncomeItem(
            household=household,
            person=household.head,
            kind="wage",
            monthly_amount=Decimal(amount),
            since=date(2019, 5, 1),
        )

    base = actions.save_fact(wage(2000), actor=caseworker)
    results = at_once(
        lambda: actions.save_fact(wage(2500), replaces=base, actor=caseworker),
        lambda: actions.save_fact(wage(2600), replaces=base, actor=second_caseworker),
    )
    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 1
    winner = IncomeItem.objects.current().get().recorded_by
    assert winner is not None
    assert winner.name in refusals[0].message


def test_a_household_has_one_open_survey(
    household: Household, caseworker: User, second_caseworker: User
) -> None:
    surveys = at_once(
        lambda: actions.start_survey(household, actor=caseworker),
        lambda: actions.start_survey(household, actor=second_caseworker),
    )
    assert surveys[0] == surveys[1]
