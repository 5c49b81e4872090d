"""The kernel against OpenFisca-Core on the same rules and households.

    uv run --group bench python -m bench.engine [--sizes 100000 1000000] [--rounds 5]

Both sides get their rows in memory, in the form each likes best, before the clock starts. It ends
with exit code 1 when one household has another verdict or another amount.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.simulations import Simulation

from bench import generate, openfisca_rules
from bench.openfisca_rules import dibao
from bench.openfisca_rules.inputs import simulate
from bench.timing import Line, interleaved, machine, table
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.programme import find, seeds
from eligibility.programmes.dibao.rules import DibaoFindings

ON = date(2019, 11, 15)
SEED = 20190222
PROGRAMMES = ("dibao",)
# Households that the kernel is given at a time, as in a recompute; OpenFisca takes all at once.
CHUNK = 5000
SINGLES = 100
# What OpenFisca is asked for: all that the kernel's findings hold in columns.
OUTPUTS = (
    *("dibao_verdict", "dibao_total", "is_urban", "by_expenditure"),
    *("dibao_class", "review_months"),
)


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="bench.engine", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    print(f"{machine()}", flush=True)
    lines = [line for size in options.sizes for line in batch(size, options.rounds)]
    lines += single(min(options.sizes), options.rounds)
    print(table(lines))


# --- batch ----------------------------------------------------------------------------------


def batch(size: int, rounds: int) -> Iterator[Line]:
    """Every household of a crowd at once."""
    facts = generate.households(size, seed=SEED, on=ON)
    chunks = [facts.take(rows) for rows in np.array_split(np.arange(size), -(-size // CHUNK))]
    check_equal(facts)
    simulation = simulate(SYSTEM, facts)

    def forget() -> None:
        """A simulation remembers what it has worked out."""
        for variable in dibao.VARIABLES:
            simulation.delete_arrays(variable.__name__)

    taken = interleaved(
        {
            "openfisca": lambda: calculate(simulation),
            "kernel": lambda: [decide(chunk) for chunk in chunks],
        },
        rounds,
        before=forget,
    )
    theirs, ours = taken["openfisca"], taken["kernel"]
    figure = f"{ours.cpu:.2f} s against {theirs.cpu:.2f} s (CPU)"
    yield Line(f"batch, {size:,} households", figure, theirs.cpu / ours.cpu, "≥", 3)


def check_equal(facts: Facts) -> None:
    """Stop at the first household that the two decide differently."""
    simulation = simulate(SYSTEM, facts)
    for programme, findings in decide(facts).items():
        for name, ours in outputs(findings).items():
            theirs = simulation.calculate(name, ON.isoformat())
            differ = np.flatnonzero(theirs != ours)
            if differ.size:
                row = int(differ[0])
                sys.exit(
                    f"{programme}: {name} of {differ.size} in {len(facts)} households differs,"
                    f" first in row {row}: OpenFisca {theirs[row]}, kernel {ours[row]}"
                )


def outputs(findings: Findings) -> dict[str, npt.NDArray[Any]]:
    """What the kernel has worked out, by the names of OpenFisca's variables."""
    found: dict[str, npt.NDArray[Any]] = {
        f"{findings.programme}_verdict": findings.verdict,
        f"{findings.programme}_total": findings.total,
    }
    if isinstance(findings, DibaoFindings):
        found |= {
            "is_urban": findings.is_urban,
            "by_expenditure": findings.by_expenditure,
            "dibao_class": findings.reviews.classes,
            "review_months": findings.reviews.review_months,
        }
    return found


def decide(facts: Facts) -> dict[str, Findings]:
    """The kernel's findings by programme."""
    found: dict[str, Findings] = {}
    for code in PROGRAMMES:
        found[code] = find(code).decide(facts, seeds(), ON, others=found)
    return found


def calculate(*simulations: Simulation) -> None:
    """The same with OpenFisca."""
    for simulation in simulations:
        for name in OUTPUTS:
            simulation.calculate(name, ON.isoformat())


# --- one household --------------------------------------------------------------------------


def single(size: int, rounds: int) -> Iterator[Line]:
    """One household after the other, each with everything that explains it."""
    crowd = generate.households(size, seed=SEED, on=ON)
    alone = [crowd.take([row]) for row in range(min(SINGLES, size))]
    plain = [[simulate(SYSTEM, facts) for facts in alone] for _ in range(rounds)]
    traced = [[simulate(SYSTEM, facts, trace=True) for facts in alone] for _ in range(rounds)]
    taken = interleaved(
        {
            "untraced": lambda: calculate(*plain.pop()),
            "traced": lambda: [explained(simulation) for simulation in traced.pop()],
            "kernel": lambda: [explain(facts) for facts in alone],
        },
        rounds,
    )
    ours = taken["kernel"].cpu
    for name, goal in (("traced", 1 / 20), ("untraced", 1 / 10)):
        each, theirs = 1000 / len(alone), taken[name].cpu
        figure = f"{ours * each:.2f} ms against {theirs * each:.2f} ms (CPU)"
        work = f"one household with its explanation, against OpenFisca {name}"
        yield Line(work, figure, ours / theirs, "≤", goal)


def explain(facts: Facts) -> list[dict[str, Any]]:
    """The kernel's findings in words."""
    return [findings.explain(0) for findings in decide(facts).values()]


def explained(simulation: Simulation) -> list[str]:
    """The calculation and its log."""
    calculate(simulation)
    log: list[str] = simulation.tracer.computation_log.lines()
    return log


SYSTEM = openfisca_rules.system()

if __name__ == "__main__":
    main(sys.argv[1:])
