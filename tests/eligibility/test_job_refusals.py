"""Refusals of suitable work in a row, and what they mean (C72)."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.engine.codes import OfferOutcome
from eligibility.engine.programme import seeds
from eligibility.programmes.jiuye.policy import JiuyePolicy
from eligibility.programmes.jiuye.refusals import (
    ACTION,
    Consequence,
    Offer,
    consecutive_refusals,
    consequence,
)

ON = date(2019, 8, 1)
OUTCOMES = {
    "-": (OfferOutcome.REFUSED, False),
    "j": (OfferOutcome.REFUSED, True),
    "+": (OfferOutcome.ACCEPTED, False),
    "?": (OfferOutcome.OPEN, False),
}


def offers(written: str) -> list[Offer]:
    """Offers a month apart, the last in July 2019."""
    first = 8 - len(written)
    return [Offer(date(2019, first + n, 1), *OUTCOMES[o]) for n, o in enumerate(written)]


@pytest.mark.parametrize(
    ("written", "count"),
    [("", 0), ("---", 3), ("--+-", 1), ("-+", 0), ("-j-", 2), ("--?-", 3), ("jjj", 0)],
)
def test_refusals_count_since_the_last_job_accepted(written: str, count: int) -> None:
    assert consecutive_refusals(offers(written), ON) == count
    assert consecutive_refusals(reversed(offers(written)), ON) == count


def test_offers_of_later_days_do_not_count_yet() -> None:
    assert consecutive_refusals(offers("---"), date(2019, 7, 1)) == 3
    assert consecutive_refusals(offers("---"), date(2019, 6, 30)) == 2


@pytest.mark.parametrize(
    ("on", "refusals", "expected"),
    [
        (ON, 2, Consequence(2, "", "", is_provisional=False)),
        (ON, 3, Consequence(3, ACTION, "全户的低保金", is_provisional=True)),
        (date(2021, 6, 30), 4, Consequence(4, ACTION, "全户的低保金", is_provisional=True)),
        (date(2021, 7, 1), 3, Consequence(3, ACTION, "仅本人的低保金", is_provisional=False)),
    ],
)
def test_the_third_lets_the_county_act(on: date, refusals: int, expected: Consequence) -> None:
    assert consequence(JiuyePolicy.at(seeds(), on), refusals) == expected
