"""What a recompute is held against: moving the same rows by COPY, and a loop over the ORM."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, models
from django.db.models import Q

from bench.registry import parts_by_model
from bench.scratch import server_process
from bench.timing import Time, timed
from eligibility import parameters
from eligibility.engine import records
from eligibility.engine.columns import Kind, columns_of
from eligibility.engine.facts import Facts, Households
from eligibility.engine.programme import discover
from eligibility.engine.verdicts import NAMES
from eligibility.enums import Basis
from eligibility.loading import FED_BY, SECTIONS, Part
from eligibility.models import Result
from households.models import Household, ItemFact, Membership, Person

# --- COPY -----------------------------------------------------------------------------------


def copy_out() -> None:
    """Take out of every table the columns that a rule needs, and look at none."""
    with connection.cursor() as cursor:
        for model, part in parts_by_model().items():
            columns = ", ".join(_columns(model, part))
            rows = f"SELECT {columns} FROM {part.source}"
            with cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT BINARY)") as copy:
                for _ in copy:
                    pass


def _columns(model: type[models.Model], part: Part) -> list[str]:
    fields = {field.name: str(field.column) for field in model._meta.concrete_fields}
    keys = ("id",) if model in (Household, Person) else ("household_id", "person_id")
    read = [column.key.rpartition(".")[2] for column in part.columns.values()]
    read += ["surveyed"] if model is Household else []
    names = [key for key in keys if key in fields.values()]
    return list(dict.fromkeys(names + [fields[name] for name in read if name in fields]))


def results_as_copied() -> bytes:
    """All results in the form in which COPY takes them."""
    statement = f"COPY {Result._meta.db_table} TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return b"".join(bytes(block) for block in copy)


def copy_in(results: bytes, *, indexed: bool) -> Time:
    """Time to put the results into an empty table of their own, with or without its indexes."""
    like = f"LIKE {Result._meta.db_table} {'INCLUDING ALL' if indexed else ''}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bench_floor; CREATE TABLE bench_floor ({like})")

        def copy() -> None:
            with cursor.copy("COPY bench_floor FROM STDIN (FORMAT BINARY)") as copying:
                copying.write(results)

        return timed(copy, server=server_process())


# --- the ORM --------------------------------------------------------------------------------


def loop(household_ids: list[int], on: date) -> None:
    """Work out some households as one would at first: object by object, row by row."""
    for household in Household.objects.filter(pk__in=household_ids):
        facts = _facts(household, on)
        for basis in Basis:
            found: dict[str, Any] = {}
            for code, programme in discover().items():
                findings = programme.decide(facts, parameters.current(), on, basis, found)
                found[code] = findings
                if findings.concerns(0):
                    _save(household, code, basis, findings, on)


def _save(household: Household, code: str, basis: Basis, findings: Any, on: date) -> None:
    details = findings.explain(0)
    pending = [c["code"] for c in details["criteria"] if c["verdict"] == "PENDING"]
    Result.objects.update_or_create(
        household=household,
        unit=0,
        programme=code,
        basis=basis,
        defaults={
            "verdict": NAMES[findings.verdict[0]],
            "is_provisional": details["provisional"],
            "monthly_total": details["total"],
            "category": details.get("category", ""),
            "route": details.get("route", ""),
            "klass": details.get("class", ""),
            "pending": pending if details["verdict"] == "PENDING" else [],
            "since": on,
        },
    )


def _facts(household: Household, on: date) -> Facts:
    """The household's record read; a list may be there and not be complete."""
    facts = records.read([_record(household, on)])
    complete = {
        name: np.array([SECTIONS[column.key] in household.surveyed])
        for name, column in columns_of(Households).items()
        if column.key in SECTIONS
    }
    return replace(facts, households=facts.households.changed(**complete))


def _record(household: Household, on: date) -> dict[str, Any]:
    """The household as a case file has it."""
    record: dict[str, Any] = {}
    for section, (model, *_) in FED_BY["households"].items():
        if section and (fact := _current(model, household=household).first()):
            record[section] = _values(fact, "households", section)
    memberships = list(
        Membership.objects.filter(Q(until=None) | Q(until__gt=on), household=household)
    )
    record["members"] = [_member(membership) for membership in memberships]
    places = {membership.person_id: n for n, membership in enumerate(memberships)}
    for table, sections in FED_BY.items():
        model = sections[""][0]
        if issubclass(model, ItemFact):
            record[table] = [
                _values(item, table, "") | {"member": places.get(item.person_id)}
                for item in _current(model, household=household)
            ]
    return record


def _member(membership: Membership) -> dict[str, Any]:
    person = membership.person
    member = _values(membership, "members", "") | _values(person, "members", "")
    for section, (model, *_) in FED_BY["members"].items():
        if section and (fact := _current(model, person=person).first()):
            member[section] = _values(fact, "members", section)
    return member


def _current(model: type[models.Model], **owner: models.Model) -> models.QuerySet[Any]:
    """What is known now of one owner."""
    return model._default_manager.filter(superseded_at=None, **owner)


def _values(row: models.Model, table: str, section: str) -> dict[str, Any]:
    """What a rule reads of one row, by key."""
    return dict(_read(row, table, section))


def _read(row: models.Model, table: str, section: str) -> Iterator[tuple[str, Any]]:
    part = parts_by_model()[type(row)]
    for column in part.columns.values():
        key = column.key.rpartition(".")[2]
        if column.kind is not Kind.KNOWN and hasattr(row, key):
            value = getattr(row, key)
            if value not in (None, ""):
                yield key, value
