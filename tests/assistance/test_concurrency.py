"""Two people at the same moment, on connections of their own: one wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from assistance import actions
from assistance.enums import Stage
from assistance.models import Award, Case, Decision, Notice
from yunyang_relief.core import clock
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.models import User

from .families import AMOUNT, entitled_household
from .walks import Team, Walk

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(walk: Walk, *calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; return results or refusals in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with clock.on(walk.day):
                barrier.wait(timeout=10)
                return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_officials_decide_at_once(walk: Walk, second_county_officer: User) -> None:
    walk.to_confirmation()
    case, version = walk.case, walk.case.version
    first, second = walk.team.officer, second_county_officer

    def approve() -> Case:
        return actions.advance(
            case, "approve", actor=first, version=version, data={"amount": AMOUNT}
        )

    def refuse() -> Case:
        return actions.advance(
            case, "refuse", actor=second, version=version, note="入户发现另有住房"
        )

    results = at_once(walk, approve, refuse)

    lost = next(result for result in results if isinstance(result, Refused))
    won = next(result for result in results if isinstance(result, Case))
    winner = first if won.stage == Stage.APPROVED else second
    assert isinstance(lost, Stale)
    assert winner.name in lost.message
    assert "已于" in lost.message
    assert won.get_stage_display() in lost.message
    assert Decision.objects.count() == 1
    assert Award.objects.count() == (won.stage == Stage.APPROVED)
    assert case.steps.filter(version=version + 1).count() == 1


def test_one_household_applies_once(walk: Walk, second_caseworker: User) -> None:
    def apply_as(actor: User) -> Callable[[], Case]:
        head = walk.household.head
        return lambda: actions.open_case(
            walk.household, applicant=head, applied_on=walk.day, actor=actor
        )

    results = at_once(walk, apply_as(walk.team.caseworker), apply_as(second_caseworker))

    assert sum(isinstance(result, Case) for result in results) == 1
    refused = next(result for result in results if isinstance(result, Refused))
    assert "已有一件低保申请在办" in refused.message
    assert Case.objects.count() == 1


def test_numbers_and_notices_are_not_doubled(team: Team, walk: Walk) -> None:
    other = Walk(team, entitled_household(walk.household.region, team.caseworker))
    for each in (walk, other):
        each.to_review().propose()

    at_once(walk, walk.publish, other.publish)

    assert Notice.objects.count() == 1
    assert Notice.objects.get().entries.count() == 2
    assert len(set(Case.objects.values_list("number", flat=True))) == 2


def test_months_are_made_once(walk: Walk) -> None:
    walk.to_confirmation().approve()
    month = walk.day.replace(month=walk.day.month + 2, day=1)

    made = at_once(walk, *[lambda: actions.extend_entitlements(month)] * 4)

    assert sum(made) == 2
    months = list(Award.objects.get().entitlements.values_list("month__month", flat=True))
    assert months == [11, 10, 9]
