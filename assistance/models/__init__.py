"""Cases and their records, decisions, awards. Facts about people are tables of `households`."""

from .awards import Award, Decision, Entitlement
from .backpay import BackPay
from .cases import Case, CaseQuerySet, NumberSeries, Step
from .jiaoyu import SchoolReview, TermAid
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
from .yiliao import Bill, StayAid

__all__ = [
    "Appraisal",
    "Authorisation",
    "Award",
    "BackPay",
    "Bill",
    "Case",
    "CaseQuerySet",
    "Check",
    "CountyVisit",
    "Decision",
    "Entitlement",
    "Investigation",
    "NearRelative",
    "Notice",
    "NoticeEntry",
    "NoticePhoto",
    "NumberSeries",
    "Objection",
    "Ruling",
    "SchoolReview",
    "StayAid",
    "Step",
    "Supplement",
    "TermAid",
]
