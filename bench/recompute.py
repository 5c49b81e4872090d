"""Recomputing everybody, from the tables to the changed results, in a scratch database.

    uv run python -m bench.recompute [--sizes 100000 1000000] [--rounds 5] [--keep DIRECTORY]
    uv run python -m bench.recompute --single [--sizes 20000] [--rounds 5]

Held against the same rows moved by plain COPY and against a loop over the ORM; all use the same
embedded server (no fsync, default buffers). First it makes sure that the registry gives back the
facts that were drawn, and that the loop finds the results of the recompute. `--keep` leaves the
generated databases there for the next run. `--single` measures one household alone.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from bench import generate, scratch
from bench.timing import Line, Time, interleaved, machine, middle, table, timed
from bench.worker import Report, Worker

ON = date(2019, 11, 15)
SEED = 20190222
SAMPLE = 100  # households for the loop over the ORM, whose time is scaled to all
SINGLES = 200
CHANGED = 100  # one household in so many
MEGABYTES = 400  # of a worker, whatever the number of households


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="bench.recompute", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5, help="of the smallest; others take one")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--single", action="store_true", help="only one household by itself")
    options = parser.parse_args(arguments)
    if len(options.sizes) > 1:
        raise SystemExit(_each(options))
    print(machine(), flush=True)
    print(table(list(measure(options))))


def _each(options: Namespace) -> int:
    """A process for each size, for Django knows one database."""
    for number, size in enumerate(sorted(options.sizes)):
        rounds = options.rounds if number == 0 else 1
        command = [sys.executable, "-m", "bench.recompute", "--sizes", str(size)]
        command += ["--rounds", str(rounds)]
        command += ["--keep", str(options.keep)] if options.keep else []
        command += ["--single"] if options.single else []
        if code := subprocess.run(command, check=False).returncode:
            return code
    return 0


def measure(options: Namespace) -> Iterator[Line]:
    """Every figure at one size, or those of one household."""
    size, rounds, keep = options.sizes[0], options.rounds, options.keep
    with scratch.database(keep and keep / str(size)) as home, ExitStack() as stack:
        bench = Bench(size)
        bench.fill()
        if options.single:
            yield from _single(bench, max(rounds, 5))
            return
        workers = [stack.enter_context(Worker(home)) for _ in range(2)]
        bench.run(workers[:1])
        bench.check_loop()
        yield from _whole(bench, workers, rounds)
        yield from _single(bench, max(rounds, 5))


class Bench:
    """A registry full of households, and what is done to it; Django has been started."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sample = list(range(1, size + 1, max(1, size // SAMPLE)))[:SAMPLE]

    def fill(self) -> None:
        """Write the households unless they are kept from an earlier run, and read some back."""
        from bench import registry
        from households.models import Household

        facts = generate.households(self.size, seed=SEED, on=ON)
        if Household.objects.count() != self.size:
            written = timed(lambda: registry.write(facts))
            print(f"{self.size:,} households written in {written.wall:.0f} s", flush=True)
        registry.check(facts, on=ON)

    def forget(self) -> None:
        """Back to the day before the first recompute."""
        self.sql("TRUNCATE eligibility_result, eligibility_resultchange")
        self.sql("DELETE FROM eligibility_dirtyhousehold")

    def change(self, yuan: int) -> None:
        """Raise the incomes of one household in a hundred, spread over all; triggers mark them."""
        self.sql(
            f"UPDATE households_incomeitem SET monthly_amount = monthly_amount + {yuan}"
            f" WHERE household_id % {CHANGED} = 0"
        )

    def sql(self, statement: str) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement)

    def run(self, workers: list[Worker], *, changed: bool = False) -> list[Report]:
        """One job, done by some workers."""
        from eligibility.actions import start_recompute
        from eligibility.enums import Cause
        from yunyang_relief.core import clock

        with clock.on(ON):
            job = start_recompute(cause=Cause.FACTS if changed else Cause.REVIEW)
        for worker in workers:
            worker.start(job.pk)
        reports = [worker.report() for worker in workers]
        job.refresh_from_db()
        if job.state != job.State.DONE:
            raise SystemExit(f"the recompute ended as {job.state}: {job.error}")
        return reports

    def loop(self) -> None:
        """Work out the sample over the ORM."""
        from bench import floor

        floor.loop(self.sample, ON)

    def check_loop(self) -> None:
        """Stop if the loop finds anything but what the recompute has stored."""
        stored = self.results()
        self.loop()
        for before, after in zip(stored, self.results(), strict=True):
            if before != after:
                raise SystemExit(f"the ORM loop finds other results: {after}, not {before}")

    def results(self) -> list[tuple[Any, ...]]:
        from eligibility.models import Result

        names = ("household", "programme", "basis", "verdict", "monthly_total", "pending")
        rows = Result.objects.filter(household__in=self.sample)
        return sorted(rows.values_list(*names), key=str)


