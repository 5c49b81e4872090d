"""What a step needs before it can be taken. Each need names its clause and says what lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from eligibility.enums import Verdict

from .dossier import Dossier
from .enums import CheckResult, Paper, RulingState


@dataclass(frozen=True)
class Need:
    """A condition; `lacking` returns what is missing and how to mend it, or ""."""

    label: str
    lacking: Callable[[Dossier], str]


def need(label: str) -> Callable[[Callable[[Dossier], str]], Need]:
    """Turn a function into a need of this name."""
    return lambda lacking: Need(label, lacking)


# --- application ----------------------------------------------------------------------------


def missing_papers(dossier: Dossier) -> list[Paper]:
    """Required papers that are not in hand."""
    return [paper for paper in dossier.procedure.papers if paper not in dossier.case.papers]


@need("必备材料齐全，成年成员均已签核查授权书（条例 15、17）")
def papers_complete(dossier: Dossier) -> str:
    if papers := missing_papers(dossier):
        names = "、".join(f"“{paper.label}”" for paper in papers)
        return f"还缺{names}：收到后先“登记材料”，不齐的一次性告知补正"
    if unsigned := dossier.unsigned:
        names = "、".join(person.name for person in unsigned)
        return f"{names}还没有签核查授权书：签字后先“登记材料”"
    return ""


@need("材料不齐（材料齐备的应当受理，条例 17、35）")
def papers_incomplete(dossier: Dossier) -> str:
    if papers_complete.lacking(dossier):
        return ""
    return "材料齐备的应当受理；认为不符合条件的，受理后经核对调查，在审核环节办理"


@need("还没有告知过补正（一次性告知，条例 17）")
def not_told_before(dossier: Dossier) -> str:
    if dossier.supplement is None:
        return ""
    return f"{dossier.supplement.told_on} 已一次性告知补正，不能再次要求补正"


# --- inquiry --------------------------------------------------------------------------------


@need("有一次核对在等待结果")
def check_waiting(dossier: Dossier) -> str:
    if any(check.received_on is None for check in dossier.checks):
        return ""
    return "没有在等待结果的核对，请先“提请核对”"


@need("没有核对在等待结果")
def no_check_waiting(dossier: Dossier) -> str:
    return "" if check_waiting.lacking(dossier) else "已提请核对，请等候并登记其结果"


@need("经济状况核对已有结果（条例 18（一）、27）")
def checked(dossier: Dossier) -> str:
    if not dossier.checks:
        return "还没有提请经济状况核对"
    return no_check_waiting.lacking(dossier)


@need("已入户调查，双方签字（民发〔2012〕220号 18、19）")
def investigated(dossier: Dossier) -> str:
    if not dossier.investigations:
        return "还没有登记入户调查，须由两名调查人入户"
    last = dossier.investigations[-1]
    if last.respondent_signed and last.surveyors_signed:
        return ""
    return f"{last.visited_on} 的入户调查表签字不全，请补签后重新登记"


@need("异议提出后已重新入户调查（条例 18（三））")
def investigated_again(dossier: Dossier) -> str:
    objected = dossier.last("object", "object_again")
    again = dossier.last("investigate")
    if objected and again and again.version > objected.version:
        return investigated.lacking(dossier)
    return "收到异议后还没有重新入户调查，请先登记"


@need("有异议还没有答复")
def objection_open(dossier: Dossier) -> str:
    return "" if dossier.unanswered else "没有待答复的异议"


@need("异议均已答复（条例 18（三））")
def objections_answered(dossier: Dossier) -> str:
    if not dossier.unanswered:
        return ""
    return f"还有 {len(dossier.unanswered)} 件异议没有答复异议人，请先“答复异议”"


# --- finding --------------------------------------------------------------------------------


@need("有判定项待核实")
def something_pending(dossier: Dossier) -> str:
    proposal = dossier.assessable
    if proposal and proposal.pending:
        return ""
    return "按核实情况没有待核实的判定项，不需要人工认定"


@need("按已核实的事实符合条件；待核实项已提请人工认定")
def found_fit(dossier: Dossier) -> str:
    proposal = dossier.assessable
    if proposal is None:
        return "该户已销户，不能再核算：请由申请人撤回，或不予批准"
    if proposal.is_fit:
        return ""
    if proposal.verdict is Verdict.FAIL:
        failed = [c["label"] for c in proposal.unmet if c["verdict"] == Verdict.FAIL]
        return f"按核实情况不符合条件（{'、'.join(failed)}），不能提出同意意见"
    if proposal.pending:
        names = "、".join(criterion["label"] for criterion in proposal.pending)
        return f"还有待核实的判定项：{names}。请补齐并核实相关情况，规则未明的提请人工认定"
    if not proposal.is_within_range:
        return (
            f"原拟金额 {proposal.granted} 元已不在规定幅度（{proposal.least} 至 "
            f"{proposal.most} 元）之内，请退回重新提出意见"
        )
    return "金额还不能核算，请补齐并核实相关情况"


@need("人工认定均经县民政局确认")
def rulings_settled(dossier: Dossier) -> str:
    waiting = [r.label for r in dossier.rulings if r.state == RulingState.PROPOSED]
    return f"人工认定还没有确认：{'、'.join(waiting)}" if waiting else ""


@need("有人工认定待确认")
def ruling_waiting(dossier: Dossier) -> str:
    return "" if rulings_settled.lacking(dossier) else "没有待确认的人工认定"


@need("经济状况核对不符合条件（民发〔2012〕220号 20）")
def check_unfit(dossier: Dossier) -> str:
    received = [check for check in dossier.checks if check.received_on]
    if received and received[-1].result == CheckResult.UNFIT:
        return ""
    return "最近一次核对结果不是“不符合条件”"


# --- publication ----------------------------------------------------------------------------


@need("还没有张贴公示")
def not_published(dossier: Dossier) -> str:
    entry = dossier.entry_of_round
    return f"已张贴：{entry.notice.number}" if entry else ""


@need("已张贴公示")
def published(dossier: Dossier) -> str:
    return "" if dossier.entry_of_round else "还没有张贴公示，请经办人先“张贴公示”"


@need("公示期满（起始当日不计）")
def notice_over(dossier: Dossier) -> str:
    entry = dossier.entry_of_round
    if entry is None:
        return published.lacking(dossier)
    if dossier.today > entry.notice.ends_on:
        return ""
    return (
        f"公示到 {entry.notice.ends_on} 期满，{entry.notice.ends_on + timedelta(days=1)} 起可以办理"
    )


@need("曾公示期满无异议")
def published_before(dossier: Dossier) -> str:
    entry = dossier.current_entry
    if entry and entry.notice.ends_on < dossier.today:
        return ""
    return "本案没有期满的公示，审核同意后须公示"


@need("金额与公示的一致")
def published_unchanged(dossier: Dossier) -> str:
    proposal = dossier.assessable
    if proposal and dossier.published_amount != str(proposal.amount):
        return f"金额与公示的 {dossier.published_amount} 元不同，须重新公示"
    return ""


# --- decision -------------------------------------------------------------------------------


@need("近亲属备案的已由县民政局入户核查（条例 33；民发〔2012〕220号 26）")
def county_visited_relative(dossier: Dossier) -> str:
    if not dossier.case.is_near_relative or dossier.county_visits:
        return ""
    return "本案有近亲属备案，须由县民政局全部入户核查：请先“登记县级入户核查”"


@need("还没有延长过")
def not_extended(dossier: Dossier) -> str:
    return "已延长过一次，不能再延长" if dossier.done("extend") else ""
