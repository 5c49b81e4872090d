"""Figures, criteria and amounts: what a rule hands back, for every household at once.

Columns decide; words are made only for the one household somebody asks about, so every text is
a function of the household's row number.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from eligibility.engine.codes import COUNTY
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.parameters import Revision, State, Use
from eligibility.engine.verdicts import PASS, PENDING, Verdicts, settle

Text = Callable[[int], str]

# More than any sum of money or count of people: "no bound is known".
UNBOUNDED = 10**15

# What stands in an arithmetic for a figure that the county has yet to state.
UNSET = "待云阳县局确认"

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


class Missing(NamedTuple):
    """Something that is not known, and who can supply it."""

    what: str
    who: str


def awaited(parameter: Revision[Any]) -> Missing:
    """That the county has yet to state a parameter."""
    return Missing(f"参数“{parameter.label}”待确认", COUNTY)


# What one household lacks to be sure of something; nothing for those who lack nothing.
Lack = Callable[[int], Iterable[Missing]]


class Figure(NamedTuple):
    """A number per household, with what it rests on.

    Where it is not known, `values` is the bound most favourable to the household, so that a test
    failed even with it is failed for good. `values` may have a leading axis, one row for each
    candidate of an unknown parameter.
    """

    values: Ints
    known: Flags
    uses: tuple[Use, ...] = ()
    lacks: tuple[Lack, ...] = ()


@dataclass(slots=True)
class Criterion:
    """One condition: a verdict per household, and words for one of them.

    say: the actual state and what is required. reached: the households to which the condition
    applies at all (None: all); the others pass. route: the alternative it belongs to; empty when
    every route must meet it. follows: asked only once the conditions before it hold. marked: the
    verdict rests on an unconfirmed parameter.
    """

    code: str
    label: str
    clause: str
    verdict: Verdicts
    say: tuple[Text, Text]
    uses: tuple[Use, ...] = ()
    lacks: tuple[Lack, ...] = ()
    reached: Flags | None = None
    route: str = ""
    note: Text | None = None
    follows: bool = False
    marked: Flags | None = field(init=False)

    def __post_init__(self) -> None:
        self.marked = marked(self.uses, self.verdict.size, self.reached)

    def reaches(self, row: int) -> bool:
        """Whether the condition applies to one household."""
        return self.reached is None or bool(self.reached[row])

    @property
    def asked(self) -> Flags | bool:
        """The households to which the condition applies; True for all."""
        return True if self.reached is None else self.reached

    @property
    def reached_uses(self) -> tuple[Use, ...]:
        """The uses, for the households to which the condition applies."""
        if self.reached is None:
            return self.uses
        return tuple(use.within(self.reached) for use in self.uses)

    def parameters(self, row: int) -> list[Revision[Any]]:
        """What the verdict of one household rests on."""
        return [u.parameter for u in self.uses if u.holds_for(row)] if self.reaches(row) else []

    def missing(self, row: int) -> list[Missing]:
        """What keeps one household's verdict open: facts first, then parameters."""
        if self.verdict[row] != PENDING:
            return []
        facts = [missing for lack in self.lacks for missing in lack(row)]
        unknown = [p for p in self.parameters(row) if p.state is State.UNKNOWN]
        facts += [awaited(parameter) for parameter in unknown]
        return list(dict.fromkeys(facts))


def marked(uses: tuple[Use, ...], size: int, within: Flags | None = None) -> Flags | None:
    """The households for which any of the uses is of an unconfirmed parameter; None: nobody."""
    result: Flags | None = None
    for use in uses:
        if not use.parameter.is_confirmed:
            mask = use.mask()
            if mask is None:
                mask = everywhere(size)
            result = mask if result is None else result | mask
    return result if result is None or within is None else result & within


