"""Reads: what a household is entitled to, how a result came about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count

from eligibility.engine.codes import IncomeKind
from eligibility.engine.criteria import yuan
from eligibility.engine.facts import Facts
from eligibility.engine.parameters import Revision, read_revision
from eligibility.engine.programme import Programme, discover

from . import parameters, whatif
from .actions import decide_all, facts_of
from .enums import Basis, ParameterState, RevisionStage
from .findings import Finding
from .models import ParameterRevision, Result, ResultChange

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from households.models import Household
    from yunyang_relief.core.models import Job, User

    from .whatif import Budget

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
    found = decide_all(facts, on=on)
    return [
        Entitlement(finding.programme, finding, found[Basis.VERIFIED][code])
        for code, finding in found[Basis.DECLARED].items()
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
    def unit(self) -> str:
        return self.revisions[0].unit

    @property
    def programme(self) -> str:
        return parameters.programme_of(self.code)

    @property
    def state(self) -> str:
        """The state of what is in force; empty when nothing is."""
        return self.current.state.value if self.current else ""


def parameters_on(day: date) -> list[tuple[Programme, list[Parameter]]]:
    """Every parameter of every programme, in the order of the programmes' files."""
    by_code: dict[str, list[Revision[Any]]] = {}
    policy = parameters.current()
    for revision in policy.revisions:
        by_code.setdefault(revision.code, []).append(revision)
    in_force = policy.at(day)
    return [
        (
            programme,
            [
                Parameter(code, in_force.get(code), revisions)
                for code, revisions in by_code.items()
                if parameters.programme_of(code) == programme.code
            ],
        )
        for programme in discover().values()
    ]


def parameter(code: str, day: date) -> Parameter | None:
    """One parameter as it stands on a day; None where there is none of this code."""
    policy = parameters.current()
    revisions = [revision for revision in policy.revisions if revision.code == code]
    return Parameter(code, policy.at(day).get(code), revisions) if revisions else None


def uncertain_results(user: User) -> Counter[str]:
    """How many present results of each programme rest on an unconfirmed parameter."""
    rows = Result.objects.visible_to(user).filter(basis=Basis.VERIFIED, is_provisional=True)
    counted = rows.order_by().values_list("programme").annotate(count=Count("pk"))
    return Counter(dict(counted))


class Drafted(NamedTuple):
    """A revision as it is kept, and as the rules would read it."""

    row: ParameterRevision
    read: Revision[Any]


def open_drafts(user: User) -> list[Drafted]:
    """Revisions on their way, the latest first."""
    known = {record["code"] for record in parameters.seeds()}
    drafts = ParameterRevision.objects.visible_to(user).open().filter(code__in=known)
    return _drafted(drafts)


def revisions_of(code: str) -> list[Drafted]:
    """Every revision of a parameter that anybody drafted, the latest first."""
    return _drafted(ParameterRevision.objects.filter(code=code))


def _drafted(rows: QuerySet[ParameterRevision]) -> list[Drafted]:
    people = rows.select_related("drafted_by", "checked_by")
    return [Drafted(row, read_revision(parameters.record_of(row))) for row in people]


class Compared(NamedTuple):
    """One line of a revision beside what it replaces."""

    label: str
    old: Any
    new: Any

    @property
    def differs(self) -> bool:
        return bool(self.old != self.new)


def compare(revision: ParameterRevision) -> list[Compared]:
    """A revision and the period that it closes or takes the place of, line by line."""
    is_in_force = revision.stage == RevisionStage.IN_FORCE
    before = parameters.around(revision)[0] if is_in_force else parameters.in_effect()
    old = before.parameters.at(revision.since).get(revision.code)
    new = read_revision(parameters.record_of(revision))
    sides = [_lines(old) if old else {}, _lines(new)]
    return [Compared(label, sides[0].get(label, ""), value) for label, value in sides[1].items()]


def _lines(revision: Revision[Any]) -> dict[str, Any]:
    return {
        "值": f"{revision.worded} {revision.unit}".strip(),
        "生效": revision.since.isoformat(),
        "止日": f"{revision.until} 前" if revision.until else "不定",
        "状态": ParameterState(revision.state.value).label,
        "依据文件": revision.source,
        "条款": revision.clause,
        "公布": revision.published.isoformat() if revision.published else "",
        "来源": revision.provenance,
        "说明": revision.note,
    }


def trial_of(job: Job) -> list[tuple[Programme, Budget, list[Budget], list[Budget]]]:
    """What a trial changes, for each programme it touches: in all, by township, by class."""
    touched = whatif.programmes_of(job)
    return [(programme, *whatif.budgets(job, programme.code)) for programme in touched]


def incomes_of(facts: Facts) -> list[tuple[int, str]]:
    """The incomes of one household as choices: the row, and what it is."""
    rows = facts.incomes
    return [
        (
            row,
            f"{_owner(facts, int(rows.member[row]))}{IncomeKind.at(rows.kind[row]).label} "
            f"{yuan(int(rows.monthly_amount[row]))}"
            f"{'' if rows.verified[row] else '（未核实）'}",
        )
        for row in range(len(rows))
    ]


def _owner(facts: Facts, member: int) -> str:
    return f"{facts.members.name[member]} " if member >= 0 else ""


def natures_of(finding: Finding) -> dict[str, parameters.Record]:
    """The parameters that a finding rests on, those that one number or choice states."""
    found = {p["code"]: parameters.nature_of(p["code"]) for p in finding.parameters}
    return {code: nature for code, nature in found.items() if nature["kind"] != "codes"}
