"""教育资助 against a second implementation by another hand, on random households."""

from datetime import date
from functools import cache

import pytest

from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import seeds
from tests.eligibility.jiaoyu_oracle import decide
from tests.eligibility.oracle_trials import BASES, SIZES, Trial
from tests.eligibility.random_claims import Claims

# First and last days of terms around which an amount changes, and days within.
DAYS = (
    date(2019, 1, 31),
    date(2019, 2, 1),
    date(2019, 11, 15),
    date(2020, 9, 15),
    date(2021, 1, 31),
    date(2021, 7, 1),
    date(2024, 1, 31),
    date(2024, 3, 1),
    date(2025, 1, 31),
    date(2025, 2, 1),
)


def trial(on: date, basis: str, count: int) -> Trial:
    source = Claims(seed=on.toordinal())
    families = [source.with_students(on) for _ in range(count)]
    return Trial.run("jiaoyu", decide, families, on, basis, seeds())


@cache
def known() -> list[Trial]:
    return [trial(on, basis, 300) for on in DAYS for basis in BASES]


def differs(parameters: ParameterSet) -> bool:
    """Whether the engine decides some household otherwise than the oracle."""
    return any(found.differs(parameters) for found in known())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("on", DAYS)
def test_agrees(on: date, basis: str, size: int) -> None:
    found = trial(on, basis, size)

    assert found.differences(seeds()) == []
    assert {"PASS", "FAIL"} <= set(found.verdicts())
