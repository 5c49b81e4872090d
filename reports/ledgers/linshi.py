"""F5 临时救助台账: one line an approval of the month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter as get
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from assistance.enums import AidForm, Outcome, Programme
from assistance.models import Case, CaseByCase, Decision, FirstAid
from assistance.proposals import CASE_BY_CASE
from households.models import Circumstances, Emergency, Membership
from yunyang_relief.core.access import Resource
from yunyang_relief.core.scoping import scope_of

from ..columns import Column, Kind
from ..workbook import A3
from .base import Extract, Ledger
from .lines import BATCH, last_day, only

FINDING = "frozen__finding"


@dataclass
class AidLine:
    """One approval of F5."""

    position: int
    decision: Decision
    extract: Extract

    @property
    def case(self) -> Case:
        return self.decision.case

    @property
    def id_number(self) -> str:
        return self.extract.show(self.case.applicant.id_number)

    @property
    def address(self) -> str:
        circumstances: Circumstances | None = only(self.case.household, "current_circumstances")
        return circumstances.address if circumstances else ""

    @property
    def family_size(self) -> int:
        award = getattr(self.case, "award", None)
        return award.family_size if award else len(self.case.household.members)  # type: ignore[attr-defined]  # prefetched

    @property
    def first_aid(self) -> FirstAid | None:
        found: FirstAid | None = only(self.case, "given_first")
        return found

    @property
    def settled(self) -> CaseByCase | None:
        """What was settled case by case, if this was."""
        settled: list[CaseByCase] = self.case.settled  # type: ignore[attr-defined]  # prefetched
        return settled[-1] if settled and "agreed" in (self.case.proposal or {}) else None

    @property
    def causes(self) -> list[dict[str, Any]]:
        """The causes the decision was made on, as the rules told them."""
        return self.decision.causes or []  # type: ignore[attr-defined]  # annotated

    @property
    def klass(self) -> str:
        return self.decision.klass or ""  # type: ignore[attr-defined]  # annotated

    @property
    def way(self) -> str:
        """急难 or 支出."""
        if self.first_aid or any(cause["first_aid"] for cause in self.causes):
            return "急难"
        return "支出"

    @property
    def cause(self) -> str:
        if self.first_aid:
            return self.first_aid.emergency.get_kind_display()
        if self.settled:
            return self.settled.emergency.get_kind_display()
        usual = (c["cause"] for c in self.causes if c["route"] != CASE_BY_CASE)
        return "、".join(usual)

    @property
    def self_paid(self) -> Decimal | None:
        rows: list[Emergency] = self.case.household.stated_causes  # type: ignore[attr-defined]  # prefetched
        paid = [row.self_paid for row in rows if row.self_paid is not None]
        return sum(paid, Decimal(0)) if paid else None

    @property
    def disposable(self) -> str:
        """As the condition told it, where it was asked."""
        criteria = self.decision.criteria or []  # type: ignore[attr-defined]  # annotated
        return next((c["actual"] for c in criteria if c["code"] == "disposable_income"), "")

    @property
    def form(self) -> str:
        return self.first_aid.get_form_display() if self.first_aid else AidForm.CASH.label

    @property
    def authority(self) -> str:
        """乡镇, 县 or 一事一议."""
        return "一事一议" if self.settled else self.decision.get_level_display()

    @property
    def given_on(self) -> date | None:
        return self.first_aid.given_on if self.first_aid else None

    @property
    def completed_on(self) -> date | None:
        return self.first_aid.completed_on if self.first_aid else None

    @cached_property
    def of_the_year(self) -> list[Decimal]:
        """What the household was given this year, up to this approval."""
        rows: list[Case] = self.case.household.aided  # type: ignore[attr-defined]  # prefetched
        found = [c.decision for c in rows if c.decision.outcome == Outcome.APPROVED]
        year, until = self.decision.decided_on.year, (self.decision.decided_on, self.decision.pk)
        return [
            d.amount or Decimal(0)
            for d in found
            if d.decided_on.year == year and (d.decided_on, d.pk) <= until
        ]


def decisions(extract: Extract) -> QuerySet[Decision]:
    """The month's approvals in the region, as far as the user may see them, in ledger order."""
    rows: QuerySet[Decision] = Decision.objects.filter(
        scope_of(extract.user, Resource.LEDGER, "case__region_id"),
        case__programme=Programme.LINSHI,
        case__region__code__startswith=extract.region.code,
        outcome=Outcome.APPROVED,
        decided_on__range=(extract.month, last_day(extract.month)),
    )
    return rows.order_by("case__region_id", "decided_on", "pk")


