"""The one bridge from the registry's tables to the kernel's columns.

The kernel declares which facts it reads (`engine/facts.py`); the key of a column there names the
model and the field that feed it, so a new fact needs no line here. One statement asks every model
for its numbers, for any set of households, as one matrix in PostgreSQL's binary form, which numpy
takes as it is: a single household costs one round trip, a batch no Python object per row.

Facts are read as they are known now (`superseded_at` is null), people as they belong to the
household on the day. Protected columns are never read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import psycopg
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from eligibility.engine.columns import Column, Ints, Items, Kind, columns_of
from eligibility.engine.facts import TABLES, Facts, Households
from eligibility.engine.records import ROWS
from households import models as registry
from households.enums import Section, Verification

Arrays = dict[str, npt.NDArray[Any]]
Model = type[models.Model]

# Which models feed a table, by the first part of a column's key ("condition." …). The first has
# a row for each row of the table, the others at most one.
FED_BY: dict[str, dict[str, Sequence[Model]]] = {
    "households": {
        "": [registry.Household],
        "household": [registry.Circumstances],
        "hardship": [registry.Hardship],
        "housing": [registry.Housing],
        "doctor_contract": [registry.DoctorContract],
    },
    "members": {
        "": [registry.Membership, registry.Person],
        "condition": [registry.Condition],
        "disability": [registry.Disability],
        "illness": [registry.Illness],
        "enrolment": [registry.Enrolment],
        "rural_registration": [registry.RuralRegistration],
        "absence": [registry.Absence],
        "orphanhood": [registry.Orphanhood],
        "care": [registry.CareAssessment],
        "placement": [registry.Placement],
        "job_registration": [registry.JobRegistration],
        "health_record": [registry.HealthRecord],
    },
    "incomes": {"": [registry.IncomeItem]},
    "assets": {"": [registry.Asset]},
    "expenditures": {"": [registry.Expenditure]},
    "obligors": {"": [registry.Obligor]},
    "stays": {"": [registry.HospitalStay]},
    "offers": {"": [registry.JobOffer]},
    "losses": {"": [registry.DisasterLoss]},
    "emergencies": {"": [registry.Emergency]},
}
# A list that may be empty is known once its section of the survey was confirmed complete.
SECTIONS = {
    "members": Section.MEMBERS,
    "incomes": Section.INCOME,
    "assets": Section.ASSETS,
    "expenditures": Section.EXPENDITURE,
    "obligors": Section.OBLIGORS,
}
# What joins the models of one table.
KEYS = {"households": "household", "members": "person"}
# What the caller says, not the registry.
STATED = {"households": {"id", "applied_on", "unit", "award"}}


@dataclass(frozen=True)
class Loaded:
    """Facts with one row per assessed unit, and which household and unit each row is."""

    facts: Facts
    household_ids: Ints
    units: Ints


def load(
    household_ids: Iterable[int],
    *,
    on: date,
    named: bool = False,
    sections: frozenset[str] | None = None,
) -> Loaded:
    """Facts of the open ones among these households, in the order of their ids.

    `named` also reads the names that an explanation shows; a batch goes without. `sections`: all
    that is read beside the households and their people (`Programme.sections`; None: everything);
    the rest of the facts is then as if nobody had said anything.
    """
    tables = _join(_fetch(list(household_ids), on, named=named, sections=sections))
    households, people = (
        Keys(tables["households"].pop("household")),
        Keys(tables["members"].pop("person")),
    )
    for name, table in ROWS.items():
        columns = tables.get(name)
        if columns is None or not columns["household"].size:
            tables.pop(name, None)  # the kernel knows what a table without rows is
            continue
        columns["household"] = households.rows_of(columns["household"])
        stays = columns["household"] >= 0
        if issubclass(table, Items):
            person = columns.pop("person")
            columns["member"] = people.rows_of(person)
            # What belongs to somebody who left the household left with them.
            stays &= (columns["member"] >= 0) | (person == 0)
        if not stays.all():
            tables[name] = {key: array[stays] for key, array in columns.items()}
    tables["households"]["id"] = households.keys
    return _by_unit(Facts.build(**tables), households.keys)


class Keys:
    """The keys of a table's rows, without repeats: finds where each of some keys stands."""

    def __init__(self, keys: Ints) -> None:
        self.keys = keys
        self.order = np.argsort(keys, kind="stable")
        self.sorted = keys[self.order]

    def rows_of(self, wanted: Ints) -> Ints:
        """Row numbers; -1 for a key that is not there."""
        if not self.keys.size:
            return np.full(wanted.size, -1)
        places = np.minimum(np.searchsorted(self.sorted, wanted), self.keys.size - 1)
        return np.where(self.sorted[places] == wanted, self.order[places], -1)


