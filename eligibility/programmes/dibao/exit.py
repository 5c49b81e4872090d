"""渐退: a family that found work keeps its award for a while (民发〔2021〕57号 第三十三条)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from eligibility.engine.dates import month_end
from eligibility.programmes.dibao.policy import DibaoPolicy


class GradualExit(NamedTuple):
    """The months over which an award still runs; first and last as 2021-11.

    is_provisional: it rests on what the county has not confirmed.
    """

    months: int
    first_month: str
    last_month: str
    is_provisional: bool


def gradual_exit(
    policy: DibaoPolicy, *, standard: int, people: int, income: int
) -> GradualExit | None:
    """The gradual exit that work brings a family reviewed on the policy's day, if any.

    standard: 分 a head and month. income: what the family has now, 分 a month. Nothing for a
    family that still falls below the standard or has no need of it any more. Raises NotInForce
    before there was such a rule.
    """
    need, multiple = standard * people, policy.gradual_exit_multiple.value
    if not need < income < need * multiple:
        return None
    months, start = policy.gradual_exit_months, policy.gradual_exit_start
    first = int(start.value == "next_month")
    rests_on = (months, policy.gradual_exit_multiple, start)
    return GradualExit(
        months.value,
        _month(policy.on, first),
        _month(policy.on, first + months.value - 1),
        is_provisional=not all(parameter.is_confirmed for parameter in rests_on),
    )


def _month(day: date, later: int) -> str:
    return month_end(day, later).strftime("%Y-%m")
