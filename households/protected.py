"""Seeing a protected value of a household: which there are, who asked, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yunyang_relief.core import timeline

from .actions.lookups import limit_unmasking
from .models import BankAccount, Disability, Household, Obligor, Person

if TYPE_CHECKING:
    from yunyang_relief.core.models import User


@dataclass(frozen=True)
class Protected:
    """A kind of protected value: the table, the column, and how people call it."""

    model: type[Any]
    field: str
    label: str


KINDS = {
    "id_number": Protected(Person, "id_number", "公民身份号码"),
    "phone": Protected(Person, "phone", "联系电话"),
    "card": Protected(Disability, "card_number", "残疾证号"),
    "account": Protected(BankAccount, "number", "银行账号"),
    "obligor": Protected(Obligor, "id_number", "义务人身份号码"),
}


@transaction.atomic
def reveal(
    household: Household, kind: str, pk: int, *, reason: str, actor: User
) -> tuple[str, str]:
    """Return (whose what, the value in clear) and record who saw it and why.

    Raises KeyError or DoesNotExist for what is not this household's, Refused beyond the limit.
    """
    wanted = KINDS[kind]
    subject = _of(household, wanted).get(pk=pk)
    limit_unmasking(actor)
    value: str = getattr(subject, wanted.field).reveal(actor=actor, reason=reason)
    label = f"{_owner(subject)}的{wanted.label}"
    timeline.tell(household.uid, f"查看{label}", actor=actor, detail=reason, icon="eye")
    return label, value


def _of(household: Household, wanted: Protected) -> Any:
    if wanted.model is Person:
        return Person.objects.filter(memberships__household=household).distinct()
    return wanted.model.objects.filter(household=household)


def _owner(subject: Any) -> str:
    if isinstance(subject, Person):
        return subject.name
    owner = getattr(subject, "holder", None) or subject.person
    return subject.name if isinstance(subject, Obligor) else str(owner)
