"""Two people at the same moment over the same money: one wins, nothing is paid twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from assistance import actions
from assistance.enums import BatchState, Programme
from assistance.models import Fund, PaymentBatch, PaymentLine
from assistance.paying.funding import balances
from tests.people import make_region, make_user
from yunyang_relief.core import clock
from yunyang_relief.core.access import Role
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User

from .payments import TODAY, Office, answers

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; return results or refusals in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with clock.on(TODAY):
                barrier.wait(timeout=10)
                return call()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_batches_for_one_month_have_one_winner(office: Office, second_caseworker: User) -> None:
    office.household("冉启明")
    office.household("向秀英", account="6217000000000000020")

    def build_as(actor: User) -> Callable[[], PaymentBatch]:
        return lambda: actions.build_batch(office.township, Programme.DIBAO, actor=actor)

    results = at_once(*map(build_as, (office.caseworker, second_caseworker)))

    lost = [result for result in results if isinstance(result, Refused)]
    assert [refusal.code for refusal in lost] == ["batch-open"]
    assert PaymentBatch.objects.count() == 1
    assert PaymentLine.objects.count() == 2


def test_two_batches_cannot_draw_the_same_money(office: Office) -> None:
    """The fund pays one of two batches; 440.00 are in it, both want 440.00."""
    with clock.on(TODAY):
        office.fund("440.00", Programme.DIBAO, Programme.TEKUN)
        office.household("冉启明")
        office.household("向秀英", account="6217000000000000020", programme=Programme.TEKUN)
        first = office.to_reviewed(office.build())
        second = office.to_reviewed(office.build(Programme.TEKUN))

    results = at_once(
        lambda: office.step(first, "approve", office.finance),
        lambda: office.step(second, "approve", office.finance),
    )

    lost = [result for result in results if isinstance(result, Refused)]
    assert [refusal.code for refusal in lost] in (["no-fund"], ["not-now"])
    assert PaymentBatch.objects.filter(state=BatchState.LOCKED).count() == 1
    assert Fund.objects.get().drawn == Decimal("440.00")
    assert balances(Fund.objects.all())[0].difference == 0


def test_one_reply_read_by_two_people_counts_once(office: Office) -> None:
    with clock.on(TODAY):
        office.fund()
        office.household("冉启明")
        batch = office.to_exported(office.build())
    content = answers(batch, {"冉启明": "账户冻结"})

    def read() -> int:
        return actions.take_reply(batch, "回盘.csv", content, actor=office.finance)

    assert sorted(at_once(read, read, read)) == [0, 0, 1]
    assert Fund.objects.get().drawn == Decimal("0.00")


def test_townships_build_side_by_side(office: Office, county_officer: User) -> None:
    other = make_region("500235002", "青龙街道")
    office.household("冉启明")
    neighbour = Office(
        other,
        make_region("500235002901", "白云社区"),
        make_user("neighbour", Role.CASEWORKER, other),
        office.officer,
        office.finance,
    )
    neighbour.household("向秀英", account="6217000000000000020")

    results = at_once(office.build, neighbour.build)

    assert all(isinstance(result, PaymentBatch) for result in results)
    assert [batch.lines.count() for batch in results] == [1, 1]
