"""The demo's payments: past months paid to the last fen, this month a draft, failures mended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from assistance.enums import BatchState, LineState
from assistance.models import Fund, PaymentBatch, PaymentLine
from assistance.paying.funding import balances
from reports.demo import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        seeding.seed(households=300, seed=1)
        yield
        transaction.set_rollback(True)


def test_past_months_are_paid_and_this_month_is_a_draft() -> None:
    this_month = seeding.LAST_DAY.replace(day=1)
    past = PaymentBatch.objects.filter(month__lt=this_month)
    assert past.count() > 4
    assert set(past.values_list("state", flat=True)) == {BatchState.SETTLED}
    drafts = PaymentBatch.objects.filter(month=this_month)
    assert set(drafts.values_list("state", flat=True)) == {BatchState.DRAFT}
    assert {batch.region.name for batch in drafts} == {"双江街道", "青龙街道"}


def test_two_failed_lines_are_issued_again() -> None:
    failed = PaymentLine.objects.filter(state=LineState.FAILED)
    assert failed.count() == 2
    assert {line.replaced_by.state for line in failed} == {LineState.PAID}


def test_funds_agree_to_the_fen() -> None:
    rows = balances(Fund.objects.all())
    assert [row.difference for row in rows] == [0, 0, 0]
    assert sum(row.paid for row in rows) > 0
