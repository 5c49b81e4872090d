"""The policy parameters in force: the programmes' files, overlaid by revisions made in the house.

Revisions in force are never changed or taken back, so the ids of those that a transaction sees
name what is in effect: one small query at each use keeps every process up to date, and a set is
put together once for each process.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from eligibility.engine.parameters import ParameterSet, lay_over, read_file
from eligibility.engine.programme import Programme, discover, find

from .models import ParameterRevision

Record = dict[str, Any]


class InEffect(NamedTuple):
    """Every period of every parameter, as plain records and as the rules read them."""

    records: tuple[Record, ...]
    parameters: ParameterSet


@cache
def seeds() -> tuple[Record, ...]:
    """What the programmes' own files state."""
    return tuple(
        record
        for programme in discover().values()
        for record in read_file(programme.folder / "parameters.toml", programme.code)
    )


def in_effect() -> InEffect:
    """What holds now."""
    return _in_effect(_ids())


def around(revision: ParameterRevision) -> tuple[InEffect, InEffect]:
    """What held before a revision took force, and with it; later ones are left out."""
    ids = _ids()
    place = ids.index(revision.pk)
    return _in_effect(ids[:place]), _in_effect(ids[: place + 1])


def last_revised() -> str:
    """What the parameter is called whose revision took force last; empty when none has."""
    rows = ParameterRevision.objects.in_force().order_by("-checked_at", "-pk")
    code = rows.values_list("code", flat=True).first()
    return str(nature_of(code)["label"]) if code else ""


def _ids() -> tuple[int, ...]:
    """The revisions in force, in the order in which they took it."""
    rows = ParameterRevision.objects.in_force().order_by("checked_at", "pk")
    return tuple(rows.values_list("pk", flat=True))


@lru_cache(maxsize=8)
def _in_effect(ids: tuple[int, ...]) -> InEffect:
    rows = ParameterRevision.objects.in_bulk(ids)
    known = {record["code"] for record in seeds()}
    # A parameter that no rule reads any more leaves its revisions behind.
    return overlaid(seeds(), [record_of(rows[pk]) for pk in ids if rows[pk].code in known])


def overlaid(records: Iterable[Record], revisions: Iterable[Record]) -> InEffect:
    """Records with revisions laid over them, in turn. Raises BadParameter, see lay_over."""
    found: list[Any] = list(records)
    for revision in revisions:
        found = lay_over(found, revision)
    # Periods of one parameter together, in the order of the programmes' files.
    order = {record["code"]: place for place, record in enumerate(reversed(seeds()))}
    found.sort(key=lambda record: (-order[record["code"]], record["from"]))
    return InEffect(tuple(found), ParameterSet.from_records(found))


def record_of(revision: ParameterRevision) -> Record:
    """A revision as a plain record, with what all periods of its parameter share."""
    return nature_of(revision.code) | {
        "code": revision.code,
        "from": revision.since,
        "to": revision.until,
        "value": revision.value,
        "candidates": revision.candidates,
        "state": revision.state,
        "source": revision.source,
        "clause": revision.clause,
        "published": revision.published,
        "provenance": revision.provenance,
        "note": revision.note,
    }


def nature_of(code: str) -> Record:
    """What a parameter is whatever its value. Raises KeyError for an unknown code."""
    shared = {"label", "unit", "kind", "words"}
    for record in seeds():
        if record["code"] == code:
            return {key: value for key, value in record.items() if key in shared}
    raise KeyError(code)


def current() -> ParameterSet:
    """All revisions, as the rules read them: the same object while nothing takes force."""
    return in_effect().parameters


def programme_of(code: str) -> str:
    """The programme that a parameter belongs to."""
    return code.partition(".")[0]


def dependants(code: str) -> list[Programme]:
    """The programmes that may rest on a parameter: its own, and those that need that one."""
    own = programme_of(code)
    return [p for p in discover().values() if own in (p.code, *p.needs)]


def in_force(programmes: Iterable[str], on: date) -> list[Record]:
    """The revisions that some programmes, and those they need, rest on for a day."""
    wanted = {code for name in programmes for code in (name, *find(name).needs)}
    return [
        record
        for record in in_effect().records
        if programme_of(record["code"]) in wanted
        and record["from"] <= on
        and (record.get("to") is None or on < record["to"])
    ]


# --- records as JSON ------------------------------------------------------------------------

DATES = ("from", "to", "published")


def plain(record: Record) -> Record:
    """A record as JSON keeps it: dates as text."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in record.items()
    }


def dated(record: Record) -> Record:
    """What `plain` gave, as it was."""
    dates = {key: date.fromisoformat(record[key]) for key in DATES if record.get(key)}
    return record | dates
