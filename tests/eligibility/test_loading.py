"""The bridge from the registry's tables to the kernel's columns."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from django.utils import timezone

from eligibility import actions, loading
from eligibility.engine import records
from eligibility.engine.codes import Award
from eligibility.engine.columns import Kind, columns_of
from eligibility.engine.facts import ITEMS, TABLES, Facts
from eligibility.engine.programme import Programme, discover
from households.models import Condition, Household, IncomeItem, Membership
from tests.awards import make_award
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from tests.people import make_person
from yunyang_relief.core.models import Region, User

ON = date(2019, 11, 15)


def assert_same(loaded: Facts, expected: Facts) -> None:
    for name, table in TABLES.items():
        ours, theirs = getattr(loaded, name), getattr(expected, name)
        assert ours.spans.household.tolist() == theirs.spans.household.tolist(), name
        for column in columns_of(table):
            if (name, column) not in {("households", "id"), ("households", "applied_on")}:
                assert getattr(ours, column).tolist() == getattr(theirs, column).tolist(), column


def test_every_column_is_fed_once_and_by_the_field_of_its_name() -> None:
    """A column of the kernel without a field of the registry would always be absent."""
    found, _ = loading.statement(named=True)
    parts = [part for part in found if part.source.startswith("households_")]
    for name, table in TABLES.items():
        fed = [column for part in parts if part.table == name for column in part.columns]
        expected = {
            column
            for column, spec in columns_of(table).items()
            if spec.kind is not Kind.MEMBER and column not in loading.STATED.get(name, ())
        }
        assert len(fed) == len(set(fed))
        assert set(fed) == expected


def test_no_protected_column_is_read() -> None:
    _, sql = loading.statement(named=True)
    for protected in ("id_number", "card_number", "phone", "households_bankaccount"):
        assert protected not in sql


@pytest.mark.django_db
def test_random_families_come_back_as_they_were_written(community: Region) -> None:
    families = Families(seed=7)
    written = [families.with_doubts(families.special(families.record(ON), ON)) for _ in range(60)]
    for record in written:
        record["region"] = community.pk
        for member in record["members"]:
            member["since"] = date(2000, 1, 1)
        del record["applied_on"]
    ids = [register(record, community).pk for record in written]
    assert_same(loading.load(ids, on=ON, named=True).facts, records.read(written))


@pytest.mark.django_db
def test_what_a_programme_does_not_read_changes_nothing(community: Region) -> None:
    families = Families(seed=13)
    written = [families.with_doubts(families.special(families.record(ON), ON)) for _ in range(40)]
    for record in written:
        household = Household.objects.get(pk=register(record, community).pk)
        everything = actions.facts_of(household, on=ON)
        for code in discover():
            finding = actions.assess(household, on=ON, programme=code)
            assert finding == actions.decide(everything, code, basis=finding.basis, on=ON)


@pytest.mark.parametrize("programme", discover().values(), ids=discover())
def test_a_programme_says_what_its_sources_read(programme: Programme) -> None:
    """Else a new line of a rule would find nothing in a household that was loaded for it."""
    trees = [ast.parse(path.read_text()) for path in programme.folder.glob("*.py")]
    named = {name for tree in trees for node in ast.walk(tree) for name in _names(node)}
    unread = named & _sections_by_column().keys() - {
        column
        for column, sections in _sections_by_column().items()
        if sections & programme.sections
    }
    assert unread == set()


def _names(node: ast.AST) -> list[str]:
    """What a source says at a node that may be a column of its own name, or a list: facts.stays."""
    match node:
        case ast.Attribute(attr=name, value=ast.Attribute(attr="facts") | ast.Name("facts")):
            return [f"facts.{name}"]
        case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return [name]
    return []


def _sections_by_column() -> dict[str, set[str]]:
    """The sections that have a column of a name; a list goes by its own."""
    found: dict[str, set[str]] = {f"facts.{name}": {name} for name in ITEMS}
    always, _ = loading.statement(named=True, sections=frozenset())
    free = {column for part in always for column in part.columns}
    for section in {section for by in loading.FED_BY.values() for section in by} - {""}:
        parts, _ = loading.statement(named=True, sections=frozenset({section}))
        for column in {column for part in parts for column in part.columns} - free:
            found.setdefault(column, set()).add(section)
    return found


@pytest.mark.django_db
def test_what_was_not_surveyed_is_unknown(community: Region) -> None:
    household = register({"members": [_member("甲")], "incomes": [_wage("甲")]}, community)
    household.surveyed = ["members"]
    household.save()
    facts = loading.load([household.pk], on=ON).facts
    households = facts.households
    assert households.members_known.tolist() == [True]
    for column in ("income_known", "assets_known", "circumstances_known", "hardship_known"):
        assert getattr(households, column).tolist() == [False], column
    assert len(facts.incomes) == 1
    assert facts.members.condition_known.tolist() == [False]


@pytest.mark.django_db
def test_what_a_household_receives_is_read_from_the_app_that_knows(
    household: Household, other_household: Household, county_officer: User
) -> None:
    november = date(2019, 11, 1)
    make_award(household, county_officer, lines=[("", "100.00", "")], months=(november,))
    ids = [household.pk, other_household.pk]
    awards = loading.load(ids, on=ON).facts.households.award
    assert awards.tolist() == [Award.URBAN_DIBAO, Award.UNSTATED]
    before = loading.load(ids, on=date(2019, 10, 31)).facts.households.award
    assert before.tolist() == [Award.UNSTATED, Award.UNSTATED]


@pytest.mark.django_db
def test_only_what_stands_now_is_read(community: Region) -> None:
    household = register({"members": [_member("甲")], "incomes": [_wage("甲")]}, community)
    IncomeItem.objects.update(superseded_at=timezone.now())
    assert len(loading.load([household.pk], on=ON).facts.incomes) == 0


@pytest.mark.django_db
def test_who_left_takes_their_income_along(community: Region) -> None:
    household = register(
        {
            "members": [_member("甲"), _member("乙")],
            "incomes": [_wage("甲"), _wage("乙"), _wage(None)],
        },
        community,
    )
    Membership.objects.filter(person__name="甲").update(until=ON)
    facts = loading.load([household.pk], on=ON, named=True).facts
    assert facts.members.name.tolist() == ["乙"]
    assert facts.incomes.member.tolist() == [0, -1]
    before = loading.load([household.pk], on=ON - timedelta(days=1)).facts
    assert before.incomes.member.tolist() == [0, 1, -1]


@pytest.mark.django_db
def test_facts_follow_a_person_into_another_household(
    community: Region, household: Household
) -> None:
    left = register({"members": [_member("甲"), _member("乙", condition=_able())]}, community)
    Membership.objects.filter(person__name="乙").update(until=date(2019, 6, 1))
    moved = Condition.objects.get().person
    Membership.objects.create(
        household=household, person=moved, relation="20", since=date(2019, 6, 1)
    )
    facts = loading.load([left.pk, household.pk], on=ON, named=True).facts
    known = dict(zip(facts.members.name, facts.members.condition_known.tolist(), strict=True))
    assert known == {"甲": False, "冉启明": False, "乙": True}


@pytest.mark.django_db
def test_a_split_household_has_a_row_for_each_unit(community: Region) -> None:
    record = {
        "members": [_member("甲"), _member("乙", unit=1), _member("丙", unit=2)],
        "incomes": [_wage("乙")],
    }
    other = register({"members": [_member("丁")]}, community)
    split = register(record, community)
    loaded = loading.load([split.pk, other.pk], on=ON, named=True)
    assert loaded.household_ids.tolist() == [other.pk, split.pk, split.pk, split.pk]
    assert loaded.units.tolist() == [0, 0, 1, 2]
    assert loaded.facts.households.unit.tolist() == [0, 0, 1, 2]
    assert loaded.facts.members.household.tolist() == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    earners = loaded.facts.members.name[loaded.facts.incomes.member]
    assert earners.tolist() == ["乙", "乙", "乙"]


@pytest.mark.django_db
def test_closed_and_missing_households_are_left_out(
    household: Household, other_household: Household
) -> None:
    other_household.closed_on = ON
    other_household.save()
    ids = [household.pk, other_household.pk, 10**9]
    assert loading.load(ids, on=ON).household_ids.tolist() == [household.pk]
    earlier = loading.load(ids, on=ON - timedelta(days=1))
    assert earlier.household_ids.tolist() == [household.pk, other_household.pk]


@pytest.mark.django_db
def test_a_household_without_people_is_still_there(community: Region) -> None:
    empty = Household.objects.create(number="空", region=community, opened_on=ON)
    make_person("无户")
    loaded = loading.load([empty.pk], on=ON, named=True)
    assert (len(loaded.facts), len(loaded.facts.members)) == (1, 0)


@pytest.mark.django_db
def test_alone_shuffled_and_across_batches_it_is_the_same(community: Region) -> None:
    families = Families(seed=11)
    ids = [register(families.record(ON), community).pk for _ in range(25)]
    together = loading.load(ids, on=ON)
    shuffled = ids.copy()
    Random(3).shuffle(shuffled)
    assert_same(loading.load(shuffled, on=ON).facts, together.facts)
    for first in range(0, 25, 7):
        some = loading.load(ids[first : first + 7], on=ON)
        rows = np.arange(first, min(first + 7, 25))
        assert_same(some.facts, together.facts.take(rows))
    for row, pk in enumerate(ids):
        assert_same(loading.load([pk], on=ON).facts, together.facts.take([row]))


def _member(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "relation": "97", "sex": "1", "born_on": date(1970, 1, 1), **more}


def _able() -> dict[str, object]:
    return {"labour": "able", "occupation": "employed"}


def _wage(member: str | None) -> dict[str, object]:
    return {
        "member": member,
        "kind": "wage",
        "monthly_amount": "1092.00",
        "since": date(2019, 1, 1),
    }
