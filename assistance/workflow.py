"""The procedures as tables: who may do what, from where to where, and what it needs.

Buttons, the API, deadlines, the diagram in docs/ and the tests read these tables;
`assistance.actions.advance` carries them out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yunyang_relief.core.access import Role
from yunyang_relief.core.models import User

from . import needs
from .dossier import Dossier
from .enums import OPEN, RUNNING, Level, Programme, Stage
from .needs import Need
from .procedure import Procedure

CASEWORKER = frozenset({Role.CASEWORKER})
TOWNSHIP = frozenset({Role.TOWNSHIP_OFFICIAL})
COUNTY = frozenset({Role.COUNTY_OFFICER})
# Whoever the procedure in force lets decide.
DECIDER = "decider"


def always(_: Procedure) -> bool:
    """A step that every procedure knows."""
    return True


@dataclass(frozen=True)
class Transition:
    """One thing that can be done in a case.

    `label` is the button, `told` the line of the record. Without a `target` the case stays where
    it is. Without its `occasion` it is not even offered; what it `needs` beyond that is shown as
    missing. `deadline` names the limit of the procedure that starts. Nobody may take it who took
    one of the steps `apart_from`. `under` tells whether a procedure knows the step at all.
    `form` names a class of `assistance.forms`.
    """

    code: str
    label: str
    told: str
    sources: frozenset[Stage]
    target: Stage | None
    by: frozenset[Role] | str
    occasion: Need | None = None
    needs: tuple[Need, ...] = ()
    form: str = "PlainStep"
    note_required: bool = False
    deadline: str = ""
    apart_from: frozenset[str] = frozenset()
    under: Callable[[Procedure], bool] = always
    icon: str = "file-text"
    is_decision: bool = False

    def roles(self, procedure: Procedure) -> frozenset[Role]:
        """Who may take it under these rules."""
        if isinstance(self.by, frozenset):
            return self.by
        return COUNTY if procedure.decider is Level.COUNTY else TOWNSHIP


# Steps that make a case: whoever took one of them, or surveyed, may not judge it.
HANDLING = frozenset(
    {
        "apply",
        "accept",
        "record_papers",
        "request_supplement",
        "receive_supplement",
        "request_check",
        "receive_check",
        "investigate",
        "to_appraisal",
        "skip_appraisal",
        "appraise",
        "appraise_disputed",
        "appraise_recheck",
        "publish",
        "answer_objection",
    }
)
# Steps of the township's own judgment: whoever took one may not decide.
REVIEWING = frozenset({"propose", "propose_again", "resubmit", "report", "report_again"})
# Steps that end the township's judgment with a yes, and with a no.
PROPOSED = ("propose", "propose_again", "resubmit", "report_again")
REFUSED = ("refuse", "refuse_at_review", "refuse_after_check")
MAKING = HANDLING | REVIEWING | {"propose_ruling"}


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


def _without_appraisal(procedure: Procedure) -> bool:
    return not procedure.appraisal_required


def _with_second_notice(procedure: Procedure) -> bool:
    return procedure.second_notice is not None


def _without_second_notice(procedure: Procedure) -> bool:
    return procedure.second_notice is None


def _extendable(procedure: Procedure) -> bool:
    return procedure.extended is not None


S = Stage
FIT = (needs.found_fit,)
LOOKED_INTO_AGAIN = (needs.investigated_again, needs.objections_answered, needs.found_fit)

DIBAO: tuple[Transition, ...] = (
    Transition("apply", "提交申请", "登记申请", _at(), S.APPLIED, CASEWORKER, icon="inbox"),
    # --- 受理 ---
    Transition(
        "record_papers",
        "登记材料",
        "登记材料",
        _at(S.APPLIED),
        None,
        CASEWORKER,
        form="PapersForm",
        icon="file-check",
    ),
    Transition(
        "accept",
        "受理",
        "受理申请",
        _at(S.APPLIED),
        S.INQUIRY,
        CASEWORKER,
        needs=(needs.papers_complete,),
        deadline="inquiry",
        icon="inbox",
        is_decision=True,
    ),
    Transition(
        "request_supplement",
        "一次性告知补正",
        "一次性告知补正",
        _at(S.APPLIED),
        S.SUPPLEMENT,
        CASEWORKER,
        occasion=needs.not_told_before,
        needs=(needs.papers_incomplete,),
        form="SupplementForm",
        icon="corner-up-left",
    ),
    Transition(
        "receive_supplement",
        "收到补正材料",
        "收到补正材料",
        _at(S.SUPPLEMENT),
        S.APPLIED,
        CASEWORKER,
        form="PapersForm",
        icon="file-check",
    ),
    Transition(
        "reject",
        "不予受理",
        "不予受理",
        _at(S.APPLIED, S.SUPPLEMENT),
        S.REJECTED,
        CASEWORKER,
        needs=(needs.papers_incomplete,),
        note_required=True,
        icon="x",
        is_decision=True,
    ),
    # --- 核对与调查 ---
    Transition(
        "request_check",
        "提请经济状况核对",
        "提请经济状况核对",
        _at(S.INQUIRY, S.RECHECK),
        None,
        CASEWORKER,
        occasion=needs.no_check_waiting,
        form="RequestCheckForm",
        icon="send",
    ),
    Transition(
        "receive_check",
        "登记核对结果",
        "收到核对结果",
        _at(S.INQUIRY, S.RECHECK),
        None,
        CASEWORKER | COUNTY,
        occasion=needs.check_waiting,
        form="ReceiveCheckForm",
        icon="database",
    ),
    Transition(
        "investigate",
        "登记入户调查",
        "入户调查",
        _at(S.INQUIRY, S.RECHECK),
        None,
        CASEWORKER,
        form="InvestigationForm",
        icon="home-check",
    ),
    Transition(
        "to_appraisal",
        "调查结束，组织评议",
        "调查结束，组织评议",
        _at(S.INQUIRY),
        S.APPRAISAL,
        CASEWORKER,
        needs=(needs.checked, needs.investigated),
        deadline="appraisal",
        icon="clipboard-list",
    ),
    Transition(
        "skip_appraisal",
        "调查结束无争议，报审核",
        "调查结束无争议，报审核",
        _at(S.INQUIRY),
        S.REVIEW,
        CASEWORKER,
        needs=(needs.checked, needs.investigated),
        under=_without_appraisal,
        icon="send",
    ),
    Transition(
        "refuse_after_check",
        "核对不符合，不予批准",
        "核对不符合，不予批准",
        _at(S.INQUIRY),
        S.REFUSED,
        TOWNSHIP,
        occasion=needs.check_unfit,
        note_required=True,
        apart_from=HANDLING,
        icon="square-x-filled",
        is_decision=True,
    ),
    # --- 民主评议 ---
    Transition(
        "appraise",
        "登记评议，报审核",
        "民主评议",
        _at(S.APPRAISAL),
        S.REVIEW,
        CASEWORKER,
        form="AppraisalForm",
        icon="users",
    ),
    Transition(
        "appraise_disputed",
        "争议较大，重新调查",
        "评议争议较大，重新调查",
        _at(S.APPRAISAL),
        S.INQUIRY,
        CASEWORKER,
        form="DisputedAppraisalForm",
        note_required=True,
        icon="corner-up-left",
    ),
    # --- 乡镇审核 ---
    Transition(
        "propose_ruling",
        "提请人工认定",
        "提请人工认定",
        _at(S.INQUIRY, S.REVIEW, S.RECHECK),
        None,
        CASEWORKER | TOWNSHIP,
        occasion=needs.something_pending,
        form="RulingForm",
        icon="gavel",
    ),
    Transition(
        "propose",
        "审核同意，进入公示",
        "审核同意",
        _at(S.REVIEW),
        S.NOTICE,
        TOWNSHIP,
        needs=FIT,
        form="ProposalForm",
        apart_from=HANDLING,
        icon="gavel",
        is_decision=True,
    ),
    Transition(
        "resubmit",
        "审核同意，已公示不再公示",
        "审核同意，公示过的结论未变",
        _at(S.REVIEW),
        S.CONFIRMATION,
        TOWNSHIP,
        occasion=needs.published_before,
        needs=(needs.published_unchanged, *FIT),
        form="ProposalForm",
        apart_from=HANDLING,
        deadline="confirmation",
        icon="send",
    ),
    Transition(
        "return_to_inquiry",
        "退回调查",
        "退回调查",
        _at(S.REVIEW),
        S.INQUIRY,
        TOWNSHIP,
        note_required=True,
        icon="corner-up-left",
    ),
    # --- 公示 ---
    Transition(
        "publish",
        "张贴公示",
        "张贴公示",
        _at(S.NOTICE),
        None,
        CASEWORKER,
        occasion=needs.not_published,
        form="PublishForm",
        icon="speakerphone",
    ),
    Transition(
        "report",
        "无异议，报送审批",
        "公示无异议，报送审批",
        _at(S.NOTICE),
        S.CONFIRMATION,
        TOWNSHIP,
        needs=(needs.notice_over,),
        apart_from=HANDLING,
        deadline="confirmation",
        icon="send",
    ),
    Transition(
        "object",
        "登记异议",
        "收到公示异议，转入重查",
        _at(S.NOTICE),
        S.RECHECK,
        CASEWORKER | TOWNSHIP,
        occasion=needs.published,
        form="ObjectionForm",
        icon="message-report",
    ),
    Transition(
        "return_to_review",
        "退回乡镇审核",
        "撤下公示，退回审核",
        _at(S.NOTICE),
        S.REVIEW,
        TOWNSHIP,
        note_required=True,
        icon="corner-up-left",
    ),
    # --- 异议重查 ---
    Transition(
        "object_again",
        "再登记一件异议",
        "收到公示异议",
        _at(S.RECHECK),
        None,
        CASEWORKER | TOWNSHIP,
        form="ObjectionForm",
        icon="message-report",
    ),
    Transition(
        "appraise_recheck",
        "登记重查评议",
        "重查评议",
        _at(S.RECHECK),
        None,
        CASEWORKER,
        form="AppraisalForm",
        under=_without_second_notice,
        icon="users",
    ),
    Transition(
        "answer_objection",
        "答复异议",
        "答复异议人",
        _at(S.RECHECK),
        None,
        CASEWORKER,
        occasion=needs.objection_open,
        needs=(needs.investigated_again,),
        form="AnswerForm",
        icon="message-report",
    ),
    Transition(
        "propose_again",
        "重查后同意，再公示",
        "重查后审核同意",
        _at(S.RECHECK),
        S.NOTICE,
        TOWNSHIP,
        needs=LOOKED_INTO_AGAIN,
        form="ProposalForm",
        apart_from=HANDLING,
        under=_with_second_notice,
        icon="gavel",
        is_decision=True,
    ),
    Transition(
        "report_again",
        "重查后同意，报送审批",
        "重查后报送审批",
        _at(S.RECHECK),
        S.CONFIRMATION,
        TOWNSHIP,
        needs=LOOKED_INTO_AGAIN,
        form="ProposalForm",
        apart_from=HANDLING,
        under=_without_second_notice,
        deadline="confirmation",
        icon="send",
        is_decision=True,
    ),
    Transition(
        "refuse_at_review",
        "不予批准",
        "乡镇审核不予批准",
        _at(S.REVIEW, S.RECHECK),
        S.REFUSED,
        TOWNSHIP,
        note_required=True,
        apart_from=HANDLING,
        icon="square-x-filled",
        is_decision=True,
    ),
    # --- 审批确认 ---
    Transition(
        "visit",
        "登记县级入户核查",
        "县级入户核查",
        _at(S.CONFIRMATION),
        None,
        COUNTY,
        form="CountyVisitForm",
        icon="home-check",
    ),
    Transition(
        "settle_ruling",
        "确认人工认定",
        "确认人工认定",
        _at(S.CONFIRMATION),
        None,
        COUNTY,
        occasion=needs.ruling_waiting,
        form="SettleRulingForm",
        note_required=True,
        icon="gavel",
    ),
    Transition(
        "approve",
        "批准",
        "批准",
        _at(S.CONFIRMATION),
        S.APPROVED,
        DECIDER,
        needs=(needs.county_visited_relative, needs.rulings_settled, *FIT),
        form="ProposalForm",
        apart_from=MAKING,
        icon="gavel",
        is_decision=True,
    ),
    Transition(
        "refuse",
        "不予批准",
        "不予批准",
        _at(S.CONFIRMATION),
        S.REFUSED,
        DECIDER,
        note_required=True,
        apart_from=MAKING,
        icon="square-x-filled",
        is_decision=True,
    ),
    Transition(
        "return_to_township",
        "退回乡镇审核",
        "退回乡镇审核",
        _at(S.CONFIRMATION),
        S.REVIEW,
        DECIDER,
        note_required=True,
        icon="corner-up-left",
    ),
    # --- 全程 ---
    Transition(
        "declare_near_relative",
        "登记近亲属备案",
        "登记近亲属备案",
        OPEN,
        None,
        CASEWORKER | TOWNSHIP,
        form="NearRelativeForm",
        icon="users",
    ),
    Transition(
        "extend",
        "延长办理期限",
        "延长办理期限",
        RUNNING,
        None,
        COUNTY,
        occasion=needs.not_extended,
        note_required=True,
        under=_extendable,
        icon="clock",
    ),
    Transition(
        "withdraw",
        "申请人撤回",
        "申请人撤回申请",
        OPEN,
        S.WITHDRAWN,
        CASEWORKER,
        note_required=True,
        icon="corner-up-left",
        is_decision=True,
    ),
)

WORKFLOWS: dict[Programme, dict[str, Transition]] = {
    Programme.DIBAO: {transition.code: transition for transition in DIBAO},
}


def transition_of(programme: str, code: str) -> Transition:
    """Return a transition by its code; raise KeyError for a code the programme lacks."""
    return WORKFLOWS[Programme(programme)][code]


def transitions_from(dossier: Dossier) -> list[Transition]:
    """What there is to be done now, by whomever, in the table's order."""
    table = WORKFLOWS[Programme(dossier.case.programme)]
    return [
        transition
        for transition in table.values()
        if dossier.case.stage in transition.sources
        and transition.under(dossier.procedure)
        and not no_occasion(transition, dossier)
    ]


