"""Who is in a household and whether it is 低保 or 特困, decided a second time, plainly.

What a household receives is read from its record; where that is not stated, the oracle of 低保
decides, so such records must hold nobody who could be 特困.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.eligibility.dibao_oracle import FAIL, PASS, Family

Record = dict[str, Any]


def is_verified(item: Record, basis: str) -> bool:
    """Whether a statement may decide."""
    return basis == "declared" or item.get("verification", "verified") == "verified"


def is_present(member: Record, on: date) -> bool:
    """Whether somebody is alive and in the household on a day."""
    return bool(
        member["born_on"] <= on < (member.get("died_on") or date.max)
        and (member.get("since") or date.min) <= on < (member.get("until") or date.max)
    )


class Recipients:
    """What one household receives on a day, and for whom: those who count in its 低保."""

    def __init__(self, record: Record, on: date, basis: str) -> None:
        family = Family(record, on, basis)
        award = record.get("award")
        self.members = [m for m in record["members"] if is_present(m, on)]
        self.counted = {m["name"] for m in self.members} & family.names
        self.is_tekun = award in ("urban_tekun", "rural_tekun")
        if award is None:
            self.verdict, _ = family.decide()
            self.is_urban = not family.is_rural
        else:
            self.verdict = FAIL if award == "none" else PASS
            self.is_urban = award.startswith("urban")

    def of(self, member: Record) -> str:
        """Whether a member is a recipient of 低保 or 特困."""
        return self.verdict if member["name"] in self.counted else FAIL
