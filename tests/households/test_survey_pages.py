"""The survey in the browser: sections by row, errors in Chinese, nothing half-written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from households import actions
from households.actions import Identity
from households.enums import Section
from households.models import (
    Circumstances,
    Condition,
    Disability,
    Draft,
    Enrolment,
    Household,
    IncomeItem,
    Obligor,
    Person,
    Survey,
)
from tests.households.forms import errors_in, fields_of, fill_in, saved
from yunyang_relief.core.models import TimelineEntry, User

MAN, WOMAN = "50023519900101101X", "512225194904150027"
GIRL = "500235201308200122"

CIRCUMSTANCES = {
    "circumstances-0-address": "滨江路 4 栋",
    "circumstances-0-hukou_kind": "converted",
    "circumstances-0-has_contracted_land": "False",
    "circumstances-0-has_collective_income": "False",
    "circumstances-0-hires_labour": "False",
}
CONDITION = {
    "marriage": "20",
    "education": "70",
    "health": "healthy",
    "labour": "able",
    "occupation": "flexible",
    "has_income_proof": "on",
    "can_live_independently": "on",
}
INCOME = {
    "income-0-kind": "wage",
    "income-0-monthly_amount": "2,500.00 元",
    "income-0-since": "2019-05",
}


def section_url(household: Household, section: str) -> str:
    return reverse("households:section", args=[household.pk, section])


def condition_of(prefix: str, **typed: str) -> dict[str, str]:
    return {f"{prefix}-condition-{name}": value for name, value in (CONDITION | typed).items()}


def new_member(index: int, **typed: str) -> dict[str, str]:
    identity = {"id_number": MAN, "name": "冉启明", "relation": "20"} | typed
    prefix = f"members-{index}"
    return {f"{prefix}-{name}": value for name, value in identity.items()} | condition_of(prefix)


def fill_in_members(client: Client, household: Household, typed: dict[str, str]) -> Any:
    """Add one member's row, type into it and into the first, send."""
    url = section_url(household, "members")
    page = client.get(url)
    more = client.post(url, fields_of(page.content.decode()) | {"add": "members"})
    sent = fields_of(more.content.decode()) | condition_of("members-0") | typed
    return client.post(url, sent)


@pytest.fixture
def opened(community: Any, caseworker: User) -> Household:
    """A household with a real number, in an open survey."""
    household = actions.open_household(community, Identity("谭桂香", WOMAN), actor=caseworker)
    actions.start_survey(household, actor=caseworker)
    return household


@pytest.mark.parametrize("section", [s for s in Section.values if s != "confirm"])
def test_every_section_opens(
    browser: Client, household: Household, survey: Survey, section: str
) -> None:
    page = browser.get(section_url(household, section))
    assert page.status_code == 200
    assert "本节已填完" in page.content.decode()


def test_saving_a_section_goes_on_to_the_next(
    browser: Client, household: Household, survey: Survey
) -> None:
    response = fill_in(
        browser, section_url(household, "circumstances"), CIRCUMSTANCES | {"is_done": "on"}
    )
    assert saved(response)
    assert response.headers["Location"] == section_url(household, "members")
    assert Circumstances.objects.current().get().address == "滨江路 4 栋"
    survey.refresh_from_db()
    household.refresh_from_db()
    assert survey.sections_done == household.surveyed == ["circumstances"]
    assert TimelineEntry.objects.filter(household_uid=household.uid).exists()


