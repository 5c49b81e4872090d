"""What a revised parameter changes, as Excel: its trial before, its back-payments after."""

from __future__ import annotations

from django.db.models import QuerySet

from assistance.models import BackPay
from eligibility import parameters, whatif
from eligibility.enums import Verdict
from eligibility.models import ParameterRevision, WhatIfChange
from yunyang_relief.core import clock
from yunyang_relief.core.models import TOWNSHIP, Job, Region, User

from .columns import Column, Kind
from .ledgers.base import office_of, worded
from .workbook import Layout, write

CHUNK = 500


def _layout(title: str, left: str, user: User, counted: str) -> Layout:
    return Layout(
        title=title,
        left=left,
        right=f"{office_of(user.region)}　　{worded(clock.today())}　　单位：元",
        counted=counted,
        signatures="单位负责人：　　　　　　审核人：　　　　　　填表人：",
        frozen_columns=2,
    )


def _townships() -> dict[str, str]:
    return dict(Region.objects.filter(level=TOWNSHIP).values_list("code", "name"))


def trial_workbook(job: Job, user: User) -> bytes:
    """The households that a draft changes, those this user may see."""
    townships = _townships()
    columns: list[Column[WhatIfChange]] = [
        Column("户编号", lambda c: c.household.number, Kind.IDENTIFIER, 16),
        Column("户主", lambda c: str(c.household), width=10),
        Column("乡镇（街道）", lambda c: townships.get(c.household.region_id[:TOWNSHIP]), width=14),
        Column("村（社区）", lambda c: str(c.household.region), width=14),
        Column("项目", lambda c: c.programme_name, width=14),
        Column("分类", lambda c: c.klass, width=6),
        Column("变动", whatif.kind_of, width=20),
        Column("在保", lambda c: "是" if c.is_receiving else "否", width=6),
        Column(("现行", "结论"), lambda c: Verdict(c.from_verdict).label, width=8),
        Column(("现行", "金额"), lambda c: c.from_total, Kind.MONEY, 12, total=True),
        Column(("修订后", "结论"), lambda c: Verdict(c.to_verdict).label, width=8),
        Column(("修订后", "金额"), lambda c: c.to_total, Kind.MONEY, 12, total=True),
        Column("增减", lambda c: c.difference, Kind.MONEY, 12, total=True),
    ]
    record = job.params["record"]
    left = f"{record['label']}　{record['from']} 起　按 {job.params['on']} 的已核实事实试算"
    rows = whatif.changes_of(job, user).order_by("household__region", "household", "pk")
    layout = _layout("参数修订试算明细", left, user, "户次")
    return write(layout, columns, rows.iterator(chunk_size=CHUNK))


def back_pay_workbook(revision: ParameterRevision, lines: QuerySet[BackPay], user: User) -> bytes:
    """A proposal, one row for each household and month."""
    townships = _townships()
    columns: list[Column[BackPay]] = [
        Column("户编号", lambda b: b.award.household.number, Kind.IDENTIFIER, 16),
        Column("户主", lambda b: str(b.award.household), width=10),
        Column("乡镇（街道）", lambda b: townships.get(b.award.region_id[:TOWNSHIP]), width=14),
        Column("村（社区）", lambda b: str(b.award.region), width=14),
        Column("类别", lambda b: b.award.category, width=10),
        Column("月份", lambda b: b.month, Kind.MONTH, 9),
        Column("原应发", lambda b: b.entitled, Kind.MONEY, 12, total=True),
        Column("按新值应发", lambda b: b.due, Kind.MONEY, 12, total=True),
        Column("补发", lambda b: b.amount, Kind.MONEY, 12, total=True),
        Column("状态", lambda b: b.get_state_display(), width=10),
        Column("意见", lambda b: b.reason, width=24),
    ]
    label = parameters.nature_of(revision.code)["label"]
    left = f"{label}　{revision.since} 起　{revision.source}"
    rows = lines.select_related("award__household__head", "award__region")
    layout = _layout("补发明细", left, user, "户·月")
    ordered = rows.order_by("award__region", "award", "month")
    return write(layout, columns, ordered.iterator(chunk_size=CHUNK))
