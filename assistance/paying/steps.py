"""The way of a payment batch as a table: who takes it from where to where.

制单, 复核 and 审批 are three people: the township makes it, the county department that handles
the programme checks it, the finance bureau approves it, deals with the bank and settles it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from yunyang_relief.core.access import Department, Resource, Role, Verb
from yunyang_relief.core.models import User

from ..enums import BatchState, LineState, Programme
from ..models import PaymentBatch, PaymentLine
from .checks import blocked


class Desk(Enum):
    """Who takes a step."""

    MAKER = "乡镇经办人"
    OFFICE = "县级主管部门"
    FINANCE = "县财政局"


@dataclass(frozen=True)
class BatchStep:
    """One step; `needs` answers what is still in the way, or "".

    `is_by_file` steps are taken by handing a file out or reading one, not by a button.
    """

    code: str
    label: str
    told: str
    source: BatchState
    target: BatchState
    by: Desk
    needs: Callable[[PaymentBatch, list[PaymentLine]], str]
    note_required: bool = False
    is_by_file: bool = False


def _nothing(batch: PaymentBatch, lines: list[PaymentLine]) -> str:
    return ""


def _clean(batch: PaymentBatch, lines: list[PaymentLine]) -> str:
    if not any(line.state == LineState.DUE for line in lines):
        return "本批没有要发的款项"
    if bad := blocked(lines):
        names = "、".join(str(line.household) for line in bad[:5])
        return f"有 {len(bad)} 笔疑点没有处理（{names}），请更正后重新生成，或暂缓发放"
    return ""


def _funded(batch: PaymentBatch, lines: list[PaymentLine]) -> str:
    without = [
        line
        for line in lines
        if line.state == LineState.DUE and any(code == "no_fund" for code, _ in line.problems)
    ]
    if without:
        return f"有 {len(without)} 笔没有可用资金，请先追加本项目的预算（专款专用，不得挪用）"
    return _clean(batch, lines)


def _answered(batch: PaymentBatch, lines: list[PaymentLine]) -> str:
    waiting = sum(line.state == LineState.DUE for line in lines)
    return f"还有 {waiting} 笔没有回盘" if waiting else ""


def _repaired(batch: PaymentBatch, lines: list[PaymentLine]) -> str:
    failed = [line for line in lines if line.state == LineState.FAILED]
    open_ones = [line for line in failed if not hasattr(line, "replaced_by")]
    if open_ones:
        return f"有 {len(open_ones)} 笔失败款项还没有列入后面的批次重发"
    return ""


D, S = Desk, BatchState
STEPS: dict[str, BatchStep] = {
    step.code: step
    for step in (
        BatchStep("submit", "报送复核", "报送复核", S.DRAFT, S.SUBMITTED, D.MAKER, _clean),
        BatchStep("review", "复核通过", "复核", S.SUBMITTED, S.REVIEWED, D.OFFICE, _clean),
        BatchStep("return", "退回乡镇", "退回", S.SUBMITTED, S.DRAFT, D.OFFICE, _nothing, True),
        BatchStep("approve", "批准并锁定", "批准", S.REVIEWED, S.LOCKED, D.FINANCE, _funded),
        BatchStep("send_back", "退回乡镇", "退回", S.REVIEWED, S.DRAFT, D.FINANCE, _nothing, True),
        BatchStep(
            "export",
            "导出代发文件",
            "导出",
            S.LOCKED,
            S.EXPORTED,
            D.FINANCE,
            _nothing,
            is_by_file=True,
        ),
        BatchStep(
            "reply",
            "读入回盘",
            "回盘",
            S.EXPORTED,
            S.REPLIED,
            D.FINANCE,
            _answered,
            is_by_file=True,
        ),
        BatchStep("settle", "结清", "结清", S.REPLIED, S.SETTLED, D.FINANCE, _repaired),
    )
}


def sits_at(user: User, desk: Desk, programme: str) -> bool:
    """Tell whether a user works at a desk for a programme."""
    if not user.may(Resource.PAYMENT, Verb.EDIT):
        return False
    if desk is Desk.MAKER:
        return user.role == Role.CASEWORKER
    if desk is Desk.FINANCE:
        return user.role == Role.BUREAU and user.department == Department.FINANCE
    office = Programme(programme).office
    if office == Department.CIVIL_AFFAIRS:
        return user.role == Role.COUNTY_OFFICER
    return user.role == Role.BUREAU and user.department == office


def steps_for(batch: PaymentBatch, user: User) -> list[BatchStep]:
    """The steps that this user may take now, by a button."""
    return [
        step
        for step in STEPS.values()
        if step.source == batch.state
        and not step.is_by_file
        and sits_at(user, step.by, batch.programme)
    ]


def holder_of(batch: PaymentBatch) -> Desk | None:
    """Where an open batch lies: who may hold and release its lines."""
    desks = {S.DRAFT: D.MAKER, S.SUBMITTED: D.OFFICE, S.REVIEWED: D.FINANCE}
    return desks.get(S(batch.state))
