"""The product's own parameters as a tree of OpenFisca's.

An unknown parameter with candidates becomes the list of them; one that is a choice of words has
no OpenFisca form, and the rules here are written for the reading that is settled.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from openfisca_core.parameters import ParameterNode

from eligibility.engine.parameters import Revision
from eligibility.engine.programme import seeds

BEYOND_WORDS = ("money", "count", "ratio", "codes")


def tree() -> Any:
    """The parameters by programme and name, with the values of every date."""
    programmes: dict[str, dict[str, Any]] = {}
    for revision in seeds().revisions:
        if revision.kind in BEYOND_WORDS and revision.since > date(1000, 1, 1):
            programme, _, name = revision.code.partition(".")
            node = programmes.setdefault(programme, {}).setdefault(name, {"values": {}})
            node["values"][revision.since.isoformat()] = {"value": _value(revision)}
            if revision.until:
                node["values"].setdefault(revision.until.isoformat(), {"value": None})
    return ParameterNode("", data=programmes)


def _value(revision: Revision[Any]) -> Any:
    if not revision.is_known:
        return list(revision.options)
    if revision.kind == "codes":
        return list(revision.value)
    return float(revision.value) if revision.kind == "ratio" else revision.value