def require(  # noqa: PLR0913 - one argument for each cell of the row people read
    code: str,
    label: str,
    clause: str,
    actual: Figure,
    comparison: str,
    limit: Figure | Callable[[], Figure],
    *,
    say: tuple[Text, Text],
    reached: Flags | None = None,
    route: str = "",
    note: Text | None = None,
) -> Criterion:
    """The condition that `actual` compares to `limit` as stated.

    A comparison that fails even with the bounds most favourable to the household is FAIL; one
    that holds is PASS where both sides are known, else PENDING. Households that do not reach the
    condition pass; a limit that nobody reaches is not worked out. `say` words the two sides.
    """
    if reached is not None and not reached.any():
        passed = np.full(reached.size, PASS, dtype=np.int8)
        return Criterion(code, label, clause, passed, say, reached=reached, route=route)
    bound = limit() if callable(limit) else limit
    holds = COMPARISONS[comparison](actual.values, bound.values)
    verdict = holds.view(np.int8) + (holds & (actual.known & bound.known)).view(np.int8)
    if verdict.ndim > 1:
        verdict = settle(verdict)
    if reached is not None:
        verdict = np.where(reached, verdict, np.int8(PASS))
    uses, lacks = actual.uses + bound.uses, actual.lacks + bound.lacks
    return Criterion(code, label, clause, verdict, say, uses, lacks, reached, route, note)


def try_each(parameter: Revision[Any], figure: Callable[[Any], Ints]) -> Ints:
    """A column worked out with the parameter's value, or one row for each of its candidates."""
    if parameter.is_known:
        return figure(parameter.value)
    if not parameter.options:
        return np.empty((0, 1), dtype=np.int64)
    return np.stack([figure(option) for option in parameter.options])


class Line(NamedTuple):
    """One row of the calculation sheet, 分, and the parameters it rests on.

    A line of one person's names the person and the kind, for ledgers that count by kind. Where
    the rule gives a range, `fen` is its lower end and `most` the upper one, up to which an
    official may go with a reason. `fen` is None where the rule's figure is not known.
    """

    code: str
    label: str
    clause: str
    arithmetic: str
    fen: int | None
    parameters: list[Revision[Any]]
    kind: str = ""
    person: str = ""
    most: int | None = None


@dataclass(slots=True)
class Amount:
    """Part of what is due: 分 per household, and its lines for one of them."""

    fen: Ints
    lines: Callable[[int], Iterator[Line]]
    uses: tuple[Use, ...]


def yuan(fen: int, parts: int = 1) -> str:
    """分 (or so many parts of one) as 1,092.00; a figure that is not whole 分 says 约."""
    whole, rest = divmod(abs(int(fen)), parts)
    if rest * 2 >= parts:
        whole += 1
    sign = "-" if fen < 0 else ""
    return f"{'约 ' if rest else ''}{sign}{whole // 100:,}.{whole % 100:02d}"


def plain_yuan(fen: int) -> str:
    """分 as 1092.00, the form of results read by machines."""
    return f"{int(fen) // 100}.{int(fen) % 100:02d}"


def half_up(numerator: Ints, denominator: int | Ints) -> Ints:
    """The nearest whole number, halves up. Not for negative numerators."""
    return (2 * numerator + denominator) // (2 * denominator)


def _ceiling_to(unit: int) -> Callable[[Ints, int], Ints]:
    return lambda numerator, denominator: -(-numerator // (denominator * unit)) * unit


# How a sum is made whole, by the name the parameter uses; numerator and result in 分.
ROUNDING: dict[str, Callable[[Ints, int], Ints]] = {
    "fen_half_up": half_up,  # 分位四舍五入
    "jiao_up": _ceiling_to(10),  # 见分进角
    "yuan_up": _ceiling_to(100),  # 见角进元
}


def everywhere(size: int, *, flag: bool = True) -> npt.NDArray[np.bool_]:
    """A mask that marks all households, or none."""
    return np.full(size, flag, dtype=np.bool_)


def constant(value: int, size: int) -> Figure:
    """The same number for every household."""
    return Figure(np.full(size, value, dtype=np.int64), everywhere(size))
