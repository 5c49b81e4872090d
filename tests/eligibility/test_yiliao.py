"""医疗救助 against plain arithmetic: yearly limits bill by bill, shares outside the catalogue."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest

from eligibility.engine import records
from eligibility.engine.programme import find, seeds
from eligibility.programmes.yiliao.catalogue import out_of_catalogue

ON = date(2019, 12, 31)
TARGET = Fraction("0.15")
RATIO, CAPS = Fraction("0.7"), {"普通疾病": 6_000, "特殊病种": 100_000, "大额费用": 60_000}


def bill(random: Random, member: int) -> dict[str, Any]:
    day = ON - timedelta(days=random.randrange(365))
    cost = random.choice([2_000, 9_000, 30_000, 30_001, 80_000, 150_000])
    return {
        "member": member,
        "level": random.choice(["first", "second", "third"]),
        "is_county_hospital": False,
        "insurance": "employee",
        "special_disease": random.choice(["", "", "lung_cancer"]),
        "admitted_on": day,
        "discharged_on": day,
        "settled_on": day,
        "cost": cost,
        "in_catalogue": cost,
        "basic_paid": random.randrange(cost),
    }


def household(random: Random) -> dict[str, Any]:
    people = [
        {"name": name, "relation": "01", "sex": "1", "born_on": date(1960, 1, 1)}
        for name in ("甲", "乙")
    ]
    bills = [bill(random, random.randrange(2)) for _ in range(random.randrange(1, 9))]
    return {"award": "rural_dibao", "members": people, "stays": bills}


def category(bill: dict[str, Any]) -> str:
    if bill["special_disease"]:
        return "特殊病种"
    is_large = bill["level"] != "first" and bill["in_catalogue"] > 30_000
    return "大额费用" if is_large else "普通疾病"


def by_hand(record: dict[str, Any]) -> list[Fraction]:
    """What each bill gets, worked out one after the other, in the order of the list."""
    left: dict[tuple[int, str], Fraction] = {}
    aid: dict[int, Fraction] = {}
    bills = record["stays"]
    for i in sorted(range(len(bills)), key=lambda i: bills[i]["settled_on"]):
        kind = category(bills[i])
        pot = (bills[i]["member"], kind)
        base = bills[i]["in_catalogue"] - bills[i]["basic_paid"]
        aid[i] = min(base * RATIO, left.get(pot, Fraction(CAPS[kind])))
        left[pot] = left.get(pot, Fraction(CAPS[kind])) - aid[i]
    return [aid[i] for i in range(len(bills))]


def test_limits_are_used_up_in_the_order_of_settlement() -> None:
    random = Random(2019)
    drawn = [household(random) for _ in range(400)]

    found = find("yiliao").decide(records.read(drawn), seeds(), ON)

    for row, record in enumerate(drawn):
        aided = [Fraction(bill["aid"]) for bill in found.explain(row)["settlements"]]
        assert aided == by_hand(record), record
        assert Fraction(int(found.total[row]), 100) == sum(aided)


@pytest.mark.parametrize(
    ("cost", "in_catalogue", "above"),
    [
        (1_000_000, 850_000, False),
        (1_000_000, 849_999, True),
        (10**14, 85 * 10**12, False),
        (10**14, 85 * 10**12 - 1, True),
        (0, 0, False),
    ],
)
def test_the_target_itself_is_within(cost: int, in_catalogue: int, above: bool) -> None:
    found = out_of_catalogue(np.array([cost]), np.array([in_catalogue]), TARGET)

    assert found.tolist() == [above]


def test_bills_above_the_target_may_be_within_it_together() -> None:
    cost, inside = np.array([100_000, 900_000]), np.array([70_000, 880_000])

    assert out_of_catalogue(cost, inside, TARGET).tolist() == [True, False]
    assert not out_of_catalogue(cost.sum(), inside.sum(), TARGET)
