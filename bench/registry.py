"""Facts written into the registry's tables in bulk: the loading statement read backwards.

What `eligibility.loading` reads of a model says which of its fields to write; the others get a
default. Rows go by COPY into a table of numbers, and one INSERT … SELECT per model turns numbers
into codes, dates and yuan. No trigger runs: nobody is marked, no history is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import models

from eligibility.engine.columns import ALWAYS, NEVER, Column, Items, Kind, columns_of
from eligibility.engine.facts import TABLES, Facts
from eligibility.loading import FED_BY, SECTIONS, Part, load, statement
from households import models as registry
from households.enums import Verification
from yunyang_relief.core.fields import SealedField, SealedPart
from yunyang_relief.core.models import Region

Rows = dict[str, npt.NDArray[np.int64]]
COPY_HEAD, COPY_TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
KEYS = ("id", "household_id", "person_id")
A_COMMUNITY = (
    "(SELECT (array_agg(code ORDER BY code))[1 + drawn.id % count(*)]"
    " FROM core_region WHERE level = 12)"
)
# What a field holds that no rule reads, by its kind.
DEFAULTS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.UUIDField, "lpad(to_hex(id), 32, '0')::uuid"),
    (SealedField, "repeat('0', 120)"),  # about as long as an envelope
    (SealedPart, "''"),
    (models.DateTimeField, "now()"),
    (models.DateField, "DATE '2019-04-01'"),
    (models.BooleanField, "false"),
    (models.DecimalField, "0"),
    (models.IntegerField, "0"),
    (models.CharField, "'演示'"),
    (models.TextField, "'演示'"),
)


def write(facts: Facts) -> None:
    """Fill an empty registry with these households: ids from 1, spread over the townships."""
    call_command("loaddata", "regions", verbosity=0)
    townships = Region.objects.filter(level=Region.Level.TOWNSHIP)
    communities = [
        Region(code=f"{township.code}901", name=f"{township.name}社区", level=12)
        for township in townships
    ]
    Region.objects.bulk_create(communities, ignore_conflicts=True)
    with _without_triggers() as cursor:
        for model, part in parts_by_model().items():
            _write(cursor, model, _rows(facts, model, part), _values(model, part))
        cursor.execute(
            "UPDATE households_household SET head_id = person_id FROM households_membership"
            " WHERE household_id = households_household.id AND relation = '01'"
        )
        cursor.connection.commit()
        cursor.connection.autocommit = True
        cursor.execute("VACUUM (ANALYZE, FREEZE)")


def check(facts: Facts, *, on: date) -> None:
    """Stop unless what is loaded of the first households is what was drawn."""
    first = np.arange(min(1000, len(facts)))
    drawn, loaded = facts.take(first), load(first + 1, on=on).facts
    for name, table in TABLES.items():
        ours, theirs = getattr(loaded, name), getattr(drawn, name)
        for column, declared in columns_of(table).items():
            same = np.array_equal(getattr(ours, column), getattr(theirs, column))
            if not same and declared.kind is not Kind.TEXT:
                raise SystemExit(f"{name}.{column} does not come back as it was written")


def _without_triggers() -> psycopg.Cursor[Any]:
    """The server's own superuser may write without triggers and foreign keys."""
    database = settings.DATABASES["default"]
    superuser = psycopg.connect(
        host=database["HOST"], port=database["PORT"], dbname=database["NAME"], user="postgres"
    )
    cursor = superuser.cursor()
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET maintenance_work_mem = '512MB'")
    return cursor


@cache
def parts_by_model() -> dict[type[models.Model], Part]:
    """What is read of each model."""
    parts = {part.source: part for part in statement(named=False)[0]}
    fed = [m for sections in FED_BY.values() for ms in sections.values() for m in ms]
    return {model: parts[model._meta.db_table] for model in fed}


# --- rows of numbers ------------------------------------------------------------------------


def _rows(facts: Facts, model: type[models.Model], part: Part) -> Rows:
    """The columns of a model for the rows that say something, with their keys."""
    table = getattr(facts, part.table)
    columns = {name: getattr(table, name) for name in part.columns}
    keys = {"household_id": table.household + 1}
    if part.table == "members":
        keys["person_id"] = np.arange(1, len(table) + 1)
    elif isinstance(table, Items):
        keys["person_id"] = table.member + 1
    rows = {name: array.astype(np.int64) for name, array in (keys | columns).items()}
    if issubclass(model, registry.HouseholdFact | registry.PersonFact):
        stated = [array != part.columns[name].empty for name, array in columns.items()]
        kept = np.logical_or.reduce(stated)
        rows = {name: array[kept] for name, array in rows.items()}
    return rows


