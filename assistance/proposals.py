"""What the engine finds on verified facts, together with what people ruled: the proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
CASE_BY_CASE = "一事一议"
AGREED = {"code": "agreed", "label": "一事一议救助金", "clause": "22号文 二（八）四"}


@dataclass(frozen=True)
class Proposal:
    """A finding, the verdicts of 人工认定 by criterion, and what an official chose to grant.

    granted: yuan within the range that the rules leave; None where the finding's own amount,
    the lower end, stands. agreed: yuan that a township settled on where the rules have no sum
    (一事一议), which the county has to confirm.
    """

    finding: Finding
    ruled: Mapping[str, str] = field(default_factory=dict)
    granted: Decimal | None = None
    agreed: Decimal | None = None

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
        return cls(finding, ruled_by(rulings), **_chosen(case.proposal or {}))

    @classmethod
    def stored(cls, finding: Mapping[str, Any], rulings: Iterable[Ruling] = ()) -> Self:
        """Read back what was proposed or decided."""
        return cls(Finding.from_json(finding), ruled_by(rulings), **_chosen(finding))

    def as_chosen_in(self, case: Case) -> Self:
        """The same with what officials chose when the case was proposed."""
        chosen = _chosen(case.proposal or {})
        return replace(self, granted=chosen.get("granted"), agreed=chosen.get("agreed"))

    def as_json(self) -> dict[str, Any]:
        """The form that `stored` reads."""
        chosen = {"granted": self.granted, "agreed": self.agreed}
        return self.finding.as_json() | {k: str(v) for k, v in chosen.items() if v is not None}

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
        if self.is_agreed:
            return Verdict.PASS
        if found is not Verdict.PENDING or self.pending:
            return found
        return Verdict.FAIL if Verdict.FAIL in self.ruled.values() else Verdict.PASS

    @property
    def is_fit(self) -> bool:
        """Tell whether it may be proposed and approved: nothing left open, and an amount."""
        return self.verdict is Verdict.PASS and self.is_known and self.is_within_range

    @property
    def is_case_by_case(self) -> bool:
        """Tell whether the rules leave a cause to 一事一议, and nothing speaks against it."""
        causes = self.finding.details.get("causes", ())
        return self.finding.verdict is not Verdict.FAIL and any(
            cause["route"] == CASE_BY_CASE for cause in causes
        )

    @property
    def is_agreed(self) -> bool:
        """Tell whether a sum was settled on that is still the township's to propose."""
        return self.agreed is not None and self.is_case_by_case

    @property
    def is_known(self) -> bool:
        """Tell whether there is an amount."""
        return self.is_agreed or self.finding.total is not None

    @property
    def least(self) -> Decimal:
        """The lower end, yuan; raise Refused while a fact that it rests on is missing."""
        if self.finding.total is None:
            raise Refused("amount-unknown", "金额还不能核算，请补齐并核实相关情况")
        return self.finding.total

    @property
    def most(self) -> Decimal:
        """The upper end of what may be granted, yuan; the lower end where there is no range."""
        lines = self.finding.amounts
        return sum((Decimal(line.get("most_yuan") or line["yuan"]) for line in lines), Decimal(0))

    @property
    def has_range(self) -> bool:
        """Tell whether the rules leave a choice."""
        return self.finding.total is not None and self.most > self.finding.total

    @property
    def amount(self) -> Decimal:
        """Yuan for the programme's period: what is granted, else the lower end. Raises Refused
        while it is not known, or when what was chosen is not within the range any more.
        """
        if self.agreed is not None and self.is_agreed:
            return self.agreed
        if self.is_within_range:
            return self.granted or self.least
        raise Refused(
            "outside-range",
            f"原拟金额 {self.granted} 元已不在规定幅度（{self.least} 至 {self.most} 元）之内，"
            "请退回重新提出意见",
        )

    @property
    def is_within_range(self) -> bool:
        """Tell whether what an official chose is still theirs to choose."""
        return self.granted is None or self.least <= self.granted <= self.most

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the amount; they sum to it."""
        if self.is_agreed:
            return [
                AGREED | {"arithmetic": f"集体研究确定 {self.amount}", "yuan": str(self.amount)}
            ]
        raised = self.amount - self.least
        if not raised:
            return self.finding.amounts
        choice = {
            "code": "choice",
            "label": "在规定幅度内提高",
            "clause": "；".join(dict.fromkeys(line["clause"] for line in self.finding.amounts)),
            "arithmetic": f"{self.amount} − {self.least}",
            "yuan": str(raised),
        }
        return [*self.finding.amounts, choice]

    @property
    def people(self) -> int:
        """How many are covered (保障人口); those named in the lines where nobody counts them."""
        named = {line["person"] for line in self.finding.amounts if line.get("person")}
        return int(self.finding.details.get("people", len(named) or 1))

    @property
    def period(self) -> str:
        """What the amount is for: 月, 次, 学期."""
        return self.finding.programme.period

    @property
    def category(self) -> str:
        """The category where the programme has one, else its short name."""
        return self.finding.category or self.finding.programme.name

    @property
    def start_month(self) -> date:
        """The first month paid if it is approved on the day of the finding."""
        if self.finding.start_month is None:
            return self.finding.on.replace(day=1)
        return date.fromisoformat(f"{self.finding.start_month}-01")

    @property
    def review_months(self) -> int | None:
        """Months to the next review; None where none is due."""
        return self.finding.review_months

    @property
    def renewal_months(self) -> int | None:
        """Months until the household has to apply for renewal."""
        months: int | None = self.finding.details.get("renewal_months")
        return months


def _chosen(stored: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(stored[name]) for name in ("granted", "agreed") if stored.get(name)}


def ruled_by(rulings: Iterable[Ruling]) -> dict[str, str]:
    """Verdicts by criterion, of the rulings the county has not declined."""
    return {r.criterion: r.verdict for r in rulings if r.state != RulingState.DECLINED}
