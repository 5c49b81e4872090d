"""临时救助: its procedure by date, and its table of steps.

民发〔2018〕23号; 社会救助暂行办法 47–49; 22号文 二（八）. Two ways through one table: 支出型 by
inquiry, meeting and notice; 急难型 by aid first, with the paperwork afterwards.
"""

from dataclasses import replace
from datetime import date

from ...enums import OPEN, Level, Paper, Programme, Stage
from ...forms import GrantForm
from ...procedure import Limit, Procedure, Unit
from ...workflow import CASEWORKER, MAKING, TOWNSHIP, By, Part, Transition, pick
from ...workflow.steps import FIT, STEPS
from . import effects, forms, needs

__all__ = ["PROCEDURES", "PROGRAMME", "TABLE", "effects"]

# Where the county delegates all decisions, a procedure with `decider=Level.TOWNSHIP` is added with
# the date from which it does; within its limit a township decides in any case.
LINSHI_2018 = Procedure(
    programme=Programme.LINSHI,
    since=date(2018, 1, 23),
    title="关于进一步加强和改进临时救助工作的意见（民发〔2018〕23号）",
    source="民发〔2018〕23号；社会救助暂行办法 47–49；22号文 二（八）",
    decider=Level.COUNTY,
    total={},
    total_excludes_appraisal_and_notice=False,
    limits={
        "paperwork": Limit(
            10, Unit.WORKING, "民发〔2018〕23号 二（二）", met_by=frozenset({"complete_paperwork"})
        ),
    },
    notice=Limit(7, Unit.CALENDAR, "社会救助暂行办法 48"),
    second_notice=None,
    appraisal_required=False,
    open_questions=(
        "公示天数、补办手续期限（暂按公示 7 日、急难缓解后 10 个工作日）待云阳县局确认",
        "乡镇（街道）审批限额未见，确认前一律由县民政局审批",
        "支出型临时救助的全程时限未见规定，待云阳县局确认",
    ),
    papers=(Paper.APPLICATION, Paper.IDENTITY, Paper.AUTHORISATION),
    needs_survey=False,
)

S = Stage
_JUDGED = frozenset({Part.HANDLING})
_FIRST_AID = Transition(
    "aid_first",
    "限额内先行救助",
    "先行救助",
    frozenset({S.CONFIRMATION}),
    S.PAPERWORK,
    TOWNSHIP,
    occasion=needs.first_aid_asked,
    needs=(needs.township_has_a_limit,),
    form=forms.FirstAidForm,
    apart_from=MAKING,
    icon="coin-yuan",
    is_decision=True,
)

PROGRAMME = Programme.LINSHI
PROCEDURES = (LINSHI_2018,)
TABLE = (
    *pick("apply", "record_papers", "accept", "request_supplement", "receive_supplement"),
    *pick("reject"),
    # --- 急难型：先行救助 ---
    Transition(
        "request_first_aid",
        "急难型，报请先行救助",
        "报请先行救助",
        frozenset({S.APPLIED}),
        S.CONFIRMATION,
        CASEWORKER,
        occasion=needs.has_mishap,
        form=forms.RequestAidForm,
        icon="alert-triangle",
        part=Part.HANDLING,
    ),
    _FIRST_AID,
    replace(
        _FIRST_AID,
        code="aid_first_by_county",
        label="先行救助",
        by=By.OFFICE,
        needs=(),
    ),
    Transition(
        "return_to_intake",
        "不属急难，转一般程序",
        "不属急难，转一般程序",
        frozenset({S.CONFIRMATION}),
        S.APPLIED,
        By.DECIDER,
        occasion=needs.first_aid_asked,
        note_required=True,
        icon="corner-up-left",
    ),
    Transition(
        "note_relief",
        "登记急难缓解",
        "登记急难缓解",
        frozenset({S.PAPERWORK}),
        None,
        CASEWORKER,
        occasion=needs.relief_not_noted,
        form=forms.ReliefForm,
        deadline="paperwork",
        icon="clock",
    ),
    Transition(
        "complete_paperwork",
        "补齐手续，办结",
        "补齐手续",
        frozenset({S.PAPERWORK}),
        S.DONE,
        CASEWORKER,
        needs=(needs.relief_noted,),
        form=forms.PaperworkForm,
        icon="file-check",
    ),
    # --- 支出型 ---
    *pick("request_check", "receive_check", "investigate"),
    Transition(
        "convene",
        "调查结束，召开评审会",
        "调查结束，报评审会",
        frozenset({S.INQUIRY}),
        S.MEETING,
        CASEWORKER,
        needs=(needs.checked, needs.investigated),
        icon="users",
        part=Part.HANDLING,
    ),
    *pick("refuse_after_check"),
    Transition(
        "hold_meeting",
        "登记评审会，报审核",
        "评审会",
        frozenset({S.MEETING}),
        S.REVIEW,
        CASEWORKER,
        form=forms.MeetingForm,
        icon="users",
        part=Part.HANDLING,
    ),
    *pick("propose_ruling"),
    *pick("propose", form=GrantForm),
    Transition(
        "propose_one_by_one",
        "提请一事一议，进入公示",
        "提请一事一议",
        frozenset({S.REVIEW}),
        S.NOTICE,
        TOWNSHIP,
        occasion=needs.case_by_case,
        form=forms.CaseByCaseForm,
        apart_from=_JUDGED,
        icon="gavel",
        is_decision=True,
        part=Part.REVIEWING,
    ),
    *pick("resubmit", form=GrantForm, deadline=""),
    *pick("return_to_inquiry", "publish"),
    *pick("report", deadline=""),
    *pick("object", "return_to_review", "object_again", "answer_objection"),
    Transition(
        "review_again",
        "重查完毕，重新审核",
        "重查完毕，重新审核",
        frozenset({S.RECHECK}),
        S.REVIEW,
        TOWNSHIP,
        needs=(needs.investigated_again, needs.objections_answered),
        icon="send",
    ),
    *pick("refuse_at_review", "visit", "settle_ruling"),
    *pick("approve", occasion=needs.reported),
    replace(
        STEPS["approve"],
        code="approve_in_township",
        label="限额内批准",
        by=TOWNSHIP,
        occasion=needs.township_has_a_limit,
        needs=(needs.reported, needs.within_township_limit, needs.rulings_settled, *FIT),
    ),
    *pick("refuse"),
    *pick("return_to_township", occasion=needs.reported),
    *pick("declare_near_relative"),
    *pick("withdraw", sources=OPEN - {S.PAPERWORK}),
)
