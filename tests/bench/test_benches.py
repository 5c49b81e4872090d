"""The benches at a tiny size: they run, both sides agree, and a table comes out."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bench import generate
from bench.timing import Line, table
from eligibility.engine.facts import ITEMS
from eligibility.engine.programme import find, seeds

ON = date(2019, 11, 15)
ROOT = Path(__file__).parents[2]


def run(module: str, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_crowd_has_every_verdict_and_comes_again_from_its_seed() -> None:
    crowd = generate.households(2000, seed=3, on=ON)

    found = find("dibao").decide(crowd, seeds(), ON)

    assert min(np.bincount(found.verdict, minlength=3)) > 100
    again = find("dibao").decide(generate.households(2000, seed=3, on=ON), seeds(), ON)
    assert (again.total == found.total).all()


def test_nobody_has_two_items_of_a_list() -> None:
    crowd = generate.households(2000, seed=4, on=ON)
    for name in ITEMS:
        member = getattr(crowd, name).member
        assert np.unique(member).size == member.size


def test_a_line_says_whether_its_goal_is_met() -> None:
    lines = [Line("fast", "1 s", 3.2, "≥", 3), Line("small", "9 MB", 9, "≤", 6)]

    rows = table(lines).splitlines()

    assert rows[2] == "| fast | 1 s | 3.20 | ≥ 3 | yes |"
    assert rows[3].endswith("| ≤ 6 | no |")


@pytest.mark.skipif(not find_spec("openfisca_core"), reason="needs the dependency group bench")
def test_openfisca_decides_every_household_alike() -> None:
    out = run("bench.engine", "--sizes", "3000", "--rounds", "1")
    assert "batch, 3,000 households" in out


@pytest.mark.long
def test_recompute_is_measured() -> None:
    out = run("bench.recompute", "--sizes", "600", "--rounds", "1")
    assert "600: one worker, to two" in out
    assert "one household loaded, decided, explained" in out
