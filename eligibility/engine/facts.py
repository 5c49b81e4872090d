# ruff: noqa: RUF009 - column() declares a field, as dataclasses.field() does
"""The facts the rules read: numpy columns by entity.

An assessed household is one row of `households`; every other table carries the row number of
its household, and items that belong to one person the row number of the member. Money is int64
分, areas are hundredths of a square metre, dates are days since 1970-01-01 with `ALWAYS` and
`NEVER` for open ends, codes are small integers (`codes.py`). Missing is never zero: what may be
unknown has a `…_known` column beside it, and what was not verified says so.

A household that is split for assessment (条例 第十一条末款) appears once per unit, each time
with all its people: `households.unit` says which unit is assessed, `members.unit` who is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

from eligibility.engine import codes
from eligibility.engine.columns import (
    ALWAYS,
    NEVER,
    Codes,
    Days,
    Flags,
    Ints,
    Items,
    Kind,
    Rows,
    Texts,
    caused_by,
    column,
    columns_of,
    known,
    verified,
)
from eligibility.engine.dates import first_month_from

Table = TypeVar("Table", bound=Rows)
Item = TypeVar("Item", bound=Items)


@dataclass(frozen=True, kw_only=True)
class Households(Rows):
    """户情 and what the survey has settled. One row per assessed unit."""

    id: Texts = column(Kind.TEXT, "编号", key="id", empty="")
    applied_on: Days = column(
        Kind.DAY,
        "申请（或本次复核）日期",
        key="applied_on",
        help="收入、支出按此日期之前的月份计；不填按测算日期",
        empty=NEVER,
    )
    unit: Ints = column(
        Kind.NUMBER,
        "核算单元",
        key="unit",
        help="0 为家庭；大于 0 为分户计算的人，与成员的 unit 对应",
    )
    award: Codes = column(
        Kind.CODE,
        "现享受的救助",
        key="award",
        help="不填的，本次帮扶范围按低保测算结果判断",
        codes=codes.Award,
    )
    hukou_kind: Codes = column(
        Kind.CODE, "户籍性质", key="household.hukou_kind", required=True, codes=codes.HukouKind
    )
    has_contracted_land: Flags = column(
        Kind.FLAG, "有承包土地", key="household.has_contracted_land", required=True
    )
    has_collective_income: Flags = column(
        Kind.FLAG, "参加农村集体经济收益分配", key="household.has_collective_income", required=True
    )
    is_in_hardship: Flags = column(
        Kind.FLAG,
        "家庭生活确有困难",
        key="household.is_in_hardship",
        help="成年重残或长期卧床者申请分户计算时填写",
    )
    is_in_hardship_known: Flags = known("household.is_in_hardship")
    hires_labour: Flags = column(Kind.FLAG, "雇人经营", key="household.hires_labour")
    circumstances_known: Flags = known("household")
    circumstances_verified: Flags = verified("household")
    caused_by_illness: Flags = caused_by(codes.Cause.ILLNESS)
    caused_by_schooling: Flags = caused_by(codes.Cause.SCHOOLING)
    caused_by_disaster: Flags = caused_by(codes.Cause.DISASTER)
    hardship_known: Flags = known("hardship")
    hardship_verified: Flags = verified("hardship")
    members_known: Flags = known("members")
    income_known: Flags = known("incomes")
    assets_known: Flags = known("assets")
    expenditure_known: Flags = known("expenditures")
    obligors_known: Flags = known("obligors")


@dataclass(frozen=True, kw_only=True)
class Members(Rows):
    """People registered in the household, in whatever unit, also those who do not count."""

    name: Texts = column(Kind.TEXT, "姓名", key="name", empty="")
    relation: Codes = column(
        Kind.CODE, "与户主关系", key="relation", required=True, codes=codes.Relation
    )
    sex: Codes = column(Kind.CODE, "性别", key="sex", required=True, codes=codes.Sex)
    born_on: Days = column(Kind.DAY, "出生日期", key="born_on", required=True)
    died_on: Days = column(Kind.DAY, "死亡日期", key="died_on", empty=NEVER)
    since: Days = column(Kind.DAY, "入户日期", key="since", help="不填视为一直在户", empty=ALWAYS)
    until: Days = column(Kind.DAY, "离户日期（当日起不在户）", key="until", empty=NEVER)
    unit: Ints = column(Kind.NUMBER, "核算单元", key="unit", help="0 为家庭；大于 0 为分户计算")

    labour: Codes = column(
        Kind.CODE,
        "劳动能力",
        key="condition.labour",
        required=True,
        codes=codes.Labour,
        empty=codes.Labour.NONE,
    )
    occupation: Codes = column(
        Kind.CODE,
        "从业状况",
        key="condition.occupation",
        required=True,
        codes=codes.Occupation,
        empty=codes.Occupation.NOT_WORKING,
    )
    has_income_proof: Flags = column(
        Kind.FLAG,
        "能提供收入证明",
        key="condition.has_income_proof",
        help="在职但不能提供的，按规定推定工资；不填为 true",
        empty=1,
    )
    can_live_independently: Flags = column(
        Kind.FLAG, "能独立生活", key="condition.can_live_independently", help="不填为 true", empty=1
    )
    condition_known: Flags = known("condition")
    condition_verified: Flags = verified("condition")

    disability_kind: Codes = column(
        Kind.CODE, "残疾类别", key="disability.kind", required=True, codes=codes.DisabilityType
    )
    disability_grade: Ints = column(
        Kind.NUMBER,
        "残疾等级",
        key="disability.grade",
        help="1 至 4，1 最重",
        required=True,
        least=1,
        most=4,
    )
    disability_valid_until: Days = column(
        Kind.DAY, "残疾证有效期至（含当日）", key="disability.valid_until", empty=NEVER
    )
    disability_verified: Flags = verified("disability")

    is_majorly_ill: Flags = column(Kind.FLAG, "重大疾病", key="illness.is_major", required=True)
    needs_long_treatment: Flags = column(
        Kind.FLAG, "需长期维持治疗", key="illness.needs_long_treatment"
    )
    is_bedridden: Flags = column(Kind.FLAG, "长期卧床", key="illness.is_bedridden")
    illness_verified: Flags = verified("illness")

    stage: Codes = column(
        Kind.CODE, "就读学段", key="enrolment.stage", required=True, codes=codes.Stage
    )
    is_full_time: Flags = column(
        Kind.FLAG, "全日制", key="enrolment.is_full_time", help="不填为 true", empty=1
    )
    enrolment_verified: Flags = verified("enrolment")

    rural_status: Codes = column(
        Kind.CODE,
        "农村建档立卡在册状态",
        key="rural_registration.status",
        required=True,
        codes=codes.RuralStatus,
    )
    removed_on: Days = column(
        Kind.DAY, "清退日期", key="rural_registration.removed_on", empty=NEVER
    )
    rural_verified: Flags = verified("rural_registration")

    absence: Codes = column(
        Kind.CODE, "不在户情形", key="absence.kind", required=True, codes=codes.AbsenceKind
    )
    absent_since: Days = column(
        Kind.DAY, "不在户起", key="absence.since", required=True, empty=NEVER
    )
    absent_until: Days = column(
        Kind.DAY, "不在户止（当日起在户）", key="absence.until", empty=NEVER
    )
    absence_verified: Flags = verified("absence")


@dataclass(frozen=True, kw_only=True)
class Incomes(Items):
    """Money received each month between two months, before any rule looks at it."""

    kind: Codes = column(Kind.CODE, "收入种类", key="kind", required=True, codes=codes.IncomeKind)
    monthly_amount: Ints = column(Kind.MONEY, "月金额", key="monthly_amount", required=True)
    since: Days = column(
        Kind.DAY, "起月（该月 1 日）", key="since", help="不填视为一直有", empty=ALWAYS
    )
    until: Days = column(Kind.DAY, "止月（不含，该月 1 日）", key="until", empty=NEVER)

    @cached_property
    def since_month(self) -> Ints:
        """The first month it is received, counted from January 1970."""
        return first_month_from(self.since)

    @cached_property
    def until_month(self) -> Ints:
        """The first month it is not received any more."""
        return first_month_from(self.until)


@dataclass(frozen=True, kw_only=True)
class Assets(Items):
    """What the family owns."""

    kind: Codes = column(Kind.CODE, "财产种类", key="kind", required=True, codes=codes.AssetKind)
    value: Ints = column(Kind.MONEY, "金额或现值", key="value")
    value_known: Flags = known("value")
    area: Ints = column(Kind.AREA, "建筑面积", key="area")
    area_known: Flags = known("area")
    is_dangerous: Flags = column(Kind.FLAG, "C、D 级危房", key="is_dangerous")
    has_value_evidence: Flags = column(Kind.FLAG, "现值有依据", key="has_value_evidence")


@dataclass(frozen=True, kw_only=True)
class Expenditures(Items):
    """A payment, or a yearly or monthly charge."""

    kind: Codes = column(
        Kind.CODE, "支出种类", key="kind", required=True, codes=codes.ExpenditureKind
    )
    spent_on: Days = column(
        Kind.DAY,
        "日期",
        key="spent_on",
        help="票据日期；按月按年的支出填最近一次缴费日",
        required=True,
    )
    amount: Ints = column(
        Kind.MONEY,
        "金额",
        key="amount",
        help="医疗填总费用；水电通讯物业填月均；保险、学费填每年",
        required=True,
    )
    reimbursed: Ints = column(Kind.MONEY, "已报销、已救助", key="reimbursed")
    reason: Codes = column(Kind.CODE, "除外情形", key="reason", codes=codes.SpendingReason)


@dataclass(frozen=True, kw_only=True)
class Obligors(Items):
    """Somebody outside the household who owes support to a member."""

    name: Texts = column(Kind.TEXT, "姓名", key="name", empty="")
    family_size: Ints = column(Kind.NUMBER, "家庭人口", key="family_size", required=True, least=1)
    family_monthly_income: Ints = column(
        Kind.MONEY, "家庭月总收入", key="family_monthly_income", required=True
    )
    supported_persons: Ints = column(
        Kind.NUMBER, "被赡养人数", key="supported_persons", help="不填为 1", empty=1, least=1
    )
    ordered_amount: Ints = column(
        Kind.MONEY, "判决、协议月给付额", key="ordered_amount", help="没有判决或协议的不填"
    )
    is_able: Flags = column(Kind.FLAG, "有赡养能力", key="is_able", help="不填为 true", empty=1)
    is_on_dibao: Flags = column(Kind.FLAG, "本人为低保对象", key="is_on_dibao")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything known about some households, as the rules read it."""

    households: Households
    members: Members
    incomes: Incomes
    assets: Assets
    expenditures: Expenditures
    obligors: Obligors

    @classmethod
    def build(cls, **tables: Mapping[str, npt.ArrayLike]) -> Self:
        """Facts from plain arrays: `Facts.build(households={"id": …}, members={"household": …})`.

        Each table is a mapping from column name to array; all but `households` carry
        `household`, the sorted row number of the household. Raises ValueError for a missing
        required column, an unknown one, or unsorted rows.
        """
        size = len(np.asarray(tables["households"]["id"]))

        def built(name: str, table: type[Table]) -> Table:
            columns = dict(tables.get(name, {"household": ()}))
            return table.build(columns.pop("household"), size, **columns)

        return cls(
            households=Households.build(np.arange(size), size, **tables["households"]),
            members=built("members", Members),
            incomes=built("incomes", Incomes),
            assets=built("assets", Assets),
            expenditures=built("expenditures", Expenditures),
            obligors=built("obligors", Obligors),
        )

    def __len__(self) -> int:
        return len(self.households)

    def present_on(self, day: int) -> Flags:
        """Members who are alive, in the household, and in its assessed unit on a day."""
        members = self.members
        present: Flags = (
            (members.unit == self.households.unit[members.household])
            & (members.born_on <= day)
            & (members.died_on > day)
            & (members.since <= day)
            & (members.until > day)
        )
        return present

    def take(self, rows: Sequence[int] | Ints) -> Self:
        """Some of the households, in the given order, with all that belongs to them."""
        households = np.asarray(rows, dtype=np.int64)
        size = households.size
        members = self.members.take(*self.members.spans.rows_of(households), size)
        # A household may be taken twice, so each copy's items are linked to its own members:
        # the link moves as far as the household's first member does.
        moved = members.spans.first - self.members.spans.first[households]

        def taken(items: Item) -> Item:
            kept = items.take(*items.spans.rows_of(households), size)
            linked = kept.member + moved[kept.household]
            return kept.changed(member=np.where(kept.member < 0, -1, linked))

        return type(self)(
            households=self.households.take(households, np.arange(size), size),
            members=members,
            incomes=taken(self.incomes),
            assets=taken(self.assets),
            expenditures=taken(self.expenditures),
            obligors=taken(self.obligors),
        )

    def as_declared(self) -> Self:
        """The same facts with every statement taken as verified (按申报测算)."""
        return type(self)(
            households=_trusted(self.households),
            members=_trusted(self.members),
            incomes=_trusted(self.incomes),
            assets=_trusted(self.assets),
            expenditures=_trusted(self.expenditures),
            obligors=_trusted(self.obligors),
        )

    def as_whole_families(self) -> Self:
        """The same households with every person back in the family (分户前的家庭)."""
        together = np.zeros(len(self.households), dtype=np.int64)
        return replace(
            self,
            households=self.households.changed(unit=together),
            members=self.members.changed(unit=together[self.members.household]),
        )


def _trusted(rows: Table) -> Table:
    trust = np.ones(len(rows), dtype=np.bool_)
    columns = columns_of(type(rows)).items()
    return rows.changed(**{name: trust for name, c in columns if c.kind is Kind.VERIFIED})


TABLES: dict[str, type[Rows]] = {
    "households": Households,
    "members": Members,
    "incomes": Incomes,
    "assets": Assets,
    "expenditures": Expenditures,
    "obligors": Obligors,
}
