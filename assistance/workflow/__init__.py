"""The procedures as tables: who may do what, from where to where, and what it needs.

Buttons, the API, deadlines, the diagram in docs/ and the tests read these tables;
`assistance.actions.advance` carries them out.
"""

from .options import (
    WORKFLOWS,
    Option,
    is_for,
    is_theirs_to_take,
    option_for,
    stages_ahead,
    stages_of,
    transition_of,
    transitions_from,
)
from .steps import APPROVED, PROPOSED, REFUSED, SETTLED, pick, without
from .transition import CASEWORKER, COUNTY, MAKING, TOWNSHIP, By, Part, Transition, roles_of

__all__ = [
    "APPROVED",
    "CASEWORKER",
    "COUNTY",
    "MAKING",
    "PROPOSED",
    "REFUSED",
    "SETTLED",
    "TOWNSHIP",
    "WORKFLOWS",
    "By",
    "Option",
    "Part",
    "Transition",
    "is_for",
    "is_theirs_to_take",
    "option_for",
    "pick",
    "roles_of",
    "stages_ahead",
    "stages_of",
    "transition_of",
    "transitions_from",
    "without",
]
