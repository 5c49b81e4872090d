"""Drafts: private, sealed, offered again, and applied without a trace for the live panel."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households import actions
from households.drafts import applied
from households.models import Draft, Household, IncomeItem, Membership, Person, Survey
from tests.households.forms import errors_in, fields_of, saved
from yunyang_relief.core.models import AuditEvent, TimelineEntry, User

MAN, GIRL = "50023519900101101X", "500235201308200122"


def draft_url(household: Household, section: str) -> str:
    return reverse("households:draft", args=[household.pk, section])


def section_url(household: Household, section: str) -> str:
    return reverse("households:section", args=[household.pk, section])


def income_of(household: Household, amount: str = "2500") -> dict[str, str]:
    return {
        "income-count": "1",
        "income-0-base": "",
        "income-0-person": str(household.head_id),
        "income-0-kind": "wage",
        "income-0-monthly_amount": amount,
        "income-0-since": "2019-05",
    }


def new_member() -> dict[str, str]:
    return {
        "members-count": "1",
        "members-0-base": "",
        "members-0-id_number": GIRL,
        "members-0-name": "冉雨桐",
        "members-0-relation": "42",
        "members-0-ethnicity": "01",
        "members-0-phone": "13800000046",
        "members-0-enrolment-is_full_time": "on",
        "members-0-condition-marriage": "10",
        "members-0-condition-education": "80",
        "members-0-condition-health": "healthy",
        "members-0-condition-labour": "none",
        "members-0-condition-occupation": "preschool",
        "members-0-condition-has_income_proof": "on",
        "members-0-condition-can_live_independently": "on",
    }


def test_what_was_typed_comes_back(browser: Client, household: Household, survey: Survey) -> None:
    answer = browser.post(draft_url(household, "income"), income_of(household, "25"))
    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at"}
    assert not IncomeItem.objects.exists()
    page = browser.get(section_url(household, "income")).content.decode()
    assert "这是您没有提交的草稿" in page
    assert fields_of(page)["income-0-monthly_amount"] == ["25"]
    assert "填写中" in page


def test_saving_the_section_ends_the_draft(
    browser: Client, household: Household, survey: Survey
) -> None:
    browser.post(draft_url(household, "income"), income_of(household))
    page = browser.get(section_url(household, "income")).content.decode()
    assert saved(browser.post(section_url(household, "income"), fields_of(page)))
    assert IncomeItem.objects.get().monthly_amount == 2500
    assert not Draft.objects.exists()


def test_a_draft_can_be_dropped(browser: Client, household: Household, survey: Survey) -> None:
    browser.post(draft_url(household, "income"), income_of(household))
    drop = reverse("households:draft_drop", args=[household.pk, "income"])
    assert browser.post(drop).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_is_its_authors_alone(
    browser: Client,
    household: Household,
    survey: Survey,
    signed_in: Callable[[User], Client],
    second_caseworker: User,
) -> None:
    browser.post(draft_url(household, "income"), income_of(household, "12345"))
    other = signed_in(second_caseworker).get(section_url(household, "income"))
    assert "12345" not in other.content.decode()


def test_a_draft_lies_sealed(browser: Client, household: Household, survey: Survey) -> None:
    browser.post(draft_url(household, "members"), new_member())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM households_draft d")
        stored = str(cursor.fetchall())
    for clear in (GIRL, "13800000046", "冉雨桐", urlencode({"n": "冉雨桐"})[2:]):
        assert clear not in stored


def test_a_submission_that_failed_is_kept_with_its_errors(
    browser: Client, household: Household, survey: Survey
) -> None:
    url = section_url(household, "income")
    assert browser.post(url, income_of(household, "-5")).status_code == 422
    assert Draft.objects.get().problems == 1
    again = browser.get(url)
    assert errors_in(again) == ["收入：月金额（元）：金额不能为负数，请去掉负号或改到对应的收支项"]
    overview = browser.get(reverse("households:survey", args=[household.pk]))
    assert "1 处要改" in overview.content.decode()


def test_old_drafts_are_deleted(household: Household, survey: Survey, caseworker: User) -> None:
    draft = actions.save_draft(survey, "income", "a=1", actor=caseworker)
    assert actions.drop_old_drafts() == 0
    Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=31))
    assert actions.drop_old_drafts() == 1


def test_drafts_apply_for_a_moment_and_leave_nothing(
    household: Household, survey: Survey, caseworker: User, second_caseworker: User
) -> None:
    actions.save_draft(survey, "members", urlencode(new_member()), actor=caseworker)
    actions.save_draft(survey, "income", urlencode(income_of(household)), actor=caseworker)
    trail = AuditEvent.objects.count(), TimelineEntry.objects.count()
    with applied(survey, caseworker):
        assert Person.objects.filter(name="冉雨桐").exists()
        assert household.memberships.count() == 2
        assert IncomeItem.objects.current().get().monthly_amount == 2500
    assert not Person.objects.filter(name="冉雨桐").exists()
    assert not IncomeItem.objects.exists()
    assert (AuditEvent.objects.count(), TimelineEntry.objects.count()) == trail
    with applied(survey, second_caseworker):
        assert not IncomeItem.objects.exists()


def test_of_a_draft_only_valid_rows_apply(
    household: Household, survey: Survey, caseworker: User
) -> None:
    two = income_of(household) | {
        "income-count": "2",
        "income-1-person": str(household.head_id),
        "income-1-kind": "pension",
        "income-1-monthly_amount": "四十",
        "income-1-since": "2019-05",
    }
    actions.save_draft(survey, "income", urlencode(two), actor=caseworker)
    with applied(survey, caseworker):
        assert IncomeItem.objects.current().get().kind == "wage"


def test_a_draft_that_cannot_be_written_applies_the_rest(
    household: Household, other_household: Household, survey: Survey, caseworker: User
) -> None:
    taken = Person.objects.create(name="冉雨桐", id_number=GIRL, sex="2", born_on="2013-08-20")
    Membership.objects.create(
        household=other_household, person=taken, relation="42", since="2019-01-01"
    )
    actions.save_draft(survey, "members", urlencode(new_member()), actor=caseworker)
    actions.save_draft(survey, "income", urlencode(income_of(household)), actor=caseworker)
    with applied(survey, caseworker):
        assert household.memberships.count() == 1
        assert IncomeItem.objects.current().count() == 1
    assert not AuditEvent.objects.filter(action="look_up_person").exists()


def test_an_exception_inside_takes_everything_back(
    household: Household, survey: Survey, caseworker: User
) -> None:
    actions.save_draft(survey, "income", urlencode(income_of(household)), actor=caseworker)
    try:
        with applied(survey, caseworker):
            raise LookupError
    except LookupError:
        assert not IncomeItem.objects.exists()


def test_an_unknown_section_is_missing(
    browser: Client, household: Household, survey: Survey
) -> None:
    assert browser.post(draft_url(household, "secrets"), {"a": "1"}).status_code == 404
