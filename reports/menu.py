"""Lines of the left menu."""

from yunyang_relief.core.access import Access, Resource
from yunyang_relief.core.registry import MenuItem, registry


def register() -> None:
    """Fill the socket; called once when the app is ready."""
    sees_ledgers = Access(Resource.LEDGER)
    registry.menu += [
        MenuItem("查询统计", "台账报表", "reports:index", sees_ledgers, 10, ("ledger",)),
        MenuItem("查询统计", "概览", "reports:overview", sees_ledgers, 20),
        MenuItem(
            "监督", "案件抽查", "reports:spot_checks", Access(Resource.AUDIT), 20, ("spot_check",)
        ),
    ]
