"""零就业家庭 decided a second time, slowly and plainly, from 22号文 二（七）."""

from __future__ import annotations

from datetime import date

from tests.eligibility.bangfu_oracle import Scope
from tests.eligibility.dibao_oracle import FAIL, HIGHER, PASS, PENDING, SCHOOL, Record, stage_of
from tests.eligibility.tekun_oracle import all_of, any_of, either

RETIREMENT = {"1": 60, "2": 55}
AT_WORK = ("employed", "flexible")


class Workers:
    """The counted people of one record on one day, with a view to work."""

    def __init__(self, record: Record, on: date, basis: str) -> None:
        self.on = on
        self.scope = Scope(record, on, basis)
        self.people = self.scope.family.members

    def sure(self, fact: Record) -> bool | None:
        return self.scope.destitute.sure(fact)

    def is_recipient(self, person: Record) -> str:
        """One of 城市低保 or 城市特困; whoever only lives with 特困人员 is not."""
        if self.scope.record.get("award") or self.scope.family.is_rural:
            return self.scope.recipient()
        return any_of(self.scope.family.decide()[0], self.scope.destitute.verdict(person))

    def is_of_working_age(self, person: Record) -> bool:
        is_aged = self.scope.destitute.is_aged
        born_on = person["born_on"]
        return is_aged(born_on, 16) and not is_aged(born_on, RETIREMENT[person["sex"]])

    def is_fit(self, person: Record) -> str:
        """有劳动能力, and not at school."""
        condition = person.get("condition")
        if not condition or not self.sure(condition):
            fit = PENDING
        else:
            fit = either(condition["labour"] == "able")
        if stage_of(person) in SCHOOL + HIGHER:
            fit = all_of(fit, FAIL if self.sure(person["enrolment"]) else PENDING)
        return fit

    def is_willing(self, person: Record) -> str:
        registration = person.get("job_registration")
        if not registration or not self.sure(registration):
            return PENDING
        return either(registration["is_willing"])

    def is_employed(self, person: Record) -> str:
        condition, registration = person.get("condition"), person.get("job_registration", {})
        known = condition is not None and self.sure(condition)
        job = either(condition["occupation"] in AT_WORK) if condition and known else PENDING
        since = registration.get("post_since")
        if since and since <= self.on < (registration.get("post_until") or date.max):
            return any_of(job, either(self.sure(registration)))
        return job

    def decide(self) -> str:
        able = [person for person in self.people if self.is_of_working_age(person)]
        seeking = (
            all_of(self.is_recipient(person), self.is_fit(person), self.is_willing(person))
            for person in able
        )
        employed = any_of(FAIL, *(self.is_employed(person) for person in able))
        idle = {FAIL: PASS, PASS: FAIL, PENDING: PENDING}[employed]
        return all_of(any_of(FAIL, *seeking), idle)
