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
from .funds import ChangeFund, FundList, NewFund
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
from .payments import (
    BatchDetail,
    BatchList,
    BuildBatch,
    HoldLine,
    ReadReply,
    RefreshBatch,
    ReleaseLine,
    TakeBatchStep,
)
from .recoveries import OpenRecovery, RecoveryDetail, RecoveryList, Repay, Waive
from .schooling import StartTerm, TermAidList

__all__ = [
    "AddPhoto",
    "Apply",
    "AppraisalList",
    "AwardDetail",
    "AwardList",
    "BackPayList",
    "BackPayPage",
    "BatchDetail",
    "BatchList",
    "BillDetail",
    "BillList",
    "BuildBatch",
    "CaseDetail",
    "CaseList",
    "CasePaper",
    "ChangeFund",
    "DeclineBackPay",
    "FundList",
    "HealthCoverage",
    "HoldLine",
    "HouseholdPanel",
    "InquiryList",
    "IntakeList",
    "NewFund",
    "NoticeDetail",
    "NoticeList",
    "NoticePaper",
    "OpenRecovery",
    "PhotoFile",
    "PublicNotice",
    "ReadReply",
    "RecoveryDetail",
    "RecoveryList",
    "RefreshBatch",
    "ReleaseLine",
    "Repay",
    "ReplayDecision",
    "ReviewList",
    "StartTerm",
    "StopAward",
    "TakeBatchStep",
    "TakeStep",
    "TermAidList",
    "Waive",
]
