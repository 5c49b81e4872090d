"""Reads: what a household is entitled to, how a result came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from eligibility.engine.parameters import Revision
from eligibility.engine.programme import Programme, discover

from . import parameters
from .actions import decide_all, facts_of
from .enums import Basis
from .findings import Finding
from .models import ResultChange

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from households.models import Household

# The ways through a programme that a criterion may belong to, in the order of the sheet.
ROUTES = {
    "unit": "分户单独核算",
    "ordinary": "路径一 收入型",
    "expenditure": "路径二 支出型",
    "": "都要符合",
}


@dataclass(frozen=True)
class Entitlement:
    """One programme for one household: on declared facts, and on verified ones."""

    programme: Programme
    declared: Finding
    verified: Finding

    @property
    def both(self) -> tuple[Finding, Finding]:
        """The two findings, as pages show them side by side."""
        return self.declared, self.verified

    @property
    def concerned(self) -> bool:
        """Tell whether the household has anything to do with the programme."""
        return self.declared.concerned

    @property
    def name(self) -> str:
        """The category (城市低保) where the programme has one, else the programme."""
        return self.declared.category or self.programme.name


def entitlements(household: Household, *, on: date) -> list[Entitlement]:
    """Every programme that existed on the day, for the family. Raises Refused, see assess."""
    facts = facts_of(household, on=on)
    declared = decide_all(facts, basis=Basis.DECLARED, on=on)
    verified = decide_all(facts, basis=Basis.VERIFIED, on=on)
    return [
        Entitlement(finding.programme, finding, verified[code])
        for code, finding in declared.items()
    ]


def by_route(finding: Finding) -> list[tuple[str, list[dict[str, Any]]]]:
    """The criteria of a finding under the heading of their route, routes before what all need."""
    order = list(ROUTES)
    criteria = sorted(finding.criteria, key=lambda c: order.index(c["route"]))
    has_routes = any(c["route"] == "expenditure" for c in criteria)
    groups = []
    for route, members in groupby(criteria, key=lambda c: c["route"]):
        heading = "两条路径都要符合" if has_routes and not route else ROUTES[route]
        groups.append((heading, list(members)))
    return groups


def changes_of(household: Household) -> QuerySet[ResultChange]:
    """How the results of a household changed, the latest first."""
    return ResultChange.objects.filter(household=household)


@dataclass(frozen=True)
class Parameter:
    """A parameter with all its periods, and the one in force on a day (None: none is)."""

    code: str
    current: Revision[Any] | None
    revisions: list[Revision[Any]]

    @property
    def label(self) -> str:
        return self.revisions[0].label

    @property
    def state(self) -> str:
        """The state of what is in force; empty when nothing is."""
        return self.current.state.value if self.current else ""


def parameters_on(day: date) -> list[tuple[Programme, list[Parameter]]]:
    """Every parameter of every programme, in the order of the programmes' files."""
    by_code: dict[str, list[Revision[Any]]] = {}
    for revision in parameters.current().revisions:
        by_code.setdefault(revision.code, []).append(revision)
    in_force = parameters.current().at(day)
    return [
        (
            programme,
            [
                Parameter(code, in_force.get(code), revisions)
                for code, revisions in by_code.items()
                if code.startswith(f"{programme.code}.")
            ],
        )
        for programme in discover().values()
    ]
