"""What every rule here shares: a rule's form, whole numbers, three verdicts, calendar sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.periods import DateUnit, Period
from openfisca_core.variables import Variable

Array = npt.NDArray[Any]
FAIL, PENDING, PASS = 0, 1, 2
EPOCH = np.datetime64("1970-01-01")


Formula = Callable[[Any, Any, Any], Array]


def rule(
    entity: Any, kind: type = int, *, unit: DateUnit = DateUnit.DAY
) -> Callable[[Formula], type[Variable]]:
    """Turn a formula into a variable of the same name, worked out for a day or a month."""

    def variable(formula: Formula) -> type[Variable]:
        details = {
            "value_type": kind,
            "entity": entity,
            "definition_period": unit,
            "label": formula.__doc__,
            "formula": formula,
        }
        return type(formula.__name__, (Variable,), details)

    return variable


def number(instant: Any) -> int:
    """A date as the inputs hold it: days since 1970-01-01."""
    return int((np.datetime64(str(instant)) - EPOCH).astype(int))


def day(period: Any) -> int:
    """The number of the day itself."""
    return number(period.start)


def years_before(period: Any, years: int) -> int:
    """The same day so many years earlier."""
    return number(period.start.offset(-years, "year"))


def month(period: Any) -> int:
    """Months since January 1970."""
    return (period.start.year - 1970) * 12 + period.start.month - 1


def first_day(months: int) -> int:
    """The day number of the first day of a month."""
    return number(np.datetime64(months, "M").astype("M8[D]"))


def months_before(period: Any, count: int) -> Period:
    """So many whole months before that of the period."""
    first = period.start.offset("first-of", "month")
    return Period((DateUnit.MONTH, first.offset(-count, "month"), count))


def half_up(numerator: Array, denominator: Any) -> Array:
    """The nearest whole number, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def verdict(holds: Array, known: Array) -> Array:
    """FAIL where it does not hold even at best, PENDING where that is not sure."""
    return np.where(holds, np.where(known, PASS, PENDING), FAIL)


def settle(verdicts: list[Array]) -> Array:
    """One verdict from those under each candidate of an unknown parameter."""
    agreed = np.logical_and.reduce([verdicts[0] == other for other in verdicts])
    return np.where(agreed, verdicts[0], PENDING)
