"""医疗救助一站式台账: the bills of one household as the ledger F8 lists them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from eligibility.engine.codes import HospitalLevel, Insurance, SpecialDisease
from eligibility.engine.columns import Flags, as_date
from eligibility.engine.criteria import plain_yuan
from eligibility.programmes.yiliao import catalogue
from eligibility.programmes.yiliao.aid import CATEGORIES, Aid, Due
from eligibility.programmes.yiliao.insurance import BASIC_CLAUSE, DABING_CLAUSE, Basic, Dabing
from eligibility.programmes.yiliao.policy import parameters_of, percent


class Sheet(NamedTuple):
    """What the ledger is made from. due_rows: the bills that are aided now."""

    aid: Aid
    due: Due
    due_rows: Flags

    def rows(self, household: int) -> list[dict[str, Any]]:
        """The bills of the year of one household, ready for JSON; unknown sums are None."""
        bills = self.aid.bills
        return [self._bill(i) for i in bills.stays.rows_in(household) if bills.of_year[i]]

    def outside(self, household: int) -> dict[str, Any]:
        """The share outside the catalogue of all the household's bills of the year."""
        bills = self.aid.bills
        stays, mask = bills.stays, bills.of_year
        cost = stays.total_in(household, stays.cost, mask)
        in_catalogue = stays.total_in(household, stays.in_catalogue, mask)
        return self._outside(cost, in_catalogue)

    def _outside(self, cost: int, in_catalogue: int) -> dict[str, Any]:
        policy = self.aid.bills.policy
        above = None
        if policy.in_force("out_of_catalogue_target"):
            target = policy.out_of_catalogue_target.value
            sums = np.array([cost]), np.array([in_catalogue])
            above = bool(catalogue.out_of_catalogue(*sums, target)[0])
        return {
            "cost": plain_yuan(cost),
            "in_catalogue": plain_yuan(in_catalogue),
            "outside": plain_yuan(cost - in_catalogue),
            "outside_share": catalogue.share(cost, in_catalogue),
            "above_target": above,
        }

    def _bill(self, i: int) -> dict[str, Any]:
        aid, bills, stays = self.aid, self.aid.bills, self.aid.bills.stays
        aided, base_known = bool(self.due_rows[i]), bool(aid.base_known[i])
        is_final = base_known and (aided or bool(aid.aided[i]))
        insured = aid.basic.paid[i] + aid.dabing.paid[i] + stays.other_paid[i]
        left = stays.cost[i] - insured - stays.aid_paid[i] - self.due.fen[i]
        settled = bills.settled[i]
        return {
            # Which of the household's bills it is, in the order they were loaded in.
            "number": i - bills.stays.rows_in(int(stays.household[i])).start,
            "person": bills.person(i),
            "recipient": bills.recipients.worded(int(stays.member[i])),
            "level": HospitalLevel.at(stays.level[i]).label,
            "insurance": Insurance.at(stays.insurance[i]).label,
            "disease": SpecialDisease.at(stays.disease[i]).label,
            "category": CATEGORIES[aid.categories.codes[i]],
            "admitted_on": as_date(stays.admitted_on[i]).isoformat(),
            "discharged_on": _day(stays.discharged_on[i]) if bills.discharged[i] else None,
            "settled_on": _day(stays.settled_on[i]) if settled else None,
            **self._outside(int(stays.cost[i]), int(stays.in_catalogue[i])),
            "tilted": bool(aid.basic.tilt.rows[i]),
            "insurance_lines": [
                _line("基本医保", BASIC_CLAUSE, aid.basic, i),
                _line("大病保险", DABING_CLAUSE, aid.dabing, i),
            ],
            "other": plain_yuan(stays.other_paid[i]),
            "base": plain_yuan(aid.base[i]) if base_known else None,
            "ratio": percent(aid.ratio.at(i)) if aid.ratio.known[i] else None,
            "aid": plain_yuan(self.due.fen[i]) if aided else None,
            "most": plain_yuan(self.due.most[i]) if aided else None,
            "aid_paid": plain_yuan(stays.aid_paid[i]),
            "self_paid": plain_yuan(left) if is_final else None,
        }


def _line(label: str, clause: str, part: Basic | Dabing, i: int) -> dict[str, Any]:
    """What one insurance pays of a bill, and what the rule says it should."""
    is_ruled = bool(part.rule_known[i] & part.bills.is_resident[i])
    rests_on = parameters_of(part.rule_choices, i)
    return {
        "label": label,
        "clause": clause,
        "arithmetic": part.arithmetic(i) if part.bills.is_resident[i] else "",
        "yuan": plain_yuan(part.paid[i]) if part.known[i] else None,
        "recorded": bool(part.recorded[i]),
        "by_rule": plain_yuan(part.by_rule[i]) if is_ruled else None,
        "provisional": not all(p.is_confirmed for p in rests_on),
    }


def _day(number: int) -> str:
    return as_date(number).isoformat()
