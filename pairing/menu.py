"""Pairing's lines of the left menu and its tab on the household page."""

from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.registry import MenuItem, Panel, registry


def register() -> None:
    """Fill the sockets; called once when the app is ready."""
    sees_pairs = Access(Resource.PAIRING)
    registry.menu += [
        MenuItem("结对", "结对关系", "pairing:list", sees_pairs, 10, ("pairing",)),
        MenuItem("结对", "帮扶责任人", "pairing:helpers", sees_pairs, 20),
    ]
    registry.panels.append(Panel("结对帮扶", "pairing:panel", 60, sees_pairs))
