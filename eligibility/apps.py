from django.apps import AppConfig
from django.db.backends.signals import connection_created


class EligibilityConfig(AppConfig):
    """资格."""

    name = "eligibility"
    verbose_name = "资格"

    def ready(self) -> None:
        from yunyang_relief.core import jobs
        from yunyang_relief.core.registry import registry

        from . import audited, menu
        from .actions import RECOMPUTE
        from .loading import keep_plans
        from .whatif import WHAT_IF

        jobs.register(RECOMPUTE)
        jobs.register(WHAT_IF)
        registry.audited |= audited.AUDITED
        menu.register()
        connection_created.connect(keep_plans)
