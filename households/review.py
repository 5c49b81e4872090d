"""Everything that is stated of a household, section by section, for people to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import queries, wording
from .enums import Section
from .models import PERSON_FACTS, Fact, Household, Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass
class Line:
    """One statement: what it is about, what it says, and how sure that is."""

    subject: str
    text: str
    fact: Fact | None = None


@dataclass
class Answers:
    """What a section holds."""

    section: Section
    is_complete: bool
    lines: list[Line] = field(default_factory=list)


def review(household: Household, today: date) -> list[Answers]:
    """Return all sections but the papers and the confirmation, each with its statements."""
    members = list(queries.members_on(household, today))
    answers = []
    for section, models in queries.SECTION_FACTS.items():
        is_complete = section in household.surveyed
        if section == Section.MEMBERS:
            lines = list(_member_lines(members, today))
        else:
            facts = [fact for model in models for fact in queries.current_facts(model, household)]
            lines = [_line(fact, section) for fact in facts]
        answers.append(Answers(section, is_complete, lines))
    return answers


def _line(fact: Fact, section: Section) -> Line:
    person = getattr(fact, "person", None)
    kind = "" if fact._meta.verbose_name == section.label else str(fact._meta.verbose_name)
    return Line(person.name if person else kind, wording.describe(fact), fact)


def _member_lines(members: Iterable[Membership], today: date) -> Iterator[Line]:
    for member in members:
        person = member.person
        basics = (
            f"{member.get_relation_display()}，{person.get_sex_display()}，"
            f"{person.age_on(today)} 岁，身份号码 {person.id_number or '未登记'}"
        )
        yield Line(person.name, basics)
        for fact in facts_of(member):
            yield Line("", f"{fact._meta.verbose_name}：{wording.describe(fact)}", fact)


def facts_of(member: Any) -> list[Fact]:
    """What is stated of a member, from a membership read `with_facts`."""
    stated = (getattr(member, kind) for kind in PERSON_FACTS)
    return [fact for fact in stated if fact is not None]


def monthly_incomes(incomes: Iterable[Any], today: date) -> dict[int, Decimal]:
    """What each person receives in the present month, before any rule looks at it."""
    sums: dict[int, Decimal] = {}
    for item in incomes:
        if item.since <= today and (item.until is None or item.until > today):
            sums[item.person_id] = sums.get(item.person_id, Decimal(0)) + item.monthly_amount
    return sums
