"""Awards made by hand: decided, running, with their monthly entitlements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from assistance.enums import Level, Outcome, Programme, Stage
from assistance.models import Award, Case, Decision, Entitlement
from households.models import Household
from yunyang_relief.core.models import User


def make_case(household: Household, user: User, **fields: Any) -> Case:
    """A case of the household; without other word an open one that has just been applied for."""
    number = Case.objects.count() + 1
    defaults = {
        "number": f"试验〔2019〕{number:04}号",
        "programme": Programme.DIBAO,
        "region": household.region,
        "applicant": household.head,
        "applied_on": date(2019, 5, 6),
        "opened_by": user,
        "caseworker": user,
    }
    return Case.objects.create(household=household, **(defaults | fields))


def make_award(
    household: Household,
    user: User,
    *,
    lines: list[tuple[str, str, str]],
    months: tuple[date, ...],
    finding: dict[str, Any] | None = None,
    **fields: Any,
) -> Award:
    """An approved award.

    `lines`: (kind of addition or "" for the gap, yuan, name of the person or ""); `months`:
    those already entitled to; `finding`: what else the decision found.
    """
    case = make_case(
        household,
        user,
        stage=Stage.APPROVED,
        accepted_on=date(2019, 5, 8),
        closed_on=months[0],
        programme=fields.get("programme", Programme.DIBAO),
    )
    amount = sum(Decimal(yuan) for _, yuan, _ in lines)
    stored = [
        {
            "code": "addition" if kind else "gap",
            "label": f"重点救助 {person}" if kind else "户月差额",
            "yuan": yuan,
            "kind": kind,
            "person": person,
        }
        for kind, yuan, person in lines
    ]
    Decision.objects.create(
        case=case,
        outcome=Outcome.APPROVED,
        level=Level.COUNTY,
        decided_by=user,
        decided_on=months[0],
        amount=amount,
        frozen={"finding": {"amounts": stored, **(finding or {})}},
    )
    defaults = {
        "programme": Programme.DIBAO,
        "category": "城市低保",
        "klass": "C",
        "people": 1,
        "family_size": 1,
        "start_month": months[0],
    }
    award = Award.objects.create(
        case=case,
        household=household,
        region=household.region,
        amount=amount,
        lines=stored,
        **(defaults | fields),
    )
    Entitlement.objects.bulk_create(
        Entitlement(award=award, month=month, amount=amount, lines=stored) for month in months
    )
    return award
