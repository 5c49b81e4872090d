"""The parameters 教育资助 reads. Sources, clauses and states stand in `parameters.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from eligibility.engine.codes import Stage
from eligibility.engine.parameters import Policy, Revision


class JiaoyuPolicy(Policy):
    """What is in force on one day; money in 分, for one student and term unless said."""

    programme: ClassVar[str] = "jiaoyu"

    preschool_monthly_fee: Revision[int]
    preschool_fee_months: Revision[int]
    preschool_daily_living: Revision[int]
    preschool_living_days: Revision[int]

    primary_boarder: Revision[int]
    junior_boarder: Revision[int]
    primary_day_pupil: Revision[int]
    junior_day_pupil: Revision[int]

    senior_grant: Revision[int]
    vocational_grant: Revision[int]
    registered_grant: Revision[int]
    graduated_grant: Revision[str]
    free_textbooks: Revision[str]
    vocational_textbooks: Revision[str]
    vocational_tuition_terms: Revision[int]
    vocational_grant_terms: Revision[int]
    vocational_dorm_terms: Revision[int]

    undergraduate_loan: Revision[int]
    postgraduate_loan: Revision[int]

    @property
    def boarders(self) -> Mapping[Stage, Revision[int]]:
        """寄宿生生活补助 by stage."""
        return {Stage.PRIMARY: self.primary_boarder, Stage.JUNIOR_HIGH: self.junior_boarder}

    @property
    def day_pupils(self) -> Mapping[Stage, Revision[int]]:
        """非寄宿生生活补助 by stage; none before the municipality brought it in."""
        if not self.in_force("primary_day_pupil"):
            return {}
        return {Stage.PRIMARY: self.primary_day_pupil, Stage.JUNIOR_HIGH: self.junior_day_pupil}
