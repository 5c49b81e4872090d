"""Refusing suitable work again and again (条例 第二十九条（二）；社会救助暂行办法 第四十五条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from eligibility.engine.codes import OfferOutcome
from eligibility.programmes.jiuye.policy import JiuyePolicy

ACTION = "县民政局可减发或停发低保金"


class Offer(NamedTuple):
    """A job that was offered to somebody. is_justified: refused with good reason."""

    offered_on: date
    outcome: OfferOutcome
    is_justified: bool


class Consequence(NamedTuple):
    """Refusals in a row, and what they allow the county to do, to whose share of the award."""

    refusals: int
    action: str
    scope: str
    is_provisional: bool


def consecutive_refusals(offers: Iterable[Offer], on: date) -> int:
    """Refusals without good reason since the last job accepted, up to a day.

    One with good reason, or an offer not yet answered, is passed over.
    """
    count = 0
    for offer in sorted(offers):
        if offer.offered_on <= on:
            if offer.outcome is OfferOutcome.ACCEPTED:
                count = 0
            elif offer.outcome is OfferOutcome.REFUSED and not offer.is_justified:
                count += 1
    return count


def consequence(policy: JiuyePolicy, refusals: int) -> Consequence:
    """What so many refusals in a row mean on the policy's day."""
    if refusals < policy.refusal_limit.value:
        return Consequence(refusals, "", "", is_provisional=False)
    scope = policy.refusal_scope
    return Consequence(refusals, ACTION, scope.worded, is_provisional=not scope.is_confirmed)
