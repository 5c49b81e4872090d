from django.apps import AppConfig


class PairingConfig(AppConfig):
    """结对."""

    name = "pairing"
    verbose_name = "结对"
