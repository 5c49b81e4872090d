"""The parameters 低保 reads. Sources, clauses and states stand in `parameters.toml`."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import ClassVar

import numpy as np

from eligibility.engine.codes import AbsenceKind, AssetKind, Code, IncomeKind
from eligibility.engine.columns import ALWAYS, Days, Flags
from eligibility.engine.dates import years_before
from eligibility.engine.parameters import Policy, Revision


class DibaoPolicy(Policy):
    """What is in force on one day; money in 分."""

    programme: ClassVar[str] = "dibao"

    urban_standard: Revision[int]
    rural_standard: Revision[int]
    converted_with_land: Revision[str]

    uncounted_absences: Revision[tuple[str, ...]]
    clergy_absence_years: Revision[int]
    adult_student_rule: Revision[str]
    edge_family_multiple: Revision[Fraction]
    supporting_family_multiple: Revision[Fraction]

    income_months: Revision[int]
    farming_months: Revision[int]
    expenditure_months: Revision[int]
    expenditure_window: Revision[str]
    excluded_income: Revision[tuple[str, ...]]
    excluded_income_by_county: Revision[tuple[str, ...]]
    basic_pension: Revision[str]
    minimum_wage: Revision[int]
    industry_wage: Revision[int]
    labour_imputation: Revision[str]
    income_deductions: Revision[str]
    support_exempt_multiple: Revision[Fraction]
    support_ratio: Revision[Fraction]
    deduct_both: Revision[str]

    financial_asset_kinds: Revision[tuple[str, ...]]
    financial_multiple: Revision[int]
    illness_exempt_assets: Revision[int]
    house_area_multiple: Revision[int]
    minimum_housing_area: Revision[int]
    district_housing_area: Revision[int]
    vehicle_rule: Revision[str]
    vehicle_exempt_value: Revision[int]
    business_property_rule: Revision[str]

    house_spending_years: Revision[int]
    utilities_share: Revision[Fraction]
    private_tuition_multiple: Revision[int]
    premium_multiple: Revision[int]
    hired_labour_rule: Revision[str]

    rounding: Revision[str]
    minimum_payment: Revision[int]
    severe_addition: Revision[int]
    illness_addition: Revision[int]
    elderly_addition: Revision[int]
    preschool_addition: Revision[int]
    student_addition: Revision[int]
    disabled_addition: Revision[int]
    addition_choice: Revision[str]
    elderly_age: Revision[int]
    elderly_from: Revision[str]
    preschool_age: Revision[int]

    start_rule: Revision[str]
    gradual_exit_months: Revision[int]
    gradual_exit_multiple: Revision[Fraction]
    gradual_exit_start: Revision[str]
    working_age_from: Revision[int]
    working_age_men: Revision[int]
    working_age_women: Revision[int]
    review_a: Revision[int]
    review_b: Revision[int]
    review_c_urban: Revision[int]
    review_c_rural: Revision[int]
    review_unclassified: Revision[int]
    review_idle_urban: Revision[int]
    review_idle_rural: Revision[int]
    renewal_a: Revision[int]
    renewal_b: Revision[int]
    renewal_c: Revision[int]
    renewal_unclassified: Revision[int]

    @property
    def imputed_wage(self) -> Revision[int]:
        """The wage of the employed who cannot prove theirs: the minimum wage until the 2022
        measures, an average of the trade since.
        """
        return self.industry_wage if self.in_force("industry_wage") else self.minimum_wage

    @property
    def deducts_unknown_costs(self) -> bool:
        """Whether costs may be deducted that the county has not said how to."""
        return self.in_force("income_deductions") and not self.income_deductions.is_known

    @cached_property
    def counted_income(self) -> Flags:
        """Which kinds of income count; support is worked out apart (`income.support`)."""
        excluded = {*self.excluded_income.value, *self.excluded_income_by_county.value, "support"}
        if self.basic_pension.value == "excluded":
            excluded.add("basic_pension")
        return ~_kinds(IncomeKind, excluded)

    @cached_property
    def excluded_by_state(self) -> Flags:
        """Kinds of income that state rules leave out."""
        return _kinds(IncomeKind, set(self.excluded_income.value))

    @cached_property
    def excluded_by_county(self) -> Flags:
        """Kinds of income left out on the county's authority alone."""
        return _kinds(IncomeKind, set(self.excluded_income_by_county.value))

    @cached_property
    def financial_assets(self) -> Flags:
        """Which kinds of property are financial assets."""
        return _kinds(AssetKind, set(self.financial_asset_kinds.value))

    @cached_property
    def latest_start_of_absence(self) -> Days:
        """By kind of absence, the latest day it may have begun to keep its person out today."""
        latest = np.full(len(AbsenceKind), ALWAYS, dtype=np.int32)
        for code in self.uncounted_absences.value:
            years = self.clergy_absence_years.value if code == "clergy" else 0
            latest[AbsenceKind.numbers()[code]] = years_before(self.on, years)
        return latest


def _kinds(codes: type[Code], wanted: set[str]) -> Flags:
    return np.array([member.code in wanted for member in codes])
