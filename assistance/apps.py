from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """救助."""

    name = "assistance"
    verbose_name = "救助"
