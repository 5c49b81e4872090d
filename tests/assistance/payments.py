"""A township's month of payments: households with awards and accounts, funds, and the people."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistance import actions
from assistance.enums import FundSource, Programme
from assistance.models import Award, Fund, PaymentBatch, PaymentLine
from households.models import BankAccount, Household, Person
from reports import banking
from tests.awards import make_award
from tests.people import make_household, make_person
from yunyang_relief.core.models import Region, User

NOVEMBER = date(2019, 11, 1)
OCTOBER = date(2019, 10, 1)
TODAY = date(2019, 11, 5)


@dataclass
class Office:
    """Who pays: three desks, three people."""

    township: Region
    community: Region
    caseworker: User
    officer: User
    finance: User

    def household(
        self,
        name: str,
        *yuan: str,
        account: str = "6217000000000000012",
        months: tuple[date, ...] = (NOVEMBER,),
        **fields: Any,
    ) -> Award:
        """A household with an award of the first amount for the months, and an account."""
        household = make_household(self.community, (make_person(name), "01"))
        if account:
            state_account(household, account)
        lines = [("", amount, "") for amount in yuan or ("440.00",)]
        return make_award(household, self.caseworker, lines=lines, months=months, **fields)

    def fund(
        self,
        amount: str = "100000.00",
        *programmes: Programme,
        name: str = "补助资金",
        source: FundSource = FundSource.CENTRAL,
    ) -> Fund:
        return actions.open_fund(
            name=name,
            source=source,
            year=2019,
            programmes=list(programmes or (Programme.DIBAO,)),
            amount=Decimal(amount),
            document="",
            actor=self.finance,
        )

    # --- the way of a batch --------------------------------------------------------------------

    def build(self, programme: Programme = Programme.DIBAO) -> PaymentBatch:
        return actions.build_batch(self.township, programme, actor=self.caseworker)

    def step(self, batch: PaymentBatch, code: str, actor: User, note: str = "") -> PaymentBatch:
        return actions.advance_batch(batch, code, actor=actor, version=batch.version, note=note)

    def to_reviewed(self, batch: PaymentBatch) -> PaymentBatch:
        batch = self.step(batch, "submit", self.caseworker)
        return self.step(batch, "review", self.officer)

    def to_locked(self, batch: PaymentBatch) -> PaymentBatch:
        return self.step(self.to_reviewed(batch), "approve", self.finance)

    def to_exported(self, batch: PaymentBatch) -> PaymentBatch:
        batch = self.to_locked(batch)
        banking.export(batch, "csv", reason="送代发银行", actor=self.finance)
        batch.refresh_from_db()
        return batch

    def reply(self, batch: PaymentBatch, content: bytes, name: str = "回盘.csv") -> int:
        fresh = actions.take_reply(batch, name, content, actor=self.finance)
        batch.refresh_from_db()
        return fresh

    def paid(self, batch: PaymentBatch, **failures: str) -> PaymentBatch:
        """Through to the bank's answer; `failures`: reason by the name of the household's head."""
        batch = self.to_exported(batch)
        self.reply(batch, answers(batch, failures))
        return batch


def state_account(household: Household, number: str, holder: Person | None = None) -> BankAccount:
    return BankAccount.objects.create(
        household=household, holder=holder or household.head, bank="重庆农商行", number=number
    )


def answers(batch: PaymentBatch, failures: dict[str, str] | None = None) -> bytes:
    """The bank's answer to a batch as CSV."""
    failed = failures or {}
    rows = [["流水号", "发放合计", "结果", "失败原因"]]
    total = Decimal(0)
    for line in positioned(batch):
        reason = failed.get(line.household.head.name, "")
        rows.append([line.number, str(line.amount), "失败" if reason else "成功", reason])
        total += line.amount
    return as_csv([*rows, ["合计", str(total), "", ""]])


def positioned(batch: PaymentBatch) -> list[PaymentLine]:
    rows = batch.lines.filter(position__isnull=False).order_by("position")
    return list(rows.select_related("household__head", "batch"))


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def total_of(lines: list[PaymentLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
