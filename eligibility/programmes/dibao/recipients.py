"""Who receives 低保 or 特困: the people most other programmes are for (22号文 一（二）).

As awarded; where no award is stated, as found for the same facts on the same day.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from eligibility.engine.candidates import judged
from eligibility.engine.codes import Award
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.verdicts import FAIL, Verdicts
from eligibility.programmes.dibao.rules import DibaoFindings

DIBAO = Award.having(Award.URBAN_DIBAO, Award.RURAL_DIBAO)
TEKUN = Award.having(Award.URBAN_TEKUN, Award.RURAL_TEKUN)
UNSTATED = Award.having(Award.UNSTATED)


class Recipients:
    """Verdicts by member: `dibao` for people counted in a 低保 household, `tekun` for 特困人员,
    `either` for both together. assessment: what 低保 knows of the same households.
    """

    def __init__(self, facts: Facts, others: Mapping[str, Findings]) -> None:
        dibao, tekun = others["dibao"], others["tekun"]
        if not isinstance(dibao, DibaoFindings) or tekun.candidates is None:
            raise TypeError("recipients are read from the findings of dibao and tekun")
        self.assessment = dibao.assessment
        household = facts.members.household
        award, counted = facts.households.award[household], dibao.assessment.people.counted
        is_open = UNSTATED[award]
        found = np.where(counted, dibao.verdict[household], np.int8(FAIL))
        self.dibao: Verdicts = np.where(is_open, found, judged(DIBAO[award] & counted))
        self.tekun: Verdicts = np.where(
            is_open, tekun.candidates.verdict, judged(TEKUN[award] & counted)
        )
        self.either: Verdicts = np.maximum(self.dibao, self.tekun)
        self.unstated = is_open

    def worded(self, member: int) -> str:
        """What one member receives, or may receive, for an explanation."""
        kinds = ((self.tekun, "特困人员"), (self.dibao, "低保对象"))
        for verdict, label in kinds:
            if verdict[member] == self.either[member] != FAIL:
                return f"按测算为{label}" if self.unstated[member] else label
        return "不是低保、特困对象"
