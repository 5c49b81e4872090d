"""Seeded luck, with the few questions the generator asks of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


class Chance(random.Random):
    """The same seed gives the same answers in the same order."""

    def happens(self, probability: float) -> bool:
        """Tell whether something of this probability comes to pass."""
        return self.random() < probability

    def pick(self, weights: Mapping[T, float]) -> T:
        """Choose one of the keys by its weight."""
        return self.choices(list(weights), list(weights.values()))[0]

    def day(self, first: date, last: date) -> date:
        """A day between two, both included."""
        return first + timedelta(days=self.randint(0, (last - first).days))

    def yuan(self, low: int, high: int, step: int = 10) -> Decimal:
        """A round amount between two, both included."""
        return Decimal(self.randrange(low, high + 1, step))
