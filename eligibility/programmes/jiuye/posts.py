"""公益性岗位: how long somebody may hold one (渝人社发〔2016〕239号)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from eligibility.engine.dates import years_after
from eligibility.programmes.jiuye.policy import JiuyePolicy


class Term(NamedTuple):
    """How many years a post may last, the day it must end by, and whole months left until then.

    ends_on: the earlier of the day agreed and the day the rule sets; not itself on the post.
    """

    years: int
    ends_on: date
    months_left: int


def term(
    policy: JiuyePolicy, since: date, until: date | None, born_on: date, retires_at: int
) -> Term:
    """The term of a post taken up on a day by somebody who retires at an age."""
    retires_on = years_after(born_on, retires_at)
    soon = retires_on < years_after(since, policy.years_before_retirement.value)
    years = (policy.post_years_before_retirement if soon else policy.post_years).value
    latest = years_after(since, years)
    ends_on = latest if until is None else min(latest, until)
    return Term(years, ends_on, max(whole_months(policy.on, ends_on), 0))


def whole_months(start: date, end: date) -> int:
    """Whole months from one day to a later one."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)
