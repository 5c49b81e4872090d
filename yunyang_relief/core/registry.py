"""Sockets: what the shared pages show of the apps above, without importing them.

Each app fills these in `AppConfig.ready`. `panels` are fragments of the household page,
`todos` yield the lines of 待办, `menu` holds the left menu, `flag_kinds` the warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from .access import Access, Role

if TYPE_CHECKING:
    from .models import User


@dataclass(frozen=True)
class Panel:
    """A fragment (htmx) that a higher app shows on a household's page; `url_name` takes its pk.

    Slots: "tab" of the household page, "survey" beside the survey form.
    """

    title: str
    url_name: str
    order: int
    access: Access
    slot: str = "tab"


@dataclass(frozen=True)
class MenuItem:
    """A line of the left menu, inside one of `MENU_GROUPS`."""

    group: str
    label: str
    url_name: str
    access: Access
    order: int = 0
    # Open tasks behind the line: todos of these kinds are counted.
    todo_kinds: tuple[str, ...] = ()


# Label and icon, in the order of the work.
MENU_GROUPS: tuple[tuple[str, str], ...] = (
    ("受理", "inbox"),
    ("调查", "clipboard-list"),
    ("评议公示", "speakerphone"),
    ("审核确认", "gavel"),
    ("资金", "coin-yuan"),
    ("复核", "refresh"),
    ("结对", "heart-handshake"),
    ("查询统计", "chart-bar"),
    ("监督", "shield-check"),
    ("系统", "settings"),
)


@dataclass(frozen=True)
class Todo:
    """One thing this user has to do. Rows on the home page equal the counts above them."""

    kind: str
    group: str
    title: str
    url: str
    household: str = ""
    place: str = ""
    basis: str = ""
    due_on: date | None = None
    action: str = "去办理"


TodoSource = Callable[["User", date], Iterable[Todo]]


@dataclass(frozen=True)
class FlagDraft:
    """A cause that stands today."""

    subject_key: str
    region_id: str
    text: str
    url: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class FlagKind:
    """A kind of warning: how to find its causes, who has to act, and what makes it go away."""

    code: str
    label: str
    closes_when: str
    roles: frozenset[Role]
    find: Callable[[date], Iterable[FlagDraft]]


@dataclass
class Registry:
    """All sockets in one place."""

    panels: list[Panel] = field(default_factory=list)
    menu: list[MenuItem] = field(default_factory=list)
    todo_sources: list[TodoSource] = field(default_factory=list)
    flag_kinds: dict[str, FlagKind] = field(default_factory=dict)
    # What people read for the codes of the audit trail.
    audited: dict[str, str] = field(default_factory=dict)

    def add_flag_kind(self, kind: FlagKind) -> None:
        """Register a kind of warning under its code."""
        self.flag_kinds[kind.code] = kind

    def panels_for(self, user: User, slot: str = "tab") -> list[Panel]:
        """The panels of a slot this user may open, in order."""
        allowed = [p for p in self.panels if p.slot == slot and p.access.allows(user)]
        return sorted(allowed, key=lambda panel: panel.order)

    def todos_for(self, user: User, today: date) -> list[Todo]:
        """Everything this user has to do, the most urgent first, undated last."""
        todos = [todo for source in self.todo_sources for todo in source(user, today)]
        return sorted(todos, key=lambda t: (t.due_on is None, t.due_on or today, t.group, t.title))


registry = Registry()
