"""The survey as a whole: begun once, finished by two who signed; papers; tasks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from households import actions
from households.actions.surveys import TO_FILL
from households.models import Attachment, BankAccount, Guarantee, Hardship, Household, Survey
from households.queries import section_states
from households.todos import survey_todos
from tests.households.forms import errors_in, fill_in, saved
from yunyang_relief.core import clock, files
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, TimelineEntry, User

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
NEEDS = {
    "hardship-0-situation": "户主长期透析，妻子务工。",
    "hardship-0-causes": ["illness", "schooling"],
    "hardship-0-main_cause": "illness",
    "hardship-0-needs": ["medical"],
}


def confirmed(users: list[User], **typed: Any) -> dict[str, Any]:
    given = {
        "surveyors": [user.pk for user in users],
        "visited_on": f"{clock.today()}",
        "respondent": "冉启明",
        "respondent_signed": "on",
        "surveyors_signed": "on",
    }
    return given | typed


@pytest.fixture
def filled(survey: Survey, caseworker: User) -> Survey:
    """A survey whose sections are all marked complete."""
    for section in TO_FILL:
        actions.complete_section(survey, section, actor=caseworker)
    survey.refresh_from_db()
    return survey


def test_a_household_has_one_open_survey(
    household: Household, survey: Survey, second_caseworker: User
) -> None:
    assert actions.start_survey(household, actor=second_caseworker) == survey
    assert Survey.objects.count() == 1


def test_starting_from_the_page(browser: Client, household: Household) -> None:
    page = browser.get(reverse("households:survey", args=[household.pk]))
    assert "开始入户调查" in page.content.decode()
    response = browser.post(reverse("households:survey_start", args=[household.pk]))
    assert response.status_code == 302
    assert Survey.objects.get().household == household


def test_sections_show_where_they_stand(
    browser: Client, household: Household, survey: Survey, caseworker: User
) -> None:
    states = {state.section: state.label for state in section_states(survey, [])}
    assert states["circumstances"] == "未填"
    assert states["confirm"] == "未到"
    actions.complete_section(survey, "circumstances", actor=caseworker)
    draft = actions.save_draft(survey, "income", "a=1", actor=caseworker)
    actions.save_fact(
        Hardship(
            household=household,
            situation="透析",
            main_cause="illness",
            causes=["illness"],
            needs=["medical"],
        ),
        actor=caseworker,
    )
    survey.refresh_from_db()
    states = {state.section: state.label for state in section_states(survey, [draft])}
    assert (states["circumstances"], states["income"], states["needs"]) == (
        "已填",
        "填写中",
        "填写中",
    )


def test_an_unticked_section_is_not_known_again(
    household: Household, survey: Survey, caseworker: User
) -> None:
    actions.complete_section(survey, "income", actor=caseworker)
    actions.complete_section(survey, "income", is_done=False, actor=caseworker)
    household.refresh_from_db()
    survey.refresh_from_db()
    assert household.surveyed == survey.sections_done == []


def test_two_surveyors_finish_it(
    browser: Client,
    household: Household,
    filled: Survey,
    caseworker: User,
    second_caseworker: User,
) -> None:
    url = reverse("households:confirm", args=[household.pk])
    response = browser.post(url, confirmed([caseworker, second_caseworker]))
    assert saved(response)
    filled.refresh_from_db()
    assert filled.completed_at is not None
    assert set(filled.surveyors.all()) == {caseworker, second_caseworker}
    line = TimelineEntry.objects.filter(household_uid=household.uid).first()
    assert line is not None
    assert line.text.startswith("入户调查：")
    assert AuditEvent.objects.filter(action="complete_survey").count() == 1
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ({"surveyors": "one"}, "两名以上"),
        ({"respondent_signed": ""}, "被调查人还没有签字"),
        ({"surveyors_signed": ""}, "调查人还没有签字"),
        ({"visited_on": f"{date.today() + timedelta(days=400)}"}, "不能晚于今天"),  # noqa: DTZ011  # any future day
        ({"respondent": ""}, "请填写被调查人"),
    ],
)
def test_what_is_missing_is_named(
    browser: Client,
    household: Household,
    filled: Survey,
    caseworker: User,
    second_caseworker: User,
    missing: dict[str, str],
    says: str,
) -> None:
    users = [caseworker] if missing.get("surveyors") else [caseworker, second_caseworker]
    typed = {name: value for name, value in missing.items() if name != "surveyors"}
    url = reverse("households:confirm", args=[household.pk])
    response = browser.post(url, confirmed(users, **typed))
    assert response.status_code in {409, 422}
    assert says in "".join(errors_in(response))
    filled.refresh_from_db()
    assert filled.completed_at is None


def test_an_unfinished_section_holds_it_up(
    survey: Survey, caseworker: User, second_caseworker: User
) -> None:
    with pytest.raises(Refused, match="“户情”还没有标记填完"):
        actions.complete_survey(
            survey,
            surveyors=[caseworker, second_caseworker],
            visited_on=clock.today(),
            respondent="冉启明",
            respondent_signed=True,
            surveyors_signed=True,
            actor=caseworker,
        )


def test_needs_guarantees_and_account(
    browser: Client, household: Household, survey: Survey
) -> None:
    url = reverse("households:section", args=[household.pk, "needs"])
    typed = NEEDS | {
        "guarantees-4-is_met": "False",
        "guarantees-4-evidence": "土坯房，墙体开裂",
        "account-0-holder": str(household.head_id),
        "account-0-bank": "重庆农商行",
        "account-0-number": "6217 0000 0000 0000 013",
    }
    response = fill_in(browser, url, typed, follow=True)
    assert errors_in(response) == []
    assert "银行账号未通过银行卡校验" in response.content.decode()
    assert Hardship.objects.get().causes == ["illness", "schooling"]
    guarantee = Guarantee.objects.get()
    assert (guarantee.kind, guarantee.is_met) == ("housing", False)
    account = BankAccount.objects.get()
    assert account.number.open_unlogged() == "6217000000000000013"
    page = browser.get(url).content.decode()
    assert "6217000000000000013" not in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"hardship-0-main_cause": "debt"}, "主要致困原因应是所选致困原因之一"),
        ({"account-0-number": "12ab5678"}, "银行账号只能是数字"),
        ({"account-0-number": "123"}, "银行账号应为 8—30 位"),
        ({"account-0-number": ""}, "请填写银行账号"),
        ({"guarantees-0-evidence": "有存粮"}, "不愁吃：请选择是或否"),
    ],
)
def test_needs_that_cannot_be(
    browser: Client, household: Household, survey: Survey, typed: dict[str, str], says: str
) -> None:
    account = {"account-0-holder": str(household.head_id), "account-0-bank": "重庆农商行"}
    url = reverse("households:section", args=[household.pk, "needs"])
    response = fill_in(
        browser, url, NEEDS | account | {"account-0-number": "6217000000000000012"} | typed
    )
    assert response.status_code == 422
    assert says in "".join(errors_in(response))
    assert not Hardship.objects.exists()


def test_open_surveys_are_tasks(
    household: Household, survey: Survey, caseworker: User, second_caseworker: User
) -> None:
    [todo] = survey_todos(caseworker, clock.today())
    assert todo.title == f"继续入户调查：{household}"
    assert list(survey_todos(second_caseworker, clock.today())) == []
    actions.save_draft(survey, "income", "a=1", actor=second_caseworker)
    assert len(list(survey_todos(second_caseworker, clock.today()))) == 1


# --- papers ----------------------------------------------------------------------------------


def upload(browser: Client, household: Household, name: str, content: bytes) -> Any:
    url = reverse("households:attach", args=[household.pk])
    file = SimpleUploadedFile(name, content)
    return browser.post(url, {"kind": "survey", "file": file, "next": "detail"})


def test_a_photo_is_kept_sealed(browser: Client, household: Household) -> None:
    assert saved(upload(browser, household, "入户.png", PNG))
    attachment = Attachment.objects.get()
    assert PNG not in files.path_of(attachment.file).read_bytes()
    response = browser.get(reverse("households:attachment", args=[attachment.pk]))
    assert response.content == PNG
    assert AuditEvent.objects.filter(action="open_file").count() == 1
    assert browser.post(reverse("households:attachment_remove", args=[attachment.pk])).url
    attachment.refresh_from_db()
    assert attachment.removed_at is not None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("表.png", b"MZ\x90\x00 not a picture", "内容不是 PNG 文件"),
        ("表.exe", PNG, "只收 JPG、PNG 照片和 PDF"),
        ("大.png", PNG + b"0" * (10 * 1024 * 1024), "超过 10 MB"),
        ("空.png", b"", "这个文件是空的"),
    ],
)
def test_what_is_no_paper_is_refused(
    browser: Client, household: Household, name: str, content: bytes, says: str
) -> None:
    response = upload(browser, household, name, content)
    assert response.status_code == 422
    assert says in "".join(errors_in(response))
    assert not Attachment.objects.exists()


def test_another_townships_papers_are_missing(
    browser: Client,
    household: Household,
    signed_in: Callable[[User], Client],
    other_township_caseworker: User,
) -> None:
    upload(browser, household, "入户.png", PNG)
    pk = Attachment.objects.get().pk
    stranger = signed_in(other_township_caseworker)
    assert stranger.get(reverse("households:attachment", args=[pk])).status_code == 404
    assert stranger.post(reverse("households:attachment_remove", args=[pk])).status_code == 404
