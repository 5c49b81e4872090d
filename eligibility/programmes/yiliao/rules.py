"""医疗救助: what is due for the hospital bills of the year, bill by bill (22号文 二（四）).

The total is the assistance that the county pays; what insurance pays stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import COUNTY, HOSPITALS, MEDICAL_INSURANCE, TOWNSHIP, Insurance
from eligibility.engine.columns import day_number
from eligibility.engine.criteria import Criterion, Missing, yuan
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet, Revision
from eligibility.engine.verdicts import FAIL, PASS, PENDING, Verdicts, settle
from eligibility.programmes.dibao.recipients import Recipients
from eligibility.programmes.dibao.rules import DibaoFindings
from eligibility.programmes.yiliao import aid as assistance
from eligibility.programmes.yiliao.aid import Aid, Categories
from eligibility.programmes.yiliao.bills import Bills
from eligibility.programmes.yiliao.insurance import Basic, Dabing
from eligibility.programmes.yiliao.policy import YiliaoPolicy
from eligibility.programmes.yiliao.sheet import Sheet

RECIPIENT_CLAUSE = "社会救助暂行办法 第二十八条"
AIDED = {"aided": PASS, "refused": FAIL}


@dataclass(kw_only=True)
class YiliaoFindings(Findings):
    """Findings with the ledger of the year's bills."""

    facts: Facts
    sheet: Sheet

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds the bills, the family doctor and the health records."""
        households, members, day = self.facts.households, self.facts.members, day_number(self.on)
        present = self.facts.present_on(day)
        name_of = self.sheet.aid.bills.name_of_member
        signed = households.doctor_since[row] <= day < households.doctor_until[row]
        return super().explain(row) | {
            "settlements": self.sheet.rows(row),
            "year": self.sheet.outside(row),
            "doctor_contract": bool(signed),
            "without_health_record": [
                name_of(i)
                for i in members.rows_in(row)
                if present[i] and members.record_since[i] > day
            ],
        }


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> YiliaoFindings:
    """The assistance due for each household's bills of the year of the as-of date."""
    dibao = others["dibao"]
    if not isinstance(dibao, DibaoFindings):
        raise TypeError("yiliao needs the findings of dibao")
    recipients = Recipients(facts, others)
    bills = Bills(facts, YiliaoPolicy.at(parameters, on), dibao, recipients)
    basic = Basic(bills)
    aid = Aid(bills, basic, Dabing(bills, basic), Categories(bills, parameters))
    candidates = Candidates(bills.stays, bills.of_year, bills.name_of)
    criteria = [_recipient(aid, candidates), _hospital(bills, candidates), _base(aid, candidates)]
    known = aid.base_known & aid.standard_known & bills.counts
    due_rows = candidates.due & known
    due = aid.due(due_rows)
    amount = candidates.amount(due.fen, lambda i: [aid.line(i, due)], aid.choices)
    return YiliaoFindings.conclude(
        programme="yiliao",
        on=on,
        outcome=candidates.outcome,
        criteria=criteria,
        amounts=[amount],
        amounts_known=~bills.stays.any(candidates.due & ~known),
        concerned=candidates.concerned,
        candidates=candidates,
        facts=facts,
        sheet=Sheet(aid, due, due_rows),
    )


def _recipient(aid: Aid, candidates: Candidates) -> Criterion:
    """低保 or 特困; others only for special diseases and large expenses, as the county decides."""
    bills, categories = aid.bills, aid.categories
    rule, others = bills.policy.other_recipients, ~bills.is_key
    exceptional = categories.special | categories.large
    recipients, member = bills.recipients, bills.stays.member

    def missing(i: int) -> Iterator[Missing]:
        if bills.is_key[i]:
            yield Missing(f"{bills.person(i)}的低保、特困资格待核实，见其测算结果", TOWNSHIP)

    return candidates.require(
        "recipient",
        "医疗救助对象",
        RECIPIENT_CLAUSE,
        np.where(others & exceptional, _settled(rule), bills.recipient),
        say=(
            lambda i: recipients.worded(int(member[i])),
            lambda row: "低保对象、特困人员，或县规定的其他特殊困难人员",
        ),
        uses=(
            (rule, others & exceptional),
            *((parameter, rows & others) for parameter, rows in categories.choices),
        ),
        lacks=missing,
    )


