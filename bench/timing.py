"""Measuring fairly: interleaved rounds, medians, wall and processor time, one table of results."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

Work = Callable[[], Any]


@dataclass(frozen=True)
class Time:
    """Seconds: on the clock, and of this process's processors alone."""

    wall: float
    cpu: float


def timed(work: Work) -> Time:
    """How long one call takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Time(time.perf_counter() - wall, time.process_time() - cpu)


def interleaved(
    works: Mapping[str, Work], rounds: int, *, before: Work = lambda: None
) -> dict[str, Time]:
    """The median of each work, taken in turns, so that a busy machine slows all of them alike.

    `before` is called at the start of a round and not timed.
    """
    taken: dict[str, list[Time]] = {name: [] for name in works}
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        before()
        for name, work in works.items():
            taken[name].append(timed(work))
    gc.unfreeze()
    return {
        name: Time(median(t.wall for t in times), median(t.cpu for t in times))
        for name, times in taken.items()
    }


@dataclass(frozen=True)
class Line:
    """A figure against its goal: at most, or at least, so much."""

    work: str
    figure: str
    ratio: float
    comparison: str
    goal: float

    @property
    def is_met(self) -> bool:
        if self.comparison == "≤":
            return self.ratio <= self.goal
        return self.ratio >= self.goal

    def __str__(self) -> str:
        met = "yes" if self.is_met else "no"
        return (
            f"| {self.work} | {self.figure} | {self.ratio:.2f}"
            f" | {self.comparison} {self.goal:g} | {met} |"
        )


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table."""
    head = ("| work | measured | ratio | goal | met |", "|---|---|---|---|---|")
    return "\n".join((*head, *map(str, lines)))


def machine() -> str:
    """The day, and what the figures were taken on."""
    cpuinfo = Path("/proc/cpuinfo")
    models = [
        line.partition(":")[2].strip()
        for line in (cpuinfo.read_text().splitlines() if cpuinfo.exists() else ())
        if line.startswith("model name")
    ]
    name = models[0] if models else platform.processor()
    load = os.getloadavg()[0]
    python = platform.python_version()
    day = time.strftime("%Y-%m-%d")
    return f"{day}, {name}, {os.cpu_count()} cores, Python {python}, load before {load:.1f}"
