"""Reads over several tables."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Left
from django.utils import timezone

from eligibility import parameters
from eligibility.models import ParameterRevision
from households.enums import Section
from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.models import TOWNSHIP, User

from .enums import BackPayState, LineState, Programme
from .models import Award, BackPay, Bill, Case, PaymentBatch, PaymentLine
from .months import first_of_month
from .paying.dues import without_payment
from .procedure import procedure_on
from .workflow import WORKFLOWS

# What the rules are told that households receive: see eligibility.loading.read_awards_from.
AWARDS_FOR_RULES = f"""
    SELECT DISTINCT ON (household_id) household_id,
           CASE category WHEN '城市低保' THEN 'urban_dibao' WHEN '农村低保' THEN 'rural_dibao'
                         WHEN '农村特困' THEN 'rural_tekun' ELSE 'urban_tekun' END AS award
    FROM {Award._meta.db_table}
    WHERE household_id = ANY(%(ids)s) AND programme IN ('dibao', 'tekun') AND unit = 0
      AND start_month <= %(on)s AND (end_month IS NULL OR end_month > %(on)s)
    ORDER BY household_id, programme
"""  # noqa: S608  # a table name of our own

# An application rests on these parts of the survey; attachments may follow with the papers.
SURVEYED_FIRST = (
    Section.CIRCUMSTANCES,
    Section.MEMBERS,
    Section.INCOME,
    Section.ASSETS,
    Section.EXPENDITURE,
    Section.OBLIGORS,
    Section.NEEDS,
)


def application_obstacles(household: Household, programme: str, unit: int = 0) -> list[str]:
    """What stands between this household and an application, each with how to mend it."""
    obstacles = []
    if household.closed_on:
        obstacles.append(f"该户已于 {household.closed_on} 销户，不能申请")
    missing = [s.label for s in SURVEYED_FIRST if s not in household.surveyed]
    if missing and procedure_on(programme, clock.today()).needs_survey:
        obstacles.append(f"入户调查还没有完成：{'、'.join(missing)}。请先填完并确认这些部分")
    mine = Q(household=household, programme=programme, unit=unit)
    if case := Case.objects.open().filter(mine).first():
        obstacles.append(
            f"该户已有一件{case.title}在办（{case.number}，{case.get_stage_display()}），"
            "请办结或由申请人撤回后再申请"
        )
    if award := Award.objects.filter(mine, end_month=None).first():
        short = Programme(programme).short
        obstacles.append(
            f"该户自 {award.start_month:%Y-%m} 起享受{short}，家庭情况变化的请办理复核，不必再申请"
        )
    return obstacles


def applicable(household: Household, role: str) -> dict[Programme, list[str]]:
    """The programmes that somebody of this role takes applications for, each with what stands in
    the way of one.
    """
    today = clock.today()
    return {
        programme: application_obstacles(household, programme)
        for programme, table in WORKFLOWS.items()
        if "apply" in table and role in table["apply"].roles(procedure_on(programme, today))
    }


def awards_to_review(until: date) -> QuerySet[Award]:
    """Running awards whose review is due by this day."""
    rows: QuerySet[Award] = Award.objects.filter(end_month=None, next_review_on__lte=until)
    return rows


@dataclass(frozen=True)
class Unbuilt:
    """A township's programme with something to pay this month, and no batch made for it yet."""

    region_id: str
    programme: Programme
    count: int
    amount: Decimal


def batches_to_build(today: date, prefix: str = "") -> list[Unbuilt]:
    """What the townships below a region have still to put into a batch this month."""
    month = first_of_month(today)
    mine = PaymentBatch.objects.filter(month=month, region__code__startswith=prefix)
    there = set(mine.values_list("region_id", "programme"))
    rows = (
        without_payment(month, PaymentLine.objects.all())
        .filter(award__region__code__startswith=prefix)
        .order_by()
        .annotate(township=Left("award__region_id", TOWNSHIP))
        .values_list("township", "award__programme")
        .annotate(count=Count("pk"), sum=Sum("amount"))
    )
    return [
        Unbuilt(township, Programme(programme), count, amount)
        for township, programme, count, amount in rows.order_by("township", "award__programme")
        if (township, programme) not in there
    ]


