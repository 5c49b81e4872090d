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
    "RemoveAttachment",
    "Reveal",
    "SaveDraft",
    "SectionPage",
    "StartSurvey",
    "SurveyList",
    "SurveyPage",
    "VerificationDesk",
]
