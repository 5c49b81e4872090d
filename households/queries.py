"""Reads over several tables of the registry. Callers scope, filter and page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from yunyang_relief.core.access import Resource, Role
from yunyang_relief.core.models import TOWNSHIP, AuditEvent, Region, User

from .enums import Section
from .models import (
    Asset,
    Attachment,
    BankAccount,
    Circumstances,
    Condition,
    Draft,
    Expenditure,
    Fact,
    Guarantee,
    Hardship,
    Household,
    IncomeItem,
    ItemFact,
    Membership,
    Obligor,
    Person,
    PersonFact,
    Survey,
)

if TYPE_CHECKING:
    from datetime import date


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


def current_facts(model: type[Fact], household: Household) -> list[Any]:
    """The statements of a kind that stand, oldest first; not those about people who left."""
    rows: Any = model.objects.current().filter(household=household).order_by("pk")
    if issubclass(model, PersonFact):
        rows = rows.filter(person__in=_people_here(household)).select_related("person")
    elif issubclass(model, ItemFact):
        here = Q(person=None) | Q(person__in=_people_here(household))
        rows = rows.filter(here).select_related("person")
    elif model is BankAccount:
        rows = rows.select_related("holder")
    return list(rows)


def _people_here(household: Household) -> QuerySet[Any, Any]:
    return household.memberships.filter(until=None).values("person")


@dataclass(frozen=True)
class SectionState:
    """Where one section of a survey stands for one user."""

    section: Section
    kind: str  # done, now, bad, todo, locked
    label: str


SECTION_FACTS: dict[Section, tuple[type[Fact], ...]] = {
    Section.CIRCUMSTANCES: (Circumstances,),
    Section.MEMBERS: (Condition,),
    Section.INCOME: (IncomeItem,),
    Section.ASSETS: (Asset,),
    Section.EXPENDITURE: (Expenditure,),
    Section.OBLIGORS: (Obligor,),
    Section.NEEDS: (Hardship, Guarantee, BankAccount),
}


def section_states(survey: Survey, drafts: Iterable[Draft]) -> list[SectionState]:
    """Where each section stands: 已填, n 处要改, 填写中, 未填, and 未到 for the last."""
    typed = {draft.section: draft for draft in drafts}
    begun = _begun(survey)
    states = []
    for section in Section:
        draft = typed.get(section)
        if draft and draft.problems:
            states.append(SectionState(section, "bad", f"{draft.problems} 处要改"))
        elif section in survey.sections_done:
            states.append(SectionState(section, "done", "已填"))
        elif section == Section.CONFIRM:
            is_open = all(state.kind == "done" for state in states)
            state = ("todo", "未填") if is_open else ("locked", "未到")
            states.append(SectionState(section, *state))
        elif draft or section in begun:
            states.append(SectionState(section, "now", "填写中"))
        else:
            states.append(SectionState(section, "todo", "未填"))
    return states


def _begun(survey: Survey) -> set[Section]:
    """The sections in which something was recorded since the survey began; one query."""
    papers = Attachment.objects.filter(
        household=survey.household_id, added_at__gte=survey.started_at
    )
    since: dict[str, Any] = {Section.ATTACHMENTS.value: Exists(papers)}
    for section, models in SECTION_FACTS.items():
        stated = [
            Exists(
                model.objects.filter(
                    household=survey.household_id, recorded_at__gte=survey.started_at
                )
            )
            for model in models
        ]
        since[section.value] = reduce(or_, (Q(one) for one in stated))
    row = Survey.objects.filter(pk=survey.pk).values(**since).get()
    return {Section(code) for code, is_begun in row.items() if is_begun}


def surveyor_choices(household: Household) -> QuerySet[User]:
    """Who may have visited: the active staff of the household's township."""
    return User.objects.filter(
        is_active=True,
        region__code__startswith=household.region_id[:TOWNSHIP],
        role__in=(Role.COMMUNITY_HELPER, Role.CASEWORKER, Role.TOWNSHIP_OFFICIAL),
    ).order_by("name")
