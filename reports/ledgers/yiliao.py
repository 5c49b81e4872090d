"""F8 医疗救助一站式台账: a line for each bill that was aided in the month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter as get
from typing import Any

from django.db.models import QuerySet

from assistance.models import StayAid
from households.models import HospitalStay, Person
from yunyang_relief.core.models import TOWNSHIP

from ..columns import Column, Kind
from ..workbook import A3
from .base import Extract, Ledger
from .decided import decided_in

BATCH = 500
BASIC, DABING = range(2)


@dataclass
class BillLine:
    """One aided bill of F8, as it was decided."""

    aid: StayAid
    extract: Extract

    @property
    def stay(self) -> HospitalStay:
        return self.aid.stay

    @property
    def person(self) -> Person:
        person = self.stay.person
        assert person is not None  # bills of nobody are never aided
        return person

    @property
    def id_number(self) -> str:
        return self.extract.show(self.person.id_number)

    @property
    def age(self) -> int:
        return self.person.age_on(self.stay.admitted_on)

    @property
    def place(self) -> str:
        region = self.aid.case.region
        return f"{self.extract.townships.get(region.code[:TOWNSHIP], '')}{region.name}"

    @property
    def hospital(self) -> str:
        return f"{self.stay.hospital}（{self.stay.get_level_display()}）"

    @property
    def disease(self) -> str:
        special = self.stay.special_disease and self.stay.get_special_disease_display()
        return special or self.stay.diagnosis

    @cached_property
    def settlement(self) -> dict[str, Any]:
        settlement: dict[str, Any] = self.aid.settlement
        return settlement

    def insured(self, which: int) -> Decimal | None:
        """What an insurance paid, or pays by rule."""
        yuan = self.settlement["insurance_lines"][which]["yuan"]
        return None if yuan is None else Decimal(yuan)

    @property
    def self_paid(self) -> Decimal:
        """What is left to the patient after everything that was decided."""
        left = Decimal(self.settlement["self_paid"]) + Decimal(self.settlement["aid"])
        return left - self.aid.amount

    @property
    def is_deferred(self) -> str:
        return "是" if self.stay.is_paid_after_treatment else "否"


def _aids(extract: Extract) -> QuerySet[StayAid]:
    return decided_in(extract, StayAid.objects.all())


def bill_lines(extract: Extract) -> Iterator[BillLine]:
    """F8, a bill at a time."""
    rows = _aids(extract).select_related("stay__person", "case__region")
    for aid in rows[: extract.limit].iterator(chunk_size=BATCH):
        yield BillLine(aid, extract)


def household_ids(extract: Extract) -> list[int]:
    """The households of an extract, sorted."""
    return sorted(set(_aids(extract).order_by().values_list("case__household", flat=True)))


def _by_hand(line: BillLine) -> None:
    """Left for the pen: the registry has no such number yet."""


def _settled(key: str) -> Callable[[BillLine], Decimal]:
    return lambda line: Decimal(line.settlement[key])


def _insured(which: int) -> Callable[[BillLine], Decimal | None]:
    return lambda line: line.insured(which)


COLUMNS: tuple[Column[BillLine], ...] = (
    Column("住院号", _by_hand, Kind.IDENTIFIER, 10),
    Column("姓名", get("person.name"), width=8),
    Column("性别", lambda line: line.person.get_sex_display(), width=4),
    Column("年龄", get("age"), Kind.NUMBER, 4),
    Column("身份号码", get("id_number"), Kind.IDENTIFIER, 19),
    Column("救助类型", lambda line: line.settlement["recipient"], width=9),
    Column("证号", _by_hand, Kind.IDENTIFIER, 10),
    Column("属地", get("place"), width=14),
    Column("医院(级别)", get("hospital"), width=16),
    Column("病种", get("disease"), width=12),
    Column(("入/出院", "入院"), get("stay.admitted_on"), Kind.DATE, 10.5),
    Column(("入/出院", "出院"), get("stay.discharged_on"), Kind.DATE, 10.5),
    Column("住院总费用", get("stay.cost"), Kind.MONEY, 11, total=True),
    Column("纳入保险报销费用(目录内)", get("stay.in_catalogue"), Kind.MONEY, 11, total=True),
    Column("目录外费用", _settled("outside"), Kind.MONEY, 10, total=True),
    Column("目录外占比", lambda line: line.settlement["outside_share"], width=7),
    Column("保险支付", _insured(BASIC), Kind.MONEY, 10, total=True),
    Column("大病支付", _insured(DABING), Kind.MONEY, 10, total=True),
    # The registry holds both as one sum.
    Column("商保、医院减免", get("stay.other_paid"), Kind.MONEY, 10, total=True),
    Column("救助基数", get("aid.base"), Kind.MONEY, 10, total=True),
    Column("救助比例", get("aid.ratio"), width=7),
    Column("救助金额", get("aid.amount"), Kind.MONEY, 10, total=True),
    Column("其他救助", _by_hand, Kind.MONEY, 9),
    Column("自付", get("self_paid"), Kind.MONEY, 10, total=True),
    Column("先诊疗后付费", get("is_deferred"), width=6),
    Column("结算日期", get("stay.settled_on"), Kind.DATE, 10.5),
)

LEDGER = Ledger(
    code="yiliao",
    title="云阳县医疗救助一站式台账",
    about="每次住院一行：费用、目录外占比、保险支付、救助基数、比例和金额",
    programme="yiliao",
    columns=COLUMNS,
    rows=bill_lines,
    households=household_ids,
    counted="次",
    keys=("姓名", "医院(级别)"),
    frozen_columns=2,
    paper=A3,
)
