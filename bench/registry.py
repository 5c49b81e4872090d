"""Facts written into the registry's tables in bulk: the loading statement read backwards.

What `eligibility.loading` reads of a model says which of its fields to write; the others get a
default. Rows go by COPY into a table of numbers, and one INSERT … SELECT per model turns numbers
into codes, dates and yuan. No trigger runs: nobody is marked, no history is kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models

from eligibility.engine.columns import ALWAYS, NEVER, Column, Items, Kind
from eligibility.engine.facts import TABLES, Facts
from eligibility.loading import FED_BY, SECTIONS, Part, statement
from households import models as registry
from households.enums import Verification
from yunyang_relief.core.fields import SealedField, SealedPart
from yunyang_relief.core.models import Region

Rows = dict[str, npt.NDArray[np.int64]]
COPY_HEAD, COPY_TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
KEYS = ("id", "household_id", "person_id")
OPENED_ON = "DATE '2019-04-01'"


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
        for model, part in _parts().items():
            _write(cursor, model, _rows(facts, part), _values(model, part))
        cursor.execute(
            "UPDATE households_household SET head_id = person_id FROM households_membership"
            " WHERE household_id = households_household.id AND relation = '01'"
        )
        cursor.connection.commit()
        cursor.connection.autocommit = True
        cursor.execute("VACUUM (ANALYZE, FREEZE)")


def _without_triggers() -> psycopg.Cursor[Any]:
    """The server's own superuser may write without triggers and foreign keys."""
    database = settings.DATABASES["default"]
    superuser = psycopg.connect(
        host=database["HOST"], port=database["PORT"], dbname=database["NAME"], user="postgres"
    )
    cursor = superuser.cursor()
    cursor.execute("SET session_replication_role = replica")
    return cursor


def _parts() -> dict[type[models.Model], Part]:
    """What is read of each model."""
    parts = {part.source: part for part in statement(named=False)[0]}
    fed = [m for sections in FED_BY.values() for ms in sections.values() for m in ms]
    return {model: parts[model._meta.db_table] for model in fed}


# --- rows of numbers ------------------------------------------------------------------------


def _rows(facts: Facts, part: Part) -> Rows:
    """The columns of a model for the rows that say something, with their keys."""
    table = getattr(facts, part.table)
    columns = {name: getattr(table, name) for name in part.columns}
    keys = {"household_id": table.household + 1}
    if part.table == "members":
        keys["person_id"] = np.arange(1, len(table) + 1)
    elif isinstance(table, Items):
        keys["person_id"] = table.member + 1
    rows = {name: array.astype(np.int64) for name, array in (keys | columns).items()}
    if issubclass(_model_of(part), registry.HouseholdFact | registry.PersonFact):
        stated = [array != part.columns[name].empty for name, array in columns.items()]
        kept = np.logical_or.reduce(stated)
        rows = {name: array[kept] for name, array in rows.items()}
    return rows


def _model_of(part: Part) -> type[models.Model]:
    return next(model for model in _parts() if model._meta.db_table == part.source)


def _write(
    cursor: psycopg.Cursor[Any], model: type[models.Model], rows: Rows, values: dict[str, str]
) -> None:
    names = ", ".join(f"{name} bigint" for name in ("id", *rows))
    cursor.execute(f"CREATE TEMPORARY TABLE drawn ({names})")  # noqa: S608 - names of our own
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
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM drawn"  # noqa: S608
    )
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count + 1})")  # noqa: S608
    cursor.execute("DROP TABLE drawn")


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
    causes = [(n, c.code.code) for n, c in columns.items() if c.kind is Kind.CAUSES and c.code is not None]
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
            value = (
                f"DATE '1970-01-01' + nullif(nullif({name}, {NEVER}), {ALWAYS})::integer"
            )
        case _:
            value = name
    if known:
        return f"CASE {known} WHEN 1 THEN {value} END"
    if field.null and column.kind in (Kind.MONEY, Kind.NUMBER):
        return f"CASE WHEN {name} <> {column.empty} THEN {value} END"
    return value


def _default(field: models.Field[Any, Any]) -> str:
    """The SQL of a field that no rule reads."""
    match field:
        case models.UUIDField():
            return "lpad(to_hex(id), 32, '0')::uuid"
        case SealedField():
            return "repeat('0', 120)"  # about as long as an envelope
        case models.ForeignKey(remote_field=remote) if remote.model is Region:
            return (
                "(SELECT (array_agg(code ORDER BY code))[1 + drawn.id % count(*)]"
                " FROM core_region WHERE level = 12)"
            )
        case _ if field.null:
            return "NULL"
        case models.DateTimeField():
            return "now()"
        case models.DateField():
            return OPENED_ON
        case models.BooleanField():
            return "false"
        case models.DecimalField() | models.IntegerField():
            return "0"
        case models.CharField(unique=True):
            return "id::text"
        case SealedPart():
            return "''"
        case models.CharField() if field.choices:
            return f"'{field.choices[0][0]}'"
        case models.CharField() | models.TextField():
            return "'演示'"
        case _:
            return "'{}'"
