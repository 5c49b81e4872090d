"""Money: funds, the monthly batches drawn on them, and what the bank was told and answered."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from households.models import Household, Person
from yunyang_relief.core.access import Resource
from yunyang_relief.core.fields import SealedField
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Region, StoredFile, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from ..enums import (
    UNLOCKED,
    BankFileKind,
    BatchState,
    FundSource,
    LineKind,
    LineState,
    Programme,
)
from .awards import Award

OPEN_STATES = sorted(UNLOCKED)
LOCKED_STATES = sorted(set(BatchState.values) - UNLOCKED)
ZERO = Decimal("0.00")


@tracked
class Fund(ScopedModel):
    """专款专用: money of one year for some programmes. `drawn` is what locked batches take."""

    resource = Resource.FUND

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区域")
    name = models.CharField("资金名称", max_length=60)
    source = models.CharField("资金来源", max_length=8, choices=FundSource.choices)
    year = models.PositiveSmallIntegerField("年度")
    programmes = ArrayField(
        models.CharField(max_length=16, choices=Programme.choices), verbose_name="用于项目"
    )
    amount = models.DecimalField("预算金额（元）", max_digits=14, decimal_places=2)
    drawn = models.DecimalField("已用（元）", max_digits=14, decimal_places=2, default=ZERO)
    document = models.CharField("下达文号", max_length=60, blank=True, default="")

    class Meta:
        verbose_name = "资金"
        verbose_name_plural = "资金"
        ordering: ClassVar = ["-year", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "name"],
                name="one_fund_by_name_and_year",
                violation_error_message="本年度已有同名资金，请改名称，或修改原有资金的金额",
            ),
            models.CheckConstraint(
                name="fund_is_not_overdrawn",
                condition=Q(drawn__gte=0) & Q(drawn__lte=F("amount")),
                violation_error_message="预算金额不能少于已用金额",
            ),
            models.CheckConstraint(
                name="fund_has_a_purpose",
                condition=Q(programmes__len__gt=0),
                violation_error_message="请选择资金用于哪些项目（专款专用）",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_source_display()}{self.name}"

    @property
    def left(self) -> Decimal:
        """What may still be drawn."""
        return self.amount - self.drawn

    @property
    def purposes(self) -> str:
        """The programmes by their short names."""
        return "、".join(Programme(code).short for code in self.programmes)


class PaymentBatchQuerySet(ScopedQuerySet["PaymentBatch"]):
    """Batches of a region."""

    def with_totals(self) -> Self:
        """Add `count`, `total`, `held` and `failed`: how many payments, yuan, exceptions."""
        paid = ~Q(lines__state=LineState.HELD)
        return self.annotate(
            count=Count("lines", filter=paid),
            total=Sum("lines__amount", filter=paid, default=ZERO),
            held=Count("lines", filter=Q(lines__state=LineState.HELD)),
            failed=Count("lines", filter=Q(lines__state=LineState.FAILED)),
        )


@tracked
class PaymentBatch(ScopedModel):
    """What one township pays for one programme in one run of a month (its first day)."""

    resource = Resource.PAYMENT
    programme_path = "programme"

    programme = models.CharField("项目", max_length=16, choices=Programme.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="乡镇（街道）")
    month = models.DateField("发放年月")
    # A month's later runs pay what became due after the earlier ones were locked.
    run = models.PositiveSmallIntegerField("期次", default=1)
    state = models.CharField(
        "状态", max_length=10, choices=BatchState.choices, default=BatchState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="制单人")
    made_on = models.DateField("制单日期")
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    reviewed_on = models.DateField("复核日期", null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    approved_on = models.DateField("审批日期", null=True, blank=True)
    settled_on = models.DateField("结清日期", null=True, blank=True)
    # Why it was last sent back to the township.
    returned_note = models.CharField("退回说明", max_length=300, blank=True, default="")

    objects: ClassVar[Any] = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "发放批次"
        verbose_name_plural = "发放批次"
        ordering: ClassVar = ["-month", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "region", "month", "run"], name="one_batch_per_run"
            ),
            models.UniqueConstraint(
                fields=["programme", "region"],
                condition=Q(state__in=OPEN_STATES),
                name="one_open_batch_at_a_time",
            ),
            models.CheckConstraint(name="batch_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="batch_passes_three_people",
                condition=(Q(reviewed_by=None) | ~Q(reviewed_by=F("made_by")))
                & (
                    Q(approved_by=None)
                    | ~Q(approved_by=F("made_by")) & ~Q(approved_by=F("reviewed_by"))
                ),
                violation_error_message="制单、复核、审批须为三个人",
            ),
            models.CheckConstraint(
                name="batch_is_locked_by_approval",
                condition=Q(state__in=OPEN_STATES, approved_by=None)
                | Q(state__in=LOCKED_STATES, approved_by__isnull=False, reviewed_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="locked_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=LOCKED_STATES, new__state__in=OPEN_STATES),
            ),
            pgtrigger.Protect(
                name="locked_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=LOCKED_STATES),
            ),
        ]

    def __str__(self) -> str:
        again = f"（第 {self.run} 期）" if self.run > 1 else ""
        return f"{self.region} {self.month:%Y-%m} {Programme(self.programme).short}发放{again}"

    @property
    def number(self) -> str:
        """How the bank knows it, e.g. 500235001-dibao-201911-1."""
        return f"{self.region_id}-{self.programme}-{self.month:%Y%m}-{self.run}"

    @property
    def is_open(self) -> bool:
        """Tell whether its lines may still change."""
        return self.state in UNLOCKED


# A locked batch's lines are never added to, removed or changed; the bank's answer alone is noted,
# once. The columns it may fill are the only ones left out of the comparison.
LOCKED_LINES = """
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT state INTO batch_state FROM assistance_paymentbatch WHERE id = line.batch_id;
    IF batch_state IN ('draft', 'submitted', 'reviewed') THEN RETURN line; END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'due' AND NEW.state IN ('paid', 'failed')
       AND to_jsonb(OLD) - ARRAY['state', 'failure', 'answered_on']
         = to_jsonb(NEW) - ARRAY['state', 'failure', 'answered_on']
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'the lines of a locked batch do not change';
"""
# What is paid again was not paid before, and is the same payment.
REPLACED_LINES = """
    SELECT l.* INTO before FROM assistance_paymentline l
      JOIN assistance_paymentbatch b ON b.id = l.batch_id
     WHERE l.id = NEW.replaces_id AND l.state IN ('failed', 'held')
       AND b.state NOT IN ('draft', 'submitted', 'reviewed');
    IF before.id IS NULL OR (before.household_id, before.unit, before.programme, before.month,
       before.kind, before.reference) IS DISTINCT FROM (NEW.household_id, NEW.unit, NEW.programme,
       NEW.month, NEW.kind, NEW.reference)
    THEN RAISE EXCEPTION 'a payment is repeated only when it failed or was held'; END IF;
    RETURN NEW;
