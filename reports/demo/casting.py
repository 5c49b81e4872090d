"""Which households the stories are about: the engine says whom they fit, month by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

import numpy as np

from assistance.months import add_months
from eligibility import parameters
from eligibility.engine.columns import day_number
from eligibility.engine.programme import find
from eligibility.engine.verdicts import FAIL, PASS, PENDING
from eligibility.loading import load
from households.models import Household, IncomeItem

from .chance import Chance
from .handling import EARNED

# A family has been visited by then, and an inquiry, a notice and a decision take this long.
VISITED_WITHIN, DECIDED_WITHIN = timedelta(days=12), timedelta(days=45)


class Part(Enum):
    """What a story asks of its household."""

    # Entitled on verified facts; and with earnings that may turn out to be higher.
    FIT = auto()
    EARNING = auto()
    UNFIT = auto()
    # Everything is verified, but the county has not settled a rule.
    UNSETTLED = auto()
    # Entitled to 特困.
    ALONE = auto()
    # Anybody: the case ends before the rules are asked.
    ANY = auto()


@dataclass(frozen=True)
class Outlook:
    """What the rules would say in one month; `review_months` is that of an award then made."""

    part: Part
    review_months: int


class Casting:
    """Chooses households, each once."""

    def __init__(self, chance: Chance, township_codes: list[str], last_day: date) -> None:
        self.chance, self.last_day = chance, last_day
        rows = Household.objects.filter(region__code__regex=f"^({'|'.join(township_codes)})")
        rows = rows.exclude(memberships__unit__gt=0).select_related("head", "region")
        self.households = {household.pk: household for household in rows.order_by("pk")}
        earning = IncomeItem.objects.current().filter(kind__in=EARNED)
        self.earning = set(earning.values_list("household", flat=True))
        self.queue = list(self.households)
        chance.shuffle(self.queue)
        self._outlooks: dict[date, dict[int, Outlook]] = {}
        # They have nobody, and will not have anybody in a few months.
        self._alone = supported(self.queue, last_day)

    def choose(
        self, part: Part, township: str, day: date, *, reviewed: bool = True
    ) -> Household | None:
        """Take a household of a township for an application on a day; None when none is left.

        `reviewed`: the first review of its award must not be due before the last day.
        """
        for pk in self.queue:
            if self._fits(pk, part, township, day, reviewed=reviewed):
                self.queue.remove(pk)
                return self.households[pk]
        return None

    def _fits(self, pk: int, part: Part, township: str, day: date, *, reviewed: bool) -> bool:
        household = self.households[pk]
        if not household.region_id.startswith(township):
            return False
        outlook = self._outlook(day).get(pk)
        if outlook is None or household.opened_on + VISITED_WITHIN > day:
            return False
        if part == Part.ANY:
            return True
        if part == Part.ALONE:
            return pk in self._alone
        if part == Part.EARNING:
            part, is_cast = Part.FIT, pk in self.earning
        else:
            is_cast = True
        review_on = add_months(day + DECIDED_WITHIN, outlook.review_months)
        return is_cast and outlook.part == part and (not reviewed or review_on > self.last_day)

    def _outlook(self, day: date) -> dict[int, Outlook]:
        month = day.replace(day=15)
        if month not in self._outlooks:
            self._outlooks[month] = outlooks(self.queue, month)
        return self._outlooks[month]


def supported(household_ids: list[int], day: date) -> set[int]:
    """The households of one person whom 特困 finds entitled, on verified facts."""
    loaded = load(household_ids, on=day)
    found = find("tekun").decide(loaded.facts, parameters.current(), day, "verified")
    single = loaded.facts.members.spans.counts == 1
    return {
        int(loaded.household_ids[row]) for row in np.flatnonzero((found.verdict == PASS) & single)
    }


def outlooks(household_ids: list[int], day: date) -> dict[int, Outlook]:
    """What 低保 finds for applications of a month, on verified facts."""
    loaded = load(household_ids, on=day)
    applied = np.full(len(loaded.facts), day_number(day), np.int32)
    households = loaded.facts.households.changed(applied_on=applied)
    facts = replace(loaded.facts, households=households)
    rule, policy = find("dibao"), parameters.current()
    verified = rule.decide(facts, policy, day, "verified")
    declared = rule.decide(facts, policy, day, "declared")
    parts = {
        Part.FIT: (verified.verdict == PASS) & verified.total_known & (verified.total > 0),
        Part.UNFIT: verified.verdict == FAIL,
        Part.UNSETTLED: (verified.verdict == PENDING)
        & (declared.verdict == PENDING)
        & verified.total_known,
    }
    months = verified.reviews.review_months  # type: ignore[attr-defined]  # 低保's own findings
    return {
        int(loaded.household_ids[row]): Outlook(part, int(months[row]))
        for part, rows in parts.items()
        for row in np.flatnonzero(rows)
    }
