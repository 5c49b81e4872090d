"""What is wrong with a payment, named line by line before anybody signs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from households.models import Membership
from yunyang_relief.core.money import yuan_text

from ..enums import LineKind, LineState, Programme
from ..models import Entitlement, PaymentBatch, PaymentLine
from ..months import add_months
from .dues import accounts_of

# Nobody receives both (社会救助暂行办法 9、14).
EXCLUSIVE = frozenset({Programme.DIBAO.value, Programme.TEKUN.value})
ALREADY_PAID = [LineState.DUE, LineState.PAID]


@dataclass(frozen=True)
class Check:
    """A question asked of every line; `find` answers with a sentence, or "".

    A line with a blocking problem goes nowhere: it is mended or held.
    """

    code: str
    label: str
    is_blocking: bool
    find: Callable[[PaymentLine, Known], str]


@dataclass
class Known:
    """What the checks look up, read once for a whole batch."""

    batch: PaymentBatch
    lines: list[PaymentLine]
    without_fund: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def households(self) -> list[int]:
        return [line.household_id for line in self.lines]

    @cached_property
    def members(self) -> dict[int, dict[int, Any]]:
        """The people of each household today, by household and person."""
        found: dict[int, dict[int, Any]] = defaultdict(dict)
        rows = Membership.objects.filter(household__in=self.households, until=None)
        for row in rows.select_related("person"):
            found[row.household_id][row.person_id] = row.person
        return found

    @cached_property
    def accounts(self) -> dict[int, Any]:
        return accounts_of(self.households)

    @cached_property
    def entitled(self) -> dict[tuple[int, date], Decimal]:
        """What each award is entitled to now, by award and month."""
        rows = Entitlement.objects.filter(award__in=[line.award_id for line in self.lines])
        return {
            (award, month): amount
            for award, month, amount in rows.values_list("award_id", "month", "amount")
        }

    @cached_property
    def before(self) -> dict[tuple[int, int], Decimal]:
        """What each household and unit had for the month before."""
        rows = PaymentLine.objects.filter(
            household__in=self.households,
            programme=self.batch.programme,
            month=add_months(self.batch.month, -1),
            kind=LineKind.REGULAR,
            replaces=None,
        )
        return {
            (h, unit): amount
            for h, unit, amount in rows.values_list("household_id", "unit", "amount")
        }

    @cached_property
    def others(self) -> list[PaymentLine]:
        """Payments of the same month in any other batch of programmes that exclude each other."""
        code = self.batch.programme
        programmes = EXCLUSIVE if code in EXCLUSIVE else {code}
        months = {line.month for line in self.lines}
        rows = PaymentLine.objects.filter(
            programme__in=programmes, month__in=months, state__in=ALREADY_PAID
        ).exclude(batch=self.batch)
        return list(rows.select_related("household__head", "batch__region"))

    @cached_property
    def paid_people(self) -> dict[tuple[int, date, str], PaymentLine]:
        """Those payments by month, programme and each person who lived there in the month."""
        ids = {line.household_id for line in self.others}
        lived: dict[int, list[Membership]] = defaultdict(list)
        for membership in Membership.objects.filter(household__in=ids):
            lived[membership.household_id].append(membership)
        return {
            (person, line.month, line.programme): line
            for line in self.others
            for person in _people_of(line, lived[line.household_id])
        }

    @cached_property
    def paid_accounts(self) -> dict[tuple[str, date], PaymentLine]:
        """Those payments, and the batch's own, by account and month."""
        mine = [line for line in self.lines if line.state == LineState.DUE]
        return {
            (line.account.index, line.month): line
            for line in (*self.others, *mine)
            if line.account and not line.reference
        }


def _people_of(line: PaymentLine, lived: list[Membership]) -> set[int]:
    """Who lived in a payment's household in its month, and who takes the money."""
    after = add_months(line.month, 1)
    people = {
        m.person_id for m in lived if m.since < after and (m.until is None or m.until > line.month)
    }
    return people | ({line.payee_id} if line.payee_id else set())


