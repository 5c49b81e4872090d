"""本次帮扶范围 against a second implementation by another hand, on random households."""

from collections import Counter
from datetime import date

import pytest

from eligibility.engine import records
from eligibility.engine.parameters import ParameterSet, State
from eligibility.engine.programme import find, seeds
from eligibility.engine.verdicts import NAMES
from tests.eligibility.bangfu_oracle import Scope
from tests.eligibility.dibao_oracle import FAIL, PASS, PENDING, Record
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


def compare(
    families: list[Record], on: date, basis: str, parameters: ParameterSet, partial: str = PENDING
) -> Counter[str]:
    """Assert that both decide every family alike; return how often each verdict fell."""
    found = find("bangfu").decide(records.read(families), parameters, on, basis)
    seen: Counter[str] = Counter()
    for row, family in enumerate(families):
        verdict = Scope(family, on, basis).decide(partial)
        assert NAMES[found.verdict[row]] == verdict, (family, found.explain(row))
        seen[verdict] += 1
    return seen


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", ["declared", "verified"])
def test_agrees(on: date, basis: str) -> None:
    families = households(on, basis, 1500)

    seen = compare(families, on, basis, seeds())

    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > len(families) // 50


@pytest.mark.parametrize(("rule", "verdict"), [("household", FAIL), ("person", PASS)])
def test_agrees_once_the_county_says_what_some_registered_members_mean(
    rule: str, verdict: str
) -> None:
    on = DAYS[0]
    settled = {"stated": rule, "state": State.CONFIRMED}
    parameters = seeds().replaced("bangfu.partial_registration", **settled)

    compare(households(on, "declared", 1500), on, "declared", parameters, verdict)
