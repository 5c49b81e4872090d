"""One rule for one household and for thousands: the company it is decided in changes nothing."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

import numpy as np
import pytest

from eligibility.engine import records
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.programme import discover, find, seeds
from tests.eligibility.random_families import Families
from tests.eligibility.test_cases import documents

SIZE = 5000
CHUNK = 700
DAYS = (date(2019, 11, 15), date(2022, 12, 1))
OWN_KEYS = ("as_of", "basis", "title", "expected")


@cache
def crowd(on: date) -> Facts:
    """Every case of every programme among random families, some of them with doubts."""
    source = Families(seed=on.toordinal())
    cases = [
        {key: value for key, value in document.items() if key not in OWN_KEYS}
        for programme in discover()
        for document in documents(programme)
    ]
    drawn = [source.with_doubts(source.record(on)) for _ in range(SIZE - len(cases))]
    return records.read([*cases, *drawn])


@cache
def together(programme: str, on: date) -> Findings:
    return find(programme).decide(crowd(on), seeds(), on)


def outcome(findings: Findings) -> np.ndarray:
    return np.stack([findings.verdict, findings.total, findings.total_known, findings.provisional])


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("programme", list(discover()))
def test_shuffled_among_thousands(programme: str, on: date) -> None:
    order = np.array(Random(7).sample(range(SIZE), SIZE))

    shuffled = find(programme).decide(crowd(on).take(order), seeds(), on)

    assert (outcome(shuffled) == outcome(together(programme, on))[:, order]).all()


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("programme", list(discover()))
def test_across_the_edges_of_chunks(programme: str, on: date) -> None:
    chunks = [
        outcome(find(programme).decide(crowd(on).take(rows), seeds(), on))
        for start in range(0, SIZE, CHUNK)
        for rows in [np.arange(start, min(start + CHUNK, SIZE))]
    ]

    assert (np.concatenate(chunks, axis=1) == outcome(together(programme, on))).all()


@pytest.mark.parametrize("on", DAYS, ids=str)
@pytest.mark.parametrize("programme", list(discover()))
def test_alone_and_in_the_crowd_the_explanation_is_the_same(programme: str, on: date) -> None:
    for row in [*range(0, SIZE, 25), *range(250)]:
        alone = find(programme).decide(crowd(on).take([row]), seeds(), on)

        assert alone.explain(0) == together(programme, on).explain(row), row


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_declared_is_as_if_everything_were_verified(on: date) -> None:
    trusted = find("dibao").decide(crowd(on).as_declared(), seeds(), on)

    declared = find("dibao").decide(crowd(on), seeds(), on, "declared")

    assert (outcome(declared) == outcome(trusted)).all()
    assert (declared.verdict != together("dibao", on).verdict).any()


def test_lines_sum_to_the_total_for_everybody() -> None:
    found = together("dibao", DAYS[0])

    for row in range(SIZE):
        assert sum(line.fen for line in found.lines(row)) == found.total[row]
