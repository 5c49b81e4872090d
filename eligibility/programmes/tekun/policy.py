"""The parameters 特困 reads. Sources, clauses and states stand in `parameters.toml`."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import numpy as np

from eligibility.engine.codes import DisabilityType, IncomeKind, Stage
from eligibility.engine.columns import Flags
from eligibility.engine.parameters import Policy, Revision


class TekunPolicy(Policy):
    """What is in force on one day; money in 分."""

    programme: ClassVar[str] = "tekun"

    elderly_age: Revision[int]
    minor_age: Revision[int]
    continued_age: Revision[int]
    continued_stages: Revision[tuple[str, ...]]
    disabilities: Revision[tuple[str, ...]]

    excluded_income: Revision[tuple[str, ...]]
    property_rule: Revision[str]

    obligor_grounds: Revision[tuple[str, ...]]
    obligor_age: Revision[int]
    old_obligor_age: Revision[int]
    disposable_income: Revision[int]

    base_standard: Revision[int]
    half_care_most: Revision[int]
    full_care: Revision[int]
    half_care: Revision[int]
    self_care: Revision[int]
    care_by_age: Revision[int]
    care_by_age_from: Revision[int]

    start_rule: Revision[str]
    handover: Revision[str]
    helpless_levels: Revision[tuple[str, ...]]
    county_home_townships: Revision[tuple[str, ...]]

    @cached_property
    def qualifying_disabilities(self) -> Flags:
        """Kinds (rows) and grades (columns) of disability that mean 无劳动能力."""
        table = np.zeros((len(DisabilityType), 5), dtype=np.bool_)
        for code in self.disabilities.value:
            kind, grade = code.split("-")
            table[DisabilityType.numbers()[kind], int(grade)] = True
        return table

    @cached_property
    def continuing_stages(self) -> Flags:
        """The stages of schooling in which somebody grown up goes on being supported."""
        stages = self.continued_stages.value
        return np.array([stage.code in stages for stage in Stage])

    @cached_property
    def uncounted_income(self) -> Flags:
        """Kinds of income that 特困 leaves out beside what 低保 leaves out."""
        kinds = self.excluded_income.value
        return np.array([kind.code in kinds for kind in IncomeKind])
