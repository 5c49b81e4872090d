"""试算: what a draft of a parameter would change, for everybody as a job, for one beside the sheet.

The job reads the real caseload and writes nothing but its own rows (`WhatIfChange`): one for each
household whose verdict or amount would differ, on verified facts. They go with the job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from eligibility.engine.codes import Award
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import State
from eligibility.engine.programme import Programme, find
from eligibility.engine.verdicts import FAIL, NAMES
from households.models import Household
from yunyang_relief.core import jobs
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import TOWNSHIP, Job, Region, User

from . import actions, parameters, revising
from .enums import Basis, Verdict
from .findings import Finding
from .loading import Loaded, load
from .models import ParameterRevision, WhatIfChange

KIND = "what_if"
# How long the rows of a trial are kept.
KEPT = timedelta(days=30)
RECEIVES = Award.having(Award.URBAN_DIBAO, Award.RURAL_DIBAO, Award.URBAN_TEKUN, Award.RURAL_TEKUN)

IS_GAINED = Q(to_verdict=Verdict.PASS) & ~Q(from_verdict=Verdict.PASS)
IS_LOST = Q(from_verdict=Verdict.PASS) & ~Q(to_verdict=Verdict.PASS)
STAYS = Q(from_verdict=Verdict.PASS, to_verdict=Verdict.PASS)
# What may become of a household, by the code that an address uses.
KINDS: dict[str, tuple[str, Q]] = {
    "gained": ("新符合", IS_GAINED),
    "lost": ("转为不符合或待核实", IS_LOST),
    "more": ("金额增加", STAYS & Q(to_total__gt=F("from_total"))),
    "less": ("金额减少", STAYS & Q(to_total__lt=F("from_total"))),
}


# --- the job --------------------------------------------------------------------------------


def start_what_if(revision: ParameterRevision, *, actor: User) -> Job:
    """Try a draft on every household of the county; what is tried is what it says now."""
    if revision.stage not in revising.TRIABLE:
        raise Refused("not-a-draft", "只有未生效的修订能试算")
    record = parameters.plain(parameters.record_of(revision))
    return jobs.start_job(
        KIND,
        f"试算：{record['label']} {revision.since} 起",
        region=Region.objects.get(level=Region.Level.COUNTY),
        actor=actor,
        params={
            "revision": revision.pk,
            "on": revising.try_on(revision).isoformat(),
            "record": record,
        },
    )


def latest_what_if(revision: ParameterRevision) -> Job | None:
    """The trial of a draft that was started last."""
    return Job.objects.filter(kind=KIND, params__revision=revision.pk).order_by("-pk").first()


def is_of(job: Job, revision: ParameterRevision) -> bool:
    """Tell whether a trial tried what the draft says now."""
    return bool(job.params["record"] == parameters.plain(parameters.record_of(revision)))


def sets_of(job: Job) -> tuple[parameters.InEffect, parameters.InEffect]:
    """The parameters without and with what a trial tries."""
    now = parameters.in_effect()
    return now, parameters.overlaid(now.records, [parameters.dated(job.params["record"])])


def programmes_of(job: Job) -> list[Programme]:
    """The programmes that a trial may change."""
    on = date.fromisoformat(job.params["on"])
    return [p for p in parameters.dependants(job.params["record"]["code"]) if p.since <= on]


def _plan(job: Job) -> Iterator[tuple[dict[str, Any], int]]:
    batches = Household.objects.values(batch=F("pk") / actions.BATCH).annotate(size=Count("pk"))
    for row in batches.order_by("batch"):
        yield {"batch": row["batch"]}, row["size"]


def _work(job: Job, payload: dict[str, Any]) -> None:
    first, on = payload["batch"] * actions.BATCH, date.fromisoformat(job.params["on"])
    households = Household.objects.filter(pk__gte=first, pk__lt=first + actions.BATCH)
    loaded = load(households.values_list("pk", flat=True), on=on)
    now, then = (
        actions.decide_columns(loaded.facts, Basis.VERIFIED, on, each.parameters)
        for each in sets_of(job)
    )
    for code in (programme.code for programme in programmes_of(job)):
        WhatIfChange.objects.bulk_create(_changes(job, code, loaded, now[code], then[code]))


def _changes(
    job: Job, programme: str, loaded: Loaded, now: Findings, then: Findings
) -> Iterator[WhatIfChange]:
    differs = (now.verdict != then.verdict) | (now.total != then.total)
    differs |= now.total_known != then.total_known
    receiving = RECEIVES[loaded.facts.households.award]
    for row in np.flatnonzero(differs):
        yield WhatIfChange(
            job=job,
            household_id=int(loaded.household_ids[row]),
            unit=int(loaded.units[row]),
            programme=programme,
            from_verdict=NAMES[now.verdict[row]],
            to_verdict=NAMES[then.verdict[row]],
            from_total=_total(now, int(row)),
            to_total=_total(then, int(row)),
            klass=_class(then if then.verdict[row] != FAIL else now, int(row)),
            is_receiving=bool(receiving[row]),
        )


def _total(findings: Findings, row: int) -> Decimal | None:
    return Decimal(int(findings.total[row])) / 100 if findings.total_known[row] else None


def _class(findings: Findings, row: int) -> str:
    codes, words = findings.facets().get("class", (None, ()))
    return "" if codes is None else words[int(codes[row])]


def _finish(job: Job) -> dict[str, Any]:
    """Keep the counts with the job, for its row stays longer than its households."""
    return {"households": job.total, "changes": job.what_if_changes.count()}


WHAT_IF = jobs.JobKind(KIND, _plan, _work, _finish)


def drop_old() -> int:
    """Remove the trials that are old, with their rows; return how many."""
    old = Job.objects.filter(kind=KIND, created_at__lt=timezone.now() - KEPT)
    count = old.count()
    old.delete()
    return count


# --- reading it -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Budget:
    """What a group of changes comes to each month: before, after, households in each kind."""

    name: str
    gained: int
    lost: int
    more: int
    less: int
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def changes_of(job: Job, user: User) -> QuerySet[WhatIfChange]:
    """The changed households that a user may see."""
    rows: QuerySet[WhatIfChange] = WhatIfChange.objects.visible_to(user)
    return rows.filter(job=job).select_related("household__head", "household__region")


def of_kind(rows: QuerySet[WhatIfChange], kind: str) -> QuerySet[WhatIfChange]:
    """Those of one kind; all of them for a word that names none."""
    return rows.filter(KINDS[kind][1]) if kind in KINDS else rows


def kind_of(change: WhatIfChange) -> str:
    """What becomes of a household, in words."""
    was, will = change.from_verdict == Verdict.PASS, change.to_verdict == Verdict.PASS
    if was != will:
        return KINDS["gained" if will else "lost"][0]
    if not will:
        return "仍不符合或待核实"
    return KINDS["more" if (change.difference or 0) > 0 else "less"][0]


def budgets(job: Job, programme: str) -> tuple[Budget, list[Budget], list[Budget]]:
    """What a trial changes in all, by township and by class; PASS alone is paid."""
    rows = job.what_if_changes.filter(programme=programme)
    names = dict(Region.objects.filter(level=TOWNSHIP).values_list("code", "name"))
    townships = rows.annotate(group=Substr("household__region__code", 1, TOWNSHIP))
    classes = rows.annotate(group=F("klass"))
    whole = _grouped(rows.annotate(group=F("programme")), {programme: find(programme).name})
    nothing = Budget(find(programme).name, 0, 0, 0, 0, Decimal(0), Decimal(0))
    return (
        whole[0] if whole else nothing,
        sorted(_grouped(townships, names), key=lambda b: -abs(b.difference)),
        _grouped(classes, {"": "不分类"}),
    )


def _grouped(rows: QuerySet[Any], names: Mapping[str, str]) -> list[Budget]:
    counted = rows.values("group").annotate(
        **{kind: Count("pk", filter=condition) for kind, (_, condition) in KINDS.items()},
        before=Sum("from_total", filter=Q(from_verdict=Verdict.PASS), default=Decimal(0)),
        after=Sum("to_total", filter=Q(to_verdict=Verdict.PASS), default=Decimal(0)),
    )
    return [_budget(row, names) for row in counted.order_by("group")]


def _budget(row: dict[str, Any], names: Mapping[str, str]) -> Budget:
    group = row.pop("group")
    return Budget(name=names.get(group, group), **row)


# --- one household --------------------------------------------------------------------------


def sides(job: Job, change: WhatIfChange) -> Sides:
    """One household without and with what a trial tries, in words, from what is known now.

    Raises Refused, see actions.assess.
    """
    on = date.fromisoformat(job.params["on"])
    facts = actions.facts_of(change.household, on=on, unit=change.unit)
    now, then = (
        actions.decide(facts, change.programme, basis=Basis.VERIFIED, on=on, policy=each.parameters)
        for each in sets_of(job)
    )
    return Sides(now, then)


@dataclass(frozen=True)
class Supposed:
    """What somebody supposes about one household, beside what is known.

    income: the row among its incomes, and the monthly amount that would be verified, in 分.
    verified: take every other declaration as verified. parameter: a code and its value.
    """

    income: tuple[int, int] | None = None
    verified: bool = False
    parameter: tuple[str, Any] | None = None


def suppose(facts: Facts, programme: str, supposed: Supposed, *, basis: Basis, on: date) -> Finding:
    """The finding for one household if things were as supposed. Writes nothing.

    Raises Refused, see actions.assess.
    """
    policy = parameters.current()
    if supposed.verified:
        facts = facts.as_declared()
    if supposed.income is not None:
        row, amount = supposed.income
        amounts, verified = facts.incomes.monthly_amount.copy(), facts.incomes.verified.copy()
        amounts[row], verified[row] = amount, True
        incomes = facts.incomes.changed(monthly_amount=amounts, verified=verified)
        facts = replace(facts, incomes=incomes)
    if supposed.parameter is not None:
        code, value = supposed.parameter
        policy = policy.replaced(code, stated=value, state=State.CONFIRMED)
    return actions.decide(facts, programme, basis=basis, on=on, policy=policy)


class Pair(NamedTuple):
    """One condition, or one line of the amount, on both sides; None where a side has none."""

    label: str
    now: Mapping[str, Any] | None
    then: Mapping[str, Any] | None

    @property
    def differs(self) -> bool:
        return self.now != self.then


@dataclass(frozen=True)
class Sides:
    """Two findings about the same household, line beside line."""

    now: Finding
    then: Finding

    @property
    def both(self) -> tuple[Finding, Finding]:
        return self.now, self.then

    @property
    def criteria(self) -> list[Pair]:
        return _paired(self.now.criteria, self.then.criteria)

    @property
    def amounts(self) -> list[Pair]:
        return _paired(self.now.amounts, self.then.amounts)


def _paired(now: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """Lines of one code and label side by side, in their order."""
    keyed = [{(line["code"], line["label"]): line for line in lines} for lines in (now, then)]
    keys = dict.fromkeys([*keyed[0], *keyed[1]])
    return [Pair(key[1], keyed[0].get(key), keyed[1].get(key)) for key in keys]
