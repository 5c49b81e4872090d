"""The rows of the 低保 ledgers, some hundred in memory at a time, whatever their number."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from assistance.enums import Programme
from assistance.models import Award, Decision, Entitlement
from households.enums import RuralStatus
from households.models import (
    BankAccount,
    Circumstances,
    Condition,
    Hardship,
    Household,
    IncomeItem,
    Membership,
    Person,
    RuralRegistration,
)
from pairing.models import Pair
from pairing.queries import URBAN_DIBAO
from yunyang_relief.core.access import Resource
from yunyang_relief.core.models import TOWNSHIP
from yunyang_relief.core.money import FEN
from yunyang_relief.core.scoping import scope_of

from .base import Extract

BATCH = 500
# Kinds of the amount lines, by the names the ledger has for the six kinds of 分类重点救助.
ADDITIONS = {
    "severe": "重残",
    "illness": "重病",
    "elderly": "70岁以上",
    "preschool": "学龄前",
    "student": "在校生",
    "disabled": "残疾",
}
FROZEN = "award__case__decision__frozen"


def entitlements(extract: Extract) -> QuerySet[Entitlement]:
    """The month's 城市低保 in the region, as far as the user may see it, in ledger order."""
    rows: QuerySet[Entitlement] = Entitlement.objects.filter(
        scope_of(extract.user, Resource.LEDGER, "award__region_id"),
        month=extract.month,
        award__region__code__startswith=extract.region.code,
        award__programme=Programme.DIBAO,
        award__category=URBAN_DIBAO,
    )
    return rows.order_by("award__region_id", "award__household__number", "award__unit")


def household_ids(extract: Extract) -> list[int]:
    """The households of an extract, sorted."""
    ids = entitlements(extract).order_by().values_list("award__household", flat=True)
    return sorted(set(ids))


def last_day(month: date) -> date:
    """The last day of the month that begins on this day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def in_batches(extract: Extract, rows: QuerySet[Entitlement]) -> Iterator[Entitlement]:
    """Read the rows batch by batch with what hangs on them."""
    return rows[: extract.limit].iterator(chunk_size=BATCH)


# --- F1: a household ------------------------------------------------------------------------


@dataclass
class Addition:
    """How many people of a household get one kind of addition, and how much together."""

    people: int = 0
    yuan: Decimal = Decimal(0)


@dataclass
class HouseholdLine:
    """One household of F1."""

    position: int
    entitlement: Entitlement
    extract: Extract
    award: Award = field(init=False)
    household: Household = field(init=False)

    def __post_init__(self) -> None:
        self.award = self.entitlement.award
        self.household = self.award.household

    @property
    def township(self) -> str:
        return self.extract.townships.get(self.award.region_id[:TOWNSHIP], "")

    @property
    def head(self) -> Person:
        """The person in whose name the award runs."""
        return self.household.head or self.award.case.applicant

    @property
    def id_number(self) -> str:
        return self.extract.show(self.head.id_number)

    @property
    def phone(self) -> str:
        return self.extract.show(self.head.phone)

    @cached_property
    def circumstances(self) -> Circumstances | None:
        circumstances: Circumstances | None = only(self.household, "current_circumstances")
        return circumstances

    @property
    def main_cause(self) -> str:
        hardship: Hardship | None = only(self.household, "current_hardship")
        return hardship.get_main_cause_display() if hardship else ""

    @cached_property
    def account(self) -> BankAccount | None:
        account: BankAccount | None = only(self.household, "current_account")
        return account

    @property
    def account_number(self) -> str:
        return self.extract.show(self.account.number) if self.account else ""

    @property
    def decision(self) -> Decision:
        return self.award.case.decision

    @property
    def standard(self) -> Decimal | None:
        return _yuan(self.entitlement.standard)  # type: ignore[attr-defined]  # annotated

    @property
    def income(self) -> Decimal | None:
        """The household's counted monthly income, as the decision found it."""
        return _yuan(self.entitlement.income)  # type: ignore[attr-defined]  # annotated

    @property
    def income_per_person(self) -> Decimal | None:
        """Shown to the fen; nothing is decided by it."""
        if self.income is None or not self.award.people:
            return None
        return (self.income / self.award.people).quantize(FEN, ROUND_HALF_UP)

    @cached_property
    def gap(self) -> Decimal:
        """The month's amount without the additions."""
        return self.entitlement.amount - sum(
            (addition.yuan for addition in self.additions.values()), Decimal(0)
        )

    @cached_property
    def additions(self) -> dict[str, Addition]:
        """The additions by kind: a line of the amount is one person's."""
        found: dict[str, Addition] = defaultdict(Addition)
        for line in self.entitlement.lines:
            kind = _kind(line)
            if kind:
                found[kind].people += 1
                found[kind].yuan += Decimal(line["yuan"])
        return found

    @property
    def is_on_rural_register(self) -> str:
        return "是" if self.household.rural_registrations else "否"  # type: ignore[attr-defined]  # prefetched

    @property
    def helper(self) -> str:
        pair: Pair | None = only(self.household, "main_pair")
        return pair.helper.name if pair else ""

    @property
    def change(self) -> str:
        """变动种类 against the month before."""
        before = self.entitlement.paid_before  # type: ignore[attr-defined]  # annotated
        if before is None:
            return "新增"
        if before == self.entitlement.amount:
            return ""
        return "增发" if self.entitlement.amount > before else "减发"

    @property
    def changed_in(self) -> date | None:
        return self.extract.month if self.change else None

    @property
    def remark(self) -> str:
        remarks = []
        if self.award.unit:
            remarks.append("单独核算")
        if self.award.case.is_near_relative:
            remarks.append("近亲属备案")
        return "、".join(remarks)


