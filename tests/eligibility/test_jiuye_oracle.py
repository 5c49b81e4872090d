"""零就业家庭 against a second implementation by another hand, on random households."""

from datetime import date
from fractions import Fraction

import pytest

from tests.eligibility.comparing import compare
from tests.eligibility.dibao_oracle import Record
from tests.eligibility.jiuye_oracle import Workers
from tests.eligibility.random_circumstances import Circumstances

DAYS = (
    date(2019, 11, 15),
    date(2021, 7, 1),
    date(2022, 12, 1),
    date(2024, 2, 29),
    date(2025, 9, 1),
)


def households(on: date, basis: str, count: int) -> list[Record]:
    source = Circumstances(seed=on.toordinal() + 3)
    found = [source.idle(source.record(on), on) for _ in range(count)]
    if basis == "verified":
        found = [source.with_doubts_of_work(record) for record in found]
    return found


def oracle(record: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
    return Workers(record, on, basis).decide(), Fraction(0)


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", ["declared", "verified"])
def test_agrees(on: date, basis: str) -> None:
    families = households(on, basis, 2000)

    seen = compare("jiuye", oracle, families, on, basis)

    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > len(families) // 100
