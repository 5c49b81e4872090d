"""Code lists of results."""

from django.db import models


class Verdict(models.TextChoices):
    """The kernel's three answers, as findings write them."""

    PASS = "PASS", "符合"
    PENDING = "PENDING", "待核实"
    FAIL = "FAIL", "不符合"


class Basis(models.TextChoices):
    """Which facts a result rests on."""

    DECLARED = "declared", "按申报测算"
    VERIFIED = "verified", "认定结论"


class Cause(models.TextChoices):
    """What made a result change."""

    FACTS = "facts", "登记事实变动"
    REVIEW = "review", "全面复算（日期、参数或规则变动）"
