"""学期: the school term that a day falls in."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Term(NamedTuple):
    """A term, e.g. 2019春. number: which term of its school year, autumn being the first."""

    label: str
    number: int


def term_of(day: date) -> Term:
    """Autumn lasts from August to January, spring from February to July."""
    if day.month >= 8:
        return Term(f"{day.year}秋", 1)
    if day.month == 1:
        return Term(f"{day.year - 1}秋", 1)
    return Term(f"{day.year}春", 2)
