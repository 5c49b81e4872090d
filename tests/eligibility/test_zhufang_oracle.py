"""住房保障 against a second implementation by another hand, on random households."""

from datetime import date
from functools import cache
from random import Random

import pytest

from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import seeds
from tests.eligibility.oracle_trials import BASES, SIZES, Trial, settled
from tests.eligibility.random_claims import Claims
from tests.eligibility.zhufang_oracle import decide

DAYS = (
    date(2019, 2, 28),
    date(2019, 11, 15),
    date(2020, 9, 15),
    date(2021, 7, 1),
    date(2024, 3, 1),
)


def rates(seed: int) -> ParameterSet:
    """Standards as the county might settle them, the least room near the areas drawn."""
    random = Random(seed)
    return settled(
        {
            "zhufang.subsidy_rate": random.randint(500, 3000),
            "zhufang.single_area": random.randint(15, 30),
            "zhufang.area_per_person": random.randint(10, 20),
            "zhufang.household_area_cap": random.choice([25, 40, 60]),
            "dibao.minimum_housing_area": random.choice([11, 12, 13]),
        }
    )


def trial(on: date, basis: str, parameters: ParameterSet, count: int) -> Trial:
    source = Claims(seed=on.toordinal())
    families = [source.with_housing(on) for _ in range(count)]
    return Trial.run("zhufang", decide, families, on, basis, parameters)


@cache
def known() -> list[Trial]:
    return [trial(on, basis, seeds(), 300) for on in DAYS for basis in BASES]


def differs(parameters: ParameterSet) -> bool:
    """Whether the engine decides some household otherwise than the oracle."""
    return any(found.differs(parameters) for found in known())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("on", DAYS)
def test_agrees_while_standards_are_not_known(on: date, basis: str, size: int) -> None:
    found = trial(on, basis, seeds(), size)

    assert found.differences(seeds()) == []
    assert min(found.verdicts().values()) > size // 100


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("on", DAYS)
def test_agrees_on_settled_standards(on: date, basis: str, size: int) -> None:
    parameters = rates(on.toordinal())
    found = trial(on, basis, parameters, size)

    assert found.differences(parameters) == []
    assert min(found.verdicts().values()) > size // 100