def household_lines(extract: Extract) -> Iterator[HouseholdLine]:
    """F1, a household at a time."""
    day = last_day(extract.month)
    rows = (
        entitlements(extract)
        .select_related(
            "award__region",
            "award__case__applicant",
            "award__case__decision",
            "award__household__head",
        )
        .defer(FROZEN)
        .annotate(
            standard=F(f"{FROZEN}__finding__standard"),
            income=F(f"{FROZEN}__finding__income"),
            paid_before=_paid_before(extract.month),
        )
        .prefetch_related(
            _current("circumstancess", Circumstances, "current_circumstances"),
            _current("hardships", Hardship, "current_hardship"),
            _current("bankaccounts", BankAccount, "current_account", "holder"),
            Prefetch(
                "award__household__ruralregistrations",
                RuralRegistration.objects.current().exclude(status=RuralStatus.REMOVED),
                to_attr="rural_registrations",
            ),
            Prefetch(
                "award__household__pairs",
                Pair.objects.active_on(day).main().select_related("helper"),
                to_attr="main_pair",
            ),
        )
    )
    for position, entitlement in enumerate(in_batches(extract, rows), 1):
        yield HouseholdLine(position, entitlement, extract)


def _current(relation: str, model: Any, name: str, *related: str) -> Prefetch[Any]:
    """What is stated of a household now, at most one row, as a list named `name`."""
    rows = model.objects.current().select_related(*related)
    return Prefetch(f"award__household__{relation}", rows, to_attr=name)


def _paid_before(month: date) -> Subquery:
    """What the household had in the month before, under this award or an earlier one."""
    before = (month - timedelta(days=1)).replace(day=1)
    rows = Entitlement.objects.filter(
        month=before,
        award__household=OuterRef("award__household"),
        award__unit=OuterRef("award__unit"),
        award__programme=Programme.DIBAO,
    )
    return Subquery(rows.values("amount")[:1])


def only(row: Any, name: str) -> Any:
    """The single row of a prefetched list, or None."""
    rows = getattr(row, name)
    return rows[0] if rows else None


def _yuan(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _kind(line: dict[str, Any]) -> str:
    """Which addition a line of an amount is, if any."""
    kind = line.get("kind", "")
    return kind if kind in ADDITIONS else ""


# --- F2: a member ---------------------------------------------------------------------------


@dataclass
class MemberLine:
    """One person of F2."""

    position: int
    entitlement: Entitlement
    membership: Any
    extract: Extract

    @property
    def household(self) -> Household:
        return self.entitlement.award.household

    @property
    def person(self) -> Person:
        person: Person = self.membership.person
        return person

    @property
    def id_number(self) -> str:
        return self.extract.show(self.person.id_number)

    @property
    def condition(self) -> Condition | None:
        condition: Condition | None = self.membership.condition
        return condition

    def stated(self, name: str) -> str:
        """How one part of 基本状况 reads; empty where nothing is stated."""
        return str(getattr(self.condition, f"get_{name}_display")()) if self.condition else ""

    @property
    def disability_kind(self) -> str:
        card = self.membership.disability
        return card.get_kind_display() if card else ""

    @property
    def disability_grade(self) -> str:
        card = self.membership.disability
        return card.get_grade_display() if card else ""

    @property
    def card_number(self) -> str:
        card = self.membership.disability
        return self.extract.show(card.card_number) if card else ""

    @property
    def school(self) -> str:
        place = self.membership.enrolment
        return f"{place.school} {place.grade}".strip() if place else ""

    @property
    def income(self) -> Decimal:
        """What is stated as this person's monthly income, before any rule looks at it."""
        items: list[IncomeItem] = self.household.month_incomes  # type: ignore[attr-defined]  # prefetched
        own = (item.monthly_amount for item in items if item.person_id == self.person.pk)
        return sum(own, Decimal(0))

    @property
    def is_covered(self) -> str:
        """Whether the decision counted this person."""
        counted = self.entitlement.counted  # type: ignore[attr-defined]  # annotated
        if counted is None:
            return ""
        return "是" if self.person.name in counted else "否"

    @property
    def additions(self) -> str:
        kinds = Counter(
            kind
            for line in self.entitlement.lines
            if line.get("person") == self.person.name and (kind := _kind(line))
        )
        return "、".join(ADDITIONS[kind] for kind in kinds)

    @property
    def remark(self) -> str:
        absence = self.membership.absence
        return absence.get_kind_display() if absence else ""


def member_lines(extract: Extract) -> Iterator[MemberLine]:
    """F2, a person at a time, the head of each household first."""
    month, day = extract.month, last_day(extract.month)
    members = Membership.objects.on(day).with_facts().order_by("relation", "person__born_on", "id")
    incomes = IncomeItem.objects.current().filter(
        Q(until=None) | Q(until__gt=month), since__lte=month
    )
    rows = (
        entitlements(extract)
        .select_related("award__household__head")
        .annotate(counted=F(f"{FROZEN}__finding__counted"))
        .prefetch_related(
            Prefetch("award__household__memberships", members, to_attr="members"),
            Prefetch("award__household__incomeitems", incomes, to_attr="month_incomes"),
        )
    )
    position = 0
    for entitlement in in_batches(extract, rows):
        household: Any = entitlement.award.household
        for membership in household.members:
            if membership.unit == entitlement.award.unit:
                position += 1
                yield MemberLine(position, entitlement, membership, extract)