def _by_unit(facts: Facts, ids: Ints) -> Loaded:
    """One row for each family, and one more for each unit that is assessed apart from it."""
    whole = np.arange(ids.size)
    apart = np.flatnonzero(facts.members.unit)
    if not apart.size:
        return Loaded(facts, ids, np.zeros_like(whole))
    rows = np.concatenate([whole, facts.members.household[apart]])
    units = np.concatenate([np.zeros_like(whole), facts.members.unit[apart]])
    rows, units = np.unique(np.stack([rows, units]), axis=1)
    taken = facts.take(rows)
    households = taken.households.changed(unit=units)
    return Loaded(replace(taken, households=households), ids[rows], units)


# --- fetching -------------------------------------------------------------------------------


def keep_plans(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Let a new connection plan the loading statement once: planning outlasts running it.

    Reaches nothing else, for Django binds parameters on the client's side and prepares nothing.
    """
    connection.connection.prepare_threshold = 0
    connection.connection.execute("SET plan_cache_mode = force_generic_plan")


def _fetch(
    ids: list[int], on: date, *, named: bool, sections: frozenset[str] | None
) -> Iterator[tuple[Part, Arrays]]:
    """Run the statement; yield what each model answered, keys included (no person: 0)."""
    parts, sql = statement(named=named, sections=sections)
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(sql, [as_array(ids), on], binary=True)
        result = cursor.pgresult
        assert result is not None
        position = 0
        for part in parts:
            # Of a single household most models know nothing: null instead of arrays.
            numbers = result.get_value(0, position)
            arrays = dict(part.nothing) if numbers is None else _columns(numbers, part.numbers)
            position += 1
            for name in part.texts:
                if (texts := result.get_value(0, position)) is not None:
                    arrays[name] = _texts(texts)
                position += 1
            yield part, arrays


def as_array(ids: Iterable[int]) -> str:
    """Numbers as the server reads an array: cheaper than to have each of them adapted."""
    return f"{{{','.join(map(str, ids))}}}"


# In binary form an array is a header, then each element with its length before it.
NUMBER = np.dtype([("length", ">i4"), ("value", ">i8")])
HEADER = 12  # bytes, and for each dimension
DIMENSION = 8


def _columns(data: bytes, dtypes: dict[str, np.dtype[Any]]) -> Arrays:
    """The columns of a matrix of numbers without nulls."""
    numbers = np.frombuffer(data, NUMBER, offset=HEADER + 2 * DIMENSION)["value"]
    columns = numbers.reshape(-1, len(dtypes)).T.astype(np.int64, order="C")
    return {
        name: column.astype(dtype, copy=False)
        for (name, dtype), column in zip(dtypes.items(), columns, strict=True)
    }


def _texts(data: bytes) -> npt.NDArray[np.object_]:
    texts, place = [], HEADER + DIMENSION
    while place < len(data):
        start = place + 4
        place = start + int.from_bytes(data[place:start], "big")
        texts.append(data[start:place].decode())
    return np.array(texts, dtype=object)


def _join(fetched: Iterable[tuple[Part, Arrays]]) -> dict[str, Arrays]:
    """Put what the models of one table answered side by side, on the rows of the first."""
    tables: dict[str, Arrays] = {}
    keys: dict[str, Keys] = {}
    for part, arrays in fetched:
        table = tables.setdefault(part.table, arrays)
        key = KEYS.get(part.table)
        if table is arrays and key:
            keys[part.table] = Keys(table[key])
        elif key and arrays[key].size:  # else the kernel's values for absent will do
            rows = keys[part.table].rows_of(arrays[key])
            here = rows >= 0
            for name, column in part.columns.items():
                table[name] = np.full(table[key].size, column.empty, column.kind.dtype)
                table[name][rows[here]] = arrays[name][here]
    return tables


# --- the statement --------------------------------------------------------------------------


class Selection(NamedTuple):
    """Which rows of a model are wanted, and the columns that say whose they are."""

    keys: dict[str, str]
    where: str
    order: str = ""


_MEMBERS = "household_id = ANY(%(ids)s) AND since <= %(on)s AND coalesce(until > %(on)s, true)"
_OURS = "household_id = ANY(%(ids)s) AND superseded_at IS NULL"
_ANY_OF_PEOPLE = "= ANY((SELECT ids FROM people)::bigint[])"
SELECTIONS: dict[Model, Selection] = {
    registry.Household: Selection(
        {"household": "id"}, "id = ANY(%(ids)s) AND coalesce(closed_on > %(on)s, true)", "id"
    ),
    registry.HouseholdFact: Selection({"household": "household_id"}, _OURS),
    registry.Membership: Selection(
        {"household": "household_id", "person": "person_id"}, _MEMBERS, "household_id, id"
    ),
    registry.Person: Selection({"person": "id"}, f"id {_ANY_OF_PEOPLE}"),
    registry.PersonFact: Selection(
        {"person": "person_id"}, f"person_id {_ANY_OF_PEOPLE} AND superseded_at IS NULL"
    ),
    registry.ItemFact: Selection(
        {"household": "household_id", "person": "coalesce(person_id, 0)"},
        _OURS,
        "household_id, id",
    ),
}


@dataclass(frozen=True)
class Part:
    """What one model, or one query of a higher app, feeds into one table of the kernel.

    `columns`: the kernel's columns; `values`: the SQL of each.
    """

    table: str
    source: str
    selection: Selection
    columns: dict[str, Column]
    values: dict[str, str]

    @cached_property
    def numbers(self) -> dict[str, np.dtype[Any]]:
        """The columns of the matrix, keys first."""
        keys = dict.fromkeys(self.selection.keys, np.dtype(np.int64))
        return keys | {
            name: column.kind.dtype
            for name, column in self.columns.items()
            if column.kind is not Kind.TEXT
        }

    @cached_property
    def texts(self) -> list[str]:
        """The columns that come as arrays of their own."""
        return [name for name, column in self.columns.items() if column.kind is Kind.TEXT]

    @cached_property
    def nothing(self) -> Arrays:
        """The arrays where there is no row."""
        texts = dict.fromkeys(self.texts, np.dtype(np.object_))
        return {name: np.empty(0, dtype) for name, dtype in (self.numbers | texts).items()}

    @property
    def sql(self) -> str:
        """A subquery of one row: one aggregate for all numbers costs less than one for each."""
        values = self.selection.keys | self.values
        named = ", ".join(f"({sql}) AS {name}" for name, sql in values.items())
        numbers = ", ".join(
            f"{name}{'::integer' * (dtype == np.bool_)}::bigint"
            for name, dtype in self.numbers.items()
        )
        arrays = [f"array_agg(ARRAY[{numbers}])", *(f"array_agg({name})" for name in self.texts)]
        order = self.selection.order and f" ORDER BY {self.selection.order}"
        rows = f"SELECT {named} FROM {self.source} WHERE {self.selection.where}{order}"  # noqa: S608 - made of our own names alone
        return f"(SELECT {', '.join(arrays)} FROM ({rows}) AS wanted)"  # noqa: S608 - as above


@cache
def statement(*, named: bool, sections: frozenset[str] | None = None) -> tuple[list[Part], str]:
    """The parts, and the SQL that answers them all in one row; $1 are the ids, $2 is the day.

    Placeholders of the server, for psycopg would take so long a statement apart at each call.
    """
    parts = [
        _part(table, section, model, named=named)
        for table, fed_by in FED_BY.items()
        for section, models in fed_by.items()
        for model in models
        if _is_wanted(table, section, sections)
    ]
    parts += _awards
    people = f"ARRAY(SELECT person_id FROM households_membership WHERE {_MEMBERS})"  # noqa: S608 - as above
    sources = " CROSS JOIN ".join(f"{part.sql} AS part_{n}" for n, part in enumerate(parts))
    sql = f"WITH people AS MATERIALIZED (SELECT {people} AS ids) SELECT * FROM {sources}"  # noqa: S608 - as above
    return parts, sql.replace("%(ids)s", "$1").replace("%(on)s", "$2")


def _is_wanted(table: str, section: str, sections: Collection[str] | None) -> bool:
    """Tell whether a section or list is among those asked for; households and people always are."""
    if sections is None or (table in KEYS and not section):
        return True
    return (section or table) in sections


_awards: list[Part] = []


def read_awards_from(query: str) -> None:
    """Let a higher app say what households receive; called once, while apps get ready.

    The query has the columns `household_id` and `award`, a code of `engine.codes.Award`, for
    the awards in force on %(on)s of the households %(ids)s, at most one for each.
    """
    column = columns_of(Households)["award"]
    selection = Selection({"household": "household_id"}, "true")
    value = _absent_as(column, _number_of(column, "award"))
    _awards[:] = [
        Part("households", f"({query}) AS awards", selection, {"award": column}, {"award": value})
    ]
    statement.cache_clear()


def _part(table: str, section: str, model: Model, *, named: bool) -> Part:
    columns = {
        name: column
        for name, column in columns_of(TABLES[table]).items()
        if name not in STATED.get(table, ())
        and column.kind is not Kind.MEMBER
        and (named or column.kind is not Kind.TEXT)
        and _feeds(model, section, column, FED_BY[table])
    }
    return Part(
        table=table,
        source=model._meta.db_table,
        selection=next(s for base, s in SELECTIONS.items() if issubclass(model, base)),
        columns=columns,
        values={name: _value(column, model) for name, column in columns.items()},
    )


def _feeds(
    model: Model, section: str, column: Column, sections: dict[str, Sequence[Model]]
) -> bool:
    """Tell whether the declared column comes from this model of its table."""
    if column.key in sections:  # whether the section was stated at all
        return column.key == section
    if column.key in SECTIONS:
        return model is registry.Household
    path, _, field = column.key.rpartition(".")
    return path == section and field in _fields(model)


def _fields(model: Model) -> dict[str, str]:
    """Database columns by the name of the field."""
    return {field.name: str(field.column) for field in model._meta.concrete_fields}


def _value(column: Column, model: Model) -> str:
    """The SQL of one column."""
    field = _fields(model).get(column.key.rpartition(".")[2])
    if field is None:  # one of SECTIONS, or a section that is there because its row is
        return (
            f"'{SECTIONS[column.key]}' = ANY(surveyed)" if model is registry.Household else "true"
        )
    match column.kind:
        case Kind.KNOWN:
            return f"{field} IS NOT NULL"
        case Kind.VERIFIED:
            value = f"{field} = '{Verification.VERIFIED}'"
        case Kind.CAUSES:
            assert column.code is not None
            value = f"'{column.code.code}' = ANY({field})"
        case Kind.CODE:
            value = _number_of(column, field)
        case Kind.MONEY | Kind.AREA:
            value = f"{field} * 100"
        case Kind.DAY:
            value = f"{field} - DATE '1970-01-01'"
        case _:
            value = field
    return _absent_as(column, value)


def _number_of(column: Column, field: str) -> str:
    assert column.codes is not None
    codes = ", ".join(f"'{code}'" for code in column.codes.numbers())
    return f"array_position(ARRAY[{codes}], {field}::text) - 1"


def _absent_as(column: Column, value: str) -> str:
    """Absent becomes the value that the kernel declares for it."""
    empty = f"'{column.empty}'" if column.kind is Kind.TEXT else str(int(column.empty))
    return f"coalesce({value}, {empty}{'::boolean' * (column.kind.dtype == np.bool_)})"
