"""The parameters 临时救助 reads. Sources, clauses and states stand in `parameters.toml`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import UNBOUNDED
from eligibility.engine.parameters import Policy, Revision

MUNICIPAL = "渝民发〔2017〕60号"
CLASSES = ("A", "B", "C", "D")
A, B, C, D = range(4)


class LinshiPolicy(Policy):
    """What is in force on one day; money in 分. A parameter of each class ends in its letter."""

    programme: ClassVar[str] = "linshi"

    application_months: Revision[int]
    low_income_multiple: Revision[Fraction]

    illness_threshold_a: Revision[int]
    illness_threshold_b: Revision[int]
    illness_threshold_c: Revision[int]
    illness_threshold_d: Revision[int]
    illness_ratio_low_a: Revision[Fraction]
    illness_ratio_low_b: Revision[Fraction]
    illness_ratio_low_c: Revision[Fraction]
    illness_ratio_low_d: Revision[Fraction]
    illness_ratio_high_a: Revision[Fraction]
    illness_ratio_high_b: Revision[Fraction]
    illness_ratio_high_c: Revision[Fraction]
    illness_ratio_high_d: Revision[Fraction]
    illness_cap_a: Revision[int]
    illness_cap_b: Revision[int]
    illness_cap_c: Revision[int]
    illness_cap_d: Revision[int]
    treatment_months_a: Revision[int]
    treatment_months_b: Revision[int]
    treatment_months_c: Revision[int]
    treatment_months_d: Revision[int]
    disaster_months_a: Revision[int]
    disaster_months_b: Revision[int]
    disaster_months_c: Revision[int]
    disaster_months_d: Revision[int]
    university_aid_a: Revision[int]
    university_aid_b: Revision[int]
    university_aid_c: Revision[int]
    university_aid_d: Revision[int]
    proposed_months: Revision[int]

    disposable_income_months: Revision[int]
    local_disposable_income: Revision[int]

    first_aid_hours: Revision[int]
    paperwork_days: Revision[int]
    township_limit: Revision[int]

    def by_class(self, name: str) -> Scale:
        """One parameter for each of the four classes."""
        return Scale(tuple(getattr(self, f"{name}_{letter.lower()}") for letter in CLASSES))


class Scale:
    """A parameter that has a value for each class."""

    def __init__(self, revisions: tuple[Revision[Any], ...]) -> None:
        self.revisions = revisions

    def at(self, classes: Ints, parts: int = 1, unknown: int = UNBOUNDED) -> Ints:
        """The value for each row's class, in so many parts of one."""
        values = [int(r.value * parts) if r.is_known else unknown for r in self.revisions]
        return np.array(values, dtype=np.int64)[classes]

    def known(self, classes: Ints) -> Flags:
        """The rows for whose class there is a value."""
        return np.array([r.is_known for r in self.revisions])[classes]

    def uses(self, classes: Ints, rows: Flags) -> tuple[tuple[Revision[Any], Flags], ...]:
        """The parameters, each with those of some rows that rest on it."""
        return tuple((r, rows & (classes == n)) for n, r in enumerate(self.revisions))
