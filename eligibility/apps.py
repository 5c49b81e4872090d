from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """资格."""

    name = "eligibility"
    verbose_name = "资格"