def _dead(line: PaymentLine, known: Known) -> str:
    if line.payee and line.payee.died_on:
        return f"账户名称{line.payee.name}已于 {line.payee.died_on} 死亡，请更换领款账户"
    members = known.members[line.household_id].values()
    first_day = line.month
    if members and all(p.died_on and p.died_on < first_day for p in members):
        return "该户成员均已死亡，请停发待遇"
    return ""


def _ended(line: PaymentLine, known: Known) -> str:
    end = line.award.end_month
    if end and end <= line.month:
        return f"待遇已决定自 {end:%Y-%m} 起停发，请退回后重新生成"
    return ""


def _changed(line: PaymentLine, known: Known) -> str:
    amount = known.entitled.get((line.award_id, line.month))
    if line.replaces_id or line.kind == LineKind.BACK_PAY or amount == line.amount:
        return ""
    now = "没有应发金额" if amount is None else f"应发 {yuan_text(amount)} 元"
    return f"{line.month:%Y-%m} 现在{now}，与本批不一致，请退回后重新生成"


def _no_account(line: PaymentLine, known: Known) -> str:
    return "" if line.account else "没有登记领款账户，请在住户档案补登账户"


def _other_account(line: PaymentLine, known: Known) -> str:
    stated = known.accounts.get(line.household_id)
    if not line.account or stated is None or stated.number == line.account:
        return ""
    return "住户档案中的账户已更换，请退回后重新生成"


def _holder_differs(line: PaymentLine, known: Known) -> str:
    if line.payee is None or line.payee_id in known.members[line.household_id]:
        return ""
    return f"账户名称{line.payee.name}不是本户成员；代管存折须有书面协议并报县备案"


def _doubled(line: PaymentLine, known: Known) -> str:
    programmes = EXCLUSIVE if line.programme in EXCLUSIVE else {line.programme}
    if not line.reference:
        for person in known.members[line.household_id].values():
            for code in programmes:
                other = known.paid_people.get((person.pk, line.month, code))
                if other and (other.household_id, other.unit) != (line.household_id, line.unit):
                    return f"{person.name}已在“{other.batch}”中随{other.household}发放"
                if other and other.programme != line.programme:
                    return f"该户已在“{other.batch}”中发放，不得同时享受"
    other = known.paid_accounts.get((line.account.index, line.month)) if line.account else None
    if other and other.household_id != line.household_id:
        return f"与{other.household}使用同一个银行账号，请核对账户"
    return ""


def _jump(line: PaymentLine, known: Known) -> str:
    before = known.before.get((line.household_id, line.unit))
    if before is None or line.month != known.batch.month or line.kind != LineKind.REGULAR:
        return ""
    limit = settings.PAYMENT_JUMP_PERCENT
    if abs(line.amount - before) * 100 <= before * limit:
        return ""
    return f"上月 {yuan_text(before)} 元，本月 {yuan_text(line.amount)} 元，变动超过 {limit}%"


def _no_fund(line: PaymentLine, known: Known) -> str:
    if line.pk not in known.without_fund:
        return ""
    return "没有可用于本项目且余额足够的资金，请县财政局追加预算"


CHECKS = (
    Check("dead", "死亡", True, _dead),
    Check("ended", "已停发", True, _ended),
    Check("changed", "应发已变", True, _changed),
    Check("no_account", "无账户", True, _no_account),
    Check("account", "账户已换", True, _other_account),
    Check("doubled", "重复", True, _doubled),
    Check("holder", "户名不符", False, _holder_differs),
    Check("jump", "金额突变", False, _jump),
    Check("no_fund", "无资金", False, _no_fund),
)
BLOCKING = frozenset(check.code for check in CHECKS if check.is_blocking)


def problems_of(line: PaymentLine, known: Known) -> list[list[str]]:
    """Every problem of a line as [code, sentence]."""
    return [list(pair) for pair in _problems(line, known)]


def _problems(line: PaymentLine, known: Known) -> Iterator[tuple[str, str]]:
    for check in CHECKS:
        if sentence := check.find(line, known):
            yield check.code, sentence


def blocked(lines: list[PaymentLine]) -> list[PaymentLine]:
    """Payments that would go out with a blocking problem."""
    return [
        line
        for line in lines
        if line.state == LineState.DUE and any(code in BLOCKING for code, _ in line.problems)
    ]
