"""Cases and their records, decisions, awards. Facts about people are tables of `households`."""

from .awards import Award, Decision, Entitlement
from .backpay import BackPay
from .cases import Case, CaseQuerySet, NumberSeries, Step
from .jiaoyu import SchoolReview, TermAid
from .linshi import CaseByCase, FirstAid, ReviewMeeting
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
from .tekun import AbilityChange, AnnualCheck, BedPlacement, CareAgreement, Ending
from .yiliao import Bill, StayAid

__all__ = [
    "AbilityChange",
    "AnnualCheck",
    "Appraisal",
    "Authorisation",
    "Award",
    "BackPay",
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
    "Investigation",
    "NearRelative",
    "Notice",
    "NoticeEntry",
    "NoticePhoto",
    "NumberSeries",
    "Objection",
    "ReviewMeeting",
    "Ruling",
    "SchoolReview",
    "StayAid",
    "Step",
    "Supplement",
    "TermAid",
]
