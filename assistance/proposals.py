"""What the engine finds on verified facts, together with what people ruled: the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from eligibility.actions import assess
from eligibility.enums import Verdict
from eligibility.findings import Finding
from yunyang_relief.core.errors import Refused

from .enums import RulingState
from .models import Case, Ruling

Criterion = Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A finding, and the verdicts of 人工认定 by criterion."""

    finding: Finding
    ruled: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, *, on: date, rulings: Iterable[Ruling] = ()) -> Self:
        """Assess the case's unit on this day, verified facts only."""
        finding = assess(
            case.household,
            on=on,
            programme=case.programme,
            applied_on=case.applied_on,
            unit=case.unit,
        )
        return cls(finding, ruled_by(rulings))

    @classmethod
    def stored(cls, finding: Mapping[str, Any], rulings: Iterable[Ruling] = ()) -> Self:
        """Read back what was proposed or decided."""
        return cls(Finding.from_json(finding), ruled_by(rulings))

    @property
    def pending(self) -> list[Criterion]:
        """Criteria that neither facts nor people have settled."""
        return [
            criterion
            for criterion in self.finding.criteria
            if criterion["verdict"] == Verdict.PENDING and criterion["code"] not in self.ruled
        ]

    @property
    def unmet(self) -> list[Criterion]:
        """Criteria that do not hold, or not yet."""
        return [c for c in self.finding.criteria if c["verdict"] != Verdict.PASS]

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict; a pending one is settled once people settled all of it."""
        found = self.finding.verdict
        if found is not Verdict.PENDING or self.pending:
            return found
        return Verdict.FAIL if Verdict.FAIL in self.ruled.values() else Verdict.PASS

    @property
    def is_fit(self) -> bool:
        """Tell whether it may be proposed and approved: nothing left open, and an amount."""
        return self.verdict is Verdict.PASS and self.finding.total is not None

    @property
    def amount(self) -> Decimal:
        """Yuan a month; raise Refused while a fact that it rests on is missing."""
        if self.finding.total is None:
            raise Refused("amount-unknown", "保障金额还不能核算，请补齐并核实家庭成员和收入")
        return self.finding.total

    @property
    def people(self) -> int:
        """How many are covered (保障人口)."""
        return int(self.finding.details["people"])

    @property
    def start_month(self) -> date:
        """The first month paid if it is approved on the day of the finding."""
        return date.fromisoformat(f"{self.finding.start_month}-01")

    @property
    def review_months(self) -> int:
        """Months to the next review."""
        return int(self.finding.details["review_months"])

    @property
    def renewal_months(self) -> int:
        """Months until the household has to apply for renewal."""
        return int(self.finding.details["renewal_months"])


def ruled_by(rulings: Iterable[Ruling]) -> dict[str, str]:
    """Verdicts by criterion, of the rulings the county has not declined."""
    return {r.criterion: r.verdict for r in rulings if r.state != RulingState.DECLINED}
