"""就业: which households are owed at least one job (22号文 二（七）；就业促进法 第五十六条)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from eligibility.engine.candidates import Candidates
from eligibility.engine.codes import TOWNSHIP, Award, Education, Health, OfferOutcome
from eligibility.engine.columns import NEVER, as_date
from eligibility.engine.criteria import Criterion, Missing, everywhere, plain_yuan
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.engine.verdicts import FAIL, all_of
from eligibility.programmes.dibao.people import MEN
from eligibility.programmes.dibao.recipients import Recipients
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.jiuye.policy import JiuyePolicy
from eligibility.programmes.jiuye.posts import term
from eligibility.programmes.jiuye.refusals import Offer, consecutive_refusals, consequence
from eligibility.programmes.jiuye.training import suggestion
from eligibility.programmes.jiuye.workers import Workers

URBAN = Award.having(Award.URBAN_DIBAO, Award.URBAN_TEKUN)
UNSTATED = Award.having(Award.UNSTATED)


@dataclass(kw_only=True)
class JiuyeFindings(Findings):
    """Findings with what employment services need to know about each person."""

    policy: JiuyePolicy
    workers: Workers

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds posts, refusals and training, person by person."""
        people = self.workers.a.facts.members.rows_in(row)
        wage = self.workers.a.policy.minimum_wage
        return super().explain(row) | {
            "posts": [post for i in people for post in self._posts(i)],
            "refusals": [refusal for i in people for refusal in self._refusals(row, i)],
            "training": [training for i in people for training in self._training(i)],
            "training_provisional": not self.policy.training_choice.is_confirmed,
            "post_subsidy": plain_yuan(wage.value),
            "post_subsidy_provisional": not wage.is_confirmed,
        }

    def _posts(self, i: int) -> Iterator[dict[str, Any]]:
        """The post that somebody holds; its subsidy is the minimum wage."""
        a, members = self.workers.a, self.workers.a.facts.members
        if not self.workers.on_post[i]:
            return
        since, until = as_date(members.post_since[i]), int(members.post_until[i])
        retirement = a.policy.working_age_men if MEN[members.sex[i]] else a.policy.working_age_women
        agreed = None if until == NEVER else as_date(until)
        found = term(self.policy, since, agreed, as_date(members.born_on[i]), retirement.value)
        yield {
            "name": a.name_of(i),
            "since": since.isoformat(),
            "until": None if agreed is None else agreed.isoformat(),
            "limit_years": found.years,
            "ends_on": found.ends_on.isoformat(),
            "months_left": found.months_left,
            "provisional": not retirement.is_confirmed,
        }

    def _refusals(self, row: int, i: int) -> Iterator[dict[str, Any]]:
        """Refusals in a row, as far as they are verified."""
        a, offers = self.workers.a, self.workers.a.facts.offers
        theirs = [
            Offer(
                as_date(offers.offered_on[o]),
                OfferOutcome.at(offers.outcome[o]),
                bool(offers.is_justified[o]),
            )
            for o in offers.rows_in(row)
            if offers.member[o] == i and offers.verified[o]
        ]
        if count := consecutive_refusals(theirs, a.on):
            found = consequence(self.policy, count)
            yield {
                "name": a.name_of(i),
                "count": found.refusals,
                "action": found.action,
                "scope": found.scope,
                "provisional": found.is_provisional,
            }

    def _training(self, i: int) -> Iterator[dict[str, Any]]:
        """A suggestion for each person who could work and does not."""
        a, members = self.workers.a, self.workers.a.facts.members
        if self.workers.available[i]:
            health, education = Health.at(members.health[i]), Education.at(members.education[i])
            yield {"name": a.name_of(i), "suggestion": suggestion.on(a.on)(health, education)}


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> JiuyeFindings:
    """Households of 城市低保 or 城市特困 with somebody who could work and nobody who does."""
    dibao = others["dibao"]
    if not isinstance(dibao, DibaoFindings):
        raise TypeError("jiuye needs the findings of dibao")
    a = dibao.assessment
    workers, members = Workers(a), facts.members
    candidates = Candidates(
        members, a.people.counted, a.name_of, complete=facts.households.members_known
    )
    conditions = [_recipient(candidates, dibao, facts, Recipients(facts, others))]
    conditions.append(workers.age_of(candidates))
    concerned = members.any(candidates.remaining)
    conditions += [workers.labour(candidates), workers.willing(candidates)]
    employed = workers.nobody_employed()
    return JiuyeFindings.conclude(
        programme="jiuye",
        on=on,
        outcome=all_of(candidates.outcome, employed),
        criteria=[*conditions, employed],
        amounts=[],
        amounts_known=everywhere(len(facts)),
        concerned=concerned,
        candidates=candidates,
        policy=JiuyePolicy.at(parameters, on),
        workers=workers,
    )


def _recipient(
    candidates: Candidates, dibao: DibaoFindings, facts: Facts, recipients: Recipients
) -> Criterion:
    """城市低保对象 or 城市特困人员, the people this help is for (22号文 一（二）)."""
    owner, award = facts.members.household, facts.households.award
    urban = np.where(UNSTATED[award], dibao.is_urban, URBAN[award])[owner]

    def words(i: int) -> str:
        worded = recipients.worded(i)
        return worded if urban[i] else f"{worded}（农村）"

    return candidates.require(
        "recipient",
        "救助对象类别",
        "22号文 一（二）",
        np.where(urban, recipients.either, np.int8(FAIL)),
        say=(words, lambda row: "城市低保对象或城市特困人员"),
        lacks=lambda i: [Missing("低保、特困资格待核实，见其测算结果", TOWNSHIP)],
    )
