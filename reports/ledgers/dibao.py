"""F1 城市低保对象台账（户）."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from operator import attrgetter as get

from ..columns import Column, Kind
from ..workbook import A3
from .base import Ledger
from .lines import ADDITIONS, HouseholdLine, household_ids, household_lines


def _people(kind: str) -> Callable[[HouseholdLine], int | None]:
    return lambda line: line.additions[kind].people if kind in line.additions else None


def _yuan(kind: str) -> Callable[[HouseholdLine], Decimal | None]:
    return lambda line: line.additions[kind].yuan if kind in line.additions else None


def _additions() -> Iterator[Column[HouseholdLine]]:
    """重点救助: the six kinds, each with people and yuan."""
    for kind, label in ADDITIONS.items():
        header = ("重点救助", label)
        yield Column((*header, "人数"), _people(kind), Kind.NUMBER, 4, total=True)
        yield Column((*header, "金额"), _yuan(kind), Kind.MONEY, 8.5, total=True)


def _by_hand(line: HouseholdLine) -> None:
    """Left for the pen: how certificates are numbered is not known yet (待云阳县局确认), and
    reviews of the time before this system are on paper.
    """


def _address(name: str) -> Callable[[HouseholdLine], str]:
    return lambda line: getattr(line.circumstances, name, "")


COLUMNS: tuple[Column[HouseholdLine], ...] = (
    Column("序号", get("position"), Kind.NUMBER, 4),
    Column("乡镇(街道)", get("township"), width=9),
    Column("村(社区)", get("award.region.name"), width=10),
    Column("低保证号", _by_hand, Kind.IDENTIFIER, 12),
    Column("户主姓名", get("head.name"), width=8),
    Column("性别", lambda line: line.head.get_sex_display(), width=4),
    Column("民族", lambda line: line.head.get_ethnicity_display(), width=7),
    Column("公民身份号码", get("id_number"), Kind.IDENTIFIER, 19),
    Column("联系电话", get("phone"), Kind.IDENTIFIER, 12),
    Column("户籍地址", _address("register_address"), width=16),
    Column("现居住地址", _address("address"), width=16),
    Column("家庭人口", get("award.family_size"), Kind.NUMBER, 5, total=True),
    Column("保障人口", get("award.people"), Kind.NUMBER, 5, total=True),
    Column("类别", get("award.klass"), width=4.5),
    Column("主要致贫原因", get("main_cause"), width=9),
    Column("家庭月总收入", get("income"), Kind.MONEY, 10, total=True),
    Column("月人均收入", get("income_per_person"), Kind.MONEY, 9),
    Column("保障标准", get("standard"), Kind.MONEY, 8),
    Column("户月差额", get("gap"), Kind.MONEY, 10, total=True),
    *_additions(),
    Column("月发放合计", get("entitlement.amount"), Kind.MONEY, 11, total=True),
    Column("批准时间", get("decision.decided_on"), Kind.DATE, 10.5),
    Column("起始月", get("award.start_month"), Kind.MONTH, 8),
    Column("上次复核", _by_hand, Kind.DATE, 10.5),
    Column("下次复核", get("award.next_review_on"), Kind.DATE, 10.5),
    Column("续保到期", get("award.renewal_due_on"), Kind.DATE, 10.5),
    Column("开户银行", lambda line: line.account.bank if line.account else "", width=11),
    Column("账户名", lambda line: line.account.holder.name if line.account else "", width=8),
    Column("银行账号", get("account_number"), Kind.IDENTIFIER, 20),
    Column("是否农村建档立卡", get("is_on_rural_register"), width=7),
    Column("帮扶人", get("helper"), width=8),
    Column("变动种类", get("change"), width=6),
    Column("变动时间", get("changed_in"), Kind.MONTH, 8),
    Column("备注", get("remark"), width=10),
)

LEDGER = Ledger(
    code="dibao",
    title="云阳县城市低保对象台账",
    about="每户一行：户主、收入、差额、重点救助、月发放合计、复核与账户",
    programme="dibao",
    columns=COLUMNS,
    rows=household_lines,
    households=household_ids,
    counted="户",
    keys=("序号", "户主姓名"),
    frozen_columns=5,
    paper=A3,
)
