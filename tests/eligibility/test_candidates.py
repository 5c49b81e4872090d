"""Rows judged one by one: what a household has of them, and what is said about it."""

from __future__ import annotations

from typing import Any

import numpy as np

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.criteria import Line, Missing
from eligibility.engine.facts import Facts
from eligibility.engine.programme import seeds
from eligibility.engine.verdicts import FAIL, PASS, PENDING

OLD, POOR = np.array([True, True, False, True]), np.array([True, False, True, True])


def households() -> Facts:
    """Two people in the first household, one in each of the next two, none in the last."""
    people = {"household": [0, 0, 1, 2], "name": list("甲乙丙丁")}
    people |= {"relation": [0] * 4, "sex": [0] * 4, "born_on": [0] * 4}
    return Facts.build(households={"id": list("abcd"), **CIRCUMSTANCES}, members=people)


CIRCUMSTANCES = {
    name: [0] * 4 for name in ("hukou_kind", "has_contracted_land", "has_collective_income")
}


def candidates(mask: Any = (True, True, True, True)) -> Candidates:
    members = households().members
    return Candidates(members, np.array(mask), lambda i: str(members.name[i]))


def said(words: str) -> Any:
    return (lambda i: words, lambda row: "要求")


def test_a_household_has_what_its_best_row_has() -> None:
    found = candidates()
    known = np.array([True, True, True, False])
    age = found.require("age", "年龄", "条", judged(OLD), say=said("岁数"))
    means = found.require(
        "means", "收入", "条", judged(POOR, known), say=said("钱"), lacks=lambda i: [GAP]
    )
    assert age.verdict.tolist() == [PASS, FAIL, PASS, FAIL]
    # 乙 fails it, but 甲 does not; nobody of the second household is asked any more.
    assert means.verdict.tolist() == [PASS, FAIL, PENDING, FAIL]
    assert [means.reaches(row) for row in range(4)] == [True, False, True, False]
    assert age.reaches(3)
    assert age.say[0](3) == "没有"
    assert means.say[0](0) == "甲：钱；乙：钱"
    assert means.missing(2) == [GAP]
    assert means.missing(0) == []


GAP = Missing("收入未核实", "乡镇")


def test_only_those_who_carry_the_outcome_are_paid() -> None:
    found = candidates([True, True, False, True])
    found.require("means", "收入", "条", judged(POOR, np.array([False] + [True] * 3)), say=said(""))
    amount = found.amount(np.array([100, 200, 400, 800]), line_of)
    assert found.verdict.tolist() == [PENDING, FAIL, FAIL, PASS]
    assert amount.fen.tolist() == [100, 0, 800, 0]
    assert [line.fen for line in amount.lines(0)] == [100]

    both = candidates()
    both.require("means", "收入", "条", judged(POOR, np.array([False] + [True] * 3)), say=said(""))
    both.verdict[1] = PASS
    assert both.amount(np.array([100, 200, 400, 800]), line_of).fen.tolist() == [200, 400, 800, 0]
    assert both.left_open(0) == "甲尚待核实，本次未计入。"
    assert both.left_open(2) == ""


def line_of(i: int) -> list[Line]:
    return [Line("x", "项", "条", "", [100, 200, 400, 800][i], [])]


def test_whom_it_concerns() -> None:
    assert candidates([False, False, True, False]).concerned.tolist() == [False, True, False, False]


def test_what_one_row_leaves_open_is_told_once_the_others_have_failed() -> None:
    found = candidates([True, True, True, True])
    known = np.array([False, True, True, True])
    age = found.require(
        "age", "年龄", "条", judged(OLD, known), say=said(""), lacks=lambda i: [GAP]
    )
    means = found.require("means", "收入", "条", judged(POOR), say=said(""))

    assert (age.verdict[0], means.verdict[0]) == (PASS, PENDING)
    assert age.missing(0) == []
    assert means.missing(0) == [GAP]


def test_a_row_that_fails_for_good_is_marked_by_what_failed_it_alone() -> None:
    [doubtful] = [r for r in seeds().revisions if r.code == "dibao.rounding"]
    all_rows = np.ones(4, dtype=np.bool_)
    firm = candidates()
    firm.require("age", "年龄", "条", judged(all_rows), say=said(""), uses=((doubtful, all_rows),))
    firm.require("means", "收入", "条", judged(POOR), say=said(""))

    assert firm.outcome.verdict.tolist() == [PASS, PASS, PASS, FAIL]
    # Of the first household 甲 passed on the doubtful rule, 乙 failed on another.
    assert firm.marked.tolist() == [True, False, True, True]

    refused = candidates()
    refused.require("age", "年龄", "条", judged(OLD), say=said(""), uses=((doubtful, ~OLD),))
    refused.require("means", "收入", "条", judged(POOR), say=said(""))
    assert refused.outcome.marked is not None
    assert refused.outcome.marked.tolist() == [False, True, False, False]


def test_a_condition_of_some_rows_is_passed_by_the_others() -> None:
    found = candidates()
    found.require("age", "年龄", "条", judged(OLD), say=said("岁数"))
    means = found.require(
        "means", "收入", "条", judged(POOR), say=said("钱"), among=np.array([False] + [True] * 3)
    )

    assert means.verdict.tolist() == [PASS, FAIL, PASS, FAIL]
    assert means.say[0](0) == "乙：钱"
    assert [means.reaches(row) for row in range(4)] == [True, False, True, False]


def test_a_household_whose_rows_are_not_all_known_does_not_fail() -> None:
    complete = np.array([True, False, False, False])
    found = Candidates(households().members, np.ones(4, dtype=np.bool_), str, complete)
    age = found.require("age", "年龄", "条", judged(OLD), say=said("岁数"))
    means = found.require("means", "收入", "条", judged(POOR), say=said("钱"))

    assert age.verdict.tolist() == [PASS, PENDING, PASS, PENDING]
    assert means.verdict.tolist() == [PASS, PENDING, PASS, PENDING]
    assert found.due.tolist() == [True, False, False, True]
