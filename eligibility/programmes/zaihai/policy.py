"""The parameters 自然灾害救助 reads. Sources, clauses and states stand in `parameters.toml`."""

from __future__ import annotations

from typing import ClassVar

from eligibility.engine.parameters import Policy, Revision


class ZaihaiPolicy(Policy):
    """What is in force on one day; money in 分."""

    programme: ClassVar[str] = "zaihai"

    emergency_relief: Revision[int]
    drought_relief: Revision[int]
    drought_days: Revision[int]
    bereavement: Revision[int]
    transition_relief: Revision[int]
    transition_months: Revision[int]
    collapsed_house: Revision[int]
    severe_damage: Revision[int]
    minor_damage: Revision[int]
