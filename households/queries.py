"""Reads over several tables of the registry. Callers scope, filter and page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from yunyang_relief.core.access import Resource
from yunyang_relief.core.models import AuditEvent, Region

from .models import Fact, Household, Membership, Person

if TYPE_CHECKING:
    from datetime import date

    from yunyang_relief.core.models import User


def members_on(household: Household, day: date) -> QuerySet[Membership]:
    """Who belongs to a household on a day, the head first, with what is stated of each."""
    return household.memberships.on(day).with_facts().order_by("relation", "person__born_on", "id")


def household_of(person: Person) -> Household | None:
    """The household somebody belongs to now."""
    membership = (
        Membership.objects.filter(person=person, until=None)
        .select_related("household__head", "household__region")
        .first()
    )
    return membership.household if membership else None


def sees(user: User, household: Household) -> bool:
    """Tell whether a household lies in the user's sight."""
    return user.may(Resource.HOUSEHOLD) and user.region.contains(household.region_id)


def elsewhere_text(household: Household, user: User) -> str:
    """Say where somebody is registered; of another township no more than its name."""
    if sees(user, household):
        return (
            f"该人员已在 {household.number} {household}，一人同时只能在一户；"
            "请先在那一户办理离户，再登记到本户"
        )
    township = Region.objects.get(code=household.region.township_code).name
    kind = "街道" if township.endswith("街道") else township[-1]
    return f"该人员已在{township}登记，请联系该{kind}"


def last_change_text(person: Person) -> str:
    """Say who changed a person's identity last, for somebody whose form was overtaken."""
    memberships = Membership.objects.filter(person=person).values_list("pk", flat=True)
    event = (
        AuditEvent.objects.filter(
            Q(subject_type=Person._meta.label_lower, subject_id=str(person.pk))
            | Q(
                subject_type=Membership._meta.label_lower,
                subject_id__in=[str(pk) for pk in memberships],
            )
        )
        .select_related("actor")
        .first()
    )
    who = event.actor.name if event and event.actor else "系统"
    when = f"{timezone.localtime(event.at):%m-%d %H:%M}" if event else "刚才"
    return (
        f"{person.name}的身份信息已由{who}于 {when} 改过。您填的还在；"
        "请点“丢弃草稿”重新打开，对照最新内容再改"
    )


def facts_about(person: Person) -> Iterator[QuerySet[Fact]]:
    """The current statements about a person, one queryset per kind."""
    for relation in Person._meta.related_objects:
        model = relation.related_model
        if relation.field.name == "person" and isinstance(model, type) and issubclass(model, Fact):
            yield model.objects.current().filter(person=person)
