"""教育资助: the school reviews, the education bureau matches and decides, paid by the term.

社会救助暂行办法 33–36; 22号文 二（五）. The bureau may also take up at once everybody whom the
records of 低保 and 特困 show to be entitled.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from eligibility.programmes.jiaoyu.terms import term_of
from households.models import Enrolment, Person
from yunyang_relief.core.access import Role
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.money import yuan_text

from ..actions.decisions import FOLLOWING
from ..actions.effects import effect_of
from ..actions.work import Work
from ..dossier import Dossier
from ..enums import Level, Paper, Programme, Stage
from ..forms import PastDateField, PlainStep
from ..models import Award, SchoolReview, TermAid
from ..needs import found_fit, need, rulings_settled
from ..procedure import Procedure
from ..proposals import Proposal
from ..workflow import CASEWORKER, MAKING, By, Part, Transition, pick

JIAOYU_2014 = Procedure(
    programme=Programme.JIAOYU,
    since=date(2014, 5, 1),
    title="社会救助暂行办法 第六章",
    source="社会救助暂行办法 33–36；22号文 二（五）",
    decider=Level.COUNTY,
    total={},
    total_excludes_appraisal_and_notice=False,
    limits={},
    notice=None,
    second_notice=None,
    appraisal_required=False,
    open_questions=(
        "申请期限（外地为开学两周内）和办理时限待云阳县局确认",
        "学校审核暂由乡镇经办人或县教委登记",
    ),
    papers=(Paper.APPLICATION, Paper.IDENTITY, Paper.SCHOOLING),
    needs_survey=False,
)


class SchoolReviewForm(PlainStep):
    """What the school says of its students."""

    school = forms.CharField(label="学校", max_length=80)
    reviewed_on = PastDateField(label="学校审核日期")
    reviewer = forms.CharField(label="学校审核人", max_length=40)
    opinion = forms.CharField(
        label="学校意见",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="在籍在读、年级、是否寄宿等是否属实",
    )

    def prepare(self) -> None:
        schools = dict.fromkeys(e.school for e in enrolments(self.dossier).values())
        self.fields["school"].initial = "、".join(schools)


def enrolments(dossier: Dossier) -> dict[int, Enrolment]:
    """Where the people of the household study, by person."""
    people = [membership.person_id for membership in dossier.members]
    rows = Enrolment.objects.current().filter(person__in=people)
    return {enrolment.person_id: enrolment for enrolment in rows}


@need("学生本学期还没有获得资助（一名学生一学期一次）")
def not_given(dossier: Dossier) -> str:
    people = [membership.person_id for membership in dossier.members]
    given = TermAid.objects.filter(person__in=people, term=term_of(dossier.today).label)
    if not (rows := list(given.select_related("person"))):
        return ""
    names = "、".join(row.person.name for row in rows)
    return f"{names} {rows[0].term}学期已获资助，下学期再办理"


@effect_of("review_at_school")
def review_at_school(work: Work) -> None:
    """data: the fields of SchoolReview."""
    review = SchoolReview(**work.data)
    work.make(review)
    work.said = {"school": review.school, "reviewed_on": review.reviewed_on}
    work.summary = f"{review.school}：{review.opinion}"


def give_term_aid(work: Work, award: Award, proposal: Proposal) -> None:
    """Write down what each student of the household gets in the term."""
    finding = proposal.finding
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in finding.amounts:
        lines[line["person"]].append(line)
    studies = enrolments(work.dossier)
    for name, own in lines.items():
        student = _student(work, name)
        enrolment = studies[student.pk]
        work.make(
            TermAid(
                person=student,
                term=finding.details["term"],
                stage=enrolment.stage,
                school=enrolment.school,
                grade=enrolment.grade,
                is_boarder=enrolment.is_boarder,
                lines=[{key: line[key] for key in LINE} for line in own],
                amount=sum((Decimal(line["yuan"]) for line in own), Decimal(0)),
            )
        )
    work.summary = f"{finding.details['term']}学期 {len(lines)} 人，{yuan_text(award.amount)} 元"


LINE = ("kind", "label", "clause", "arithmetic", "yuan")


def _student(work: Work, name: str) -> Person:
    named = [m.person for m in work.dossier.members if m.person.name == name]
    if len(named) != 1:
        raise Refused("same-name", f"家中有几名成员都叫{name}，不能分清学生，请先更正姓名")
    return named[0]


FOLLOWING[Programme.JIAOYU] = give_term_aid

BUREAU = frozenset({Role.BUREAU})
S = Stage
FIT = (not_given, found_fit)
PROGRAMME = Programme.JIAOYU
PROCEDURES = (JIAOYU_2014,)
TABLE = (
    *pick("open_directly", needs=FIT),
    *pick("apply", target=S.SCHOOL, needs=(not_given,)),
    *pick("record_papers", sources=frozenset({S.SCHOOL})),
    Transition(
        "review_at_school",
        "登记学校审核",
        "学校审核同意",
        frozenset({S.SCHOOL}),
        S.MATCHING,
        CASEWORKER | BUREAU,
        form=SchoolReviewForm,
        icon="file-check",
        part=Part.HANDLING,
    ),
    *pick("reject", sources=frozenset({S.SCHOOL}), needs=()),
    *pick("propose_ruling", sources=frozenset({S.MATCHING}), by=By.OFFICE),
    *pick("settle", label="比对无误，报审批", told="与低保、特困名单比对一致，报审批", needs=FIT),
    Transition(
        "return_to_school",
        "退回学校审核",
        "退回学校重新审核",
        frozenset({S.MATCHING}),
        S.SCHOOL,
        By.OFFICE,
        note_required=True,
        icon="corner-up-left",
    ),
    *pick("settle_ruling", by=By.OFFICE, apart_from=MAKING),
    *pick("approve", needs=(not_given, rulings_settled, found_fit)),
    *pick("refuse"),
    *pick("return_to_office"),
    *pick("declare_near_relative", "withdraw"),
)
