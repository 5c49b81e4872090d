"""医疗救助 against a second implementation by another hand, on random households."""

from datetime import date
from fractions import Fraction
from random import Random

from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import seeds
from tests.eligibility.oracle_trials import Rivals, settled
from tests.eligibility.random_claims import Claims
from tests.eligibility.yiliao_oracle import decide

DAYS = (
    date(2019, 3, 1),
    date(2019, 11, 15),
    date(2020, 9, 15),
    date(2021, 1, 31),
    date(2024, 3, 1),
)
RIVALS = Rivals("yiliao", decide, Claims.with_stays, DAYS)


def rules(seed: int) -> ParameterSet:
    """Rules, ratios and limits as the county might settle them; sums in whole 元."""
    random = Random(seed)
    drawn = {
        "tilt_day": random.choice(["admission", "discharge", "settlement"]),
        "tilt_first_year": random.choice([2018, 2019, 2020]),
        "tilt_ratio_kind": random.choice(["points", "relative"]),
        "large_basis": random.choice(["in_catalogue", "cost"]),
        "other_recipients": random.choice(["aided", "refused"]),
        "uninsured_rule": random.choice(["aided", "refused"]),
        "dabing_deductible": random.randint(5000, 15_000) * 100,
        "dabing_ratio": Fraction(random.randint(50, 75), 100),
    }
    drawn |= {f"{kind}_cap": random.randint(2000, 50_000) * 100 for kind in ("special", "large")}
    drawn["ordinary_cap"] = random.randint(500, 8000) * 100
    for kind in ("special_ratio_key", "special_ratio_other", "ordinary_ratio"):
        drawn[kind] = Fraction(random.randint(30, 90), 100)
    return settled({f"yiliao.{name}": value for name, value in drawn.items()})


@RIVALS.on_every_day
def test_agrees_while_the_county_has_not_decided(on: date, basis: str, size: int) -> None:
    found = RIVALS.trial(on, basis, seeds(), size)

    assert found.differences(seeds()) == []
    assert min(found.verdicts().values()) > size // 100


@RIVALS.on_every_day
def test_agrees_on_settled_rules(on: date, basis: str, size: int) -> None:
    parameters = rules(on.toordinal())
    found = RIVALS.trial(on, basis, parameters, size)

    assert found.differences(parameters) == []
    assert min(found.verdicts().values()) > size // 100
