"""临时救助: which emergencies of a household are helped, and with how much (22号文 二（八）)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import TOWNSHIP, EmergencyKind
from eligibility.engine.columns import NEVER, Ints, as_date
from eligibility.engine.criteria import Criterion, Missing, plain_yuan
from eligibility.engine.dates import month_of, months_earlier
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.programmes.dibao.assessment import Assessment
from eligibility.programmes.dibao.recipients import Recipients
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.linshi.aid import Aid
from eligibility.programmes.linshi.classes import Classes
from eligibility.programmes.linshi.means import BY_SPENDING, MeansTests
from eligibility.programmes.linshi.measures import UNIVERSITY
from eligibility.programmes.linshi.policy import CLASSES, MUNICIPAL, LinshiPolicy

ROUTES = ("", "急难型", "支出型", "一事一议")
BY_MISHAP, BY_COST, ONE_BY_ONE = 1, 2, 3
# 民发〔2018〕23号 二（二）: what first aid leaves to be made good.
PAPERWORK = ("登记救助对象、救助事由、救助金额", "经办人员补签字、盖章")


@dataclass(kw_only=True)
class LinshiFindings(Findings):
    """routes: by emergency, index into ROUTES. classes, aid: of each emergency."""

    policy: LinshiPolicy
    candidates: Candidates
    classes: Classes
    aid: Aid
    routes: Ints

    def facets(self) -> dict[str, tuple[npt.NDArray[Any], Sequence[str]]]:
        """See Findings.facets: the most generous class and the heaviest route of a household."""
        rows, due = self.aid.rows, self.candidates.due
        generous = np.where(due, len(CLASSES) - self.classes.of, 0)
        return {
            "klass": (rows.largest(generous), ("", *reversed(CLASSES))),
            "route": (rows.largest(self.routes * due), ROUTES),
        }

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds each cause, and how first aid and approval go."""
        limit = self.policy.township_limit
        most = self.aid.most_due(row, self.candidates) if self.lines(row) else None
        return super().explain(row) | {
            "causes": [self._cause(i) for i in self.aid.rows.rows_in(row)],
            "most": None if most is None else plain_yuan(most),
            "township_limit": plain_yuan(limit.value) if limit.is_known else None,
        }

    def _cause(self, i: int) -> dict[str, Any]:
        rows, classes = self.aid.rows, self.classes
        return {
            "cause": self.candidates.name_of(i),
            "klass": CLASSES[classes.of[i]] if classes.settled[i] else None,
            "route": ROUTES[self.routes[i]],
            "first_aid": None if BY_SPENDING[rows.kind[i]] else self._first_aid(i),
        }

    def _first_aid(self, i: int) -> dict[str, Any]:
        """Aid first, without public notice; the paperwork once the need has eased."""
        relieved_on, policy = int(self.aid.rows.relieved_on[i]), self.policy
        terms = (policy.first_aid_hours, policy.paperwork_days)
        return {
            "within_hours": policy.first_aid_hours.value,
            "public_notice_before": False,
            "paperwork": list(PAPERWORK),
            "paperwork_working_days": policy.paperwork_days.value,
            "relieved_on": None if relieved_on == NEVER else as_date(relieved_on).isoformat(),
            "provisional": not all(term.is_confirmed for term in terms),
        }


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> LinshiFindings:
    """Each emergency of the household on its own; the household gets what they give together."""
    dibao = others["dibao"]
    if not isinstance(dibao, DibaoFindings):
        raise TypeError("linshi needs the findings of dibao")
    a, policy, rows = dibao.assessment, LinshiPolicy.at(parameters, on), facts.emergencies
    ours = rows.of(a.people.counted, a.is_family) & (rows.occurred_on <= a.day)
    candidates = Candidates(rows, ours, lambda i: _name(a, i))
    classes = Classes(a, policy, Recipients(facts, others))
    aid, means = Aid(a, policy, classes), MeansTests(dibao, policy, classes)
    # What most often stays open comes last: a condition shows what the ones before it left.
    criteria = [
        _cause(candidates, a),
        _window(candidates, a, policy),
        _elsewhere(candidates, a),
        classes.criterion(candidates),
        *means.as_for_dibao(candidates),
        aid.remainder(candidates),
        aid.standard(candidates),
        means.disposable_income(candidates),
    ]
    routes = np.where(BY_SPENDING[rows.kind], BY_COST, BY_MISHAP)
    return LinshiFindings.conclude(
        programme="linshi",
        on=on,
        outcome=candidates.outcome,
        criteria=criteria,
        amounts=[aid.amount(candidates)],
        amounts_known=~rows.any(candidates.due & ~aid.known),
        concerned=candidates.concerned,
        candidates=candidates,
        policy=policy,
        classes=classes,
        aid=aid,
        routes=np.where(means.exceeded | ~aid.graded, ONE_BY_ONE, routes),
    )


def _name(a: Assessment, i: int) -> str:
    rows = a.facts.emergencies
    label, person = EmergencyKind.at(rows.kind[i]).label, int(rows.member[i])
    return f"{label}（{a.name_of(person)}）" if person >= 0 else label


def _cause(candidates: Candidates, a: Assessment) -> Criterion:
    """There is a cause, and somebody has looked into it."""
    rows = a.facts.emergencies
    return candidates.require(
        "cause",
        "困难事由",
        "22号文 二（八）一；22号文 二（八）二",
        judged(rows.verified, rows.verified),
        say=(
            lambda i: f"{as_date(rows.occurred_on[i])} 发生",
            lambda row: "急难或必需支出突然增加，已核实",
        ),
        lacks=lambda i: [Missing(f"{candidates.name_of(i)}未核实", TOWNSHIP)],
        note=candidates.left_open,
    )


def _window(candidates: Candidates, a: Assessment, policy: LinshiPolicy) -> Criterion:
    """Applied for in time: admission to a university in the same year, all else within months
    that the county has not confirmed.
    """
    rows, months = a.facts.emergencies, policy.application_months
    applied, university = a.applied_on[rows.household], UNIVERSITY[rows.kind]
    same_year = month_of(rows.occurred_on) // 12 == month_of(applied) // 12
    recent = rows.occurred_on >= months_earlier(applied, months.value)
    return candidates.require(
        "window",
        "申请时间",
        MUNICIPAL,
        judged(np.where(university, same_year, recent)),
        say=(
            lambda i: f"{as_date(rows.occurred_on[i])} 发生，{as_date(applied[i])} 申请",
            lambda row: f"发生后 {months.value} 个月内；考入普通高校的在录取当年",
        ),
        uses=((months, ~university & ~recent),),
    )


def _elsewhere(candidates: Candidates, a: Assessment) -> Criterion:
    """Nobody applies in two places for one cause."""
    rows = a.facts.emergencies
    return candidates.require(
        "elsewhere",
        "同一事由未在他地申请",
        MUNICIPAL,
        judged(~rows.is_applied_elsewhere),
        say=(
            lambda i: "已在他地申请" if rows.is_applied_elsewhere[i] else "没有",
            lambda row: "没有（双地申请不予受理）",
        ),
    )
