"""教育资助 against a second implementation by another hand, on random households."""

from datetime import date

from eligibility.engine.programme import seeds
from tests.eligibility.jiaoyu_oracle import decide
from tests.eligibility.oracle_trials import Rivals
from tests.eligibility.random_claims import Claims

# First and last days of terms around which an amount changes, and days within.
DAYS = (
    date(2019, 1, 31),
    date(2019, 2, 1),
    date(2019, 11, 15),
    date(2020, 9, 15),
    date(2021, 1, 31),
    date(2021, 7, 1),
    date(2024, 1, 31),
    date(2024, 3, 1),
    date(2025, 1, 31),
    date(2025, 2, 1),
)
RIVALS = Rivals("jiaoyu", decide, Claims.with_students, DAYS)


@RIVALS.on_every_day
def test_agrees(on: date, basis: str, size: int) -> None:
    found = RIVALS.trial(on, basis, seeds(), size)

    assert found.differences(seeds()) == []
    assert {"PASS", "FAIL"} <= set(found.verdicts())
