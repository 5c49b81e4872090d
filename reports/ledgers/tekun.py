"""F4 特困人员台账: one line a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter as get
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from assistance.enums import Programme
from assistance.models import Award, BedPlacement, CareAgreement, Entitlement
from households.models import BankAccount, CareAssessment, Disability, Membership, Person, Placement
from yunyang_relief.core.access import Resource
from yunyang_relief.core.models import TOWNSHIP
from yunyang_relief.core.scoping import scope_of

from ..columns import Column, Kind
from ..workbook import A3
from .base import Extract, Ledger
from .lines import FROZEN, in_batches, last_day, only

ABILITIES = ("can_eat", "can_dress", "can_get_up", "can_use_toilet", "can_walk", "can_bathe")
ELDERLY, MINOR = 60, 18


@dataclass
class PersonLine:
    """One supported person of F4."""

    position: int
    entitlement: Entitlement
    member: Membership
    extract: Extract

    @property
    def award(self) -> Award:
        return self.entitlement.award

    @property
    def person(self) -> Person:
        return self.member.person

    @property
    def township(self) -> str:
        return self.extract.townships.get(self.award.region_id[:TOWNSHIP], "")

    @property
    def age(self) -> int:
        return self.person.age_on(last_day(self.extract.month))

    @property
    def id_number(self) -> str:
        return self.extract.show(self.person.id_number)

    @property
    def group(self) -> str:
        """老年, 残疾 or 未成年 (社会救助暂行办法 14)."""
        if self.age >= ELDERLY:
            return "老年"
        return "未成年" if self.age < MINOR else "残疾"

    def stated(self, name: str) -> Any:
        """What is stated of the person now: the only row of a prefetched list, or None."""
        return only(self.person, name)

    @property
    def disability(self) -> str:
        card: Disability | None = self.stated("cards")
        return f"{card.get_kind_display()}{card.get_grade_display()}" if card else ""

    @property
    def assessment(self) -> CareAssessment | None:
        found: CareAssessment | None = self.stated("assessments")
        return found

    @property
    def score(self) -> int | None:
        """How many of the six abilities the person has."""
        if self.assessment is None:
            return None
        return sum(bool(getattr(self.assessment, name)) for name in ABILITIES)

    @property
    def care_level(self) -> str:
        """The level the decision was made on."""
        persons = self.entitlement.persons or []  # type: ignore[attr-defined]  # annotated
        return next((p["care"] for p in persons if p["name"] == self.person.name), "")

    @property
    def living(self) -> str:
        placement: Placement | None = self.stated("placements_now")
        return placement.get_form_display() if placement and placement.form else ""

    @property
    def bed(self) -> BedPlacement | None:
        beds = self.award.case.beds  # type: ignore[attr-defined]  # prefetched
        return next((bed for bed in beds if bed.person_id == self.person.pk), None)

    @property
    def agreement(self) -> CareAgreement | None:
        """The latest agreement about the person, unless they live in an institution."""
        agreements = self.award.case.agreements  # type: ignore[attr-defined]  # prefetched
        own = [a for a in agreements if a.person_id == self.person.pk]
        return own[-1] if own and self.bed is None else None

    @property
    def carer_phone(self) -> str:
        return self.extract.show(self.agreement.phone) if self.agreement else ""

    @property
    def agreement_words(self) -> str:
        if self.agreement is None:
            return ""
        return f"{self.agreement.number} {self.agreement.starts_on}至{self.agreement.ends_on}"

    def yuan(self, code: str) -> Decimal:
        """This person's lines of a kind."""
        mine = (
            Decimal(line["yuan"])
            for line in self.entitlement.lines
            if line.get("person") == self.person.name and line.get("code") == code
        )
        return sum(mine, Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.yuan("base") + self.yuan("care")

    @property
    def yearly_check(self) -> str:
        checks = self.award.case.checked_years  # type: ignore[attr-defined]  # prefetched
        return "、".join(f"{c.year}{'符合' if c.is_fit else '不符合'}" for c in checks)

    @property
    def account(self) -> BankAccount | None:
        account: BankAccount | None = only(self.award.household, "current_account")
        return account

    @property
    def account_number(self) -> str:
        return self.extract.show(self.account.number) if self.account else ""

    @property
    def ended(self) -> str:
        if self.award.end_month is None:
            return ""
        return f"{self.award.end_month:%Y-%m} {self.award.get_end_reason_display()}"


def entitlements(extract: Extract) -> QuerySet[Entitlement]:
    """The month's 特困 in the region, as far as the user may see it, in ledger order."""
    rows: QuerySet[Entitlement] = Entitlement.objects.filter(
        scope_of(extract.user, Resource.LEDGER, "award__region_id"),
        month=extract.month,
        award__region__code__startswith=extract.region.code,
        award__programme=Programme.TEKUN,
    )
    return rows.order_by("award__region_id", "award__household__number", "award__unit")


def household_ids(extract: Extract) -> list[int]:
    """The households of an extract, sorted."""
    return sorted(set(entitlements(extract).order_by().values_list("award__household", flat=True)))


def _current(relation: str, model: Any, name: str) -> Prefetch[Any]:
    return Prefetch(f"person__{relation}", model.objects.current(), to_attr=name)


def person_lines(extract: Extract) -> Iterator[PersonLine]:
    """F4, a person at a time."""
    members = (
        Membership.objects.on(last_day(extract.month))
        .select_related("person")
        .prefetch_related(
            _current("disabilitys", Disability, "cards"),
            _current("careassessments", CareAssessment, "assessments"),
            _current("placements", Placement, "placements_now"),
        )
        .order_by("relation", "person__born_on", "id")
    )
    case = "award__case__"
    rows = (
        entitlements(extract)
        .select_related("award__region", "award__household", "award__case__decision")
        .defer(FROZEN)
        .annotate(persons=F(f"{FROZEN}__finding__persons"))
        .prefetch_related(
            Prefetch("award__household__memberships", members, to_attr="members"),
            Prefetch(
                "award__household__bankaccounts",
                BankAccount.objects.current(),
                to_attr="current_account",
            ),
            Prefetch(
                f"{case}bedplacements", BedPlacement.objects.filter(until=None), to_attr="beds"
            ),
            Prefetch(f"{case}careagreements", to_attr="agreements"),
            Prefetch(f"{case}annualchecks", to_attr="checked_years"),
        )
    )
    position = 0
    for entitlement in in_batches(extract, rows):
        household: Any = entitlement.award.household
        covered = {line.get("person") for line in entitlement.lines}
        for member in household.members:
            if member.unit == entitlement.award.unit and member.person.name in covered:
                position += 1
                yield PersonLine(position, entitlement, member, extract)


def _of(name: str, attribute: str) -> Callable[[PersonLine], Any]:
    """An attribute of something the person may not have."""
    return lambda line: getattr(getattr(line, name), attribute, None)


def _by_hand(line: PersonLine) -> None:
    """Left for the pen: how certificates are numbered is not known yet (待云阳县局确认)."""


def _start(line: PersonLine) -> date:
    return line.award.case.decision.decided_on


COLUMNS: tuple[Column[PersonLine], ...] = (
    Column("序号", get("position"), Kind.NUMBER, 4),
    Column("乡镇", get("township"), width=9),
    Column("村居", get("award.region.name"), width=10),
    Column("姓名", get("person.name"), width=8),
    Column("性别", lambda line: line.person.get_sex_display(), width=4),
    Column("年龄", get("age"), Kind.NUMBER, 4),
    Column("身份号码", get("id_number"), Kind.IDENTIFIER, 19),
    Column("对象类别", get("group"), width=6),
    Column("残疾类别等级", get("disability"), width=8),
    Column("自理能力（6项得分）", get("score"), Kind.NUMBER, 6),
    Column("评估日期", _of("assessment", "assessed_on"), Kind.DATE, 10.5),
    Column("护理等级", get("care_level"), width=6),
    Column("供养方式", get("living"), width=7),
    Column("供养机构", _of("bed", "institution"), width=12),
    Column("床位", _of("bed", "bed"), width=6),
    Column("委托照料人", _of("agreement", "carer"), width=8),
    Column("关系", _of("agreement", "relation"), width=6),
    Column("电话", get("carer_phone"), Kind.IDENTIFIER, 12),
    Column("协议编号/期限", get("agreement_words"), width=18),
    Column("基本生活费", lambda line: line.yuan("base"), Kind.MONEY, 9, total=True),
    Column("护理补贴", lambda line: line.yuan("care"), Kind.MONEY, 9, total=True),
    Column("月合计", get("total"), Kind.MONEY, 10, total=True),
    Column("批准时间", _start, Kind.DATE, 10.5),
    Column("特困证号", _by_hand, Kind.IDENTIFIER, 12),
    Column("年审", get("yearly_check"), width=9),
    Column("开户行", _of("account", "bank"), width=11),
    Column("账号", get("account_number"), Kind.IDENTIFIER, 20),
    Column("终止时间/原因", get("ended"), width=12),
)

LEDGER = Ledger(
    code="tekun",
    title="云阳县特困人员台账",
    about="每人一行：自理能力、供养方式、机构床位或照料人、月供养金",
    programme="tekun",
    columns=COLUMNS,
    rows=person_lines,
    households=household_ids,
    counted="人",
    keys=("序号", "姓名"),
    frozen_columns=4,
    paper=A3,
)
