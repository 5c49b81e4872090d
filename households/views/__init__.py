"""Pages of the registry."""

from .desk import VerificationDesk
from .detail import (
    AttachmentFile,
    AttachPaper,
    HouseholdDetail,
    RemoveAttachment,
    Reveal,
)
from .lists import (
    CheckPerson,
    FindPerson,
    HouseholdList,
    MoveHousehold,
    NewHousehold,
    SurveyList,
)
from .records import RecordPage
from .survey import Confirm, DropDraft, SaveDraft, SectionPage, StartSurvey, SurveyPage

__all__ = [
    "AttachPaper",
    "AttachmentFile",
    "CheckPerson",
    "Confirm",
    "DropDraft",
    "FindPerson",
    "HouseholdDetail",
    "HouseholdList",
    "MoveHousehold",
    "NewHousehold",
    "RecordPage",
    "RemoveAttachment",
    "Reveal",
    "SaveDraft",
    "SectionPage",
    "StartSurvey",
    "SurveyList",
    "SurveyPage",
    "VerificationDesk",
]
