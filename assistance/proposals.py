"""What the engine finds on verified facts, together with what people ruled: the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from eligibility.actions import assess

from yunyang_relief.core.audit import jsonable
from yunyang_relief.core.errors import Refused

from .enums import RulingState, Verdict
from .models import Case, Ruling


@dataclass(frozen=True)
class Proposal:
    """A finding in the JSON form of `eligibility`, and the verdicts of 人工认定 by criterion."""

    finding: Mapping[str, Any]
    ruled: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, *, on: date, rulings: Iterable[Ruling] = ()) -> Self:
        """Assess the household on this day, verified facts only."""
        finding = assess(
            case.household,
            on=on,
            programme=case.programme,
            basis="verified",
            applied_on=case.applied_on,
        )
        return cls(jsonable(finding.as_json()), ruled_by(rulings))

    @classmethod
    def stored(cls, case: Case, rulings: Iterable[Ruling] = ()) -> Self:
        """What the township proposed and published."""
        return cls(case.proposal or {}, ruled_by(rulings))

    @property
    def pending(self) -> list[Mapping[str, Any]]:
        """Criteria that neither facts nor people have settled."""
        return [
            criterion
            for criterion in self.finding["criteria"]
            if criterion["verdict"] == Verdict.PENDING and criterion["code"] not in self.ruled
        ]

    @property
    def verdict(self) -> Verdict:
        """The finding's verdict; a pending one is settled once people settled all of it."""
        found = Verdict(self.finding["verdict"])
        if found is not Verdict.PENDING or self.pending:
            return found
        failed = Verdict.FAIL in self.ruled.values()
        return Verdict.FAIL if failed else Verdict.PASS

    @property
    def amount(self) -> Decimal | None:
        """Yuan a month; None while a fact that it rests on is missing."""
        total = self.finding.get("total")
        return None if total is None else Decimal(total)

    @property
    def known_amount(self) -> Decimal:
        """The amount where the procedure has made sure that there is one."""
        if self.amount is None:
            raise Refused("amount-unknown", "保障金额还不能核算，请补齐并核实家庭成员和收入")
        return self.amount

    @property
    def is_fit(self) -> bool:
        """Tell whether it may be proposed and approved: nothing left open, and an amount."""
        return self.verdict is Verdict.PASS and self.amount is not None

    @property
    def category(self) -> str:
        """城市低保 or 农村低保."""
        return str(self.finding["category"])

    @property
    def klass(self) -> str:
        """A, B, C or 待定."""
        return str(self.finding["class"])

    @property
    def people(self) -> int:
        """How many are covered (保障人口)."""
        return int(self.finding["people"])

    @property
    def start_month(self) -> date:
        """The first month paid if it is approved on the day of the finding."""
        return date.fromisoformat(f"{self.finding['start_month']}-01")

    @property
    def review_months(self) -> int:
        return int(self.finding["review_months"])

    @property
    def renewal_months(self) -> int:
        return int(self.finding["renewal_months"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The parts of the amount; they sum to it."""
        return list(self.finding["amounts"])


def ruled_by(rulings: Iterable[Ruling]) -> dict[str, str]:
    """Verdicts by criterion, of the rulings the county has not declined."""
    return {r.criterion: r.verdict for r in rulings if r.state != RulingState.DECLINED}
