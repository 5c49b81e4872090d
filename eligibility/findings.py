"""One household's finding in words, as pages, cases and the API read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.engine.programme import Programme, find

from .enums import Basis, Verdict


@dataclass(frozen=True)
class Finding:
    """What a programme found for one household or unit on a day.

    `details` is what the kernel explains (see `manage.py assess --schema`); amounts are yuan.
    """

    programme: Programme
    basis: Basis
    on: date
    unit: int
    details: Mapping[str, Any]

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.details["verdict"])

    @property
    def concerned(self) -> bool:
        """Tell whether the household has anything to do with the programme."""
        return bool(self.details.get("concerned", True))

    @property
    def provisional(self) -> bool:
        """Tell whether it rests on a parameter that the county has not confirmed."""
        return bool(self.details["provisional"])

    @property
    def criteria(self) -> list[dict[str, Any]]:
        return list(self.details["criteria"])

    @property
    def pending(self) -> list[str]:
        """The labels of the criteria that are still open."""
        return self._labels(Verdict.PENDING)

    @property
    def failed(self) -> list[str]:
        """The labels of the criteria that do not hold."""
        return self._labels(Verdict.FAIL)

    def _labels(self, verdict: Verdict) -> list[str]:
        return [c["label"] for c in self.criteria if c["verdict"] == verdict]

    @property
    def amounts(self) -> list[dict[str, Any]]:
        """The lines of the amount; they sum to the total."""
        return list(self.details["amounts"])

    @property
    def has_range(self) -> bool:
        """Tell whether the rule leaves a range for some line, of which the lower end is summed."""
        return any(line.get("most_yuan") is not None for line in self.amounts)

    @property
    def most(self) -> Decimal | None:
        """Yuan at the upper ends of all ranges; None while the total is not known."""
        if self.total is None:
            return None
        return sum((Decimal(x.get("most_yuan") or x["yuan"]) for x in self.amounts), Decimal(0))

    @property
    def total(self) -> Decimal | None:
        """Yuan for the programme's period; None while a fact that it rests on is missing."""
        total = self.details["total"]
        return None if total is None else Decimal(total)

    @property
    def missing(self) -> list[dict[str, str]]:
        """What keeps it open and who can supply it, each thing once."""
        found = {
            (item["what"], item["who"]): item
            for criterion in self.criteria
            for item in criterion["missing"]
        }
        return list(found.values())

    @property
    def parameters(self) -> list[dict[str, Any]]:
        return list(self.details["parameters"])

    @property
    def notes(self) -> list[str]:
        return list(self.details["notes"])

    @property
    def category(self) -> str:
        return str(self.details.get("category", ""))

    @property
    def route(self) -> str:
        return str(self.details.get("route", ""))

    @property
    def klass(self) -> str:
        """A, B, C or 待定; empty where the programme knows no classes."""
        return str(self.details.get("class", ""))

    @property
    def start_month(self) -> str | None:
        """The first month paid if it is approved on the day of the finding, e.g. 2019-11."""
        start: str | None = self.details["start_month"]
        return start

    @property
    def review_months(self) -> int | None:
        months: int | None = self.details.get("review_months")
        return months

    def as_json(self) -> dict[str, Any]:
        """The form of `manage.py assess`, with what was asked."""
        return {
            "programme": self.programme.code,
            "basis": self.basis.value,
            "as_of": self.on.isoformat(),
            "unit": self.unit,
            "period": self.programme.period,
            **self.details,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Finding:
        """What `as_json` gave."""
        asked = {"programme", "basis", "as_of", "unit", "period"}
        return cls(
            programme=find(stored["programme"]),
            basis=Basis(stored["basis"]),
            on=date.fromisoformat(stored["as_of"]),
            unit=stored["unit"],
            details={key: value for key, value in stored.items() if key not in asked},
        )
