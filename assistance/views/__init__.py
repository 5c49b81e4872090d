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
from .notices import (
    AddPhoto,
    NoticeDetail,
    NoticeList,
    NoticePaper,
    PhotoFile,
    PublicNotice,
)
from .papers import CasePaper

__all__ = [
    "AddPhoto",
    "Apply",
    "AppraisalList",
    "AwardDetail",
    "AwardList",
    "BackPayList",
    "BackPayPage",
    "CaseDetail",
    "CaseList",
    "CasePaper",
    "DeclineBackPay",
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
    "StopAward",
    "TakeStep",
]