def household_ids(extract: Extract) -> list[int]:
    """The households of an extract, sorted."""
    return sorted(set(decisions(extract).order_by().values_list("case__household", flat=True)))


def aid_lines(extract: Extract) -> Iterator[AidLine]:
    """F5, an approval at a time."""
    household = "case__household__"
    aided = Case.objects.filter(programme=Programme.LINSHI, decision__isnull=False)
    rows = (
        decisions(extract)
        .select_related("case__applicant", "case__award", "case__caseworker", "case__household")
        .defer("frozen")
        .annotate(
            klass=F(f"{FINDING}__klass"),
            causes=F(f"{FINDING}__causes"),
            criteria=F(f"{FINDING}__criteria"),
        )
        .prefetch_related(
            Prefetch(
                f"{household}circumstancess",
                Circumstances.objects.current(),
                to_attr="current_circumstances",
            ),
            Prefetch(
                f"{household}memberships",
                Membership.objects.on(last_day(extract.month)),
                to_attr="members",
            ),
            Prefetch(
                f"{household}emergencys", Emergency.objects.current(), to_attr="stated_causes"
            ),
            Prefetch(
                f"{household}cases",
                aided.select_related("decision").defer("decision__frozen"),
                to_attr="aided",
            ),
            Prefetch(
                "case__firstaids",
                FirstAid.objects.exclude(given_on=None).select_related("emergency"),
                to_attr="given_first",
            ),
            Prefetch(
                "case__casebycases",
                CaseByCase.objects.select_related("emergency"),
                to_attr="settled",
            ),
        )
    )
    for position, decision in enumerate(rows[: extract.limit].iterator(chunk_size=BATCH), 1):
        yield AidLine(position, decision, extract)


def _given_on(line: AidLine) -> date | None:
    """The day of first aid; for all else the day of its payment, which the batch has."""
    return line.given_on


COLUMNS: tuple[Column[AidLine], ...] = (
    Column("序号", get("position"), Kind.NUMBER, 4),
    Column("申请日期", get("case.applied_on"), Kind.DATE, 10.5),
    Column("申请人", get("case.applicant.name"), width=8),
    Column("身份号码", get("id_number"), Kind.IDENTIFIER, 19),
    Column("户籍/居住地", get("address"), width=18),
    Column("家庭人口", get("family_size"), Kind.NUMBER, 5, total=True),
    Column("对象类别", get("klass"), width=5),
    Column("困难类型", get("way"), width=5),
    Column("事由", get("cause"), width=16),
    Column("自付费用", get("self_paid"), Kind.MONEY, 11, total=True),
    Column("人均可支配收入", get("disposable"), width=14),
    Column("救助方式", get("form"), width=8),
    Column("救助金额", get("decision.amount"), Kind.MONEY, 11, total=True),
    Column("审批权限", get("authority"), width=9),
    Column("审批日期", get("decision.decided_on"), Kind.DATE, 10.5),
    Column("发放日期", _given_on, Kind.DATE, 10.5),
    Column("先行救助", lambda line: "是" if line.first_aid else "否", width=5),
    Column("补手续日期", get("completed_on"), Kind.DATE, 10.5),
    Column(("年度累计", "次数"), lambda line: len(line.of_the_year), Kind.NUMBER, 5),
    Column(("年度累计", "金额"), lambda line: sum(line.of_the_year, Decimal(0)), Kind.MONEY, 11),
    Column("经办人", get("case.caseworker.name"), width=8),
)

LEDGER = Ledger(
    code="linshi",
    title="云阳县临时救助台账",
    about="每次救助一行：事由、自付费用、救助方式与金额、审批权限、先行救助与补手续",
    programme="linshi",
    columns=COLUMNS,
    rows=aid_lines,
    households=household_ids,
    counted="次",
    keys=("序号", "申请人"),
    frozen_columns=3,
    paper=A3,
)
