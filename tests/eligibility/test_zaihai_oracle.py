"""自然灾害救助 against a second implementation by another hand, on random households."""

from datetime import date
from random import Random
from typing import Any

from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import seeds
from tests.eligibility.oracle_trials import Rivals, settled
from tests.eligibility.random_claims import Claims
from tests.eligibility.zaihai_oracle import decide

DAYS = (
    date(2019, 2, 28),
    date(2019, 11, 15),
    date(2020, 3, 1),
    date(2021, 7, 31),
    date(2024, 1, 1),
)
RIVALS = Rivals("zaihai", decide, Claims.with_losses, DAYS)
RATES = (
    "emergency_relief",
    "drought_relief",
    "bereavement",
    "transition_relief",
    "collapsed_house",
    "severe_damage",
    "minor_damage",
)


def rates(seed: int) -> ParameterSet:
    """Rates and limits as the county might settle them."""
    random = Random(seed)
    drawn: dict[str, Any] = {f"zaihai.{rate}": random.randint(1, 3_000_000) for rate in RATES}
    drawn["zaihai.transition_months"] = random.randint(1, 6)
    drawn["zaihai.drought_days"] = random.randint(5, 20)
    return settled(drawn)


@RIVALS.on_every_day
def test_agrees_while_rates_are_not_known(on: date, basis: str, size: int) -> None:
    found = RIVALS.trial(on, basis, seeds(), size)

    assert found.differences(seeds()) == []
    assert found.verdicts()["PASS"] > size // 10


@RIVALS.on_every_day
def test_agrees_on_settled_rates(on: date, basis: str, size: int) -> None:
    parameters = rates(on.toordinal())
    found = RIVALS.trial(on, basis, parameters, size)

    assert found.differences(parameters) == []
    assert all(total is not None for verdict, total in found.wanted if verdict == "PASS")
