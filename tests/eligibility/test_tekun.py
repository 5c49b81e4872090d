"""特困: the centralised rate of a township, and who owes support to whom."""

from __future__ import annotations

from fractions import Fraction

import pytest

from eligibility.engine.codes import Relation
from eligibility.programmes.tekun.centralisation import Rate, centralised_rate
from eligibility.programmes.tekun.kinship import is_kin

# 失能, of them 集中供养, the year, and the rate. C54 and C55 are of the county's own cases.
RATES: list[tuple[str, tuple[int, int, int], Rate]] = [
    ("C54", (8, 3, 2019), Rate(Fraction(3, 8), Fraction(2, 5), False, 1)),
    ("C55 A", (5, 2, 2020), Rate(Fraction(2, 5), Fraction(1, 2), False, 1)),
    ("C55 B", (0, 0, 2020), Rate(None, Fraction(1, 2), None, 0)),
    ("just met", (5, 2, 2019), Rate(Fraction(2, 5), Fraction(2, 5), True, 0)),
    ("more than needed", (5, 4, 2019), Rate(Fraction(4, 5), Fraction(2, 5), True, 0)),
    ("nobody yet", (7, 0, 2020), Rate(Fraction(0), Fraction(1, 2), False, 4)),
    ("all of them", (7, 7, 2020), Rate(Fraction(1), Fraction(1, 2), True, 0)),
    ("no target", (5, 2, 2021), Rate(Fraction(2, 5), None, None, 0)),
]


@pytest.mark.parametrize(("case", "counts", "expected"), RATES, ids=[case for case, *_ in RATES])
def test_the_rate_is_exact_and_says_how_many_are_needed(
    case: str, counts: tuple[int, int, int], expected: Rate
) -> None:
    assert centralised_rate(*counts) == expected, case


@pytest.mark.parametrize(("disabled", "centralised"), [(3, 4), (3, -1)])
def test_counts_that_cannot_be_are_refused(disabled: int, centralised: int) -> None:
    with pytest.raises(ValueError, match=f"集中供养 {centralised} 人"):
        centralised_rate(disabled, centralised, 2019)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Relation.SELF, Relation.WIFE, True),
        (Relation.SELF, Relation.DAUGHTER, True),
        (Relation.SELF, Relation.MOTHER, True),
        (Relation.SPOUSE, Relation.ADOPTED_SON, True),
        (Relation.SPOUSE, Relation.FATHER_IN_LAW, True),
        (Relation.FATHER, Relation.MOTHER, True),
        (Relation.FATHER, Relation.GRANDMOTHER, True),
        (Relation.SON, Relation.DAUGHTER_IN_LAW, True),
        (Relation.SON, Relation.GRANDSON, True),
        (Relation.DAUGHTER, Relation.MATERNAL_GRANDSON, True),
        (Relation.SELF, Relation.SELF, False),
        (Relation.SELF, Relation.DAUGHTER_IN_LAW, False),
        (Relation.SELF, Relation.MOTHER_IN_LAW, False),
        (Relation.SELF, Relation.GRANDSON, False),
        (Relation.SELF, Relation.ELDER_BROTHER, False),
        (Relation.SON, Relation.DAUGHTER, False),
        (Relation.SON, Relation.MATERNAL_GRANDSON, False),
        (Relation.SPOUSE, Relation.MOTHER, False),
        (Relation.NOT_RELATED, Relation.NOT_RELATED, False),
    ],
)
def test_who_owes_support_to_whom(one: Relation, other: Relation, expected: bool) -> None:
    assert is_kin(one, other) is expected
    assert is_kin(other, one) is expected
