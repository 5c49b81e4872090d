"""本次帮扶范围 against a second implementation by another hand, on random households."""

from datetime import date
from fractions import Fraction

import pytest

from eligibility.engine.parameters import State
from eligibility.engine.programme import seeds
from tests.eligibility.bangfu_oracle import Scope
from tests.eligibility.comparing import compare
from tests.eligibility.dibao_oracle import FAIL, PASS, Record
from tests.eligibility.random_circumstances import Circumstances
from tests.eligibility.test_tekun_oracle import drawn, is_agreed

DAYS = (
    date(2019, 11, 15),
    date(2021, 7, 1),
    date(2022, 12, 1),
    date(2024, 2, 29),
)


def households(on: date, basis: str, count: int) -> list[Record]:
    """Every other one a plain family, for 低保, the others for 特困."""
    source = Circumstances(seed=on.toordinal() + 2)
    found = [source.record(on) for _ in range(count // 2)] + drawn(source, on, count // 2)
    found = [source.registered(record, on) for record in found]
    if basis == "verified":
        found = [source.with_doubts(record) for record in found]
    return [record for record in found if is_agreed(record, on)]


def oracle(record: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
    return Scope(record, on, basis).decide(), Fraction(0)


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", ["declared", "verified"])
def test_agrees(on: date, basis: str) -> None:
    families = households(on, basis, 3000)

    seen = compare("bangfu", oracle, families, on, basis)

    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > len(families) // 50


@pytest.mark.parametrize(("rule", "verdict"), [("household", FAIL), ("person", PASS)])
def test_agrees_once_the_county_says_what_some_registered_members_mean(
    rule: str, verdict: str
) -> None:
    def settled(record: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
        return Scope(record, on, basis).decide(verdict), Fraction(0)

    parameters = seeds().replaced("bangfu.partial_registration", stated=rule, state=State.CONFIRMED)

    compare(
        "bangfu", settled, households(DAYS[0], "declared", 1500), DAYS[0], "declared", parameters
    )
