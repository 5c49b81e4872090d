"""临时救助 against a second implementation by another hand, on random households."""

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from eligibility.engine.parameters import ParameterSet, State
from eligibility.engine.programme import seeds
from tests.eligibility.comparing import compare
from tests.eligibility.dibao_oracle import Record
from tests.eligibility.linshi_oracle import RULES, TENTHS, Costs, Mishaps, Rules
from tests.eligibility.random_circumstances import Circumstances
from tests.eligibility.test_tekun_oracle import is_third_grade

DAYS = (
    date(2019, 11, 15),
    date(2021, 7, 1),
    date(2022, 12, 1),
    date(2024, 2, 29),
    date(2025, 9, 1),
)


def households(on: date, basis: str, count: int) -> list[Record]:
    """Without those whose third grade 特困 may take for a severe one."""
    source = Circumstances(seed=on.toordinal() + 4)
    found = [source.struck(source.record(on), on) for _ in range(count)]
    if basis == "verified":
        found = [source.with_doubts_of_mishaps(record) for record in found]
    return [r for r in found if not any(is_third_grade(m, on) for m in r["members"])]


def agreed_households(on: date, basis: str, count: int) -> list[Record]:
    return [r for r in households(on, basis, count) if is_agreed(r, on, basis)]


def is_agreed(record: Record, on: date, basis: str) -> bool:
    """Whether no mishap may be of a class whose rules are not known, beside another."""
    case = Mishaps(record, on, basis)
    classes = [case.classes_of(mishap) for mishap in record["emergencies"]]
    return not any(len(found) > 1 and set(found) & set("CD") for found in classes)


def oracle(record: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
    return Mishaps(record, on, basis).decide()


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", ["declared", "verified"])
def test_agrees(on: date, basis: str) -> None:
    families = agreed_households(on, basis, 2000)

    seen = compare("linshi", oracle, families, on, basis)

    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > len(families) // 50


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", ["declared", "verified"])
def test_agrees_once_the_county_has_settled_its_rules(on: date, basis: str) -> None:
    parameters, rules, local = county(Random(on.toordinal()))

    def settled(record: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
        return Mishaps(record, on, basis, rules, local).decide()

    seen = compare("linshi", settled, households(on, basis, 2000), on, basis, parameters)

    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > 40


def county(random: Random) -> tuple[ParameterSet, dict[str, Rules], int]:
    """Rules drawn at random for what is not known, as parameters and for the oracle.

    D is never given more than C: where either may hold, the rules count on that.
    """
    costs = Costs(
        threshold=random.choice([20_000, 30_000]),
        low=TENTHS[random.randint(1, 3)],
        high=TENTHS[random.randint(3, 5)],
        cap=random.choice([1_000, 30_000]),
    )
    treatment, disaster = random.randint(1, 6), random.randint(1, 6)
    for_d, for_c = sorted(random.sample(range(500, 5_000), 2))
    local = random.choice([13_920, 24_000, 30_000])
    stated: dict[str, Any] = {
        "illness_threshold_d": costs.threshold * 100,
        "illness_ratio_low_d": costs.low,
        "illness_ratio_high_d": costs.high,
        "illness_cap_d": costs.cap * 100,
        "treatment_months_d": treatment,
        "disaster_months_d": disaster,
        "university_aid_d": for_d * 100,
        "university_aid_c": for_c * 100,
        "local_disposable_income": local * 100,
    }
    parameters = seeds()
    for name, value in stated.items():
        parameters = parameters.replaced(f"linshi.{name}", stated=value, state=State.CONFIRMED)
    rules = RULES | {"D": Rules(costs, treatment, disaster, for_d)}
    rules["C"] = rules["C"]._replace(university=for_c)
    return parameters, rules, local
