"""The rules against a second implementation by another hand, on random households."""

from datetime import date
from fractions import Fraction

import pytest

from tests.eligibility.comparing import compare
from tests.eligibility.dibao_oracle import Family, Record
from tests.eligibility.random_families import Families

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


def oracle(family: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
    return Family(family, on, basis).decide()


@pytest.mark.parametrize("on", DAYS)
def test_agrees_on_declared_facts(on: date) -> None:
    source = Families(seed=on.toordinal())
    families = [source.record(on) for _ in range(PER_DAY)]
    seen = compare("dibao", oracle, families, on, "declared")
    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > PER_DAY // 50


@pytest.mark.parametrize("on", DAYS)
def test_agrees_on_verified_facts(on: date) -> None:
    source = Families(seed=on.toordinal() + 1)
    families = [source.with_doubts(source.record(on)) for _ in range(PER_DAY)]
    seen = compare("dibao", oracle, families, on, "verified")
    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > PER_DAY // 50
