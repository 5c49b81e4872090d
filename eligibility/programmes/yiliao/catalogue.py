"""医保目录外费用占比 (22号文 二（四）): how much of a bill no insurance looks at."""

from __future__ import annotations

from fractions import Fraction

from eligibility.engine.columns import Flags, Ints

CLAUSE = "22号文 二（四）"


def out_of_catalogue(cost: Ints, in_catalogue: Ints, target: Fraction) -> Flags:
    """Whether the share outside the catalogue exceeds the target; the target itself is within.

    cost, in_catalogue: 分, of single settlements, or summed over a hospital, a person or a year.
    """
    above: Flags = (cost - in_catalogue) * target.denominator > cost * target.numerator
    return above


def share(cost: int, in_catalogue: int) -> str:
    """The share outside the catalogue for people to read, to a hundredth of a percent."""
    outside = Fraction(int(cost - in_catalogue) * 100, int(cost) or 1)
    return f"{float(outside):.2f}%"
