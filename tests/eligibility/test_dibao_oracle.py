"""The rules against a second implementation by another hand, on random households."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from eligibility.engine import records
from eligibility.engine.programme import find, seeds
from eligibility.engine.verdicts import NAMES
from tests.eligibility.dibao_oracle import PASS, Family
from tests.eligibility.random_families import Families, Record

# Days around which something changes: standards, rules, wages, school birthdays.
DAYS = (
    date(2019, 3, 15),
    date(2019, 8, 31),
    date(2019, 11, 15),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2021, 7, 1),
    date(2022, 11, 30),
    date(2022, 12, 1),
    date(2024, 2, 29),
    date(2025, 9, 1),
)
PER_DAY = 1000


def compare(families: list[Record], on: date, basis: str) -> Counter[str]:
    """Assert that both decide every family alike; return how often each verdict fell."""
    facts = records.read(families)
    found = find("dibao").decide(facts, seeds(), on, basis)
    seen: Counter[str] = Counter()
    for row, family in enumerate(families):
        verdict, total = Family(family, on, basis).decide()
        assert NAMES[found.verdict[row]] == verdict, (family, found.explain(row))
        if verdict == PASS:
            assert Fraction(int(found.total[row]), 100) == total, (family, found.explain(row))
        seen[verdict] += 1
    return seen


@pytest.mark.parametrize("on", DAYS)
def test_agrees_on_declared_facts(on: date) -> None:
    source = Families(seed=on.toordinal())
    seen = compare([source.record(on) for _ in range(PER_DAY)], on, "declared")
    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > PER_DAY // 50


@pytest.mark.parametrize("on", DAYS)
def test_agrees_on_verified_facts(on: date) -> None:
    source = Families(seed=on.toordinal() + 1)
    families = [source.with_doubts(source.record(on)) for _ in range(PER_DAY)]
    seen = compare(families, on, "verified")
    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > PER_DAY // 50
