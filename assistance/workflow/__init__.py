"""The procedures as tables: who may do what, from where to where, and what it needs.

Buttons, the API, deadlines, the diagram in docs/ and the tests read these tables;
`assistance.actions.advance` carries them out.
"""

from .dibao import DIBAO, HANDLING, MAKING, PROPOSED, REFUSED
from .options import (
    WORKFLOWS,
    Option,
    option_for,
    transition_of,
    transitions_from,
)
from .transition import DECIDER, Transition

__all__ = [
    "DECIDER",
    "DIBAO",
    "HANDLING",
    "MAKING",
    "PROPOSED",
    "REFUSED",
    "WORKFLOWS",
    "Option",
    "Transition",
    "option_for",
    "transition_of",
    "transitions_from",
]