# --- everybody ------------------------------------------------------------------------------


def _whole(bench: Bench, workers: list[Worker], rounds: int) -> Iterator[Line]:
    from bench import floor

    server, results = scratch.server_process(), floor.results_as_copied()
    taken: dict[str, list[Time]] = defaultdict(list)
    memory = 0.0
    for _ in range(rounds):
        taken["out"].append(timed(floor.copy_out, server=server))
        taken["in"].append(floor.copy_in(results, indexed=False))
        taken["in, indexed"].append(floor.copy_in(results, indexed=True))
        bench.forget()
        taken["whole"].append(bench.run(workers[:1])[0].time)
        taken["unchanged"].append(bench.run(workers[:1])[0].time)
        bench.change(1)
        (changed,) = bench.run(workers[:1], changed=True)
        taken["changed"].append(changed.time)
        memory = max(memory, changed.megabytes)
        bench.change(-1)
        taken["loop"].append(timed(bench.loop, server=server))
        bench.forget()
        reports = bench.run(workers)
        taken["two"].append(max((report.time for report in reports), key=lambda time: time.wall))
    yield from _lines(bench, {name: middle(times) for name, times in taken.items()}, memory)


def _lines(bench: Bench, times: dict[str, Time], memory: float) -> Iterator[Line]:
    """The figures of a whole recompute."""
    bare = times["out"] + times["in"]
    indexed = times["out"] + times["in, indexed"]
    loop = times["loop"] * (bench.size / len(bench.sample))
    whole, unchanged, two = times["whole"], times["unchanged"], times["two"]
    for work, ours, theirs, comparison, goal in (
        ("all results new, to COPY", whole, bare, "≤", 2.5),
        ("all results new, to COPY into a table with its indexes", whole, indexed, "≤", 2.5),
        ("nothing changed, to COPY", unchanged, bare, "≤", 2.5),
        (f"a loop over the ORM (of {SAMPLE}, scaled), to all results new", loop, whole, "≥", 30),
        ("1% changed, to nothing changed", times["changed"], unchanged, "≤", 0.06),
    ):
        figure = (
            f"CPU {ours.cpu:.2f} / {theirs.cpu:.2f} s, clock {ours.wall:.2f} / {theirs.wall:.2f} s"
        )
        yield Line(f"{bench.size:,}: {work}", figure, ours.cpu / theirs.cpu, comparison, goal)
    figure = f"clock {whole.wall:.2f} / {two.wall:.2f} s"
    yield Line(f"{bench.size:,}: one worker, to two", figure, whole.wall / two.wall, "≥", 1.5)
    work = f"{bench.size:,}: largest memory of a worker, MB"
    yield Line(work, f"{memory:.0f} MB", memory, "≤", MEGABYTES)


# --- one household --------------------------------------------------------------------------


def _single(bench: Bench, rounds: int) -> Iterator[Line]:
    """Loaded, decided and explained, against one bare indexed query."""
    from django.db import connection

    from eligibility import actions
    from households.models import Household

    ids = list(range(1, bench.size + 1, max(1, bench.size // SINGLES)))[:SINGLES]
    households = list(Household.objects.filter(pk__in=ids))

    def bare() -> None:
        with connection.cursor() as cursor:
            for pk in ids:
                cursor.execute("SELECT * FROM households_household WHERE id = %s", [pk])
                cursor.fetchone()

    def load() -> None:
        for household in households:
            actions.facts_of(household, on=ON)

    def whole() -> None:
        for household in households:
            actions.assess(household, on=ON)

    works = {"bare": bare, "load": load, "whole": whole}
    taken = interleaved(works, rounds, server=scratch.server_process())
    ours, loading, query = (taken[name] * (1000 / len(ids)) for name in ("whole", "load", "bare"))
    figure = (
        f"CPU {ours.cpu:.2f} ms ({loading.cpu:.2f} to load) / {query.cpu:.2f} ms,"
        f" clock {ours.wall:.2f} / {query.wall:.2f} ms"
    )
    work = "one household loaded, decided, explained, to one indexed query"
    yield Line(work, figure, ours.cpu / query.cpu, "≤", 6)


if __name__ == "__main__":
    main(sys.argv[1:])
