"""What a typed identity number says at once: age, sex, and whether its holder is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from yunyang_relief.core import clock, idcards
from yunyang_relief.core.errors import Refused

from . import queries
from .actions.lookups import Found, look_up_person
from .enums import Sex
from .models import Membership

if TYPE_CHECKING:
    from yunyang_relief.core.models import User


@dataclass(frozen=True)
class Difference:
    """One line of the comparison of what was typed with what is registered."""

    label: str
    typed: str
    registered: str

    @property
    def differs(self) -> bool:
        return bool(self.typed) and self.typed != self.registered


@dataclass(frozen=True)
class IdentityCheck:
    """What the page shows under the number."""

    problem: str = ""
    area: str = ""
    born_on: date | None = None
    sex: str = ""
    age: int | None = None
    found: Found = field(default_factory=Found)
    # The text about somebody out of sight, or about a person without a household.
    notice: str = ""
    comparison: tuple[Difference, ...] = ()


def check_identity(text: str, *, name: str, household_pk: str, actor: User) -> IdentityCheck:
    """Read a number and look its holder up; only a valid one is looked up, and that is recorded."""
    check = read_number(text, clock.today())
    if not check.born_on:
        return check
    try:
        found = look_up_person(idcards.parse(text).number, actor=actor)
    except Refused as refused:
        return IdentityCheck(problem=refused.message)
    return replace(
        check,
        found=found,
        notice=_notice(found, name, household_pk, actor),
        comparison=_comparison(found, name) if found.is_in_sight else (),
    )


def read_number(text: str, today: date) -> IdentityCheck:
    """What a number says of its holder without asking who that is."""
    if not text.strip():
        return IdentityCheck()
    try:
        card = idcards.parse(text, on=today)
    except idcards.InvalidIdCard as error:
        return IdentityCheck(problem=str(error))
    return IdentityCheck(
        area=f"{card.area_code} {card.area_name}".strip(),
        born_on=card.born_on,
        sex=str(Sex("1" if card.is_male else "2").label),
        age=idcards.age_on(card.born_on, today),
    )


def _notice(found: Found, name: str, household_pk: str, actor: User) -> str:
    if found.household is None:
        if found.person and name and found.person.name != name:
            return "该号码已登记为另一姓名，请对照证件核对号码和姓名"
        return "该人员曾经登记过，现不在任何一户，可以加入本户" if found.person else ""
    if str(found.household.pk) == household_pk:
        return "该号码已是本户成员的，请核对是否重复填写"
    return queries.elsewhere_text(found.household, actor)


def _comparison(found: Found, name: str) -> tuple[Difference, ...]:
    if found.person is None or found.household is None:
        return ()
    membership = Membership.objects.filter(person=found.person, until=None).first()
    relation = membership.get_relation_display() if membership else ""
    return (
        Difference("姓名", name, found.person.name),
        Difference("与户主关系", "", relation),
        Difference("所在户", "", f"{found.household.number} {found.household}"),
        Difference("村（社区）", "", found.household.region.name),
    )
