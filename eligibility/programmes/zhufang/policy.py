"""The parameters 住房保障 reads. Sources, clauses and states stand in `parameters.toml`.

最低住房保障标准 is one of 低保's: its property test asks for it as well.
"""

from __future__ import annotations

from typing import ClassVar

from eligibility.engine.parameters import Policy, Revision


class ZhufangPolicy(Policy):
    """What is in force on one day; money in 分, areas in whole square metres."""

    programme: ClassVar[str] = "zhufang"

    subsidy_rate: Revision[int]
    single_area: Revision[int]
    area_per_person: Revision[int]
    household_area_cap: Revision[int]
