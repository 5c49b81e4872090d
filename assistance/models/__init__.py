"""Cases and their records, decisions, awards. Facts about people are tables of `households`."""

from .awards import Award, Decision, Entitlement
from .backpay import BackPay
from .cases import Case, CaseQuerySet, NumberSeries, Step
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

__all__ = [
    "Appraisal",
    "Authorisation",
    "Award",
    "BackPay",
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
    "Step",
    "Supplement",
]
