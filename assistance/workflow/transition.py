"""What a line of a procedure's table says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yunyang_relief.core.access import Role

from ..enums import Level, Stage
from ..needs import Need
from ..procedure import Procedure

CASEWORKER = frozenset({Role.CASEWORKER})
TOWNSHIP = frozenset({Role.TOWNSHIP_OFFICIAL})
COUNTY = frozenset({Role.COUNTY_OFFICER})
# Whoever the procedure in force lets decide.
DECIDER = "decider"


def always(_: Procedure) -> bool:
    """A step that every procedure knows."""
    return True


@dataclass(frozen=True)
class Transition:
    """One thing that can be done in a case.

    `label` is the button, `told` the line of the record. Without a `target` the case stays where
    it is. Without its `occasion` it is not even offered; what it `needs` beyond that is shown as
    missing. `deadline` names the limit of the procedure that starts. Nobody may take it who took
    one of the steps `apart_from`. `under` tells whether a procedure knows the step at all.
    `form` names a class of `assistance.forms`.
    """

    code: str
    label: str
    told: str
    sources: frozenset[Stage]
    target: Stage | None
    by: frozenset[Role] | str
    occasion: Need | None = None
    needs: tuple[Need, ...] = ()
    form: str = "PlainStep"
    note_required: bool = False
    deadline: str = ""
    apart_from: frozenset[str] = frozenset()
    under: Callable[[Procedure], bool] = always
    icon: str = "file-text"
    is_decision: bool = False

    def roles(self, procedure: Procedure) -> frozenset[Role]:
        """Who may take it under these rules."""
        if isinstance(self.by, frozenset):
            return self.by
        return COUNTY if procedure.decider is Level.COUNTY else TOWNSHIP
