"""教育资助 of a whole term at once: a durable job opens a case for every entitled household."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from eligibility.actions import assess
from eligibility.enums import Verdict
from eligibility.models import Result
from eligibility.programmes.jiaoyu.terms import term_of
from households.models import Household
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job, Region, User

from . import actions
from .enums import Programme
from .models import Case, Step, TermAid

KIND = "open_term"
BATCH = 20
# A case is opened by this step when the bureau takes the household up itself.
OPENED = "open_directly"


def term_today() -> str:
    """The present term, e.g. 2019秋."""
    return term_of(clock.today()).label


def waiting_households(region: Region) -> QuerySet[Household]:
    """Households of a region with entitled students who were not aided in the present term."""
    given = TermAid.objects.filter(case__household=OuterRef("pk"), term=term_today())
    running = Case.objects.open().filter(household=OuterRef("pk"), programme=Programme.JIAOYU)
    entitled = Result.objects.of_families(Programme.JIAOYU).filter(verdict=Verdict.PASS)
    rows: QuerySet[Household] = Household.objects.open().filter(
        ~Exists(given),
        ~Exists(running),
        region__code__startswith=region.code,
        pk__in=entitled.values("household"),
    )
    return rows


def start_term(*, actor: User) -> Job:
    """Begin to open the cases of the present term. Raises Refused while that is under way, or
    for somebody who does not handle these cases.
    """
    if actor.department != Programme.JIAOYU.office:
        raise Refused("not-yours", f"批量开案由{Programme.JIAOYU.office.label}办理")
    unfinished = (Job.State.QUEUED, Job.State.RUNNING)
    with transaction.atomic():
        # Two people at once must not start it twice.
        Region.objects.select_for_update(no_key=True).get(pk=actor.region_id)
        if Job.objects.filter(kind=KIND, state__in=unfinished).exists():
            raise Refused("running", "本学期的批量开案正在进行，请到后台作业查看进度")
        return jobs.start_job(
            KIND,
            f"{term_today()}学期教育资助批量开案",
            region=actor.region,
            actor=actor,
            params={"term": term_today()},
        )


def _plan(job: Job) -> Iterable[tuple[dict[str, Any], int]]:
    ids = list(waiting_households(job.region).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        yield {"households": batch}, len(batch)


def _work(job: Job, payload: dict[str, Any]) -> None:
    """A household that cannot be taken up now (it moved, its facts changed) is left out."""
    actor = job.created_by
    assert actor is not None  # started by somebody, see start_term
    for household in Household.objects.filter(pk__in=payload["households"]).order_by("pk"):
        try:
            with transaction.atomic():
                _open(household, actor)
        except Refused:
            continue


def _open(household: Household, actor: User) -> None:
    finding = assess(household, on=clock.today(), programme=Programme.JIAOYU)
    data = {"amount": finding.total}
    actions.open_directly(household, programme=Programme.JIAOYU, data=data, actor=actor)


def _finish(job: Job) -> dict[str, Any]:
    opened = Step.objects.filter(
        code=OPENED,
        case__programme=Programme.JIAOYU,
        actor=job.created_by,
        at__gte=job.created_at,
    ).count()
    return {"学期": job.params["term"], "开案户数": opened, "未开案户数": job.total - opened}


def register() -> None:
    """Make the job known; called once when the app is ready."""
    jobs.register(jobs.JobKind(KIND, _plan, _work, _finish))
