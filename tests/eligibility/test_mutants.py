"""Every comparison and every parameter of the rules matters to some case, or to an oracle.

Long: each change runs all cases; the random families are tried where no case noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product

import pytest

from eligibility.engine import records
from eligibility.engine.casefile import Case, decide, read_case
from eligibility.engine.facts import Facts
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import discover, find, seeds
from tests.eligibility import (
    test_bangfu_oracle,
    test_dibao_oracle,
    test_gradual_exit,
    test_jiaoyu_oracle,
    test_jiuye_oracle,
    test_linshi_oracle,
    test_settled_parameters,
    test_tekun,
    test_tekun_oracle,
    test_yiliao_oracle,
    test_zaihai_oracle,
    test_zhufang_oracle,
)
from tests.eligibility.comparing import Decided, Oracle, Source, agrees
from tests.eligibility.dibao_oracle import Record
from tests.eligibility.mutants import Comparison, comparisons, moved_parameters, turned
from tests.eligibility.random_families import Families
from tests.eligibility.test_cases import documents, seen

pytestmark = pytest.mark.long

# They only word what was decided; their own tests look at the words.
WORDING = {"eligibility.programmes.dibao.breakdown"}
BASES = ("declared", "verified")
ORACLE_DAYS = (date(2019, 11, 15), date(2021, 7, 1), date(2022, 12, 1), date(2024, 2, 29))


@cache
def expectations() -> list[tuple[str, Case, date, dict[str, object]]]:
    found = []
    for programme in discover():
        for document in documents(programme):
            case, expected = read_case(document), document["expected"]
            for day in case.days:
                wanted = expected[day] if isinstance(document["as_of"], list) else expected
                found.append((programme, case, day, wanted))
    return found


def dibao_families(on: date, _: str, count: int) -> list[Record]:
    source = Families(seed=on.toordinal())
    return [source.record(on) for _ in range(count)]


# programme: the oracle, its households, on which bases and how many
ORACLES: dict[str, tuple[Oracle, Source, tuple[str, ...], int]] = {
    "dibao": (test_dibao_oracle.oracle, dibao_families, ("declared",), 1500),
    "tekun": (test_tekun_oracle.oracle, test_tekun_oracle.households, BASES, 1000),
    "bangfu": (test_bangfu_oracle.oracle, test_bangfu_oracle.households, BASES, 500),
    "jiuye": (test_jiuye_oracle.oracle, test_jiuye_oracle.households, BASES, 1000),
    "linshi": (test_linshi_oracle.oracle, test_linshi_oracle.agreed_households, BASES, 1000),
}


@cache
def families(programme: str) -> list[tuple[date, str, Facts, list[Decided]]]:
    oracle, households, bases, count = ORACLES[programme]
    found = []
    for on, basis in product(ORACLE_DAYS, bases):
        drawn = households(on, basis, count)
        wanted = [oracle(family, on, basis) for family in drawn]
        found.append((on, basis, records.read(drawn), wanted))
    return found


def is_noticed(parameters: ParameterSet) -> bool:
    """Whether the rules as they are now differ somewhere from what is expected."""
    try:
        return any(
            differs(parameters)
            for differs in (
                cases_differ,
                settled_differ,
                exits_differ,
                tekun_differs,
                oracles_differ,
                test_jiaoyu_oracle.RIVALS.differ,
                test_yiliao_oracle.RIVALS.differ,
                test_zaihai_oracle.RIVALS.differ,
                test_zhufang_oracle.RIVALS.differ,
            )
        )
    except (LookupError, ValueError, TypeError, ArithmeticError):
        return True  # a rule that breaks is noticed, too


def cases_differ(parameters: ParameterSet) -> bool:
    return any(
        seen(decide(case, day, parameters, [programme])[programme].explain(0), wanted) != wanted
        for programme, case, day, wanted in expectations()
    )


def settled_differ(parameters: ParameterSet) -> bool:
    return any(
        not test_settled_parameters.holds(settlement, parameters)
        for settlement in test_settled_parameters.SETTLED
    )


def tekun_differs(parameters: ParameterSet) -> bool:
    """Whether a rule of 特困 that no household's case reaches differs."""
    return any(
        test_tekun.centralised_rate(*counts) != expected for _, counts, expected in test_tekun.RATES
    )


def exits_differ(parameters: ParameterSet) -> bool:
    return any(not test_gradual_exit.holds(case, parameters) for case in test_gradual_exit.EXITS)


def oracles_differ(parameters: ParameterSet) -> bool:
    return any(
        not agrees(found, row, decided)
        for programme in ORACLES
        for on, basis, facts, wanted in families(programme)
        for found in [find(programme).decide(facts, parameters, on, basis)]
        for row, decided in enumerate(wanted)
    )


def fresh() -> ParameterSet:
    """The seeds as a new set, for which nothing was worked out before."""
    return ParameterSet(seeds().revisions)


def deciding() -> Iterator[Comparison]:
    return (c for c in comparisons() if c.module.__name__ not in WORDING)


def test_nothing_is_noticed_while_nothing_is_changed() -> None:
    assert not is_noticed(fresh())


@pytest.mark.parametrize("comparison", list(deciding()), ids=str)
def test_a_turned_comparison_is_noticed(comparison: Comparison) -> None:
    with turned(comparison):
        assert is_noticed(fresh())


@pytest.mark.parametrize(
    "parameters", [pytest.param(moved, id=words) for words, moved in moved_parameters(seeds())]
)
def test_a_moved_parameter_is_noticed(parameters: ParameterSet) -> None:
    assert is_noticed(parameters)
