"""What a line of a procedure's table says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from yunyang_relief.core.access import Department, Role

from ..enums import Level, Stage
from ..needs import Need
from ..procedure import Procedure

CASEWORKER = frozenset({Role.CASEWORKER})
TOWNSHIP = frozenset({Role.TOWNSHIP_OFFICIAL})
# 县民政, whatever the programme.
COUNTY = frozenset({Role.COUNTY_OFFICER})


class By(Enum):
    """Who takes a step, where it is not the same role in every programme."""

    # The county department that handles the programme.
    OFFICE = "县级主管部门"
    # Whoever the procedure in force lets decide: that department, or the township.
    DECIDER = "审批机关（县级主管部门，或受权的乡镇审核人）"


class Part(Enum):
    """What part in making a case a step is: nobody judges what they made."""

    HANDLING = "经办"
    REVIEWING = "审核"


MAKING = frozenset(Part)


def roles_of(by: frozenset[Role] | By, procedure: Procedure) -> frozenset[Role]:
    """The roles that are meant under these rules; of bureaus only the programme's own acts."""
    if isinstance(by, frozenset):
        return by
    if by is By.DECIDER and procedure.decider is Level.TOWNSHIP:
        return TOWNSHIP
    at_civil_affairs = procedure.programme.office is Department.CIVIL_AFFAIRS
    return COUNTY if at_civil_affairs else frozenset({Role.BUREAU})


def always(_: Procedure) -> bool:
    """A step that every procedure knows."""
    return True


@dataclass(frozen=True)
class Transition:
    """One thing that can be done in a case.

    `label` is the button, `told` the line of the record. Without a `target` the case stays where
    it is. Without its `occasion` it is not even offered; what it `needs` beyond that is shown as
    missing. `deadline` names the limit of the procedure that starts. `part` is the step's own part
    in making the case; nobody may take it who had one of the parts `apart_from`. `under` tells
    whether a procedure knows the step at all.
    `form` is the step's form, or the name of one in `assistance.forms`.
    """

    code: str
    label: str
    told: str
    sources: frozenset[Stage]
    target: Stage | None
    by: frozenset[Role] | By
    occasion: Need | None = None
    needs: tuple[Need, ...] = ()
    form: str | type[object] = "PlainStep"
    note_required: bool = False
    deadline: str = ""
    part: Part | None = None
    apart_from: frozenset[Part] = frozenset()
    under: Callable[[Procedure], bool] = always
    icon: str = "file-text"
    is_decision: bool = False

    @property
    def is_way_back(self) -> bool:
        """Tell whether it sends the case back, to be worked on again."""
        return self.code.startswith("return_")

    def roles(self, procedure: Procedure) -> frozenset[Role]:
        """Who may take it under these rules."""
        return roles_of(self.by, procedure)

    def who(self, procedure: Procedure) -> str:
        """The same in words."""
        names = [
            procedure.programme.office.label if role is Role.BUREAU else role.label
            for role in sorted(self.roles(procedure))
        ]
        return "、".join(names)
