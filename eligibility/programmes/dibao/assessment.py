"""The households of one run, with what several rules need to know about them."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np

from eligibility.engine.codes import AssetKind, ExpenditureKind, IncomeKind
from eligibility.engine.columns import NEVER, Flags, Ints, day_number
from eligibility.engine.criteria import Figure
from eligibility.engine.dates import month_of
from eligibility.engine.facts import Facts
from eligibility.programmes.dibao import routing
from eligibility.programmes.dibao.additions import Additions
from eligibility.programmes.dibao.expenditure import Burden
from eligibility.programmes.dibao.income import Income
from eligibility.programmes.dibao.means import Means
from eligibility.programmes.dibao.people import People, Workers, count_people, find_workers
from eligibility.programmes.dibao.policy import DibaoPolicy


class Assessment:
    """Facts and policy of one day; each property is worked out once, when a rule asks for it."""

    def __init__(self, facts: Facts, policy: DibaoPolicy) -> None:
        self.facts = facts
        self.policy = policy
        self.on: date = policy.on
        self.day = day_number(policy.on)

    def __len__(self) -> int:
        return len(self.facts)

    @cached_property
    def applied_on(self) -> Ints:
        """The day of application or review by household; the as-of day where none is stated."""
        stated = self.facts.households.applied_on
        return np.where(stated == NEVER, self.day, stated).astype(np.int64)

    @cached_property
    def month(self) -> Ints:
        """The month of application, counted from January 1970."""
        return month_of(self.applied_on)

    @cached_property
    def is_family(self) -> Flags:
        """Households assessed as a family, not as somebody apart from it."""
        family: Flags = self.facts.households.unit == 0
        return family

    @cached_property
    def people(self) -> People:
        """Who is counted."""
        return count_people(self)

    @cached_property
    def is_urban(self) -> Flags:
        """Households that fall under 城市低保."""
        return routing.is_urban(self)

    @cached_property
    def standard(self) -> Figure:
        """The monthly standard for one person, 分."""
        return routing.standard(self)

    @cached_property
    def need(self) -> Figure:
        """The standard for everybody counted, 分 a month."""
        return routing.need(self)

    @cached_property
    def workers(self) -> Workers:
        """Who is able to work, and who of them does not."""
        return find_workers(self)

    @cached_property
    def income(self) -> Income:
        """What came in, over any number of months."""
        return Income(self)

    @cached_property
    def monthly_income(self) -> Figure:
        """The ordinary monthly income, in parts of a 分 (`income.parts`)."""
        return self.income.monthly()

    @cached_property
    def burden(self) -> Burden:
        """Treatment and tuition that weigh on the household."""
        return Burden(self)

    @cached_property
    def receipts(self) -> Means:
        """The income items of the counted people."""
        surveyed = self.facts.households.income_known
        return Means(self, self.facts.incomes, IncomeKind, surveyed, "收入")

    @cached_property
    def assets(self) -> Means:
        """What the counted people own."""
        surveyed = self.facts.households.assets_known
        return Means(self, self.facts.assets, AssetKind, surveyed, "财产")

    @cached_property
    def spending(self) -> Means:
        """What they spend."""
        surveyed = self.facts.households.expenditure_known
        return Means(self, self.facts.expenditures, ExpenditureKind, surveyed, "支出")

    @cached_property
    def additions(self) -> Additions:
        """The additions for members in particular need."""
        return Additions(self)

    def of(self, facts: Facts) -> Assessment:
        """The same policy for other facts."""
        return Assessment(facts, self.policy)

    def name_of(self, member: int) -> str:
        """What to call a member in a text."""
        members = self.facts.members
        first = members.rows_in(int(members.household[member])).start
        return members.name[member] or f"成员{member - first + 1}"
