"""Pages of the assistance app."""

from .awards import AwardDetail, AwardList, ReviewList, StopAward
from .backpay import BackPayList, BackPayPage, DeclineBackPay
from .cases import (
    Apply,
    AppraisalList,
    CaseDetail,
    CaseList,
    HouseholdPanel,
    InquiryList,
    IntakeList,
    ReplayDecision,
    TakeStep,
)
from .medical import BillDetail, BillList, HealthCoverage
from .notices import (
    AddPhoto,
    NoticeDetail,
    NoticeList,
    NoticePaper,
    PhotoFile,
    PublicNotice,
)
from .papers import CasePaper
from .schooling import StartTerm, TermAidList

__all__ = [
    "AddPhoto",
    "Apply",
    "AppraisalList",
    "AwardDetail",
    "AwardList",
    "BackPayList",
    "BackPayPage",
    "BillDetail",
    "BillList",
    "CaseDetail",
    "CaseList",
    "CasePaper",
    "DeclineBackPay",
    "HealthCoverage",
    "HouseholdPanel",
    "InquiryList",
    "IntakeList",
    "NoticeDetail",
    "NoticeList",
    "NoticePaper",
    "PhotoFile",
    "PublicNotice",
    "ReplayDecision",
    "ReviewList",
    "StartTerm",
    "StopAward",
    "TakeStep",
    "TermAidList",
]
