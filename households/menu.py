"""The registry's lines of the left menu."""

from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.registry import MenuItem, registry


def register() -> None:
    """Fill the socket; called once when the app is ready."""
    registry.menu += [
        MenuItem("调查", "住户", "households:list", Access(Resource.HOUSEHOLD), 10),
        MenuItem(
            "调查", "入户调查", "households:surveys", Access(Resource.SURVEY), 20, ("survey",)
        ),
        MenuItem(
            "调查", "事实核实", "households:verify", Access(Resource.VERIFICATION), 30, ("verify",)
        ),
    ]
