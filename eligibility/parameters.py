"""The policy parameters in force: what the programmes' files state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from eligibility.engine.parameters import ParameterSet, read_file
from eligibility.engine.programme import discover, find

Record = dict[str, Any]


@cache
def records() -> tuple[Record, ...]:
    """Every revision of every parameter as a plain record."""
    return tuple(
        record
        for programme in discover().values()
        for record in read_file(programme.folder / "parameters.toml", programme.code)
    )


@cache
def current() -> ParameterSet:
    """All revisions, as the rules read them."""
    return ParameterSet.from_records(records())


def in_force(programmes: Iterable[str], on: date) -> list[Record]:
    """The revisions that some programmes, and those they need, rest on for a day."""
    wanted = {code for name in programmes for code in (name, *find(name).needs)}
    return [
        record
        for record in records()
        if record["code"].partition(".")[0] in wanted
        and record["from"] <= on
        and (record.get("to") is None or on < record["to"])
    ]
