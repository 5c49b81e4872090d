"""The parameters 就业 reads beside those of 低保: working ages and the minimum wage are its."""

from __future__ import annotations

from typing import ClassVar

from eligibility.engine.parameters import Policy, Revision


class JiuyePolicy(Policy):
    """What is in force on one day."""

    programme: ClassVar[str] = "jiuye"

    post_years: Revision[int]
    post_years_before_retirement: Revision[int]
    years_before_retirement: Revision[int]
    refusal_limit: Revision[int]
    refusal_scope: Revision[str]
    training_choice: Revision[str]
