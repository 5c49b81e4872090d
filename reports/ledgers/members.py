"""F2 城市低保家庭成员表."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter as get

from ..columns import Column, Kind
from ..workbook import A3
from .base import Ledger
from .lines import MemberLine, household_ids, member_lines


def _stated(name: str) -> Callable[[MemberLine], str]:
    return lambda line: line.stated(name)


COLUMNS: tuple[Column[MemberLine], ...] = (
    Column("户主姓名", get("household.head.name"), width=9),
    Column("姓名", get("person.name"), width=9),
    Column("与户主关系", lambda line: line.membership.get_relation_display(), width=11),
    Column("性别", lambda line: line.person.get_sex_display(), width=5),
    Column("出生日期", get("person.born_on"), Kind.DATE, 11),
    Column("身份号码", get("id_number"), Kind.IDENTIFIER, 20),
    Column("民族", lambda line: line.person.get_ethnicity_display(), width=8),
    Column("婚姻", _stated("marriage"), width=6),
    Column("健康", _stated("health"), width=6),
    Column("残疾类别", get("disability_kind"), width=6),
    Column("等级", get("disability_grade"), width=5),
    Column("残疾证号", get("card_number"), Kind.IDENTIFIER, 22),
    Column("劳动能力", _stated("labour"), width=9),
    Column("从业状况", _stated("occupation"), width=12),
    Column("学历", _stated("education"), width=9),
    Column("就读学校/年级", get("school"), width=18),
    Column("月收入", get("income"), Kind.MONEY, 10, total=True),
    Column("是否保障", get("is_covered"), width=5),
    Column("重点救助类别", get("additions"), width=13),
    Column("参保类型", _stated("insurance"), width=13),
    Column("备注", get("remark"), width=14),
)

LEDGER = Ledger(
    code="dibao-members",
    title="云阳县城市低保家庭成员表",
    about="每人一行：关系、健康、残疾、劳动能力、从业、就学、月收入、是否保障",
    programme="dibao",
    columns=COLUMNS,
    rows=member_lines,
    households=household_ids,
    counted="人",
    keys=("户主姓名", "姓名"),
    frozen_columns=2,
    paper=A3,
)
