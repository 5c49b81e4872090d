"""The steps that procedures are made of, each with the rules it keeps.

条例 14–19; 民发〔2012〕220号; 民发〔2021〕57号. A table picks from them and adds its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import needs
from ..enums import OPEN, RUNNING, Stage
from ..procedure import Procedure
from .transition import CASEWORKER, COUNTY, MAKING, TOWNSHIP, By, Part, Transition

# Steps by which the township, or the office that works without it, says yes; by which the decision
# does; and those by which anybody says no.
SETTLED = ("open_directly", "settle")
PROPOSED = (
    "propose",
    "propose_again",
    "resubmit",
    "report_again",
    "propose_one_by_one",
    *SETTLED,
)
APPROVED = ("approve", "approve_in_township", "aid_first", "aid_first_by_county")
REFUSED = ("refuse", "refuse_at_review", "refuse_after_check")


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

_STEPS: tuple[Transition, ...] = (
    Transition(
        "apply",
        "提交申请",
        "登记申请",
        _at(),
        S.APPLIED,
        CASEWORKER,
        icon="inbox",
        part=Part.HANDLING,
    ),
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        apart_from=frozenset({Part.HANDLING}),
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        part=Part.REVIEWING,
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
        apart_from=frozenset({Part.HANDLING}),
        icon="gavel",
        is_decision=True,
        part=Part.REVIEWING,
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
        apart_from=frozenset({Part.HANDLING}),
        deadline="confirmation",
        icon="send",
        part=Part.REVIEWING,
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
        part=Part.HANDLING,
    ),
    Transition(
        "report",
        "无异议，报送审批",
        "公示无异议，报送审批",
        _at(S.NOTICE),
        S.CONFIRMATION,
        TOWNSHIP,
        needs=(needs.notice_over,),
        apart_from=frozenset({Part.HANDLING}),
        deadline="confirmation",
        icon="send",
        part=Part.REVIEWING,
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
        part=Part.HANDLING,
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
        part=Part.HANDLING,
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
        apart_from=frozenset({Part.HANDLING}),
        under=_with_second_notice,
        icon="gavel",
        is_decision=True,
        part=Part.REVIEWING,
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
        apart_from=frozenset({Part.HANDLING}),
        under=_without_second_notice,
        deadline="confirmation",
        icon="send",
        is_decision=True,
        part=Part.REVIEWING,
    ),
    Transition(
        "refuse_at_review",
        "不予批准",
        "乡镇审核不予批准",
        _at(S.REVIEW, S.RECHECK),
        S.REFUSED,
        TOWNSHIP,
        note_required=True,
        apart_from=frozenset({Part.HANDLING}),
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
        By.DECIDER,
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
        By.DECIDER,
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
        By.DECIDER,
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
# What a county office does that takes households up by itself: it settles what they should get,
# and another of its officials decides (社会救助暂行办法 30、36).
_OFFICE_STEPS: tuple[Transition, ...] = (
    Transition(
        "open_directly",
        "直接办理，报审批",
        "直接办理，核算并报审批",
        _at(),
        S.CONFIRMATION,
        By.OFFICE,
        needs=FIT,
        form="ProposalForm",
        deadline="confirmation",
        icon="inbox",
        part=Part.HANDLING,
    ),
    Transition(
        "settle",
        "核算无误，报审批",
        "核算并报审批",
        _at(S.MATCHING),
        S.CONFIRMATION,
        By.OFFICE,
        needs=FIT,
        form="ProposalForm",
        deadline="confirmation",
        icon="send",
        part=Part.HANDLING,
    ),
    Transition(
        "return_to_office",
        "退回经办",
        "退回经办重新核算",
        _at(S.CONFIRMATION),
        S.MATCHING,
        By.DECIDER,
        note_required=True,
        icon="corner-up-left",
    ),
)
STEPS: dict[str, Transition] = {step.code: step for step in (*_STEPS, *_OFFICE_STEPS)}


def pick(*codes: str, **changes: Any) -> tuple[Transition, ...]:
    """Some of the steps, all with the same changes, for a programme's table."""
    return tuple(replace(STEPS[code], **changes) for code in codes)


def without(*codes: str) -> tuple[Transition, ...]:
    """All steps but these."""
    return tuple(step for step in _STEPS if step.code not in codes)
