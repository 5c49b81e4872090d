"""渐退: how long the award of a family that found work still runs."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from eligibility.engine.parameters import NotInForce, ParameterSet, State
from eligibility.engine.programme import seeds
from eligibility.programmes.dibao.exit import GradualExit, gradual_exit
from eligibility.programmes.dibao.policy import DibaoPolicy


class Exit(NamedTuple):
    """A family of three; income and standard in 分."""

    on: date
    standard: int
    income: int
    expected: GradualExit | None


OCTOBER = date(2021, 10, 15)
SIX_MONTHS = GradualExit(6, "2021-11", "2022-04", is_provisional=True)
EXITS = [
    Exit(OCTOBER, 63_600, 240_000, SIX_MONTHS),  # C73: 636 < 800 < 954 a head
    Exit(OCTOBER, 63_600, 90_000, None),  # still below the standard
    Exit(OCTOBER, 63_600, 190_800, None),  # exactly the standard
    Exit(OCTOBER, 63_600, 190_801, SIX_MONTHS),
    Exit(OCTOBER, 63_600, 286_199, SIX_MONTHS),
    Exit(OCTOBER, 63_600, 286_200, None),  # exactly one and a half times
    Exit(
        date(2019, 12, 31),
        58_000,
        200_000,
        GradualExit(6, "2020-01", "2020-06", is_provisional=True),
    ),
]


def outcome(case: Exit, parameters: ParameterSet) -> GradualExit | None:
    policy = DibaoPolicy.at(parameters, case.on)
    return gradual_exit(policy, standard=case.standard, people=3, income=case.income)


def holds(case: Exit, parameters: ParameterSet) -> bool:
    """Whether a family's exit is as stated."""
    return outcome(case, parameters) == case.expected


@pytest.mark.parametrize("case", EXITS, ids=str)
def test_a_family_that_found_work_goes_gradually(case: Exit) -> None:
    assert outcome(case, seeds()) == case.expected


def test_the_county_may_count_from_the_month_of_review() -> None:
    settled = seeds()
    for name, value in (("start", "same_month"), ("months", 3), ("multiple", 2)):
        changes = {"stated": value, "state": State.CONFIRMED}
        settled = settled.replaced(f"dibao.gradual_exit_{name}", **changes)

    found = outcome(EXITS[0], settled)

    assert found == GradualExit(3, "2021-10", "2021-12", is_provisional=False)


def test_there_was_no_such_rule_before() -> None:
    with pytest.raises(NotInForce, match="gradual_exit"):
        outcome(EXITS[0]._replace(on=date(2018, 12, 31)), seeds())
