"""本次帮扶范围 decided a second time, slowly and plainly, from 22号文 一（二） and 四（二）三."""

from __future__ import annotations

from datetime import date

from tests.eligibility.dibao_oracle import FAIL, PASS, PENDING, Family, Record
from tests.eligibility.tekun_oracle import Destitute, all_of, any_of, either

IN_SCOPE = ("urban_dibao", "urban_tekun")


class Scope:
    """One record on one day."""

    def __init__(self, record: Record, on: date, basis: str) -> None:
        self.record = record
        self.on = on
        self.family = Family(record, on, basis)
        self.destitute = Destitute(record, on, basis)

    def recipient(self) -> str:
        """城市低保 or 城市特困: as awarded, else as worked out."""
        award = self.record.get("award")
        if award:
            return either(award in IN_SCOPE)
        if self.family.is_rural:
            return FAIL
        return any_of(self.family.decide()[0], self.destitute.decide()[0])

    def is_registered(self, person: Record) -> bool | None:
        """Whether the rural register looks after a person; None where that is not verified."""
        entry = person.get("rural_registration")
        if not entry:
            return False
        if not self.family.is_verified(entry):
            return None
        if entry["status"] == "removed":
            return bool(entry.get("removed_on") and entry["removed_on"] > self.on)
        return True

    def register(self, partial: str) -> str:
        """partial: what follows where some are registered and some are not."""
        found = {self.is_registered(person) for person in self.destitute.people}
        if found <= {False}:
            return PASS
        if found == {True}:
            return FAIL
        return partial if None not in found else PENDING

    def decide(self, partial: str = PENDING) -> str:
        return all_of(self.recipient(), self.register(partial))
