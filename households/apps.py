from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """住户."""

    name = "households"
    verbose_name = "住户"