def _write(
    cursor: psycopg.Cursor[Any], model: type[models.Model], rows: Rows, values: dict[str, str]
) -> None:
    names = ", ".join(f"{name} bigint" for name in ("id", *rows))
    cursor.execute(f"CREATE TEMPORARY TABLE drawn ({names})")
    count = next(iter(rows.values())).size
    fields = [("fields", ">i2")]
    for name in ("id", *rows):
        fields += [(f"length of {name}", ">i4"), (name, ">i8")]
    copied = np.empty(count, np.dtype(fields))
    copied["fields"] = len(rows) + 1
    for name, array in {"id": np.arange(1, count + 1), **rows}.items():
        copied[f"length of {name}"], copied[name] = 8, array
    with cursor.copy("COPY drawn FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(COPY_HEAD + copied.tobytes() + COPY_TAIL)
    table = model._meta.db_table
    with _without_indexes(cursor, table):
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(values)})"
            f" SELECT {', '.join(values.values())} FROM drawn"
        )
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count + 1})")
    cursor.execute("DROP TABLE drawn")


@contextmanager
def _without_indexes(cursor: psycopg.Cursor[Any], table: str) -> Iterator[None]:
    """Build what is no unique index afterwards, from all rows at once: many times faster."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexdef NOT LIKE 'CREATE UNIQUE%%'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [table],
    )
    indexes = cursor.fetchall()
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'x' AND conrelid = %s::regclass",
        [table],
    )
    exclusions = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for name, _ in exclusions:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    for name, definition in exclusions:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


# --- fields ---------------------------------------------------------------------------------


def _values(model: type[models.Model], part: Part) -> dict[str, str]:
    """The SQL of every field of a model, out of the table `drawn`."""
    by_field: dict[str, dict[str, Column]] = {}
    for name, column in part.columns.items():
        by_field.setdefault(column.key.rpartition(".")[2], {})[name] = column
    values = {}
    for field in model._meta.concrete_fields:
        column_name = str(field.column)
        columns = by_field.get(field.name, {})
        if any(column.kind is not Kind.KNOWN for column in columns.values()):
            values[column_name] = _stated(field, columns)
        elif column_name in KEYS:
            values[column_name] = column_name
        else:
            values[column_name] = _default(field)
    if model is registry.Household:
        known = (f"CASE {n} WHEN 1 THEN '{SECTIONS[c.key]}' END" for n, c in part.columns.items())
        values["surveyed"] = f"array_remove(ARRAY[{', '.join(known)}], NULL)"
    return values


def _stated(field: models.Field[Any, Any], columns: dict[str, Column]) -> str:
    """The SQL of a field from the columns that read it; absent is null where it may be."""
    known = next((name for name, c in columns.items() if c.kind is Kind.KNOWN), None)
    causes = [
        (n, c.code.code) for n, c in columns.items() if c.kind is Kind.CAUSES and c.code is not None
    ]
    if causes:
        each = ", ".join(f"CASE {name} WHEN 1 THEN '{code}' END" for name, code in causes)
        return f"array_remove(ARRAY[{each}], NULL)"
    name, column = next((n, c) for n, c in columns.items() if c.kind is not Kind.KNOWN)
    match column.kind:
        case Kind.VERIFIED:
            value = (
                f"CASE {name} WHEN 1 THEN '{Verification.VERIFIED}'"
                f" ELSE '{Verification.UNVERIFIED}' END"
            )
        case Kind.FLAG:
            value = f"{name} = 1"
        case Kind.CODE:
            assert column.codes is not None
            codes = ", ".join(f"'{code}'" for code in column.codes.numbers())
            value = f"(ARRAY[{codes}])[{name} + 1]"
        case Kind.MONEY | Kind.AREA:
            value = f"{name} / 100.00"
        case Kind.DAY:
            value = f"DATE '1970-01-01' + nullif(nullif({name}, {NEVER}), {ALWAYS})::integer"
        case _:
            value = name
    if known:
        return f"CASE {known} WHEN 1 THEN {value} END"
    if field.null and column.kind in (Kind.MONEY, Kind.NUMBER):
        return f"CASE WHEN {name} <> {column.empty} THEN {value} END"
    return value


def _default(field: models.Field[Any, Any]) -> str:
    """The SQL of a field that no rule reads."""
    if isinstance(field, models.ForeignKey) and field.related_model is Region:
        return A_COMMUNITY
    if field.null:
        return "NULL"
    if isinstance(field, models.CharField):
        if field.unique:
            return "id::text"
        if field.choices:
            return f"'{field.choices[0][0]}'"
    return next((sql for kind, sql in DEFAULTS if isinstance(field, kind)), "'{}'")
