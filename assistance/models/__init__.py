"""Cases and their records, decisions, awards. Facts about people are tables of `households`."""

from .awards import Award, Decision, Entitlement
from .backpay import BackPay
from .cases import Case, CaseQuerySet, NumberSeries, Step
from .jiaoyu import SchoolReview, TermAid
from .linshi import CaseByCase, FirstAid, ReviewMeeting
from .money import BankFile, Fund, PaymentBatch, PaymentLine
from .records import (
    Appraisal,
    Authorisation,
    Check,
    CountyVisit,
    Investigation,
    NearRelative,
    Notice,
    NoticeEntry,
    NoticePhoto,
    Objection,
    Ruling,
    Supplement,
)
from .recoveries import Recovery, Repayment
from .tekun import AbilityChange, AnnualCheck, BedPlacement, CareAgreement, Ending
from .yiliao import Bill, StayAid

__all__ = [
    "AbilityChange",
    "AnnualCheck",
    "Appraisal",
    "Authorisation",
    "Award",
    "BackPay",
    "BankFile",
    "BedPlacement",
    "Bill",
    "CareAgreement",
    "Case",
    "CaseByCase",
    "CaseQuerySet",
    "Check",
    "CountyVisit",
    "Decision",
    "Ending",
    "Entitlement",
    "FirstAid",
    "Fund",
    "Investigation",
    "NearRelative",
    "Notice",
    "NoticeEntry",
    "NoticePhoto",
    "NumberSeries",
    "Objection",
    "PaymentBatch",
    "PaymentLine",
    "Recovery",
    "Repayment",
    "ReviewMeeting",
    "Ruling",
    "SchoolReview",
    "StayAid",
    "Step",
    "Supplement",
    "TermAid",
]
