"""Every worked case of the county has its place: in a programme's cases, or in a test by its id.

The ids are those of the agreed list of 65; what a case says stands where it is transcribed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eligibility.engine.programme import discover

TESTS = Path(__file__).parent
CASES = (
    *("C01", "C03", "C04", "C05", "C07", "C08", "C09", "C11", "C12", "C13", "C15", "C16", "C17"),
    *("C19", "C20", "C21", "C22", "C23", "C24", "C25", "C26", "C28", "C30", "C31", "C32", "C35"),
    *("C36", "C37", "C38", "C39", "C40", "C41", "C43", "C46", "C48", "C49", "C50", "C52", "C54"),
    *("C55", "C56", "C57", "C58", "C60", "C61", "C62", "C64", "C66", "C67", "C68", "C70", "C72"),
    *("C73", "C75", "C76", "C77", "C78", "C79", "C80", "C83", "C84", "C85", "C86", "C87", "C88"),
)


def test_there_are_sixty_five() -> None:
    assert len(set(CASES)) == 65


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_transcribed(case: str) -> None:
    files = [programme.folder / "cases.yaml" for programme in discover().values()]
    told = [re.search(rf"^id: {case}", file.read_text(), re.MULTILINE) for file in files]
    tested = [
        re.search(rf"\b{case}\b", file.read_text())
        for file in TESTS.rglob("test_*.py")
        if file != Path(__file__)
    ]
    assert any(told) or any(tested)