def test_an_unfinished_section_keeps_what_was_typed(
    browser: Client, household: Household, survey: Survey
) -> None:
    typed = {"circumstances-0-register_address": "杏家湾 3 组", "is_done": "on"}
    response = fill_in(browser, section_url(household, "circumstances"), typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert "本节有 5 处要改" in html, errors_in(response)
    assert "请选择户籍性质" in html
    assert "杏家湾 3 组" in html
    assert 'href="#id_circumstances-0-address"' in html
    assert not Circumstances.objects.exists()
    again = browser.get(section_url(household, "circumstances")).content.decode()
    assert "杏家湾 3 组" in again
    assert "5 处要改" in again


def test_a_member_with_everything(browser: Client, opened: Household) -> None:
    typed = new_member(1, id_number=GIRL, name="冉雨桐", relation="42")
    typed |= condition_of("members-1", occupation="student", marriage="10")
    typed |= {
        "members-1-enrolment-stage": "primary",
        "members-1-enrolment-school": "云阳县某某小学",
        "members-1-enrolment-year_of_study": "1",
        "members-1-enrolment-admitted_on": "2019-09-01",
        "members-1-disability-kind": "2",
        "members-1-disability-grade": "3",
        "members-1-disability-card_number": f"{GIRL}23",
    }
    assert saved(fill_in_members(browser, opened, typed))
    child = Person.objects.with_id_number(GIRL).get()
    assert (child.sex, f"{child.born_on}") == ("2", "2013-08-20")
    enrolment = Enrolment.objects.get(person=child)
    assert (enrolment.school, enrolment.year_of_study) == ("云阳县某某小学", 1)
    assert f"{enrolment.admitted_on}" == "2019-09-01"
    assert Disability.objects.get(person=child).card_number.open_unlogged() == f"{GIRL}23"
    assert Condition.objects.current().count() == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"id_number": "500235199001011011"}, "末位校验码不对"),
        ({"id_number": "500235197002290015"}, "不是真实的日期"),
        ({"id_number": WOMAN}, "该号码已是本户另一名成员的"),
        ({"id_number": ""}, "请填写公民身份号码"),
        ({"name": "冉启明2"}, "姓名里不能有数字"),
        ({"phone": "138"}, "联系电话应为 7—15 位数字"),
        ({"relation": "01"}, "每户要有且只有一名户主"),
        ({"condition-occupation": "student"}, "填写就读学校，例如“云阳县某某中学”"),
        ({"condition-health": "seriously_ill"}, "请填写病种"),
        (
            {
                "disability-kind": "2",
                "disability-grade": "3",
                "disability-card_number": f"{GIRL}23",
            },
            "残疾证号前 18 位与身份号码不一致",
        ),
        (
            {
                "disability-kind": "2",
                "disability-grade": "3",
                "disability-card_number": f"{MAN}41",
            },
            "残疾证号末两位与所选类别、等级不一致",
        ),
    ],
)
def test_a_member_that_cannot_be(
    browser: Client, opened: Household, typed: dict[str, str], says: str
) -> None:
    sent = new_member(1) | {f"members-1-{name}": value for name, value in typed.items()}
    response = fill_in_members(browser, opened, sent)
    assert response.status_code == 422
    assert says in "".join(errors_in(response))
    assert Person.objects.count() == 1
    assert not Condition.objects.exists()


def test_a_blank_row_says_nothing(browser: Client, opened: Household) -> None:
    page = browser.get(section_url(opened, "members"))
    sent = fields_of(page.content.decode()) | {"add": "members"}
    html = browser.post(section_url(opened, "members"), sent).content.decode()
    assert 'id="members-1"' in html
    sent = fields_of(html) | condition_of("members-0")
    assert saved(browser.post(section_url(opened, "members"), sent))
    assert opened.memberships.count() == 1


def test_a_wrong_number_stands_with_a_reason(browser: Client, opened: Household) -> None:
    sent = new_member(1, id_number="500235199001011011") | {
        "members-1-id_override_reason": "户口簿登记如此，已报派出所更正",
        "members-1-born_on": "1990-01-01",
        "members-1-sex": "1",
    }
    assert saved(fill_in_members(browser, opened, sent))
    assert Person.objects.get(name="冉启明").id_override_reason.startswith("户口簿")


def test_protected_values_do_not_come_back(browser: Client, opened: Household) -> None:
    sent = condition_of("members-0") | {"members-0-phone": "13800000046"}
    assert saved(fill_in(browser, section_url(opened, "members"), sent))
    html = browser.get(section_url(opened, "members")).content.decode()
    assert "13800000046" not in html
    assert WOMAN not in html
    assert "1*********6（不改就留空）" in html
    assert saved(fill_in(browser, section_url(opened, "members"), {}))
    person = Person.objects.get()
    assert person.phone.open_unlogged() == "13800000046"
    assert person.id_number.open_unlogged() == WOMAN


def test_the_head_changes(browser: Client, opened: Household) -> None:
    sent = new_member(1, relation="01") | {"members-0-relation": "52"}
    assert saved(fill_in_members(browser, opened, sent))
    opened.refresh_from_db()
    assert opened.head is not None
    assert opened.head.name == "冉启明"


def test_a_member_leaves(browser: Client, opened: Household) -> None:
    assert saved(fill_in_members(browser, opened, new_member(1)))
    leaving = {"members-1-leaves_because": "marriage", "members-1-left_on": ""}
    response = fill_in(browser, section_url(opened, "members"), leaving)
    assert "请填写离户日期" in "".join(errors_in(response))
    day = {"members-1-left_on": "2020-01-02"}
    response = fill_in(browser, section_url(opened, "members"), leaving | day)
    assert "离户日期应在" in "".join(errors_in(response))
    assert response.status_code == 409
    assert opened.memberships.filter(until=None).count() == 2


# --- items -----------------------------------------------------------------------------------


def test_an_income_is_saved_and_the_last_month_is_kept_apart(
    browser: Client, household: Household, survey: Survey
) -> None:
    typed = INCOME | {"income-0-until": "2019-10"}
    assert saved(fill_in(browser, section_url(household, "income"), typed))
    item = IncomeItem.objects.get()
    assert (f"{item.monthly_amount}", f"{item.since}", f"{item.until}") == (
        "2500.00",
        "2019-05-01",
        "2019-11-01",
    )
    assert 'value="2019-10"' in browser.get(section_url(household, "income")).content.decode()


