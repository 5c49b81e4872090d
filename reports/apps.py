from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """统计."""

    name = "reports"
    verbose_name = "统计"
