"""Verdicts and how they combine. FAIL < PENDING < PASS, as int8 columns over households."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from eligibility.engine.columns import Flags

Verdicts = npt.NDArray[np.int8]

FAIL, PENDING, PASS = 0, 1, 2
NAMES = ("FAIL", "PENDING", "PASS")


class Term(Protocol):
    """Something with a verdict. `marked`: it rests on an unconfirmed parameter (None: nowhere)."""

    @property
    def verdict(self) -> Verdicts: ...

    @property
    def marked(self) -> Flags | None: ...


class Outcome(NamedTuple):
    """The verdict of several terms together."""

    verdict: Verdicts
    marked: Flags | None


def all_of(*terms: Term) -> Outcome:
    """Every term must hold. A failure is marked only if no unmarked term fails as well."""
    verdicts = np.array([term.verdict for term in terms])
    return _combined(terms, verdicts, verdicts.min(axis=0), FAIL)


def any_of(*terms: Term) -> Outcome:
    """One term suffices. A pass is marked only if no unmarked term passes as well."""
    verdicts = np.array([term.verdict for term in terms])
    return _combined(terms, verdicts, verdicts.max(axis=0), PASS)


def _combined(
    terms: tuple[Term, ...], verdicts: Verdicts, verdict: Verdicts, decisive: int
) -> Outcome:
    """`verdicts` has a row for each term; a decisive one settles the matter alone."""
    if all(term.marked is None for term in terms):
        return Outcome(verdict, None)
    marks = np.zeros(verdicts.shape, dtype=np.bool_)
    for i, term in enumerate(terms):
        if term.marked is not None:
            marks[i] = term.marked
    firm = ((verdicts == decisive) & ~marks).any(axis=0)
    return Outcome(verdict, np.where(verdict == decisive, ~firm, marks.any(axis=0)))


def settle(verdicts: Verdicts) -> Verdicts:
    """One verdict from those under each candidate of an unknown parameter (first axis).

    The same outcome under all decides; different ones, or no candidate at all, are PENDING.
    """
    if not len(verdicts):
        return np.full(verdicts.shape[1:], PENDING, dtype=np.int8)
    agreed = (verdicts == verdicts[0]).all(axis=0)
    return np.where(agreed, verdicts[0], np.int8(PENDING))
