"""Core's own lines of the left menu."""

from .access import Access, Resource
from .registry import MenuItem, registry


def register() -> None:
    """Fill the socket; called once when the app is ready."""
    registry.menu += [
        MenuItem("监督", "预警", "core:flags", Access(Resource.FLAG), 10),
        MenuItem("监督", "审计日志", "core:audit", Access(Resource.AUDIT), 90),
        MenuItem("系统", "用户与区域", "core:users", Access(Resource.USER), 20, ("account",)),
        MenuItem("系统", "工作日历", "core:calendar", Access(Resource.CALENDAR), 30),
        MenuItem("系统", "后台作业", "core:jobs", Access(Resource.JOB), 40, ("job",)),
    ]
