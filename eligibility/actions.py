"""Asking the rules: for one household in words, for all of them into `Result`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet

from eligibility.engine.columns import day_number
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.programme import discover, find
from households.models import Household
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job, Region

from . import freezing, parameters
from .enums import Basis, Cause
from .findings import Finding
from .loading import load
from .models import DirtyHousehold, ResultChange
from .reasons import Reasons
from .storing import labels_of, store

if TYPE_CHECKING:
    from yunyang_relief.core.models import User

# Households that are worked out together, about so many; ids with the same id // BATCH stay
# together. Fewer would pay more for the statements of a batch than for its rows.
BATCH = 5000
# A worker that takes marked households from many batches holds the lock of each.
MOST_LOCKS = 500
# The first key of the advisory locks on batches.
RESULTS_LOCK = 0x7265


# --- one household --------------------------------------------------------------------------


def assess(
    household: Household,
    *,
    on: date,
    programme: str = "dibao",
    basis: str = Basis.VERIFIED,
    applied_on: date | None = None,
    unit: int = 0,
) -> Finding:
    """What a programme finds for one household on a day, from what is known now.

    Writes nothing. Raises Refused for a closed household, an unknown unit, and a day before the
    programme's first parameters.
    """
    sections = find(programme).sections
    facts = facts_of(household, on=on, applied_on=applied_on, unit=unit, sections=sections)
    return decide(facts, programme, basis=Basis(basis), on=on)


def facts_of(
    household: Household,
    *,
    on: date,
    applied_on: date | None = None,
    unit: int = 0,
    sections: frozenset[str] | None = None,
) -> Facts:
    """The facts of one unit of a household as the rules read them, or those of some sections
    (see `load`). Raises Refused, see assess.
    """
    loaded = load([household.pk], on=on, named=True, sections=sections)
    rows = np.flatnonzero(loaded.units == unit)
    if not rows.size:
        raise Refused("not-assessed", "该户已销户，或没有这个核算单元，不能核算；请核对住户档案")
    facts = loaded.facts if len(loaded.facts) == 1 else loaded.facts.take(rows)
    if applied_on is None:
        return facts
    applied = np.full(1, day_number(applied_on), np.int32)
    return replace(facts, households=facts.households.changed(applied_on=applied))


def decide(
    facts: Facts, programme: str, *, basis: Basis, on: date, policy: ParameterSet | None = None
) -> Finding:
    """The finding for the one household of `facts`. Raises Refused, see assess.

    `policy`: parameters other than those in force, to see what they would change.
    """
    rule = find(programme)
    if on < rule.since:
        raise Refused("not-in-force", f"{rule.name}只能按 {rule.since} 以后的日期核算，请改日期")
    found = rule.decide(facts, policy or parameters.current(), on, basis)
    return Finding(rule, basis, on, int(facts.households.unit[0]), found.explain(0))


def decide_all(facts: Facts, *, on: date) -> dict[Basis, dict[str, Finding]]:
    """The findings of every programme that exists on the day for the one household of `facts`."""
    declared = _explain_all(facts, Basis.DECLARED, on)
    if facts.unverified.any():
        verified = _explain_all(facts, Basis.VERIFIED, on)
    else:
        verified = {code: replace(found, basis=Basis.VERIFIED) for code, found in declared.items()}
    return {Basis.DECLARED: declared, Basis.VERIFIED: verified}


def _explain_all(facts: Facts, basis: Basis, on: date) -> dict[str, Finding]:
    unit = int(facts.households.unit[0])
    return {
        code: Finding(find(code), basis, on, unit, found.explain(0))
        for code, found in decide_columns(facts, basis, on, parameters.current()).items()
    }


def freeze(
    household: Household,
    programme: str,
    *,
    on: date,
    basis: str = Basis.VERIFIED,
    applied_on: date | None = None,
    unit: int = 0,
) -> dict[str, Any]:
    """A finding with all it rests on, as JSON to be kept with a decision; see `freezing`.

    Raises Refused, see assess.
    """
    facts = facts_of(household, on=on, applied_on=applied_on, unit=unit)
    return freezing.freeze(facts, decide(facts, programme, basis=Basis(basis), on=on))


# --- all households -------------------------------------------------------------------------


@transaction.atomic
def recompute(household_ids: Iterable[int], *, on: date, cause: Cause) -> int:
    """Work out every programme for some households; return how many results changed."""
    ids = sorted(household_ids)
    sources = _claim(ids)
    loaded = load(ids, on=on)
    policy = parameters.current()
    found = {
        (code, basis): findings
        for basis in Basis
        for code, findings in decide_columns(loaded.facts, basis, on, policy).items()
    }
    revised = parameters.last_revised() if cause is Cause.PARAMETERS else ""
    reasons = Reasons(cause, on, _last_review(on), sources, labels_of(found), revised)
    return store(loaded, found, ids=ids, reasons=reasons)


def _last_review(on: date) -> date | None:
    """The latest day up to this one on which everybody was worked out; None: never."""
    reviews = Job.objects.filter(kind=RECOMPUTE.code, state=Job.State.DONE)
    days = reviews.exclude(params__cause=Cause.FACTS).filter(params__on__lte=on.isoformat())
    last: str | None = days.order_by("-pk").values_list("params__on", flat=True).first()
    return date.fromisoformat(last) if last else None


def _claim(ids: list[int]) -> dict[int, frozenset[str]]:
    """Keep others from storing results of these households meanwhile, for theirs might be older;
    then take the marks away, before the facts are read: a later change leaves a new mark.

    Returns the tables that marked each household.
    """
    batches = sorted({pk // BATCH for pk in ids})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, batch) FROM unnest(%s::integer[]) AS batch",
            [RESULTS_LOCK, batches],
        )
        cursor.execute(TAKE_MARKS, [ids])
        return {household: frozenset(sources) for household, sources in cursor.fetchall()}


TAKE_MARKS = """
WITH taken AS (
    DELETE FROM eligibility_dirtyhousehold WHERE household_id = ANY(%s)
    RETURNING household_id, source
)
SELECT household_id, array_agg(DISTINCT source) FROM taken GROUP BY household_id
"""


def decide_columns(
    facts: Facts, basis: Basis, on: date, policy: ParameterSet
) -> dict[str, Findings]:
    """The findings of every programme that exists on the day, for every household of `facts`."""
    facts = facts.as_declared() if basis is Basis.DECLARED else facts
    found: dict[str, Findings] = {}
    for code, programme in discover().items():
        if programme.since <= on:
            found[code] = programme.decide(facts, policy, on, others=found)
    return found


def recompute_dirty() -> int:
    """Work out the households whose facts changed; return how many results changed.

    More of them than one batch become a job, unless one is at it already.
    """
    marked = DirtyHousehold.objects.order_by("household_id").values_list("household_id", flat=True)
    ids = list(marked.distinct()[: BATCH + 1])
    if len(ids) <= BATCH:
        return recompute(ids, on=clock.today(), cause=Cause.FACTS) if ids else 0
    if not Job.objects.filter(kind=RECOMPUTE.code, state__in=OPEN_STATES).exists():
        start_recompute(cause=Cause.FACTS)
    return 0


OPEN_STATES = (Job.State.QUEUED, Job.State.RUNNING)


def start_recompute(
    *, cause: Cause, region: Region | None = None, actor: User | None = None
) -> Job:
    """Start the job that works out the households of a region (else the county).

    `Cause.FACTS` takes those that are marked, any other cause all of them.
    """
    region = region or Region.objects.get(level=Region.Level.COUNTY)
    label = "复算有变动的住户" if cause is Cause.FACTS else "全面复算"
    params = {"cause": cause.value, "on": clock.today().isoformat()}
    return jobs.start_job(
        RECOMPUTE.code, f"{label}（{region.name}）", region=region, actor=actor, params=params
    )


def _plan(job: Job) -> Iterator[tuple[dict[str, Any], int]]:
    batches = _households(job).values(batch=F("pk") / BATCH).annotate(size=Count("pk"))
    taken: list[int] = []
    households = 0
    for row in batches.order_by("batch"):
        # Where few of a batch are wanted, neighbours are worked out together; whole batches
        # alone, or two workers would wait for the same lock.
        if taken and (households + row["size"] > BATCH or len(taken) == MOST_LOCKS):
            yield {"first": taken[0], "last": taken[-1]}, households
            taken, households = [], 0
        taken.append(row["batch"])
        households += row["size"]
    if taken:
        yield {"first": taken[0], "last": taken[-1]}, households


def _work(job: Job, payload: dict[str, Any]) -> None:
    first, end = payload["first"] * BATCH, (payload["last"] + 1) * BATCH
    households = _households(job).filter(pk__gte=first, pk__lt=end)
    recompute(
        households.values_list("pk", flat=True),
        on=date.fromisoformat(job.params["on"]),
        cause=Cause(job.params["cause"]),
    )


def _finish(job: Job) -> dict[str, Any]:
    changes = ResultChange.objects.filter(at__gte=job.created_at)
    return {"households": job.total, "changes": changes.count()}


def _households(job: Job) -> QuerySet[Household]:
    households = Household.objects.filter(region__code__startswith=job.region_id)
    if job.params["cause"] == Cause.FACTS:
        households = households.filter(pk__in=DirtyHousehold.objects.values("household_id"))
    return households


RECOMPUTE = jobs.JobKind("recompute", _plan, _work, _finish)
