"""What the procedure of 临时救助 leaves behind: meetings, 一事一议, first aid."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from households.models import Emergency
from yunyang_relief.core.history import tracked

from ..enums import AidForm
from .records import Record


@tracked
class ReviewMeeting(Record):
    """评审会: the township's officials look at an application for 支出型 aid together."""

    held_on = models.DateField("开会日期")
    place = models.CharField("地点", max_length=60)
    chair = models.CharField("主持人", max_length=40)
    attendees = models.CharField("参会人员", max_length=200)
    minutes = models.TextField("评审纪要", max_length=1000)
    agrees = models.BooleanField("同意救助")

    class Meta(Record.Meta):
        verbose_name = "评审会"
        verbose_name_plural = "评审会"

    def __str__(self) -> str:
        return f"{self.case_id} 评审会 {self.held_on}"


@tracked
class CaseByCase(Record):
    """一事一议: what the township settled on where the rules have no sum (22号文 二（八）四)."""

    # The statement as it was then; later ones take its place among the household's facts.
    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="+", verbose_name="困难事由"
    )
    held_on = models.DateField("集体研究日期")
    signatories = models.CharField("参会签字人员", max_length=200)
    minutes = models.TextField("集体研究纪要", max_length=1000)
    amount = models.DecimalField("拟救助金额（元）", max_digits=12, decimal_places=2)

    class Meta(Record.Meta):
        verbose_name = "一事一议"
        verbose_name_plural = "一事一议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_by_case_gives_something",
                condition=Q(amount__gt=Decimal(0)),
                violation_error_message="一事一议的救助金额应大于 0",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 一事一议 {self.amount}"


@tracked
class FirstAid(Record):
    """先行救助: asked for, given at once, and the paperwork made good (民发〔2018〕23号 二)."""

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="+", verbose_name="困难事由"
    )
    situation = models.CharField("急难情形", max_length=300)
    amount = models.DecimalField(
        "救助金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    form = models.CharField(
        "救助方式", max_length=10, choices=AidForm.choices, blank=True, default=""
    )
    given_on = models.DateField("救助日期", null=True, blank=True)
    relieved_on = models.DateField("急难缓解日期", null=True, blank=True)
    completed_on = models.DateField("补办手续日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "先行救助"
        verbose_name_plural = "先行救助"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="first_aid_given_in_full",
                condition=Q(given_on=None, amount=None, form="")
                | Q(given_on__isnull=False, amount__gte=0) & ~Q(form=""),
                violation_error_message="先行救助须写明金额、方式和日期",
            ),
            models.CheckConstraint(
                name="paperwork_after_relief",
                condition=Q(completed_on=None) | Q(completed_on__gte=F("relieved_on")),
                violation_error_message="补办手续不能早于急难缓解日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 先行救助 {self.given_on}"
