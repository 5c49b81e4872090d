"""What the steps of 特困 need."""

from __future__ import annotations

from datetime import timedelta

from eligibility.enums import Verdict

from ...dossier import Dossier
from ...models import AbilityChange, BedPlacement, Ending
from ...needs import checked, investigated, need

__all__ = ["checked", "investigated"]


def waiting_change(dossier: Dossier) -> AbilityChange | None:
    """The reported change that nobody has looked into yet."""
    return AbilityChange.objects.filter(case=dossier.case, reassessed_on=None).first()


def waiting_ending(dossier: Dossier) -> Ending | None:
    """The ending that is public now."""
    return Ending.objects.filter(case=dossier.case, settled_on=None).first()


@need("自理能力已按六项指标评估（特困人员认定办法 20、21）")
def care_assessed(dossier: Dossier) -> str:
    """Only those who are due have to be assessed; a family that is not due can still be refused."""
    proposal = dossier.assessable
    criteria = proposal.finding.criteria if proposal else []
    care = next((c for c in criteria if c["code"] == "care"), None)
    if care is None or care["verdict"] != Verdict.PENDING:
        return ""
    return f"{care['actual']}：请先“登记自理能力评估”"


@need("有人住在供养机构")
def in_institution(dossier: Dossier) -> str:
    housed = BedPlacement.objects.filter(case=dossier.case, until=None).exists()
    return "" if housed else "没有人住在供养机构"


@need("没有变化报告在等候复评")
def no_change_waiting(dossier: Dossier) -> str:
    return "已有一次变化报告在等候复评，请先复评" if waiting_change(dossier) else ""


@need("有变化报告等候复评（特困人员认定办法 23）")
def change_waiting(dossier: Dossier) -> str:
    return "" if waiting_change(dossier) else "没有等候复评的变化报告"


@need("没有拟终止在公示")
def no_ending_waiting(dossier: Dossier) -> str:
    return "已有一次拟终止在公示" if waiting_ending(dossier) else ""


@need("已提出终止供养（特困人员认定办法 25）")
def ending_waiting(dossier: Dossier) -> str:
    return "" if waiting_ending(dossier) else "还没有提出终止供养"


@need("拟终止公示期满（特困人员认定办法 26）")
def ending_posted(dossier: Dossier) -> str:
    ending = waiting_ending(dossier)
    if ending is None:
        return ending_waiting.lacking(dossier)
    if dossier.today > ending.posted_until:
        return ""
    first = ending.posted_until + timedelta(days=1)
    return f"公示到 {ending.posted_until} 期满，{first} 起可以决定"
