"""The parameters 医疗救助 reads. Sources, clauses and states stand in `parameters.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from eligibility.engine.codes import HospitalLevel, Insurance
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import UNSET, half_up
from eligibility.engine.parameters import Policy, Revision


class YiliaoPolicy(Policy):
    """What is in force on one day; money in 分."""

    programme: ClassVar[str] = "yiliao"

    other_recipients: Revision[str]
    uninsured_rule: Revision[str]

    basic_ratio_resident_1_first: Revision[Fraction]
    basic_ratio_resident_1_second: Revision[Fraction]
    basic_ratio_resident_1_third: Revision[Fraction]
    basic_ratio_resident_2_first: Revision[Fraction]
    basic_ratio_resident_2_second: Revision[Fraction]
    basic_ratio_resident_2_third: Revision[Fraction]
    deductible_first: Revision[int]
    deductible_second: Revision[int]
    deductible_third: Revision[int]
    basic_cap_resident_1: Revision[int]
    basic_cap_resident_2: Revision[int]

    tilt_first_year: Revision[int]
    tilt_last_year: Revision[int]
    tilt_day: Revision[str]
    tilt_ratio_raise: Revision[Fraction]
    tilt_ratio_kind: Revision[str]
    tilt_deductible_cut: Revision[Fraction]
    tilt_dabing_cut: Revision[Fraction]

    dabing_deductible: Revision[int]
    dabing_ratio: Revision[Fraction]

    special_diseases: Revision[tuple[str, ...]]
    large_trigger: Revision[int]
    large_basis: Revision[str]
    special_ratio_key: Revision[Fraction]
    special_ratio_other: Revision[Fraction]
    special_cap: Revision[int]
    large_ratio_key: Revision[Fraction]
    large_ratio_other: Revision[Fraction]
    large_cap: Revision[int]
    ordinary_ratio: Revision[Fraction]
    ordinary_cap: Revision[int]
    ratio_rule: Revision[str]

    out_of_catalogue_target: Revision[Fraction]

    def basic_ratio(self, tier: Insurance, level: HospitalLevel) -> Revision[Fraction]:
        """What share basic insurance pays of a stay."""
        revision: Revision[Fraction] = getattr(self, f"basic_ratio_{tier.code}_{level.code}")
        return revision

    def deductible(self, level: HospitalLevel) -> Revision[int]:
        """What basic insurance leaves to the patient first (起付线)."""
        revision: Revision[int] = getattr(self, f"deductible_{level.code}")
        return revision

    def basic_cap(self, tier: Insurance) -> Revision[int]:
        """The most that basic insurance pays for a person in a year (封顶线)."""
        revision: Revision[int] = getattr(self, f"basic_cap_{tier.code}")
        return revision


# A parameter, and the rows that rest on it.
Choice = tuple[Revision[Any], Flags]


class Chosen:
    """A value for each row, from the parameter that holds for it; zero where none does.

    numerator, denominator: the value, exactly. known: false where the parameter is unknown.
    """

    def __init__(self, choices: Iterable[Choice], size: int) -> None:
        self.choices = tuple(choices)
        self.numerator: Ints = np.zeros(size, dtype=np.int64)
        self.denominator: Ints = np.ones(size, dtype=np.int64)
        self.known: Flags = np.ones(size, dtype=np.bool_)
        for parameter, rows in self.choices:
            if parameter.is_known:
                value = Fraction(parameter.value)
                self.numerator[rows] = value.numerator
                self.denominator[rows] = value.denominator
            else:
                self.known[rows] = False

    def times(self, amounts: Ints) -> Ints:
        """So much of each amount, to the nearest 分."""
        return half_up(amounts * self.numerator, self.denominator)

    def at(self, row: int) -> Fraction:
        """The value for one row."""
        return Fraction(int(self.numerator[row]), int(self.denominator[row]))

    def worded(self, row: int, word: Callable[[Fraction], str]) -> str:
        """The value for one row for people to read; it may not be known."""
        return word(self.at(row)) if self.known[row] else UNSET


def parameters_of(choices: Iterable[Choice], row: int) -> list[Revision[Any]]:
    """The parameters that one row rests on."""
    return [parameter for parameter, rows in choices if rows[row]]


def percent(ratio: Fraction) -> str:
    """A ratio as people write it: 70%."""
    return f"{float(ratio * 100):g}%"