def test_why_an_obligor_supports_nobody(
    browser: Client, household: Household, survey: Survey
) -> None:
    obligor = {
        "name": "冉光明",
        "relation": "长子",
        "family_size": "1",
        "family_monthly_income": "0",
        "supported_persons": "1",
        "incapacity": "prison",
        "has_modest_property": "True",
    }
    url = section_url(household, "obligors")
    typed = {f"obligors-0-{name}": value for name, value in obligor.items()}
    assert saved(fill_in(browser, url, typed))
    found = Obligor.objects.get()
    assert (found.incapacity, found.has_modest_property) == ("prison", True)
    assert saved(fill_in(browser, url, {"obligors-0-has_modest_property": ""}))
    assert Obligor.objects.current().get().has_modest_property is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"income-0-monthly_amount": "-5"}, "金额不能为负数"),
        ({"income-0-monthly_amount": "很多"}, "填写数字金额，例如 1092.00"),
        ({"income-0-since": "2019-13"}, "填写年月，例如 2019-11"),
        ({"income-0-until": "2019-01"}, "止月早于起月"),
        ({"income-0-kind": "lottery"}, "lottery"),
        ({"income-0-person": "999999"}, "选择"),
        ({"income-0-base": "3f0f3f3e-0000-0000-0000-000000000000"}, "这一行已不在本户"),
    ],
)
def test_an_income_that_cannot_be(
    browser: Client, household: Household, survey: Survey, typed: dict[str, str], says: str
) -> None:
    response = fill_in(browser, section_url(household, "income"), INCOME | typed)
    assert response.status_code == 422
    assert says in "".join(errors_in(response))
    assert not IncomeItem.objects.exists()


def test_rows_are_added_kept_and_withdrawn_without_scripts(
    browser: Client, household: Household, survey: Survey
) -> None:
    url = section_url(household, "income")
    page = browser.get(url)
    sent = fields_of(page.content.decode()) | INCOME | {"add": "income"}
    html = browser.post(url, sent).content.decode()
    assert 'value="2,500.00 元"' in html
    assert not IncomeItem.objects.exists()
    second = {
        "income-1-person": str(household.head_id),
        "income-1-kind": "pension",
        "income-1-monthly_amount": "40",
        "income-1-since": "2019-01",
    }
    assert saved(browser.post(url, fields_of(html) | second))
    assert IncomeItem.objects.current().count() == 2
    assert saved(fill_in(browser, url, {"income-0-drop": "on"}))
    assert IncomeItem.objects.current().get().kind == "pension"
    assert IncomeItem.objects.count() == 2


def test_a_stale_form_is_told_and_can_insist(
    browser: Client,
    household: Household,
    survey: Survey,
    signed_in: Callable[[User], Client],
    second_caseworker: User,
) -> None:
    url = section_url(household, "circumstances")
    fill_in(browser, url, CIRCUMSTANCES)
    mine = fields_of(browser.get(url).content.decode())
    fill_in(signed_in(second_caseworker), url, {"circumstances-0-address": "滨江路 5 栋"})
    response = browser.post(url, mine | {"circumstances-0-address": "滨江路 6 栋"})
    html = response.content.decode()
    assert response.status_code == 409
    assert second_caseworker.name in html
    assert "滨江路 5 栋" in html
    assert "滨江路 6 栋" in html
    assert Circumstances.objects.current().get().address == "滨江路 5 栋"
    assert saved(browser.post(url, fields_of(html)))
    assert Circumstances.objects.current().get().address == "滨江路 6 栋"


def test_an_untouched_row_of_a_stale_form_changes_nothing(
    browser: Client,
    household: Household,
    survey: Survey,
    signed_in: Callable[[User], Client],
    second_caseworker: User,
) -> None:
    url = section_url(household, "circumstances")
    fill_in(browser, url, CIRCUMSTANCES)
    mine = fields_of(browser.get(url).content.decode())
    fill_in(signed_in(second_caseworker), url, {"circumstances-0-address": "滨江路 5 栋"})
    assert saved(browser.post(url, mine))
    assert Circumstances.objects.current().get().address == "滨江路 5 栋"


def test_another_townships_survey_is_a_missing_page(
    household: Household,
    survey: Survey,
    signed_in: Callable[[User], Client],
    other_township_caseworker: User,
) -> None:
    stranger = signed_in(other_township_caseworker)
    url = section_url(household, "income")
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, INCOME).status_code == 404
    draft = reverse("households:draft", args=[household.pk, "income"])
    assert stranger.post(draft, INCOME).status_code == 404
    assert not Draft.objects.exists()
