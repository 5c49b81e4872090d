"""特困 against a second implementation by another hand, on random households."""

from datetime import date
from fractions import Fraction

import pytest

from tests.eligibility.comparing import compare
from tests.eligibility.dibao_oracle import RULES_2021, Record
from tests.eligibility.random_circumstances import Circumstances
from tests.eligibility.tekun_oracle import Destitute

DAYS = (
    date(2019, 11, 15),
    date(2020, 9, 1),
    date(2021, 7, 1),
    date(2022, 12, 1),
    date(2024, 2, 29),
    date(2025, 9, 1),
    date(2026, 3, 31),
)


def is_agreed(record: Record, on: date) -> bool:
    """Whether the text and the rules read alike all that the household has.

    Left out: third grades that may be severe before July 2021; doubts about who is counted or away.
    """
    return not any(
        is_third_grade(member, on) or is_counted_doubtfully(member) for member in record["members"]
    )


def is_third_grade(member: Record, on: date) -> bool:
    card = member.get("disability")
    if on >= RULES_2021 or card is None:
        return False
    return bool(card["grade"] == 3 and card["kind"] in "567")


def is_counted_doubtfully(member: Record) -> bool:
    enrolment, absence = member.get("enrolment", {}), member.get("absence", {})
    student = enrolment.get("stage") in ("master", "doctor") or not enrolment.get("is_full_time", 1)
    beside = (absence, enrolment, member.get("orphanhood", {}))
    return bool(absence or student) and any("verification" in fact for fact in beside)


def drawn(source: Circumstances, on: date, count: int) -> list[Record]:
    found = (source.destitute(source.record(on), on) for _ in range(count))
    return [record for record in found if is_agreed(record, on)]


def households(on: date, basis: str, count: int) -> list[Record]:
    source = Circumstances(seed=on.toordinal())
    found = drawn(source, on, count)
    if basis == "declared":
        return found
    doubted = [source.with_personal_doubts(record) for record in found]
    return [record for record in doubted if is_agreed(record, on)]


def oracle(record: Record, on: date, basis: str) -> tuple[str, Fraction | None]:
    return Destitute(record, on, basis).decide()


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("basis", ["declared", "verified"])
def test_agrees(on: date, basis: str) -> None:
    families = households(on, basis, 2000)

    seen = compare("tekun", oracle, families, on, basis)

    assert min(seen[verdict] for verdict in ("PASS", "PENDING", "FAIL")) > len(families) // 50
