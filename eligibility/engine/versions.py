"""Rules that changed with the law: the as-of date chooses the function."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class ByDate(Generic[P, R]):
    """The versions of one rule, each with the day it came into force."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._versions: list[tuple[date, Callable[P, R]]] = []

    def since(self, day: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Register the decorated function as the rule from the day on."""

        def register(function: Callable[P, R]) -> Callable[P, R]:
            self._versions.append((date.fromisoformat(day), function))
            self._versions.sort(key=lambda version: version[0], reverse=True)
            return function

        return register

    def on(self, day: date) -> Callable[P, R]:
        """The version in force on a day. Raises LookupError before the first."""
        for since, function in self._versions:
            if since <= day:
                return function
        raise LookupError(f"{day} 时“{self.label}”尚无规定")
