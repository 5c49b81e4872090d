"""Pages of the assistance app."""

from .awards import AwardDetail, AwardList, ReviewList, StopAward
from .cases import (
    Apply,
    AppraisalList,
    CaseDetail,
    CaseList,
    HouseholdPanel,
    InquiryList,
    IntakeList,
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
    "CaseDetail",
    "CaseList",
    "CasePaper",
    "HouseholdPanel",
    "InquiryList",
    "IntakeList",
    "NoticeDetail",
    "NoticeList",
    "NoticePaper",
    "PhotoFile",
    "PublicNotice",
    "ReviewList",
    "StopAward",
    "TakeStep",
]
