"""The papers of a case: which there are, when they come to be, who signs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yunyang_relief.core.models import Region

from . import household_file
from .dossier import Dossier
from .enums import Paper, Stage
from .models import Step
from .needs import missing_papers
from .proposals import Proposal
from .workflow import PROPOSED, REFUSED, SETTLED


@dataclass(frozen=True)
class Kind:
    """A paper that is printed from the case; it exists once its step was taken."""

    code: str
    title: str
    station: str
    made_by: Callable[[Dossier], Step | None]
    signed: Callable[[Dossier], str]
    # Whether the paper tells of the family; it then does so as it was known when made.
    tells_family: bool = False

    def is_ready(self, dossier: Dossier) -> bool:
        return self.made_by(dossier) is not None

    def context(self, dossier: Dossier) -> dict[str, Any]:
        """What the template reads beside the dossier."""
        step = self.made_by(dossier)
        assert step is not None  # asked for ready papers only
        context: dict[str, Any] = {"step": step, "township": _township(dossier)}
        if self.tells_family:
            context["family"] = _family(dossier)
        if self.code == "approval":
            context |= _approval(dossier)
        return context


def _approval(dossier: Dossier) -> dict[str, Any]:
    """The finding that was decided, or proposed, and how many rows its table has."""
    decision = getattr(dossier.case, "decision", None)
    frozen = decision.frozen if decision else {}
    finding = frozen.get("finding") or dossier.case.proposal
    assert finding  # the approval form exists from the proposal on
    proposal = Proposal.stored(finding, dossier.rulings).as_chosen_in(dossier.case)
    entry = dossier.current_entry
    return {
        "proposal": proposal,
        # A case that the office prepared itself saw no residents' meeting and no notice.
        "by_office": dossier.done(*SETTLED),
        "amount_rows": len(proposal.lines) + 2,
        "notice_is_over": entry is not None and entry.notice.ends_on < dossier.today,
    }


def _township(dossier: Dossier) -> Region:
    return Region.objects.get(pk=dossier.case.region.township_code)


def _family(dossier: Dossier) -> household_file.Family:
    """The family as it is now; a closed case tells of it as it was known at its last step."""
    last, household = dossier.steps[-1], dossier.case.household
    if dossier.case.is_open:
        return household_file.read(household, dossier.today, timezone.now())
    return household_file.read(household, last.on, last.at)


def _after(*codes: str) -> Callable[[Dossier], Step | None]:
    return lambda dossier: dossier.last(*codes)


def _surveyors(dossier: Dossier) -> str:
    last = dossier.investigations[-1]
    return (
        "被调查人、2 名调查人" if last.respondent_signed and last.surveyors_signed else "签字不全"
    )


def _meeting(dossier: Dossier) -> str:
    return f"{dossier.appraisals[-1].attended} 人"


def _actor(*codes: str) -> Callable[[Dossier], str]:
    def name(dossier: Dossier) -> str:
        step = dossier.last(*codes)
        return step.actor.name if step else ""

    return name


# Decisions that make an award; aid given on the spot has a form of its own.
PAID = ("approve", "approve_in_township")
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("acceptance", "受理通知书", "受理", _after("accept"), _actor("accept")),
        Kind(
            "supplement",
            "补正材料告知书",
            "受理",
            _after("request_supplement"),
            _actor("request_supplement"),
        ),
        Kind("rejection", "不予受理告知书", "受理", _after("reject"), _actor("reject")),
        Kind("survey", "入户调查表", "核对与调查", _after("investigate"), _surveyors, True),
        Kind(
            "appraisal",
            "民主评议记录",
            "民主评议",
            _after("appraise", "appraise_disputed", "appraise_recheck"),
            _meeting,
        ),
        Kind("approval", "审批表", "审批", _after(*PROPOSED), _actor(*PROPOSED), True),
        Kind("approved", "批准通知书", "审批", _after(*PAID), _actor(*PAID)),
        Kind("meeting", "评审会纪要", "评审会", _after("hold_meeting"), _actor("hold_meeting")),
        Kind(
            "first_aid",
            "急难型先行救助登记表",
            "审批",
            _after("aid_first", "aid_first_by_county"),
            _actor("aid_first", "aid_first_by_county"),
        ),
        Kind(
            "agreement",
            "供养协议",
            "供养服务",
            _after("sign_agreement"),
            _actor("sign_agreement"),
        ),
        Kind("ending", "终止告知书", "办结", _after("end_support"), _actor("end_support")),
        Kind("refusal", "不予批准告知书", "审批", _after(*REFUSED), _actor(*REFUSED)),
    )
}


@dataclass(frozen=True)
class Listed:
    """A line of the list 文书与材料; `kind` is the colour of its state."""

    title: str
    station: str
    formed_on: date | None
    signed: str
    kind: str
    word: str
    url: str = ""
    detail: str = ""


def listed(dossier: Dossier) -> list[Listed]:
    """What there is, and what is still to come, in the order of the procedure."""
    lines = [_application(dossier), *_checks(dossier)]
    lines += [_printed(kind, dossier) for kind in KINDS.values() if kind.is_ready(dossier)]
    lines += [_notice(entry) for entry in dossier.entries]
    if dossier.case.is_open and not KINDS["approval"].is_ready(dossier):
        lines.append(Listed("审批表", "审批", None, "审核后生成", "", "未到"))
    order = ("受理", "核对与调查", "民主评议", "评审会", "公示", "审批", "供养服务", "办结")
    return sorted(lines, key=lambda line: order.index(line.station))


def _application(dossier: Dossier) -> Listed:
    case = dossier.case
    missing, unsigned = missing_papers(dossier), dossier.unsigned
    signed = len(dossier.authorisations)
    waiting = bool(missing or unsigned) and case.stage in {Stage.APPLIED, Stage.SUPPLEMENT}
    names = "、".join(Paper(paper).label for paper in case.papers)
    return Listed(
        f"申请材料（{len(case.papers)} 种）",
        "受理",
        case.applied_on,
        f"{signed} 人已签核查授权书",
        "wait" if waiting else "pass",
        "待补" if waiting else "齐全",
        detail=names,
    )


def _checks(dossier: Dossier) -> list[Listed]:
    return [
        Listed(
            "家庭经济状况核对报告",
            "核对与调查",
            check.received_on or check.requested_on,
            "县核查认定中心" if check.received_on else "等候结果",
            "pass" if check.received_on else "wait",
            check.get_result_display() if check.received_on else "待收",
        )
        for check in dossier.checks
    ]


def _printed(kind: Kind, dossier: Dossier) -> Listed:
    step = kind.made_by(dossier)
    assert step is not None  # only papers that are ready are listed
    url = reverse("assistance:paper", args=[dossier.case.pk, kind.code])
    signed = kind.signed(dossier)
    lacking = signed == "签字不全"
    return Listed(
        kind.title,
        kind.station,
        step.on,
        signed,
        "wait" if lacking else "pass",
        "待补" if lacking else "齐全",
        url,
    )


def _notice(entry: Any) -> Listed:
    return Listed(
        f"公示表 {entry.notice.number}",
        "公示",
        entry.notice.starts_on,
        f"{entry.notice.place}，{entry.notice.starts_on:%m-%d} 至 {entry.notice.ends_on:%m-%d}",
        "" if entry.removed_on else "pass",
        "已撤下" if entry.removed_on else "齐全",
        reverse("assistance:notice_detail", args=[entry.notice_id]),
    )
