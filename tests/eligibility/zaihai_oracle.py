"""自然灾害救助 decided a second time, slowly and plainly, from the policy text.

Written from 22号文 二（三）, the regulations and the notes of the parameters, without looking at
the rules' code: one household at a time. The rates are those of the parameters.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from eligibility.engine.parameters import ParameterSet
from tests.eligibility.dibao_oracle import FAIL, ORDER, PASS, PENDING
from tests.eligibility.recipients_oracle import is_present, is_verified

Record = dict[str, Any]
DAMAGES = {"minor": "minor_damage", "severe": "severe_damage", "collapsed": "collapsed_house"}


class Disaster:
    """What one disaster, perhaps registered in several rows, did to a household."""

    def __init__(self, losses: list[Record], people: int, on: date, rates: dict[str, Any]) -> None:
        self.losses, self.people, self.on, self.rates = losses, people, on, rates
        self.kind, self.since = losses[0]["kind"], losses[0]["occurred_on"]

    def last_day(self, need: str) -> date:
        """The last day of need: the one before normal life, or the day of assessment."""
        ends = [
            min(self.on, (loss.get("settled_on") or date.max) - timedelta(days=1))
            for loss in self.losses
            if loss.get(need)
        ]
        return max(ends)

    def amounts(self, mourned: set[Any]) -> list[tuple[bool, Fraction | None]]:
        """What is due: whether it is for every person, and the money (None: rate unknown).

        `mourned`: the dead of other disasters, to whom those of this one are added.
        """
        found: list[tuple[bool, Fraction | None]] = []
        if any(loss.get("needs_relief") for loss in self.losses):
            found.append((True, self.relief()))
        dead = {loss.get("member") for loss in self.losses if loss.get("casualty") == "dead"}
        dead -= mourned
        mourned |= dead
        if dead:
            found.append((False, self.times("bereavement", len(dead))))
        if any(loss.get("needs_shelter") for loss in self.losses):
            found.append((True, self.shelter()))
        damage = [name for name in DAMAGES if name in {loss.get("damage") for loss in self.losses}]
        if damage:
            found.append((False, self.times(DAMAGES[damage[-1]], 1)))
        return found

    def relief(self) -> Fraction | None:
        if self.kind != "drought":
            return self.times("emergency_relief", self.people)
        days = (self.last_day("needs_relief") - self.since).days + 1
        most = self.rates["drought_days"]
        return self.times("drought_relief", self.people * max(0, min(days, most)))

    def shelter(self) -> Fraction | None:
        last = self.last_day("needs_shelter")
        months = (last.year - self.since.year) * 12 + last.month - self.since.month + 1
        most = self.rates["transition_months"]
        if most is None:
            return None
        return self.times("transition_relief", self.people * max(0, min(months, most)))

    def times(self, rate: str, count: int) -> Fraction | None:
        fen = self.rates[rate]
        return None if fen is None else Fraction(fen * count, 100)


def decide(
    record: Record, on: date, basis: str, parameters: ParameterSet
) -> tuple[str, Fraction | None]:
    """The verdict, and the sum for all disasters where it is PASS (None: a rate is unknown)."""
    rates = {
        code.removeprefix("zaihai."): revision.stated
        for code, revision in parameters.at(on).items()
        if code.startswith("zaihai.")
    }
    people = sum(is_present(member, on) for member in record["members"])
    disasters: dict[Any, list[Record]] = {}
    is_open = False
    for loss in record["losses"]:
        if loss["occurred_on"] > on:
            continue
        if is_verified(loss, basis):
            disasters.setdefault((loss["kind"], loss["occurred_on"]), []).append(loss)
        else:
            claimed = Disaster([loss], people, on, rates).amounts(set())
            is_open = is_open or any(people or not is_each for is_each, _ in claimed)
    verdict, total = PENDING if is_open else FAIL, Fraction(0)
    is_known = True
    mourned: set[Any] = set()
    for losses in disasters.values():
        for is_each, yuan in Disaster(losses, people, on, rates).amounts(mourned):
            if is_each and not people:
                continue
            verdict = max(verdict, PASS, key=ORDER.index)
            is_known = is_known and yuan is not None
            total += yuan or 0
    return verdict, total if verdict == PASS and is_known else None