def overpaid(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Awards that were paid for months after their end, without a recovery.

    They carry `overpaid` (yuan), `paid_from` and `paid_to`.
    """
    late = Q(payments__state=LineState.PAID, payments__month__gte=F("end_month"))
    rows: QuerySet[Award] = (
        awards.filter(end_month__isnull=False, recoveries=None)
        .annotate(
            overpaid=Sum("payments__amount", filter=late),
            paid_from=Min("payments__month", filter=late),
            paid_to=Max("payments__month", filter=late),
        )
        .filter(overpaid__gt=0)
        .select_related("household__head", "region")
    )
    return rows


def share_of_year(today: date) -> float:
    """How much of the year has passed, 0 to 1."""
    return today.timetuple().tm_yday / (366 if isleap(today.year) else 365)


def clock_text(moment: datetime) -> str:
    """A moment as people say it: 11-15 14:03."""
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


# --- back-payments --------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """What one revision owes in a user's region: households, months, yuan."""

    row: ParameterRevision
    label: str
    households: int
    months: int
    open_months: int
    total: Decimal
    approved: Decimal
    proposer: int | None


def revisions_owing(user: User) -> QuerySet[Any]:
    """The ids of revisions with back-payments in a user's region."""
    return BackPay.objects.visible_to(user).values("revision")


def back_pays_by_revision(user: User) -> list[Proposal]:
    """The proposals that reach a user's region, the latest revision first."""
    lines = BackPay.objects.visible_to(user).order_by().values("revision")
    counted = lines.annotate(
        households=Count("award__household", distinct=True),
        months=Count("pk"),
        open_months=Count("pk", filter=Q(state=BackPayState.PROPOSED)),
        approved=Sum("amount", filter=Q(state=BackPayState.APPROVED), default=Decimal(0)),
        total=Sum("amount"),
        proposer=Min("proposed_by"),
    )
    rows = ParameterRevision.objects.in_bulk([line["revision"] for line in counted])
    return [_proposal(rows[line["revision"]], line) for line in counted.order_by("-revision")]


def _proposal(row: ParameterRevision, line: Mapping[str, Any]) -> Proposal:
    counts = {name: value for name, value in line.items() if name != "revision"}
    label = str(parameters.nature_of(row.code)["label"])
    return Proposal(row=row, label=label, **counts)


def awards_owed(awards: QuerySet[Award], revision: ParameterRevision) -> QuerySet[Award]:
    """Awards with what a revision owes them: first and last month, how many, yuan, new monthly."""
    ours = Q(back_pays__revision=revision)
    latest = BackPay.objects.filter(award=OuterRef("pk"), revision=revision).order_by("-month")
    return awards.filter(ours).annotate(
        first_month=Min("back_pays__month", filter=ours),
        last_month=Max("back_pays__month", filter=ours),
        months=Count("back_pays", filter=ours),
        owed=Sum("back_pays__amount", filter=ours),
        back_pay_state=Min("back_pays__state", filter=ours),
        back_pay_reason=Min("back_pays__reason", filter=ours),
        due_monthly=Subquery(latest.values(due=F("entitled") + F("amount"))[:1]),
    )


def recipients(today: date) -> QuerySet[Award]:
    """The awards of 低保 and 特困 that are paid this month."""
    rows: QuerySet[Award] = Award.objects.current(today).filter(
        programme__in=(Programme.DIBAO, Programme.TEKUN)
    )
    return rows


def receives_dibao_or_tekun(household: Household, today: date) -> bool:
    """Tell whether a household is paid 低保 or 特困 this month."""
    return recipients(today).filter(household=household).exists()


def bills_of_recipients(bills: QuerySet[Bill], today: date) -> QuerySet[Bill]:
    """The bills that stand now of households with 低保 or 特困."""
    paid = recipients(today).filter(household=OuterRef("household"))
    return bills.filter(Exists(paid), superseded_at=None)


def bills_waiting(bills: QuerySet[Bill], today: date) -> QuerySet[Bill]:
    """Settled bills of the year that were not aided and are in no open case."""
    running = Case.objects.open().filter(
        household=OuterRef("household"), programme=Programme.YILIAO
    )
    return bills_of_recipients(bills, today).filter(
        ~Exists(running),
        aid_paid=0,
        is_designated=True,
        settled_on__range=(today.replace(month=1, day=1), today),
    )


def above_target(today: date) -> Q:
    """Bills whose share outside the catalogue exceeds the target in force; none before there was
    one (22号文 二（四）).
    """
    revision = parameters.current().at(today).get("yiliao.out_of_catalogue_target")
    if revision is None:
        return Q(pk__in=())
    inside = Fraction(1) - revision.value
    # The share itself is no column: cost × (1 − target) in whole numbers.
    return Q(in_catalogue__lt=F("cost") * inside.numerator / inside.denominator)
