"""What the steps of 临时救助 need."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from households.enums import EmergencyKind
from households.models import Emergency

from ...dossier import Dossier
from ...models import FirstAid
from ...needs import (
    Need,
    checked,
    investigated,
    investigated_again,
    need,
    objections_answered,
    rulings_settled,
)

__all__ = [
    "Need",
    "checked",
    "investigated",
    "investigated_again",
    "objections_answered",
    "rulings_settled",
]

# A burst of necessary spending; everything else is a mishap (22号文 二（八）一、二).
BY_SPENDING = (
    EmergencyKind.MEDICAL,
    EmergencyKind.LONG_TREATMENT,
    EmergencyKind.UNIVERSITY,
    EmergencyKind.SCHOOLING,
)


def causes_of(dossier: Dossier) -> QuerySet[Emergency]:
    """What is stated of the household's emergencies now."""
    rows: QuerySet[Emergency] = Emergency.objects.current()
    return rows.filter(household=dossier.case.household).order_by("occurred_on", "pk")


def mishaps_of(dossier: Dossier) -> QuerySet[Emergency]:
    """Those that may be helped first: 急难型, and not helped yet."""
    return causes_of(dossier).exclude(kind__in=BY_SPENDING).filter(already_aided=0)


def first_aid_of(dossier: Dossier) -> FirstAid:
    """The first aid of the round that runs; asked only where there is one."""
    found = FirstAid.objects.filter(case=dossier.case).order_by("pk").last()
    assert found is not None  # asked after request_first_aid
    return found


def township_limit(dossier: Dossier) -> Decimal | None:
    """Up to how many yuan a township decides; None while the county has not said."""
    proposal = dossier.assessable
    limit = proposal.finding.details.get("township_limit") if proposal else None
    return None if limit is None else Decimal(limit)


# --- 急难型 -----------------------------------------------------------------------------------


@need("有登记的急难事由，同一事由还没有得过救助")
def has_mishap(dossier: Dossier) -> str:
    if mishaps_of(dossier).exists():
        return ""
    return "还没有登记急难事由（或同一事由已救助过）：先在住户“困难事由”登记"


@need("已报请先行救助")
def first_aid_asked(dossier: Dossier) -> str:
    last = dossier.last("request_first_aid", "report", "resubmit")
    return "" if last and last.code == "request_first_aid" else "本案不是急难型先行救助"


@need("乡镇（街道）审批限额已由县局确定（社会救助暂行办法 48）")
def township_has_a_limit(dossier: Dossier) -> str:
    if township_limit(dossier) is not None:
        return ""
    return "乡镇（街道）审批限额待云阳县局确认，确认前请由县民政局办理"


@need("还没有登记急难缓解")
def relief_not_noted(dossier: Dossier) -> str:
    return "急难缓解日期已登记" if dossier.done("note_relief") else ""


@need("急难已缓解（民发〔2018〕23号 二（二））")
def relief_noted(dossier: Dossier) -> str:
    return "" if dossier.done("note_relief") else "还没有登记急难缓解日期，请先登记"


# --- 支出型与一事一议 -------------------------------------------------------------------------


@need("属于一事一议的情形（22号文 二（八）四）")
def case_by_case(dossier: Dossier) -> str:
    proposal = dossier.assessable
    if proposal and proposal.is_case_by_case:
        return ""
    return "按核算结果不属于一事一议：有分类分档标准的按标准办理，不符合条件的不予批准"


@need("已公示并报送审批")
def reported(dossier: Dossier) -> str:
    return "本案是急难型先行救助" if not first_aid_asked.lacking(dossier) else ""


@need("金额在乡镇（街道）审批限额之内")
def within_township_limit(dossier: Dossier) -> str:
    limit, proposal = township_limit(dossier), dossier.assessable
    if limit is None:
        return township_has_a_limit.lacking(dossier)
    if proposal is None or not proposal.is_fit:
        return ""
    if proposal.is_agreed:
        return "一事一议须由县民政局确认"
    if proposal.amount <= limit:
        return ""
    return f"{proposal.amount} 元超过乡镇（街道）限额 {limit} 元，须由县民政局审批"
