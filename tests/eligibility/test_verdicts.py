"""How verdicts combine, and when a result awaits confirmation."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.engine.verdicts import FAIL, PASS, PENDING, Outcome, all_of, any_of, settle

TERMS = st.lists(
    st.tuples(st.sampled_from([FAIL, PENDING, PASS]), st.booleans()), min_size=1, max_size=4
)


def outcome(verdict: int, marked: bool) -> Outcome:
    mark = np.array([True]) if marked else None
    return Outcome(np.array([verdict], np.int8), mark)


@pytest.mark.parametrize(("combine", "pick"), [(all_of, min), (any_of, max)])
@given(terms=TERMS)
def test_a_result_is_marked_exactly_when_unconfirmed_terms_could_change_it(
    combine, pick, terms: list[tuple[int, bool]]
) -> None:
    verdict, marked = combine(*(outcome(*term) for term in terms))
    choices = [[FAIL, PENDING, PASS] if mark else [value] for value, mark in terms]
    possible = {pick(values) for values in product(*choices)}

    assert verdict[0] == pick(value for value, _ in terms)
    assert (marked is not None and bool(marked[0])) == (len(possible) > 1)


@pytest.mark.parametrize(
    ("verdicts", "settled"),
    [
        ([[PASS], [PASS]], PASS),
        ([[FAIL], [FAIL]], FAIL),
        ([[PASS], [FAIL]], PENDING),
        ([[FAIL], [PENDING]], PENDING),
    ],
)
def test_candidates_decide_when_they_agree(verdicts: list[list[int]], settled: int) -> None:
    assert settle(np.array(verdicts, np.int8)).tolist() == [settled]


def test_without_candidates_nothing_is_decided() -> None:
    assert settle(np.empty((0, 2), np.int8)).tolist() == [PENDING, PENDING]