"""
PURPOSE = """
    PERFORM 1 FROM assistance_fund WHERE id = NEW.fund_id AND NEW.programme = ANY (programmes);
    IF NOT FOUND THEN RAISE EXCEPTION 'the fund is not meant for this programme'; END IF;
    RETURN NEW;
"""


@tracked
class PaymentLine(ScopedModel):
    """One payment of a batch. `month` is what it is for, the batch's month when it is paid.

    `reference` tells payments of one kind and month apart where there may be several. A payment
    that failed or was held is paid by a new line that `replaces` it; nothing else repeats one.
    """

    resource = Resource.PAYMENT
    region_path = "batch__region_id"
    programme_path = "programme"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(PaymentBatch, models.CASCADE, related_name="lines")
    # Its place in the batch's files; given when the batch is locked.
    position = models.PositiveIntegerField("序号", null=True, blank=True)
    award = models.ForeignKey(Award, models.PROTECT, related_name="payments")
    household = models.ForeignKey(Household, models.PROTECT, related_name="payments")
    unit = models.PositiveSmallIntegerField("核算单元", default=0)
    programme = models.CharField("项目", max_length=16, choices=Programme.choices)
    month = models.DateField("所属月份")
    kind = models.CharField("性质", max_length=10, choices=LineKind.choices)
    reference = models.CharField(max_length=30, blank=True, default="")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    # The entitlement's lines when the batch was made.
    parts = models.JSONField("金额构成", default=list)
    payee = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账户名称"
    )
    bank = models.CharField("开户银行", max_length=40, blank=True, default="")
    account = SealedField("account", "银行账号")
    state = models.CharField("状态", max_length=8, choices=LineState.choices, default=LineState.DUE)
    hold_reason = models.CharField("暂缓原因", max_length=200, blank=True, default="")
    failure = models.CharField("失败原因", max_length=200, blank=True, default="")
    answered_on = models.DateField("回盘日期", null=True, blank=True)
    # [code, sentence] of what the checks found when they last ran.
    problems = models.JSONField("疑点", default=list)
    fund = models.ForeignKey(
        Fund, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="资金"
    )

    objects: ClassVar[Any] = ScopedQuerySet["PaymentLine"].as_manager()

    class Meta:
        verbose_name = "发放明细"
        verbose_name_plural = "发放明细"
        ordering: ClassVar = ["batch_id", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household", "unit", "programme", "month", "kind", "reference"],
                condition=Q(replaces=None),
                name="one_payment_per_month_and_kind",
            ),
            models.UniqueConstraint(fields=["batch", "position"], name="one_line_per_position"),
            models.CheckConstraint(name="payment_adds", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="held_with_a_reason",
                condition=~Q(state=LineState.HELD) | ~Q(hold_reason=""),
                violation_error_message="暂缓发放须写明原因",
            ),
            models.CheckConstraint(
                name="answered_with_fund_and_day",
                condition=Q(state__in=[LineState.DUE, LineState.HELD], failure="", answered_on=None)
                | Q(state=LineState.PAID, failure="", answered_on__isnull=False, fund__isnull=False)
                | Q(state=LineState.FAILED, answered_on__isnull=False, fund__isnull=False)
                & ~Q(failure=""),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="locked_lines_stay",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("line", "RECORD"), ("batch_state", "TEXT")],
                func=LOCKED_LINES,
            ),
            pgtrigger.Trigger(
                name="repeats_what_was_not_paid",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__replaces__isnull=False),
                declare=[("before", "RECORD")],
                func=REPLACED_LINES,
            ),
            pgtrigger.Trigger(
                name="draws_on_its_purpose",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__fund__isnull=False),
                func=PURPOSE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.month:%Y-%m} {self.get_kind_display()}"

    @property
    def number(self) -> str:
        """流水号: how the bank's answer names it."""
        return f"{self.batch.number}-{self.position:05}"

    @property
    def is_late(self) -> bool:
        """Tell whether it is for a month before the one it is paid in (补发)."""
        return self.month < self.batch.month

    @property
    def findings(self) -> list[str]:
        """The sentences of its problems."""
        return [sentence for _, sentence in self.problems]


@tracked
class BankFile(models.Model):
    """A file that went to the bank or came back; the same answer is read once."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="files")
    kind = models.CharField("种类", max_length=8, choices=BankFileKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    on = models.DateField("日期")
    at = models.DateTimeField("时间", default=timezone.now)
    reason = models.CharField("用途", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "银行文件"
        verbose_name_plural = "银行文件"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch", "sha256"],
                condition=Q(kind=BankFileKind.REPLY),
                name="one_reading_per_reply",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.get_kind_display()}"
