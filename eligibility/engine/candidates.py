"""Rows judged one by one (people, hospital stays, mishaps): a household has what one of them has.

Conditions are asked in order, each only of the rows that none before it has failed. So the
household's verdict on a condition is the best that any row still has after it, and the verdict
on the last one is the outcome: all conditions together are never better met by two rows than by
the best one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.columns import Flags, Ints, Rows
from eligibility.engine.criteria import Amount, Criterion, Line, Missing, Text, awaited
from eligibility.engine.parameters import Revision, State, Use
from eligibility.engine.verdicts import FAIL, PASS, PENDING, Outcome, Verdicts

# Words and gaps of one row.
RowText = Callable[[int], str]
RowLack = Callable[[int], Iterable[Missing]]


def judged(holds: Flags, known: Flags | bool = True) -> Verdicts:
    """PASS or FAIL where it is known, PENDING elsewhere."""
    return np.where(known, np.where(holds, np.int8(PASS), np.int8(FAIL)), np.int8(PENDING))


class _Asked(NamedTuple):
    """A condition once asked: the household's verdict after it, and the rows it leaves open."""

    best: Verdicts
    open_: Flags
    uses: tuple[tuple[Revision[Any], Flags], ...]
    lacks: RowLack | None

    def gaps(self, i: int) -> Iterator[Missing]:
        """What keeps one row open: facts, then parameters."""
        if self.open_[i]:
            yield from self.lacks(i) if self.lacks else ()
            for parameter, rows in self.uses:
                if rows[i] and parameter.state is State.UNKNOWN:
                    yield awaited(parameter)


class Candidates:
    """The rows that a programme looks at.

    verdict: int8 per row, FAIL for rows outside `mask`. marked: rows whose verdict rests on an
    unconfirmed parameter. name_of: what to call a row in a text.
    complete: households all of whose rows are known (None: all of them); in any other a row that
    is still to be found may pass, so that the household does not fail.
    """

    def __init__(
        self, rows: Rows, mask: Flags, name_of: RowText, complete: Flags | None = None
    ) -> None:
        self.rows, self.name_of, self.complete = rows, name_of, complete
        self.verdict: Verdicts = judged(mask)
        self.marked: Flags = np.zeros(len(rows), dtype=np.bool_)
        self._is_first = True
        self._asked: list[_Asked] = []
        self.concerned: Flags = rows.any(mask)

    @property
    def remaining(self) -> Flags:
        """The rows that have failed nothing so far."""
        remaining: Flags = self.verdict != FAIL
        return remaining

    def require(  # noqa: PLR0913 - see criteria.require
        self,
        code: str,
        label: str,
        clause: str,
        verdict: Verdicts,
        *,
        say: tuple[RowText, Text],
        uses: tuple[tuple[Revision[Any], Flags], ...] = (),
        lacks: RowLack | None = None,
        note: Text | None = None,
        among: Flags | None = None,
    ) -> Criterion:
        """A condition of the remaining rows; `verdict` has one for every row.

        say: words of one row, and what is required. uses: parameters, each with the rows that
        rest on it. lacks: what keeps a row that is PENDING open. among: the rows to which the
        condition applies (None: all of them); the others pass.
        """
        asked = self.remaining
        if among is not None:
            asked, verdict = asked & among, np.where(among, verdict, np.int8(PASS))
        self.verdict = np.minimum(self.verdict, verdict)
        self._mark(asked, uses)
        # The first one is asked of every household, so that one without rows is told something.
        reached = None if self._is_first else self.rows.any(asked)
        self._is_first = False

        best, remaining, earlier = self._best(), self.remaining, tuple(self._asked)
        own = _Asked(best, asked & (verdict == PENDING), uses, lacks)
        self._asked.append(own)

        def missing(row: int) -> Iterator[Missing]:
            # What an earlier condition left open was not told while another row passed it.
            hidden = [condition for condition in earlier if condition.best[row] != PENDING]
            for i in self.rows.rows_in(row):
                for condition in (*hidden, own) if remaining[i] else ():
                    yield from condition.gaps(i)

        return Criterion(
            code=code,
            label=label,
            clause=clause,
            verdict=best,
            say=(lambda row: self._words(row, asked, say[0]), say[1]),
            uses=tuple(self._use(parameter, asked & mask) for parameter, mask in uses),
            lacks=(missing,),
            reached=reached,
            note=note,
            follows=True,
        )

    def _mark(self, asked: Flags, uses: tuple[tuple[Revision[Any], Flags], ...]) -> None:
        """A row that fails here fails for good, whatever its earlier passes rest on."""
        doubtful = [mask for parameter, mask in uses if not parameter.is_confirmed]
        touched = asked & np.any(doubtful, axis=0) if doubtful else np.zeros_like(asked)
        earlier = self.marked & (self.remaining | ~asked)
        self.marked = earlier | touched

    @property
    def outcome(self) -> Outcome:
        """The verdict by household, marked where that of any of its rows is."""
        return Outcome(self._best(), self.rows.any(self.marked))

    @property
    def due(self) -> Flags:
        """The rows that carry their household's outcome: what is open adds nothing to a pass."""
        due: Flags = self.remaining & (self.verdict == self._best()[self.rows.household])
        return due

    def _best(self) -> Verdicts:
        best = self.rows.spans.reduce(np.maximum, self.verdict, np.int8)
        if self.complete is None:
            return best
        return np.where(self.complete, best, np.maximum(best, np.int8(PENDING)))

    def left_open(self, row: int) -> str:
        """A note on the rows of one household that do not count yet beside others that do."""
        rows, due = self.rows.rows_in(row), self.due
        names = [self.name_of(i) for i in rows if self.remaining[i] and not due[i]]
        return f"{'、'.join(names)}尚待核实，本次未计入。" if names else ""

    def _words(self, row: int, asked: Flags, words: RowText) -> str:
        said = [f"{self.name_of(i)}：{words(i)}" for i in self.rows.rows_in(row) if asked[i]]
        return "；".join(said) or "没有"

    def _use(self, parameter: Revision[Any], mask: Flags) -> Use:
        return parameter.where(lambda: self.rows.any(mask))

    def amount(
        self,
        fen: Ints,
        lines: Callable[[int], Iterable[Line]],
        uses: tuple[tuple[Revision[Any], Flags], ...] = (),
    ) -> Amount:
        """What the rows that are due get together; `fen` and `lines` are those of one row."""
        due = self.due

        def all_lines(row: int) -> Iterator[Line]:
            for i in self.rows.rows_in(row):
                if due[i]:
                    yield from lines(i)

        return Amount(
            self.rows.total(np.where(due, fen, 0)),
            all_lines,
            tuple(self._use(parameter, due & mask) for parameter, mask in uses),
        )