def _settled(rule: Revision[str]) -> np.int8:
    """What a choice of the county's leads to; PENDING while it is open."""
    verdicts = np.array([AIDED[option] for option in rule.options], dtype=np.int8)
    return np.int8(settle(verdicts.reshape(-1, 1))[0])


def _hospital(bills: Bills, candidates: Candidates) -> Criterion:
    """A verified bill of a designated hospital, of somebody who is insured."""
    stays, rule = bills.stays, bills.policy.uninsured_rule
    uninsured, unstated = stays.insurance == Insurance.NONE, stays.insurance == Insurance.UNSTATED
    insured = np.where(uninsured, _settled(rule), np.int8(PASS))
    verdict: Verdicts = np.minimum(
        judged(stays.is_designated, bills.firm & ~unstated),
        np.where(bills.firm, insured, np.int8(PENDING)),
    )

    def worded(i: int) -> str:
        hospital = "定点医疗机构" if stays.is_designated[i] else "非定点医疗机构"
        return f"{hospital}，{Insurance.at(stays.insurance[i]).label}"

    def missing(i: int) -> Iterator[Missing]:
        bill = bills.name_of(i)
        yield from _loose(bills, i)
        if unstated[i]:
            yield Missing(f"{bill}的参保类型未登记", MEDICAL_INSURANCE)
        if uninsured[i]:
            yield Missing(f"{bill}未参保，须人工认定", f"县医保局提出、{COUNTY}确认")

    return candidates.require(
        "hospital",
        "定点医疗机构与参保",
        "社会救助暂行办法 第二十九条、第三十一条",
        verdict,
        say=(worded, lambda row: "在定点医疗机构就医，已参保，费用已核实"),
        uses=((rule, uninsured),),
        lacks=missing,
    )


def _loose(bills: Bills, i: int) -> Iterator[Missing]:
    """Why the facts of a bill may not decide yet."""
    bill = bills.name_of(i)
    if not bills.finished[i]:
        yield Missing(f"{bill}尚未出院结算", HOSPITALS)
    if not bills.stays.verified[i]:
        yield Missing(f"{bill}的费用未核实", HOSPITALS)


def _base(aid: Aid, candidates: Candidates) -> Criterion:
    """Something is left to the patient that was not aided, and how it is aided is known.

    Only of a firm bill can it be said that nothing is left.
    """
    bills, basic = aid.bills, aid.basic
    left = (aid.base > 0) & ~aid.aided
    is_known = bills.firm & aid.base_known & (aid.standard_known | ~left)
    verdict = judged(left, aid.aided | is_known)

    def worded(i: int) -> str:
        if aid.aided[i]:
            return f"已救助 {yuan(bills.stays.aid_paid[i])} 元，不重复救助"
        if not aid.base_known[i]:
            return "政策范围内自付费用待定"
        return f"政策范围内自付 {yuan(aid.base[i])} 元"

    def missing(i: int) -> Iterator[Missing]:
        yield from _loose(bills, i)
        if not basic.known[i] and not bills.is_resident[i]:
            yield Missing(f"{bills.name_of(i)}的医保支付金额未登记", HOSPITALS)

    def note(row: int) -> str:
        notes = [_difference(basic, i) for i in bills.stays.rows_in(row) if basic.differs[i]]
        return "".join([*notes, candidates.left_open(row)])

    return candidates.require(
        "self_paid",
        "政策范围内自付费用",
        assistance.CLAUSE,
        verdict,
        say=(worded, lambda row: "扣除基本医保、大病保险和其他支付后大于 0，救助标准已明确"),
        uses=aid.choices,
        lacks=missing,
        note=note,
    )


def _difference(basic: Basic, i: int) -> str:
    paid, by_rule = yuan(basic.paid[i]), yuan(basic.by_rule[i])
    return (
        f"{basic.bills.name_of(i)}：基本医保实付 {paid} 元，按规定应为 {by_rule} 元，"
        f"待县医保局核对；本次按实付计算。"
    )
