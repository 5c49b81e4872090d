"""Who somebody is, and whom a household consists of. Memberships end; nobody is deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from yunyang_relief.core import audit, clock, idcards
from yunyang_relief.core.errors import Refused, Stale

from .. import queries
from ..enums import LeaveReason, Relation
from ..models import Household, Membership, Person
from .changes import Change, lock, tell_changes
from .facts import rehome_fact

if TYPE_CHECKING:
    from datetime import date

    from yunyang_relief.core.models import User


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as typed: birth date and sex follow from a valid identity number.

    `id_number` and `phone` None keep what is known, "" removes it. `id_override_reason` says
    why somebody is registered without a number, or with one whose check digit is wrong.
    """

    name: str
    id_number: str | None = None
    sex: str = ""
    born_on: date | None = None
    ethnicity: str = "01"
    phone: str | None = None
    id_override_reason: str = ""

    def settled(self, today: date) -> Identity:
        """Return it with birth date and sex derived; raise Refused when it cannot stand."""
        if self.id_number:
            try:
                card = idcards.parse(self.id_number, on=today)
            except idcards.InvalidIdCard as error:
                if not self.id_override_reason:
                    raise Refused("id-number", str(error)) from None
            else:
                return replace(
                    self,
                    id_number=card.number,
                    born_on=card.born_on,
                    sex="1" if card.is_male else "2",
                    id_override_reason="",
                )
        elif not self.id_override_reason:
            raise Refused(
                "no-id-number", "请填写公民身份号码；确实没有的，写明理由并填出生日期和性别"
            )
        if not (self.sex and self.born_on):
            raise Refused("birth-unknown", "号码不能用来推算的，请填写出生日期和性别")
        return self


@transaction.atomic
def add_member(
    household: Household,
    identity: Identity,
    *,
    relation: str,
    actor: User,
    since: date | None = None,
    unit: int = 0,
) -> Membership:
    """Add a person, known or new, to a household.

    Raises Refused when the number does not stand or the person is in another household.
    """
    household = lock(household, actor)
    membership, change = put_member(
        household, identity, relation=relation, since=since, unit=unit, actor=actor
    )
    settle_head(household)
    tell_changes(household, "", [change], actor=actor, icon="user-plus")
    return membership


@transaction.atomic
def update_person(person: Person, identity: Identity, *, household: Household, actor: User) -> None:
    """Correct who somebody is."""
    household = lock(household, actor)
    change = correct_person(person, identity, actor=actor)
    tell_changes(household, "", [change] if change else [], actor=actor, icon="edit")


@transaction.atomic
def remove_member(
    membership: Membership, *, because: LeaveReason, left_on: date, actor: User
) -> None:
    """End a membership; a death is noted with the person. The head needs a successor first."""
    household = lock(membership.household, actor)
    change = end_membership(membership, because=because, left_on=left_on, actor=actor)
    settle_head(household)
    tell_changes(household, "", [change], actor=actor, icon="user-minus")


# --- for callers that hold the household's lock and tell the timeline themselves -------------


def put_member(
    household: Household,
    identity: Identity,
    *,
    relation: str,
    actor: User,
    since: date | None = None,
    unit: int = 0,
) -> tuple[Membership, Change]:
    """Add a member; the caller settles the head when all members stand."""
    identity = identity.settled(clock.today())
    person, is_known = _person_of(identity)
    if is_known:
        _refuse_other_household(person, actor)
    membership = Membership(
        household=household,
        person=person,
        relation=relation,
        since=since or clock.today(),
        unit=unit,
    )
    _refuse_second_head(membership)
    membership.full_clean(validate_constraints=False)
    membership.save()
    audit.record("add_member", membership, actor=actor, after=_membership_values(membership))
    if is_known:
        _bring_facts(person, household, actor)
    return membership, Change("新增成员", f"{person.name}：{membership.get_relation_display()}")


