"""教育资助: what students of 低保 and 特困 households get in the term (22号文 二（五）).

Its people are more than those of 本次帮扶: students of rural households as well as urban ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.engine.candidates import Candidates, judged
from eligibility.engine.codes import ANTI_POVERTY, EDUCATION, TOWNSHIP, Stage
from eligibility.engine.columns import day_number
from eligibility.engine.criteria import Criterion, Line, Missing
from eligibility.engine.facts import Facts
from eligibility.engine.findings import Findings
from eligibility.engine.parameters import ParameterSet
from eligibility.programmes.dibao.recipients import Recipients
from eligibility.programmes.jiaoyu.benefits import CLAUSE, VOCATIONAL, Studies
from eligibility.programmes.jiaoyu.policy import JiaoyuPolicy
from eligibility.programmes.jiaoyu.terms import Term, term_of

AT_SCHOOL = ~Stage.having(Stage.NONE)
PART_TIME_COUNTS = Stage.having(Stage.KINDERGARTEN, Stage.PRIMARY, Stage.JUNIOR_HIGH)
ASSISTANCE_MEASURES = "社会救助暂行办法 第三十三条"


@dataclass(kw_only=True)
class JiaoyuFindings(Findings):
    """Findings of one school term."""

    term: Term

    def explain(self, row: int) -> dict[str, Any]:
        """See Findings.explain; adds the term, e.g. 2019春."""
        return super().explain(row) | {"term": self.term.label}


def decide(
    facts: Facts, parameters: ParameterSet, on: date, others: Mapping[str, Findings]
) -> JiaoyuFindings:
    """What the students of every household get in the term of a day."""
    recipients = Recipients(facts, others)
    policy, term, day = JiaoyuPolicy.at(parameters, on), term_of(on), day_number(on)
    studies = Studies(facts, policy, term, day)
    mask = facts.present_on(day) & AT_SCHOOL[facts.members.stage]
    students = Candidates(facts.members, mask, recipients.assessment.name_of)
    criteria = [
        _enrolled(facts, students),
        _recipient(students, recipients),
        _aid(facts, students, studies),
    ]

    def lines(member: int) -> Iterator[Line]:
        for benefit in studies.of(member):
            yield benefit.line(member, students.name_of(member))

    unsure = students.due & (studies.year_unknown | studies.register_unsure)
    return JiaoyuFindings.conclude(
        programme="jiaoyu",
        on=on,
        outcome=students.outcome,
        criteria=criteria,
        amounts=[students.amount(studies.fen, lines, studies.uses)],
        amounts_known=~facts.members.any(unsure),
        concerned=students.concerned,
        candidates=students,
        term=term,
    )


def _enrolled(facts: Facts, students: Candidates) -> Criterion:
    """Somebody goes to kindergarten or school; beyond compulsory education full-time."""
    members = facts.members

    def words(member: int) -> str:
        form = "" if members.is_full_time[member] else "，非全日制"
        return f"{Stage.at(members.stage[member]).label}{form}"

    return students.require(
        "enrolled",
        "在校（园）就读",
        CLAUSE,
        judged(members.is_full_time | PART_TIME_COUNTS[members.stage], members.enrolment_verified),
        say=(words, lambda row: "在校（园）学生，高中阶段以上为全日制"),
        lacks=lambda member: [Missing(f"{students.name_of(member)}的在读情况未核实", EDUCATION)],
    )


def _recipient(students: Candidates, recipients: Recipients) -> Criterion:
    """城乡低保对象 or 城乡特困学生."""

    def lacks(member: int) -> Iterator[Missing]:
        name = students.name_of(member)
        yield Missing(f"{name}的低保、特困资格待核实，见其测算结果", TOWNSHIP)

    return students.require(
        "recipient",
        "救助对象类别",
        f"{CLAUSE}；{ASSISTANCE_MEASURES}",
        recipients.either,
        say=(recipients.worded, lambda row: "城乡低保对象或城乡特困人员"),
        lacks=lacks,
    )


def _aid(facts: Facts, students: Candidates, studies: Studies) -> Criterion:
    """The stage has aid in this term, and what its amount rests on is known."""
    policy, stage = studies.policy, facts.members.stage
    terms = (
        policy.vocational_tuition_terms,
        policy.vocational_grant_terms,
        policy.vocational_dorm_terms,
    )

    def words(member: int) -> str:
        kinds = "、".join(benefit.label for benefit in studies.of(member)) or "没有资助项目"
        return f"{Stage.at(stage[member]).label}，{kinds}"

    def lacks(member: int) -> Iterator[Missing]:
        name = students.name_of(member)
        if studies.year_unknown[member]:
            yield Missing(f"{name}的年级（第几学年）未登记，助学金和免费年限待定", EDUCATION)
        if studies.register_unsure[member]:
            yield Missing(f"{name}的建档立卡信息未比对，助学金档次待定", ANTI_POVERTY)

    return students.require(
        "aid",
        "本学期资助项目",
        CLAUSE,
        judged(studies.supported, ~(studies.year_unknown | studies.register_unsure)),
        say=(words, lambda row: "所在学段本学期有资助项目"),
        uses=tuple((parameter, VOCATIONAL[stage]) for parameter in terms),
        lacks=lacks,
        note=students.left_open,
    )