def no_occasion(transition: Transition, dossier: Dossier) -> str:
    """Why the step makes no sense now, or ""."""
    return transition.occasion.lacking(dossier) if transition.occasion else ""


@dataclass(frozen=True)
class Option:
    """A transition for one user now: open, or locked with the reasons."""

    transition: Transition
    obstacles: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return not self.obstacles


def option_for(transition: Transition, dossier: Dossier, user: User) -> Option:
    """Tell whether this user may take the transition now, and what stands in the way."""
    roles = transition.roles(dossier.procedure)
    if user.role not in roles:
        names = "、".join(role.label for role in sorted(roles))
        return Option(transition, (f"须由{names}办理",))
    if barred := own_part(transition, dossier, user) or no_occasion(transition, dossier):
        return Option(transition, (barred,))
    lacking = (need.lacking(dossier) for need in transition.needs)
    return Option(transition, tuple(filter(None, lacking)))


def own_part(transition: Transition, dossier: Dossier, user: User) -> str:
    """What this user did in the case that bars them from judging it, or ""."""
    if not transition.apart_from:
        return ""
    parts = [
        transition_of(dossier.case.programme, step.code).told
        for step in dossier.steps
        if step.actor_id == user.pk and step.code in transition.apart_from
    ]
    surveys = dossier.investigations
    if any(user.pk in (survey.surveyor_id, survey.second_surveyor_id) for survey in surveys):
        parts.append("入户调查")
    if not parts:
        return ""
    done = "、".join(dict.fromkeys(parts))
    return f"您在本案办理过“{done}”，经办与审核、审批不能是同一人，请由另一名同事办理"
