from django.apps import AppConfig
from django.db.backends.signals import connection_created


class EligibilityConfig(AppConfig):
    """资格."""

    name = "eligibility"
    verbose_name = "资格"

    def ready(self) -> None:
        from yunyang_relief.core import jobs

        from .actions import RECOMPUTE
        from .loading import keep_plans

        jobs.register(RECOMPUTE)
        connection_created.connect(keep_plans)
