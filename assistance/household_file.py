"""A family as the printed forms tell of it, as it was known at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from households.models import (
    Asset,
    Circumstances,
    Condition,
    Disability,
    Expenditure,
    Fact,
    Hardship,
    Household,
    IncomeItem,
    Membership,
    Obligor,
)
from households.queries import members_on
from households.wording import describe, shown

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Member:
    """A line of 家庭成员; numbers as their masks."""

    membership: Membership
    age: int
    condition: Condition | None
    disability: Disability | None
    monthly_income: Decimal


@dataclass(frozen=True)
class Family:
    """What the survey form and the approval form say of a family."""

    members: list[Member]
    circumstances: Circumstances | None
    hardship: Hardship | None
    incomes: list[str]
    assets: list[str]
    spending: list[str]
    obligors: list[str]

    @property
    def monthly_income(self) -> Decimal:
        """Yuan a month as stated, before any rule leaves a part of it out."""
        return sum((member.monthly_income for member in self.members), Decimal(0))

    @property
    def causes(self) -> str:
        """致困原因 in words."""
        if self.hardship is None:
            return ""
        return shown(self.hardship, Hardship._meta.get_field("causes"))


def read(household: Household, day: date, moment: datetime) -> Family:
    """Read a family as of a business day, as it was known at a moment of real time."""
    incomes = _known(IncomeItem, household, moment)
    running = [i for i in incomes if i.since <= day and (i.until is None or i.until > day)]
    conditions = {fact.person_id: fact for fact in _known(Condition, household, moment)}
    disabilities = {fact.person_id: fact for fact in _known(Disability, household, moment)}
    members = [
        Member(
            membership=membership,
            age=membership.person.age_on(day),
            condition=conditions.get(membership.person_id),
            disability=disabilities.get(membership.person_id),
            monthly_income=sum(
                (i.monthly_amount for i in running if i.person_id == membership.person_id),
                Decimal(0),
            ),
        )
        for membership in members_on(household, day)
    ]
    return Family(
        members=members,
        circumstances=next(iter(_known(Circumstances, household, moment)), None),
        hardship=next(iter(_known(Hardship, household, moment)), None),
        incomes=_lines(running),
        assets=_lines(_known(Asset, household, moment)),
        spending=_lines(_known(Expenditure, household, moment)),
        obligors=_lines(_known(Obligor, household, moment)),
    )


def _known(model: type[F], household: Household, moment: datetime) -> list[F]:
    rows = model.objects.known_at(moment).filter(household=household)
    if hasattr(model, "person"):
        rows = rows.select_related("person")
    return list(rows.order_by("pk"))


def _lines(facts: Iterable[Fact]) -> list[str]:
    return [
        "：".join(filter(None, (str(getattr(fact, "person", None) or ""), describe(fact))))
        for fact in facts
    ]
