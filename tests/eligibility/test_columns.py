"""Rows that belong to households: sums, marks, and taking some of them out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.engine.columns import Spans
from eligibility.engine.facts import Facts, Incomes, Members

# How many rows each household has, none included.
COUNTS = st.lists(st.integers(0, 4), min_size=1, max_size=8)


def incomes(counts: list[int], amounts: list[int]) -> Incomes:
    owners = np.repeat(np.arange(len(counts)), counts)
    kinds = np.zeros(len(owners), np.int8)
    return Incomes.build(owners, len(counts), kind=kinds, monthly_amount=amounts)


@given(counts=COUNTS, data=st.data())
def test_sums_counts_and_marks_are_those_of_each_household(counts: list[int], data) -> None:
    size = sum(counts)
    amounts = data.draw(st.lists(st.integers(-(10**14), 10**14), min_size=size, max_size=size))
    rows = incomes(counts, amounts)
    ends = np.cumsum(counts).tolist()
    split = [amounts[end - count : end] for end, count in zip(ends, counts, strict=True)]
    positive = np.array(amounts, np.int64) > 0

    assert rows.total(rows.monthly_amount).tolist() == [sum(part) for part in split]
    assert rows.count(positive).tolist() == [sum(v > 0 for v in part) for part in split]
    assert rows.any(positive).tolist() == [any(v > 0 for v in part) for part in split]
    assert [amounts[i] for h in range(len(counts)) for i in rows.rows_in(h)] == amounts


@given(counts=COUNTS, data=st.data())
def test_the_rows_of_some_households_keep_their_order(counts: list[int], data) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=6))
    spans = Spans(np.repeat(np.arange(len(counts)), counts), len(counts))

    rows, owner = spans.rows_of(np.array(chosen, np.int64))

    expected = [i for h in chosen for i in range(sum(counts[:h]), sum(counts[: h + 1]))]
    assert rows.tolist() == expected
    assert owner.tolist() == [new for new, h in enumerate(chosen) for _ in range(counts[h])]


def test_the_largest_sum_of_one_person_counts_unlinked_rows_as_one_person() -> None:
    people = Members.build([0, 0, 1], 2, relation=[0, 0, 0], sex=[0, 0, 0], born_on=[0, 0, 0])
    items = Incomes.build(
        [0, 0, 0, 1, 1],
        2,
        kind=[0] * 5,
        monthly_amount=[3, 4, 5, 1, 1],
        member=[0, 0, 1, -1, -1],
    )

    assert items.largest_per_person(items.monthly_amount, people).tolist() == [7, 2]


def test_items_follow_their_member_when_households_are_taken() -> None:
    facts = Facts.build(
        households={"id": ["甲", "乙"]},
        members={
            "household": [0, 0, 1],
            "relation": [0, 1, 0],
            "sex": [0, 1, 0],
            "born_on": [1, 2, 3],
        },
        incomes={
            "household": [0, 1],
            "kind": [0, 0],
            "monthly_amount": [10, 20],
            "member": [1, 2],
        },
    )

    taken = facts.take([1, 0, 1])

    born_on = taken.members.born_on[taken.incomes.member]
    assert taken.households.id.tolist() == ["乙", "甲", "乙"]
    assert born_on.tolist() == [3, 2, 3]
    assert taken.incomes.monthly_amount.tolist() == [20, 10, 20]


def test_a_row_concerns_its_member_or_everybody_of_its_household() -> None:
    facts = Facts.build(
        households={"id": ["甲", "乙", "丙"]},
        members={
            "household": [0, 0, 1, 1, 2],
            "relation": [0] * 5,
            "sex": [0] * 5,
            "born_on": [1] * 5,
        },
        incomes={
            "household": [0, 1, 2],
            "kind": [0] * 3,
            "monthly_amount": [10] * 3,
            "member": [1, -1, 4],
        },
    )

    concerned = facts.incomes.concerning(np.array([True, True, False]), facts.members)

    assert concerned.tolist() == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"incomes": {"household": [1, 0], "kind": [0, 0]}}, "sorted"),
        ({"incomes": {"household": [5], "kind": [0]}}, "sorted"),
        ({"incomes": {"household": [0], "kind": [0]}}, "monthly_amount is missing"),
        ({"incomes": {"household": [], "colour": []}}, "unknown columns"),
    ],
)
def test_columns_that_do_not_fit_are_refused(tables, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Facts.build(households={"id": ["甲", "乙"]}, **tables)
