"""What eligibility adds to the shared pages: a menu line, panels, its part of the list."""

from __future__ import annotations

from households import filters as household_filters
from households import tables as household_tables
from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.registry import MenuItem, Panel, registry

from .tables import AMOUNT, HAS_RESULT, VERDICT
from .todos import parameter_todos


def register() -> None:
    """Fill the sockets; called once when the app is ready."""
    sees_results = Access(Resource.ASSESSMENT)
    reads_parameters = Access(Resource.PARAMETER)
    registry.menu += [
        MenuItem(
            "系统", "政策参数", "eligibility:parameters", reads_parameters, 20, ("parameter",)
        ),
        MenuItem("复核", "动态监测", "eligibility:changes", sees_results, 20),
    ]
    registry.todo_sources.append(parameter_todos)
    registry.panels += [
        Panel("可享待遇", "eligibility:panel", 10, sees_results, slot="survey"),
        Panel("资格核算", "eligibility:tab", 10, sees_results),
    ]
    household_tables.COLUMNS += [VERDICT, AMOUNT]
    household_filters.add_filter("dibao", HAS_RESULT)
