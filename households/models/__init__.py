"""The registry: households, people, and dated facts about them. It knows no programme.

A `Person` is an identity; a `Membership` puts a person into a household for a period. Every
fact is a row of its own that says where it comes from and whether it was verified; a new
statement supersedes the old row, which stays, so that any past day can be read as it was known.
"""

from .facts import (
    Absence,
    Asset,
    BankAccount,
    Circumstances,
    Condition,
    Disability,
    Enrolment,
    Expenditure,
    Fact,
    Guarantee,
    Hardship,
    HouseholdFact,
    Illness,
    IncomeItem,
    ItemFact,
    Obligor,
    PersonFact,
    RuralRegistration,
)
from .fields import DateRange
from .people import PERSON_FACTS, Access, Household, Membership, Person, Residence
from .records import (
    CareAssessment,
    DisasterLoss,
    DoctorContract,
    Emergency,
    HealthRecord,
    HospitalStay,
    Housing,
    JobOffer,
    JobRegistration,
    Orphanhood,
    Placement,
)
from .surveys import Attachment, Draft, Survey

__all__ = [
    "PERSON_FACTS",
    "Absence",
    "Access",
    "Asset",
    "Attachment",
    "BankAccount",
    "CareAssessment",
    "Circumstances",
    "Condition",
    "DateRange",
    "Disability",
    "DisasterLoss",
    "DoctorContract",
    "Draft",
    "Emergency",
    "Enrolment",
    "Expenditure",
    "Fact",
    "Guarantee",
    "Hardship",
    "HealthRecord",
    "HospitalStay",
    "Household",
    "HouseholdFact",
    "Housing",
    "Illness",
    "IncomeItem",
    "ItemFact",
    "JobOffer",
    "JobRegistration",
    "Membership",
    "Obligor",
    "Orphanhood",
    "Person",
    "PersonFact",
    "Placement",
    "Residence",
    "RuralRegistration",
    "Survey",
]
