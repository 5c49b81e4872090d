"""What pairing adds to the shared pages: menu lines, a tab, and its part of the household list."""

from households import filters as household_filters
from households import tables as household_tables
from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.registry import MenuItem, Panel, registry

from .tables import IS_PAIRED, MAIN_HELPER


def register() -> None:
    """Fill the sockets; called once when the app is ready."""
    sees_pairs = Access(Resource.PAIRING)
    registry.menu += [
        MenuItem("结对", "结对关系", "pairing:list", sees_pairs, 10, ("pairing",)),
        MenuItem("结对", "走访记录", "pairing:visits", sees_pairs, 15),
        MenuItem("结对", "帮扶责任人", "pairing:helpers", sees_pairs, 20),
    ]
    registry.panels.append(Panel("结对帮扶", "pairing:panel", 60, sees_pairs))
    household_tables.COLUMNS.append(MAIN_HELPER)
    household_filters.add_filter("paired", IS_PAIRED)
