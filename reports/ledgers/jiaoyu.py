"""F9 教育资助台账: a line for each student who was aided in the month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter as get
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from assistance.enums import Programme
from assistance.models import Award, TermAid
from households.models import BankAccount

from ..columns import Column, Kind
from ..workbook import A3
from .base import Extract, Ledger
from .decided import decided_in

BATCH = 500


@dataclass
class StudentLine:
    """One student of F9, as it was decided."""

    aid: TermAid
    extract: Extract

    @property
    def id_number(self) -> str:
        return self.extract.show(self.aid.person.id_number)

    @property
    def guardian(self) -> str:
        """The head of the household; nobody for a student who is the head."""
        head = self.aid.case.household.head
        return head.name if head and head != self.aid.person else ""

    @property
    def category(self) -> str:
        """As what the household is helped."""
        return self.aid.category or ""  # type: ignore[attr-defined]  # annotated

    @property
    def boards(self) -> str:
        return "是" if self.aid.is_boarder else "否"

    @cached_property
    def _lines(self) -> dict[str, dict[str, Any]]:
        return {line["kind"]: line for line in self.aid.lines}

    def yuan(self, *kinds: str) -> Decimal | None:
        """What some kinds of aid come to; None where there is none of them."""
        found = [Decimal(self._lines[kind]["yuan"]) for kind in kinds if kind in self._lines]
        return sum(found, Decimal(0)) if found else None

    def words(self, kind: str) -> str:
        """What is said of aid that has no amount: 免收, or up to how much may be lent."""
        return self._lines[kind]["arithmetic"] if kind in self._lines else ""

    @property
    def account_number(self) -> str:
        accounts: list[BankAccount] = self.aid.case.household.current_account  # type: ignore[attr-defined]  # prefetched
        return self.extract.show(accounts[0].number) if accounts else ""


def _aids(extract: Extract) -> QuerySet[TermAid]:
    return decided_in(extract, TermAid.objects.all())


def student_lines(extract: Extract) -> Iterator[StudentLine]:
    """F9, a student at a time."""
    recipients = Award.objects.filter(
        household=OuterRef("case__household"),
        programme__in=(Programme.DIBAO, Programme.TEKUN),
        start_month__lte=extract.month,
    ).order_by("-start_month")
    accounts = BankAccount.objects.current()
    rows = (
        _aids(extract)
        .select_related("person", "case__household__head")
        .annotate(category=Subquery(recipients.values("category")[:1]))
        .prefetch_related(
            Prefetch("case__household__bankaccounts", accounts, to_attr="current_account")
        )
    )
    for aid in rows[: extract.limit].iterator(chunk_size=BATCH):
        yield StudentLine(aid, extract)


def household_ids(extract: Extract) -> list[int]:
    """The households of an extract, sorted."""
    return sorted(set(_aids(extract).order_by().values_list("case__household", flat=True)))


def _yuan(*kinds: str) -> Callable[[StudentLine], Decimal | None]:
    return lambda line: line.yuan(*kinds)


def _words(kind: str) -> Callable[[StudentLine], str]:
    return lambda line: line.words(kind)


COLUMNS: tuple[Column[StudentLine], ...] = (
    Column("学年学期", get("aid.term"), width=8),
    Column("学校", get("aid.school"), width=18),
    Column("学段", get("aid.stage_label"), width=8),
    Column("年级班级", get("aid.grade"), width=9),
    Column("学生", get("aid.person.name"), width=8),
    Column("身份号码", get("id_number"), Kind.IDENTIFIER, 19),
    Column("监护人", get("guardian"), width=8),
    Column("对象类别", get("category"), width=9),
    Column("寄宿", get("boards"), width=5),
    Column("免保教费", _yuan("tuition_care"), Kind.MONEY, 9, total=True),
    Column("生活费/寄宿补助", _yuan("living", "boarder"), Kind.MONEY, 10, total=True),
    Column("免学费", _words("tuition"), width=10),
    Column("助学金", _yuan("grant"), Kind.MONEY, 10, total=True),
    Column("免教科书", _words("textbook"), width=10),
    Column("住宿费", _words("dorm"), width=10),
    Column("贷款", _words("loan"), width=16),
    Column("合计", get("aid.amount"), Kind.MONEY, 10, total=True),
    Column("账号", get("account_number"), Kind.IDENTIFIER, 20),
)

LEDGER = Ledger(
    code="jiaoyu",
    title="云阳县教育资助台账",
    about="每名学生一行：学校、学段、寄宿，减免、补助、助学金和贷款",
    programme="jiaoyu",
    columns=COLUMNS,
    rows=student_lines,
    households=household_ids,
    counted="人",
    keys=("学生", "学校"),
    frozen_columns=5,
    paper=A3,
)
