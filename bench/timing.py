"""Measuring fairly: interleaved rounds, medians, wall and processor time, one table of results."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

Work = Callable[[], Any]


@dataclass(frozen=True)
class Time:
    """Seconds on the clock, and of the processor in all processes concerned."""

    wall: float
    cpu: float

    def __add__(self, other: Time) -> Time:
        return Time(self.wall + other.wall, self.cpu + other.cpu)

    def __mul__(self, factor: float) -> Time:
        return Time(self.wall * factor, self.cpu * factor)


def middle(times: Sequence[Time]) -> Time:
    """The medians of some times."""
    return Time(median(t.wall for t in times), median(t.cpu for t in times))


def timed(work: Work, *, server: int | None = None) -> Time:
    """How long one call takes; `server` is the process that answers it in the database.

    On a machine that others use, too, the processor's time tells more than the clock's.
    """
    wall, cpu = time.perf_counter(), _cpu(server)
    work()
    return Time(time.perf_counter() - wall, _cpu(server) - cpu)


def _cpu(server: int | None) -> float:
    """Seconds of the processor that this process, and the server's, have used (Linux)."""
    own = time.process_time()
    if server is None:
        return own
    fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return own + (user + system) / os.sysconf("SC_CLK_TCK")


def interleaved(
    works: Mapping[str, Work],
    rounds: int,
    *,
    before: Work = lambda: None,
    server: int | None = None,
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
            taken[name].append(timed(work, server=server))
    gc.unfreeze()
    return {name: middle(times) for name, times in taken.items()}


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