def correct_person(person: Person, identity: Identity, *, actor: User) -> Change | None:
    """Write what changed of a person's identity; None when nothing did."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = audit.snapshot(person)
    number_before = person.id_number.index
    keeps_number = identity.id_number is None and bool(person.id_number)
    if not keeps_number:
        identity = identity.settled(clock.today())
        person.id_number = identity.id_number
        person.id_override_reason = identity.id_override_reason
    if not keeps_number or person.id_override_reason:
        person.sex, person.born_on = identity.sex or person.sex, identity.born_on or person.born_on
    person.name, person.ethnicity = identity.name, identity.ethnicity
    if identity.phone is not None:
        person.phone = identity.phone
    number_changed = person.id_number.index != number_before
    if number_changed and person.id_number:
        _refuse_taken_number(person)
    old, new = audit.changes(before, audit.snapshot(person))
    if not (old or new or number_changed):
        return None
    person.full_clean(validate_unique=False, validate_constraints=False)
    person.save()
    audit.record("update_person", person, actor=actor, before=old, after=new)
    labels = "、".join(_label(name) for name in new) or "身份号码"
    return Change("修改", f"{person.name}的身份信息：{labels}")


def _label(name: str) -> str:
    return str(getattr(Person._meta.get_field(name), "verbose_name", name))


def change_membership(
    membership: Membership, *, relation: str, unit: int, actor: User
) -> Change | None:
    """Write what changed of a membership; None when nothing did."""
    membership = _reread(membership)
    before = _membership_values(membership)
    shown_before = membership.get_relation_display()
    membership.relation, membership.unit = relation, unit
    old, new = audit.changes(before, _membership_values(membership))
    if not new:
        return None
    _refuse_second_head(membership)
    membership.save(update_fields=["relation", "unit"])
    audit.record("change_membership", membership, actor=actor, before=old, after=new)
    shown = membership.get_relation_display()
    text = f"与户主关系 {shown_before} → {shown}" if shown != shown_before else f"核算单元 {unit}"
    return Change("修改", f"{membership.person.name}：{text}")


def end_membership(membership: Membership, *, because: str, left_on: date, actor: User) -> Change:
    """End a membership on a day; that day is the first one without."""
    membership = _reread(membership)
    if left_on > clock.today() or left_on < membership.since:
        raise Refused(
            "leaving-date",
            f"离户日期应在 {membership.since} 至今天之间，请核对后重填",
        )
    membership.until = membership.since if because == LeaveReason.MISTAKE else left_on
    membership.left_because = because
    membership.save(update_fields=["until", "left_because"])
    if because == LeaveReason.DEATH:
        membership.person.died_on = left_on
        membership.person.save(update_fields=["died_on"])
    reason = LeaveReason(because).label
    audit.record(
        "remove_member",
        membership,
        actor=actor,
        reason=reason,
        after={"until": membership.until, "left_because": because},
    )
    return Change("移出成员", f"{membership.person.name}：{reason}，{left_on}")


def settle_head(household: Household) -> None:
    """Let the household's head be its present 本人; raise Refused unless there is exactly one."""
    heads = list(
        household.memberships.filter(relation=Relation.SELF, until=None).values_list(
            "person", flat=True
        )
    )
    if len(heads) != 1:
        raise Refused("one-head", "每户要有且只有一名户主，请把一名成员的关系选为“本人（户主）”")
    if household.head_id != heads[0]:
        household.head_id = heads[0]
        household.save(update_fields=["head"])


def _refuse_second_head(membership: Membership) -> None:
    if membership.relation != Relation.SELF:
        return
    others = membership.household.memberships.filter(relation=Relation.SELF, until=None)
    if others.exclude(pk=membership.pk).exists():
        raise Refused("one-head", "本户已有户主，请先改原户主的关系，再把这名成员选为户主")


def _person_of(identity: Identity) -> tuple[Person, bool]:
    """The person with this number, locked, and whether they were known; else a new one."""
    person = Person(**asdict(identity))
    person.full_clean(validate_unique=False, validate_constraints=False)
    known = _known(identity)
    if known is None:
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError:  # somebody registered the same number this very moment
            known = _known(identity)
            if known is None:
                raise
    return (known, True) if known else (person, False)


def _known(identity: Identity) -> Person | None:
    if not identity.id_number:
        return None
    rows = Person.objects.with_id_number(identity.id_number)
    person = rows.select_for_update(no_key=True).first()
    if person and person.name != identity.name:
        raise Refused("other-name", "该公民身份号码已登记为另一姓名，请对照证件核对号码和姓名")
    return person


def _refuse_other_household(person: Person, actor: User) -> None:
    elsewhere = queries.household_of(person)
    if elsewhere:
        raise Refused("person-elsewhere", queries.elsewhere_text(elsewhere, actor))


def _refuse_taken_number(person: Person) -> None:
    index = person.id_number.index
    if Person.objects.filter(id_number_index=index).exclude(pk=person.pk).exists():
        raise Refused("id-number-taken", "该公民身份号码已登记在另一人名下，请对照证件逐位核对")


def _bring_facts(person: Person, household: Household, actor: User) -> None:
    """What is known of a person follows them into the new household."""
    for rows in queries.facts_about(person):
        for fact in rows.exclude(household=household):
            rehome_fact(fact, household.pk, actor=actor)


def _reread(membership: Membership) -> Membership:
    row = Membership.objects.select_related("person", "household").get(pk=membership.pk)
    if row.until:
        raise Stale(f"{row.person.name}已于 {row.until} 移出本户，请刷新后再操作")
    return row


def _membership_values(membership: Membership) -> dict[str, object]:
    return audit.snapshot(membership, only=("household", "person", "relation", "unit", "since"))
