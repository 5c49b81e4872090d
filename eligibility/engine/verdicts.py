"""Verdicts and how they combine. FAIL < PENDING < PASS, as int8 columns over households."""

from __future__ import annotations

from collections.abc import Callable
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
    return _combine(terms, np.minimum, FAIL)


def any_of(*terms: Term) -> Outcome:
    """One term suffices. A pass is marked only if no unmarked term passes as well."""
    return _combine(terms, np.maximum, PASS)


def _combine(
    terms: tuple[Term, ...], pick: Callable[[Verdicts, Verdicts], Verdicts], decisive: int
) -> Outcome:
    verdict = terms[0].verdict
    for term in terms[1:]:
        verdict = pick(verdict, term.verdict)
    marks = [term.marked for term in terms if term.marked is not None]
    if not marks:
        return Outcome(verdict, None)
    marked = marks[0]
    for mark in marks[1:]:
        marked = marked | mark
    firm = np.zeros(verdict.size, dtype=np.bool_)
    for term in terms:
        settled = term.verdict == decisive
        firm |= settled if term.marked is None else settled & ~term.marked
    return Outcome(verdict, np.where(verdict == decisive, ~firm, marked))


def settle(verdicts: Verdicts) -> Verdicts:
    """One verdict from those under each candidate of an unknown parameter (first axis).

    The same outcome under all decides; different ones, or no candidate at all, are PENDING.
    """
    if not len(verdicts):
        return np.full(verdicts.shape[1:], PENDING, dtype=np.int8)
    agreed = (verdicts == verdicts[0]).all(axis=0)
    return np.where(agreed, verdicts[0], np.int8(PENDING))
