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
from typing import Any, Self

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
    region: Texts = column(
        Kind.TEXT, "所在社区代码", key="region", help="12 位，前 9 位为乡镇（街道）", empty=""
    )
    tenure: Codes = column(
        Kind.CODE, "住房来源", key="housing.tenure", required=True, codes=codes.Tenure
    )
    living_area: Ints = column(Kind.AREA, "居住建筑面积", key="housing.area", required=True)
    wanted_housing: Codes = column(
        Kind.CODE, "希望的住房保障", key="housing.wish", codes=codes.HousingForm
    )
    housing_known: Flags = known("housing")
    housing_verified: Flags = verified("housing")
    doctor_since: Days = column(
        Kind.DAY,
        "家庭医生签约日期",
        key="doctor_contract.signed_on",
        required=True,
        empty=NEVER,
    )
    doctor_until: Days = column(
        Kind.DAY, "签约期满日期（当日起失效）", key="doctor_contract.until", empty=NEVER
    )
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
    education: Codes = column(Kind.CODE, "学历", key="condition.education", codes=codes.Education)
    health: Codes = column(Kind.CODE, "健康状况", key="condition.health", codes=codes.Health)
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
    is_boarder: Flags = column(Kind.FLAG, "寄宿", key="enrolment.is_boarder")
    year_of_study: Ints = column(
        Kind.NUMBER,
        "年级（本学段第几学年）",
        key="enrolment.year_of_study",
        help="入学第一年为 1；不填为未知",
        least=1,
        most=12,
    )
    year_of_study_known: Flags = known("enrolment.year_of_study")
    admitted_on: Days = column(
        Kind.DAY, "本学段入学（录取）日期", key="enrolment.admitted_on", empty=NEVER
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

    orphan_kind: Codes = column(
        Kind.CODE, "儿童福利类别", key="orphanhood.kind", required=True, codes=codes.OrphanKind
    )
    orphan_verified: Flags = verified("orphanhood")

    can_eat: Flags = column(Kind.FLAG, "自主吃饭", key="care.can_eat", required=True)
    can_dress: Flags = column(Kind.FLAG, "自主穿衣", key="care.can_dress", required=True)
    can_get_up: Flags = column(Kind.FLAG, "自主上下床", key="care.can_get_up", required=True)
    can_use_toilet: Flags = column(Kind.FLAG, "自主如厕", key="care.can_use_toilet", required=True)
    can_walk: Flags = column(Kind.FLAG, "室内自主行走", key="care.can_walk", required=True)
    can_bathe: Flags = column(Kind.FLAG, "自主洗澡", key="care.can_bathe", required=True)
    care_known: Flags = known("care")
    care_verified: Flags = verified("care")
    wanted_care: Codes = column(Kind.CODE, "本人意愿", key="placement.wish", codes=codes.CareForm)
    care_form: Codes = column(Kind.CODE, "现供养方式", key="placement.form", codes=codes.CareForm)

    is_willing_to_work: Flags = column(
        Kind.FLAG, "有就业意愿", key="job_registration.is_willing", required=True
    )
    is_job_known: Flags = known("job_registration")
    registered_on: Days = column(
        Kind.DAY, "失业登记日期", key="job_registration.registered_on", empty=NEVER
    )
    post_since: Days = column(
        Kind.DAY, "公益性岗位上岗日期", key="job_registration.post_since", empty=NEVER
    )
    post_until: Days = column(
        Kind.DAY, "公益性岗位到期（当日起离岗）", key="job_registration.post_until", empty=NEVER
    )
    job_verified: Flags = verified("job_registration")
    record_since: Days = column(
        Kind.DAY,
        "电子健康档案建档日期",
        key="health_record.opened_on",
        required=True,
        empty=NEVER,
    )


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
    born_on: Days = column(Kind.DAY, "出生日期", key="born_on", empty=NEVER)
    incapacity: Codes = column(
        Kind.CODE, "不能履行义务的情形", key="incapacity", codes=codes.Incapacity
    )
    has_modest_property: Flags = column(
        Kind.FLAG, "财产符合特困供养规定", key="has_modest_property"
    )
    has_modest_property_known: Flags = known("has_modest_property")


@dataclass(frozen=True, kw_only=True)
class Stays(Items):
    """Hospital stays and treatments of special diseases, one settlement a row."""

    level: Codes = column(
        Kind.CODE, "医院级别", key="level", required=True, codes=codes.HospitalLevel
    )
    is_county_hospital: Flags = column(
        Kind.FLAG, "本县的县级医院", key="is_county_hospital", required=True
    )
    is_designated: Flags = column(
        Kind.FLAG, "定点医疗机构", key="is_designated", help="不填为 true", empty=1
    )
    insurance: Codes = column(
        Kind.CODE, "参保类型", key="insurance", required=True, codes=codes.Insurance
    )
    disease: Codes = column(
        Kind.CODE, "医疗救助特殊病种", key="special_disease", codes=codes.SpecialDisease
    )
    admitted_on: Days = column(Kind.DAY, "入院日期", key="admitted_on", required=True)
    discharged_on: Days = column(Kind.DAY, "出院日期", key="discharged_on", empty=NEVER)
    settled_on: Days = column(
        Kind.DAY, "结算日期", key="settled_on", help="未结算的不填", empty=NEVER
    )
    cost: Ints = column(Kind.MONEY, "总费用", key="cost", required=True)
    in_catalogue: Ints = column(Kind.MONEY, "目录内费用", key="in_catalogue", required=True)
    basic_paid: Ints = column(Kind.MONEY, "基本医保已支付", key="basic_paid")
    basic_paid_known: Flags = known("basic_paid")
    dabing_paid: Ints = column(Kind.MONEY, "大病保险已支付", key="dabing_paid")
    other_paid: Ints = column(Kind.MONEY, "商业保险、医院减免等", key="other_paid")
    aid_paid: Ints = column(
        Kind.MONEY,
        "医疗救助已支付",
        key="aid_paid",
        help="救助过的费用不再救助，只计入当年限额",
    )


@dataclass(frozen=True, kw_only=True)
class Offers(Items):
    """Jobs that were offered to a member."""

    offered_on: Days = column(Kind.DAY, "介绍日期", key="offered_on", required=True)
    outcome: Codes = column(
        Kind.CODE, "结果", key="outcome", required=True, codes=codes.OfferOutcome
    )
    is_justified: Flags = column(Kind.FLAG, "拒绝有正当理由", key="is_justified")


@dataclass(frozen=True, kw_only=True)
class Losses(Items):
    """What a natural disaster did to the household, one event a row."""

    kind: Codes = column(Kind.CODE, "灾种", key="kind", required=True, codes=codes.DisasterKind)
    occurred_on: Days = column(Kind.DAY, "受灾日期", key="occurred_on", required=True)
    damage: Codes = column(Kind.CODE, "住房损坏", key="damage", codes=codes.HouseDamage)
    casualty: Codes = column(
        Kind.CODE, "人员伤亡", key="casualty", help="伤亡的成员写在 member", codes=codes.Casualty
    )
    needs_relief: Flags = column(Kind.FLAG, "需应急生活救助", key="needs_relief")
    needs_shelter: Flags = column(Kind.FLAG, "需过渡期安置", key="needs_shelter")
    settled_on: Days = column(
        Kind.DAY, "恢复正常居住日期", key="settled_on", help="尚未恢复的不填", empty=NEVER
    )


@dataclass(frozen=True, kw_only=True)
class Emergencies(Items):
    """Why a household asks for 临时救助, one cause a row."""

    kind: Codes = column(
        Kind.CODE, "困难事由", key="kind", required=True, codes=codes.EmergencyKind
    )
    occurred_on: Days = column(Kind.DAY, "发生日期", key="occurred_on", required=True)
    relieved_on: Days = column(Kind.DAY, "急难缓解日期", key="relieved_on", empty=NEVER)
    self_paid: Ints = column(
        Kind.MONEY, "自付费用", key="self_paid", help="扣除赔偿、保险、救助、帮扶后"
    )
    self_paid_known: Flags = known("self_paid")
    already_aided: Ints = column(Kind.MONEY, "同一事由已得临时救助", key="already_aided")
    is_applied_elsewhere: Flags = column(
        Kind.FLAG, "同一事由已在他地申请", key="is_applied_elsewhere"
    )


TABLES: dict[str, type[Rows]] = {
    "households": Households,
    "members": Members,
    "incomes": Incomes,
    "assets": Assets,
    "expenditures": Expenditures,
    "obligors": Obligors,
    "stays": Stays,
    "offers": Offers,
    "losses": Losses,
    "emergencies": Emergencies,
}
ITEMS: dict[str, type[Items]] = {
    name: table for name, table in TABLES.items() if issubclass(table, Items)
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything known about some households, as the rules read it."""

    households: Households
    members: Members
    incomes: Incomes
    assets: Assets
    expenditures: Expenditures
    obligors: Obligors
    stays: Stays
    offers: Offers
    losses: Losses
    emergencies: Emergencies

    @classmethod
    def build(cls, **tables: Mapping[str, npt.ArrayLike]) -> Self:
        """Facts from plain arrays: `Facts.build(households={"id": …}, members={"household": …})`.

        Each table is a mapping from column name to array; all but `households` carry
        `household`, the sorted row number of the household. Raises ValueError for a missing
        required column, an unknown one, or unsorted rows.
        """
        size = len(np.asarray(tables["households"]["id"]))
        whose = {"household": np.arange(size)}
        built: dict[str, Any] = {}
        for name, table in TABLES.items():
            if name not in tables:
                built[name] = table.nothing(size)
                continue
            columns = dict(tables[name])
            if table is Households:
                columns |= whose
            built[name] = table.build(columns.pop("household"), size, **columns)
        return cls(**built)

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

    def helped_on(self, day: int) -> Flags:
        """Members whom the rural register looks after on a day, or who left it only later."""
        members = self.members
        helped = codes.RuralStatus.having(codes.RuralStatus.HELPED)
        removed = codes.RuralStatus.having(codes.RuralStatus.REMOVED)
        removed_later = (members.removed_on > day) & (members.removed_on < NEVER)
        found: Flags = helped[members.rural_status]
        return found | (removed[members.rural_status] & removed_later)

    def take(self, rows: Sequence[int] | Ints) -> Self:
        """Some of the households, in the given order, with all that belongs to them."""
        households = np.asarray(rows, dtype=np.int64)
        size = households.size
        members = self.members.take(*self.members.spans.rows_of(households), size)
        # A household may be taken twice, so each copy's items are linked to its own members:
        # the link moves as far as the household's first member does.
        moved = members.spans.first - self.members.spans.first[households]

        def taken(items: Items) -> Items:
            kept = items.take(*items.spans.rows_of(households), size)
            linked = kept.member + moved[kept.household]
            return kept.changed(member=np.where(kept.member < 0, -1, linked))

        items: dict[str, Any] = {name: taken(getattr(self, name)) for name in ITEMS}
        return type(self)(
            households=self.households.take(households, np.arange(size), size),
            members=members,
            **items,
        )

    @cached_property
    def unverified(self) -> Flags:
        """Households of whom anything that was stated is not verified: the two bases of all
        others are the same.
        """
        found = np.zeros(len(self), dtype=np.bool_)
        for name, table in TABLES.items():
            rows = getattr(self, name)
            for column_name, declared in columns_of(table).items():
                if declared.kind is Kind.VERIFIED:
                    found |= rows.any(~getattr(rows, column_name))
        return found

    def as_declared(self) -> Self:
        """The same facts with every statement taken as verified (按申报测算)."""
        trusted: dict[str, Any] = {name: _trusted(getattr(self, name)) for name in TABLES}
        return type(self)(**trusted)

    def as_whole_families(self) -> Self:
        """The same households with every person back in the family (分户前的家庭)."""
        together = np.zeros(len(self.households), dtype=np.int64)
        return replace(
            self,
            households=self.households.changed(unit=together),
            members=self.members.changed(unit=together[self.members.household]),
        )


def _trusted(rows: Rows) -> Rows:
    trust = np.ones(len(rows), dtype=np.bool_)
    columns = columns_of(type(rows)).items()
    return rows.changed(**{name: trust for name, c in columns if c.kind is Kind.VERIFIED})
