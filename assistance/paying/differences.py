"""What a batch pays otherwise than the month before, with the reason of each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from households.models import Household

from ..enums import LineKind, LineState
from ..models import PaymentBatch, PaymentLine
from ..models.money import ZERO
from ..months import add_months


@dataclass(frozen=True)
class Difference:
    """One household's change; None where it was or is not paid."""

    household: Household
    before: Decimal | None
    now: Decimal | None
    reason: str

    @property
    def kind(self) -> str:
        """新增, 停发, 增发 or 减发."""
        if self.before is None:
            return "新增"
        if self.now is None:
            return "停发"
        return "增发" if self.now > self.before else "减发"

    @property
    def change(self) -> Decimal:
        return (self.now or ZERO) - (self.before or ZERO)


def differences(batch: PaymentBatch, lines: list[PaymentLine]) -> list[Difference]:
    """Compare what is paid for this month with what was paid for the last."""
    mine = {
        (line.household_id, line.unit): line
        for line in lines
        if line.month == batch.month and line.kind == LineKind.REGULAR and not line.replaces_id
    }
    if not mine:
        return []
    earlier = PaymentLine.objects.filter(
        programme=batch.programme,
        batch__region=batch.region,
        month=add_months(batch.month, -1),
        kind=LineKind.REGULAR,
        replaces=None,
    ).select_related("household__head", "award")
    before = {(line.household_id, line.unit): line for line in earlier}
    found = [_change(line, before.get(key)) for key, line in mine.items()]
    gone = [
        Difference(line.household, line.amount, None, _why_gone(line))
        for key, line in before.items()
        if key not in mine
    ]
    return [difference for difference in found if difference] + gone


def _change(line: PaymentLine, before: PaymentLine | None) -> Difference | None:
    if before is None:
        since = f"{line.award.start_month:%Y-%m} 起保障"
        return Difference(line.household, None, line.amount, since)
    if before.amount == line.amount:
        return None
    reason = "重新审批" if before.award_id != line.award_id else _parts_changed(before, line)
    if line.state == LineState.HELD:
        reason += f"；本月暂缓：{line.hold_reason}"
    return Difference(line.household, before.amount, line.amount, reason)


def _parts_changed(before: PaymentLine, line: PaymentLine) -> str:
    old = {part["label"]: part["yuan"] for part in before.parts}
    new = {part["label"]: part["yuan"] for part in line.parts}
    labels = [label for label in {**old, **new} if old.get(label) != new.get(label)]
    return "、".join(labels) + "变动"


def _why_gone(line: PaymentLine) -> str:
    award = line.award
    if award.end_month:
        return f"{award.get_end_reason_display()}；{award.end_note}".rstrip("；")
    return "本期没有列入，已在其他期次发放或归属已变"
