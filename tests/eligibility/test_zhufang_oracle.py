"""住房保障 against a second implementation by another hand, on random households."""

from datetime import date
from random import Random

from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import seeds
from tests.eligibility.oracle_trials import Rivals, settled
from tests.eligibility.random_claims import Claims
from tests.eligibility.zhufang_oracle import decide

DAYS = (
    date(2019, 2, 28),
    date(2019, 11, 15),
    date(2020, 9, 15),
    date(2021, 7, 1),
    date(2024, 3, 1),
)
RIVALS = Rivals("zhufang", decide, Claims.with_housing, DAYS)


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


@RIVALS.on_every_day
def test_agrees_while_standards_are_not_known(on: date, basis: str, size: int) -> None:
    found = RIVALS.trial(on, basis, seeds(), size)

    assert found.differences(seeds()) == []
    assert min(found.verdicts().values()) > size // 100


@RIVALS.on_every_day
def test_agrees_on_settled_standards(on: date, basis: str, size: int) -> None:
    parameters = rates(on.toordinal())
    found = RIVALS.trial(on, basis, parameters, size)

    assert found.differences(parameters) == []
    assert min(found.verdicts().values()) > size // 100
