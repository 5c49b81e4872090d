"""教育资助 walked by its people: through the school, and for a whole term at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assistance import actions, terms
from assistance.enums import Paper, Programme, Stage
from assistance.models import Award, Case, SchoolReview, TermAid
from assistance.todos import office_todos
from eligibility.actions import recompute
from eligibility.enums import Cause
from households.enums import Verification
from households.models import Enrolment, Household, Membership, Person
from tests.awards import make_award
from tests.people import make_person, make_user
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Job, Region, User

ON = date(2019, 11, 15)
NEXT_TERM = date(2020, 3, 2)
NOVEMBER = (date(2019, 11, 1),)
# A boarder of a junior high school gets 625.00 a term.
AMOUNT = Decimal("625.00")


@pytest.fixture
def educator(county: Region) -> User:
    return make_user("jiaowei", Role.BUREAU, county, Department.EDUCATION)


@pytest.fixture
def second_educator(county: Region) -> User:
    return make_user("jiaowei2", Role.BUREAU, county, Department.EDUCATION)


@pytest.fixture
def student(poor_household: Household, caseworker: User) -> Person:
    """A boarder in a household with 低保."""
    pupil = make_person("向小梅", sex="2", born_on=date(2005, 8, 8))
    Membership.objects.create(
        household=poor_household, person=pupil, relation="42", since=date(2019, 4, 1)
    )
    Enrolment.objects.create(
        household=poor_household,
        person=pupil,
        stage="junior_high",
        school="云阳县双江初级中学",
        grade="初三",
        is_boarder=True,
        verification=Verification.VERIFIED,
        verified_by=caseworker,
        verified_on=date(2019, 9, 1),
        recorded_by=caseworker,
    )
    make_award(poor_household, caseworker, lines=[("", "380.00", "")], months=NOVEMBER)
    return pupil


def step(case: Case, code: str, actor: User, note: str = "", **data: Any) -> Case:
    return actions.advance(case, code, actor=actor, version=case.version, data=data, note=note)


def apply(household: Household, caseworker: User) -> Case:
    return actions.open_case(
        household,
        programme=Programme.JIAOYU,
        applicant=household.head,
        applied_on=clock.today(),
        papers=[Paper.APPLICATION, Paper.SCHOOLING],
        actor=caseworker,
    )


def reviewed(case: Case, caseworker: User) -> Case:
    return step(
        case,
        "review_at_school",
        caseworker,
        school="云阳县双江初级中学",
        reviewed_on=clock.today(),
        reviewer="魏老师",
        opinion="在籍寄宿，情况属实",
    )


def take_up(household: Household, actor: User) -> Case:
    return actions.open_directly(
        household, programme=Programme.JIAOYU, data={"amount": AMOUNT}, actor=actor
    )


def test_school_bureau_and_a_second_official(
    poor_household: Household,
    student: Person,
    caseworker: User,
    educator: User,
    second_educator: User,
) -> None:
    with clock.on(ON):
        case = apply(poor_household, caseworker)
        assert (case.stage, case.total_due_on) == (Stage.SCHOOL, None)
        case = reviewed(case, caseworker)
        case = step(case, "return_to_school", educator, "请学校补充寄宿情况")
        case = reviewed(case, caseworker)
        assert case.stage == Stage.MATCHING
        case = step(case, "settle", educator, amount=AMOUNT)
        with pytest.raises(Refused, match="不能是同一人"):
            step(case, "approve", educator, amount=AMOUNT)
        case = step(case, "approve", second_educator, amount=AMOUNT)
    assert SchoolReview.objects.filter(case=case).count() == 2
    award = Award.objects.get(case=case)
    assert (award.amount, award.is_once, award.period, award.people) == (AMOUNT, True, "学期", 1)
    aid = TermAid.objects.get(person=student)
    assert (aid.term, aid.amount, aid.school, aid.is_boarder) == (
        "2019秋",
        AMOUNT,
        "云阳县双江初级中学",
        True,
    )
    assert [(line["kind"], line["yuan"]) for line in aid.lines] == [("boarder", "625.00")]


def test_a_student_is_aided_once_a_term(
    poor_household: Household,
    student: Person,
    caseworker: User,
    educator: User,
    second_educator: User,
) -> None:
    with clock.on(ON):
        step(take_up(poor_household, educator), "approve", second_educator, amount=AMOUNT)
        with pytest.raises(Refused, match="向小梅 2019秋学期已获资助，下学期再办理"):
            take_up(poor_household, educator)
        with pytest.raises(Refused, match="下学期再办理"):
            apply(poor_household, caseworker)
    with clock.on(NEXT_TERM):
        step(take_up(poor_household, educator), "approve", second_educator, amount=AMOUNT)
    assert list(student.term_aids.order_by("pk").values_list("term", flat=True)) == [
        "2019秋",
        "2020春",
    ]


def test_the_school_may_say_no(
    poor_household: Household, student: Person, caseworker: User
) -> None:
    with clock.on(ON):
        case = step(apply(poor_household, caseworker), "reject", caseworker, "不在本校就读")
    assert case.stage == Stage.REJECTED


def test_a_term_is_opened_for_all_entitled_households_at_once(
    poor_household: Household,
    student: Person,
    household: Household,
    educator: User,
    second_educator: User,
) -> None:
    with clock.on(ON):
        recompute([poor_household.pk, household.pk], on=ON, cause=Cause.REVIEW)
        assert list(terms.waiting_households(educator.region)) == [poor_household]
        job = terms.start_term(actor=educator)
        with pytest.raises(Refused, match="正在进行"):
            terms.start_term(actor=second_educator)
        jobs.work_on(job.pk)
        jobs.work_on(job.pk)
        job.refresh_from_db()
        assert (job.state, job.total, job.done) == (Job.State.DONE, 1, 1)
        assert job.result == {"学期": "2019秋", "开案户数": 1, "未开案户数": 0}
        case = Case.objects.get(programme=Programme.JIAOYU)
        assert (case.stage, case.household) == (Stage.CONFIRMATION, poor_household)
        assert not terms.waiting_households(educator.region).exists()
        step(case, "approve", second_educator, amount=AMOUNT)
        again = terms.start_term(actor=educator)
        jobs.work_on(again.pk)
        again.refresh_from_db()
    assert (again.state, again.total) == (Job.State.DONE, 0)


def test_only_the_education_bureau_opens_a_term(county_officer: User) -> None:
    with clock.on(ON), pytest.raises(Refused, match="由县教委办理"):
        terms.start_term(actor=county_officer)


def test_the_term_page_starts_the_job_and_lists_the_students(
    client: Client,
    poor_household: Household,
    student: Person,
    educator: User,
    second_educator: User,
    caseworker: User,
) -> None:
    client.force_login(educator)
    with clock.on(ON):
        recompute([poor_household.pk], on=ON, cause=Cause.REVIEW)
        assert [todo.title for todo in office_todos(educator, ON)] == ["2019秋学期还有 1 户未开案"]
        sent = client.post(reverse("assistance:term_start"))
        job = Job.objects.get(kind=terms.KIND)
        assert sent.headers["Location"] == reverse("core:job", args=[job.pk])
        jobs.work_on(job.pk)
        case = Case.objects.get(programme=Programme.JIAOYU)
        step(case, "approve", second_educator, amount=AMOUNT)
        page = client.get(reverse("assistance:terms"), {"term": "2019秋"}).content.decode()
        assert student.name in page
        assert "寄宿生生活补助" in page
        client.force_login(caseworker)
        sent = client.post(reverse("assistance:term_start"), follow=True)
        assert "由县教委办理" in sent.content.decode()
