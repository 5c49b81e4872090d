"""Where people who cannot look after themselves are to live (22号文 二（二）二).

A suggestion only: everybody chooses (社会救助暂行办法 第十九条), and the choice is kept.
"""

from __future__ import annotations

from eligibility.engine.codes import CareForm
from eligibility.programmes.tekun.care import LEVEL_CODES, Care
from eligibility.programmes.tekun.people import People

COUNTY_HOME = "云阳县城乡敬老院"
OWN_HOME = "本辖区特困人员供养机构"
TOWNSHIP_DIGITS = 9


def suggestion(people: People, care: Care, i: int) -> str:
    """The institution for one 特困 person; empty where no rule names one."""
    policy, row = people.policy, int(people.household[i])
    if not policy.in_force("county_home_townships") or not people.a.is_urban[row]:
        return ""
    if not care.assessed[i] or LEVEL_CODES[care.level[i]] not in policy.helpless_levels.value:
        return ""
    township = people.facts.households.region[row][:TOWNSHIP_DIGITS]
    if not township:
        return ""
    return COUNTY_HOME if township in policy.county_home_townships.value else OWN_HOME


def placement(people: People, care: Care, i: int) -> dict[str, object]:
    """One person's care and where they live, wish to live and are advised to, for JSON."""
    members, suggested = people.members, suggestion(people, care, i)
    levels = people.policy.helpless_levels
    return {
        "name": people.a.name_of(i),
        "care": care.worded(i),
        "failed": int(care.failed[i]) if care.assessed[i] else None,
        "suggested": suggested,
        "suggestion_provisional": bool(suggested) and not levels.is_confirmed,
        "wish": CareForm.at(members.wanted_care[i]).label,
        "form": CareForm.at(members.care_form[i]).label if members.care_form[i] else "",
    }
