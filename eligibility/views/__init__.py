"""Pages of eligibility."""

from .monitoring import ChangeList
from .parameters import (
    DraftRevision,
    EditRevision,
    ParameterList,
    ParameterPage,
    RevisionPage,
)
from .sheets import Clause, EntitlementPanel, EntitlementTab, PrintedSheet, Sheet, SheetWhatIf
from .trials import Trial, TrialSides

__all__ = [
    "ChangeList",
    "Clause",
    "DraftRevision",
    "EditRevision",
    "EntitlementPanel",
    "EntitlementTab",
    "ParameterList",
    "ParameterPage",
    "PrintedSheet",
    "RevisionPage",
    "Sheet",
    "SheetWhatIf",
    "Trial",
    "TrialSides",
]
