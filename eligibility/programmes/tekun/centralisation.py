"""集中供养率 of the helpless, township by township at the end of the year (22号文 二（二）二)."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

TARGETS = {2019: Fraction(40, 100), 2020: Fraction(50, 100)}


class Rate(NamedTuple):
    """The share of the helpless who live in an institution, exact, and how it stands to the target.

    share: None where there are no helpless. target: None for a year without one. is_met: None
    where nothing is assessed (不考核). needed: how many more must move in.
    """

    share: Fraction | None
    target: Fraction | None
    is_met: bool | None
    needed: int


def centralised_rate(disabled: int, centralised: int, year: int) -> Rate:
    """The rate of a township: `centralised` of its `disabled` (失能) people, nothing rounded.

    Raises ValueError for counts that cannot be.
    """
    if not 0 <= centralised <= disabled:
        raise ValueError(f"集中供养 {centralised} 人，应在 0 至失能总数 {disabled} 人之间")
    target = TARGETS.get(year)
    if disabled == 0:
        return Rate(None, target, None, 0)
    share = Fraction(centralised, disabled)
    if target is None:
        return Rate(share, None, None, 0)
    enough = -(-disabled * target.numerator // target.denominator)
    return Rate(share, target, share >= target, max(enough - centralised, 0))
