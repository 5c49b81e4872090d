"""特困: its procedure by date, and its table of steps.

社会救助暂行办法 14–19; 特困人员认定办法 (民发〔2016〕178号; 民发〔2021〕43号). An approved case
stays open while its people are supported: agreements, beds, re-assessments and yearly checks are
its steps.
"""

from dataclasses import replace
from datetime import date

from ...enums import OPEN, Level, Paper, Programme, Stage
from ...procedure import Limit, Procedure, Unit
from ...workflow import CASEWORKER, COUNTY, MAKING, TOWNSHIP, Part, Transition, pick
from . import effects, forms, needs

__all__ = ["PROCEDURES", "PROGRAMME", "TABLE", "effects"]

_REASSESSED = frozenset({"reassess"})
PAPERS = (Paper.APPLICATION, Paper.IDENTITY, Paper.AUTHORISATION)

TEKUN_2016 = Procedure(
    programme=Programme.TEKUN,
    since=date(2016, 10, 10),
    title="特困人员认定办法（民发〔2016〕178号）",
    source="社会救助暂行办法 14–19；民发〔2016〕178号",
    decider=Level.COUNTY,
    total={},
    total_excludes_appraisal_and_notice=False,
    limits={
        "inquiry": Limit(20, Unit.WORKING, "民发〔2016〕178号（调查初审）"),
        "review": Limit(20, Unit.WORKING, "民发〔2016〕178号（调查初审）"),
        "recheck": Limit(20, Unit.WORKING, "民发〔2016〕178号（异议重查）"),
        "confirmation": Limit(20, Unit.WORKING, "民发〔2016〕178号（审批）"),
        "assisting": Limit(10, Unit.WORKING, "民发〔2016〕178号（复评）", met_by=_REASSESSED),
    },
    notice=Limit(7, Unit.CALENDAR, "民发〔2016〕178号（公示）"),
    second_notice=Limit(7, Unit.CALENDAR, "民发〔2016〕178号（重新公示）"),
    appraisal_required=False,
    open_questions=("2016 年办法的 20 个工作日、复评期限未见原文，待云阳县局确认",),
    papers=PAPERS,
)

TEKUN_2021 = replace(
    TEKUN_2016,
    since=date(2021, 7, 1),
    title="特困人员认定办法（民发〔2021〕43号）",
    source="社会救助暂行办法 14–19；民发〔2021〕43号",
    limits={
        "inquiry": Limit(15, Unit.WORKING, "民发〔2021〕43号 13"),
        "review": Limit(15, Unit.WORKING, "民发〔2021〕43号 13"),
        "recheck": Limit(15, Unit.WORKING, "民发〔2021〕43号 15"),
        "confirmation": Limit(15, Unit.WORKING, "民发〔2021〕43号 16"),
        "assisting": Limit(10, Unit.WORKING, "民发〔2021〕43号 23", met_by=_REASSESSED),
    },
    notice=Limit(7, Unit.CALENDAR, "民发〔2021〕43号 15"),
    second_notice=Limit(7, Unit.CALENDAR, "民发〔2021〕43号 15"),
    refusal_told=Limit(3, Unit.WORKING, "民发〔2021〕43号 18"),
    open_questions=("县级抽查不低于 30%（民发〔2021〕43号 16）的抽取方式待云阳县局确认",),
)

S = Stage
_SUPPORTED = frozenset({S.ASSISTING})

PROGRAMME = Programme.TEKUN
PROCEDURES = (TEKUN_2016, TEKUN_2021)
TABLE = (
    *pick("apply", "record_papers", "accept", "request_supplement", "receive_supplement"),
    *pick("reject", "request_check", "receive_check", "investigate"),
    Transition(
        "assess_care",
        "登记自理能力评估",
        "生活自理能力评估",
        frozenset({S.INQUIRY, S.RECHECK}),
        None,
        CASEWORKER,
        form=forms.CareForm,
        icon="clipboard-list",
        part=Part.HANDLING,
    ),
    Transition(
        "conclude_inquiry",
        "调查评估结束，报审核",
        "调查评估结束，报审核",
        frozenset({S.INQUIRY}),
        S.REVIEW,
        CASEWORKER,
        needs=(needs.checked, needs.investigated, needs.care_assessed),
        deadline="review",
        icon="send",
        part=Part.HANDLING,
    ),
    *pick("refuse_after_check", "propose_ruling", "propose", "resubmit", "return_to_inquiry"),
    *pick("publish", "report"),
    *pick("object", deadline="recheck"),
    *pick("return_to_review", "object_again", "answer_objection", "propose_again"),
    *pick("refuse_at_review", "visit", "settle_ruling"),
    *pick("approve", target=S.ASSISTING),
    *pick("refuse", "return_to_township", "declare_near_relative"),
    *pick("withdraw", sources=OPEN - _SUPPORTED),
    # --- 供养服务 ---
    Transition(
        "sign_agreement",
        "登记照料护理协议",
        "签订委托照料护理协议",
        _SUPPORTED,
        None,
        CASEWORKER,
        form=forms.AgreementForm,
        icon="file-text",
    ),
    Transition(
        "place",
        "登记入住供养机构",
        "入住供养机构",
        _SUPPORTED,
        None,
        CASEWORKER,
        form=forms.PlaceForm,
        icon="home-check",
    ),
    Transition(
        "leave_bed",
        "登记离开供养机构",
        "离开供养机构",
        _SUPPORTED,
        None,
        CASEWORKER,
        occasion=needs.in_institution,
        form=forms.LeaveForm,
        icon="corner-up-left",
    ),
    Transition(
        "report_change",
        "登记自理能力变化报告",
        "收到自理能力变化报告",
        _SUPPORTED,
        None,
        CASEWORKER,
        occasion=needs.no_change_waiting,
        form=forms.ChangeForm,
        deadline="assisting",
        icon="message-report",
    ),
    Transition(
        "reassess",
        "登记自理能力复评",
        "自理能力复评",
        _SUPPORTED,
        None,
        CASEWORKER,
        occasion=needs.change_waiting,
        form=forms.ReassessForm,
        icon="clipboard-list",
    ),
    Transition(
        "check_year",
        "登记年审",
        "年审",
        _SUPPORTED,
        None,
        CASEWORKER,
        form=forms.YearForm,
        icon="file-check",
    ),
    # --- 终止 ---
    Transition(
        "propose_end",
        "提出终止供养并公示",
        "拟终止供养，公示",
        _SUPPORTED,
        None,
        TOWNSHIP,
        occasion=needs.no_ending_waiting,
        form=forms.EndingForm,
        icon="speakerphone",
        part=Part.REVIEWING,
    ),
    Transition(
        "drop_end",
        "不终止，继续供养",
        "不终止供养",
        _SUPPORTED,
        None,
        COUNTY,
        occasion=needs.ending_waiting,
        note_required=True,
        icon="corner-up-left",
    ),
    Transition(
        "end_support",
        "决定终止供养",
        "决定终止供养",
        _SUPPORTED,
        S.DONE,
        COUNTY,
        occasion=needs.ending_waiting,
        needs=(needs.ending_posted,),
        apart_from=MAKING,
        icon="square-x-filled",
        is_decision=True,
    ),
)
