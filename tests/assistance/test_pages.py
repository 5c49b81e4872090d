"""The pages of cases: what each role may press, what a refusal looks like, what is printed."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assistance.enums import Stage
from assistance.models import Case, CountyVisit, Investigation
from tests.people import make_person
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region, User

from .families import entitled_household, widow
from .walks import CANNED, Team, Walk

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def login(walk: Walk) -> Iterator[Login]:
    """A browser of somebody, on the day the walk has come to."""
    with clock.on(walk.day):

        def sign_in(user: User) -> Client:
            client = Client()
            client.force_login(user)
            return client

        yield sign_in


def case_url(walk: Walk) -> str:
    return reverse("assistance:case", args=[walk.case.pk])


def step_url(walk: Walk, code: str) -> str:
    return reverse("assistance:advance", args=[walk.case.pk, code])


def form_data(page: str, **typed: Any) -> dict[str, Any]:
    """The hidden fields of the last form of a page, and what is typed into it."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"} | typed


def text(response: Any) -> str:
    return str(response.content.decode())


def on_day(walk: Walk, client: Client, method: str, url: str, **data: Any) -> Any:
    with clock.on(walk.day):
        return getattr(client, method)(url, **data)


# --- applying -------------------------------------------------------------------------------


def test_applying_in_the_browser(walk: Walk, login: Login) -> None:
    client = login(walk.team.caseworker)
    url = reverse("assistance:apply", args=[walk.household.pk])
    page = client.get(url)
    assert page.status_code == 200
    data = form_data(
        text(page),
        programmes=["dibao"],
        applicant=walk.household.head_id,
        applied_on="2019-09-02",
        papers=["application", "identity", "authorisation", "income"],
        signed=[walk.household.head_id],
        has_relative="True",
        member=walk.household.head_id,
        official="蒲主任",
        post="社区主任",
        kinship="sibling",
    )
    done = client.post(url, data)
    case = Case.objects.get()
    assert done.url == reverse("assistance:case", args=[case.pk])
    assert case.is_near_relative
    # A second click of the same form leads to the same case and makes no other.
    again = client.post(url, data)
    assert again.url == done.url
    assert Case.objects.count() == 1


def test_an_application_form_says_what_is_wrong(walk: Walk, login: Login) -> None:
    client = login(walk.team.caseworker)
    url = reverse("assistance:apply", args=[walk.household.pk])
    data = form_data(
        text(client.get(url)),
        programmes=["dibao"],
        applicant=walk.household.head_id,
        applied_on="2019-09-09",
        has_relative="True",
        official="蒲主任",
    )
    response = client.post(url, data)
    assert response.status_code == 422
    page = text(response)
    assert "申请日期不能晚于今天（2019-09-02）" in page
    assert "有近亲属关系的，请填写其单位和职务" in page
    assert 'value="蒲主任"' in page


def test_without_a_complete_survey_the_page_says_so(walk: Walk, login: Login) -> None:
    walk.household.surveyed = []
    walk.household.save()
    page = text(
        login(walk.team.caseworker).get(reverse("assistance:apply", args=[walk.household.pk]))
    )
    assert "现在还不能申请" in page
    assert 'value="dibao"' not in page
    # What needs no survey may be applied for all the same.
    assert 'value="linshi"' in page
    assert 'value="yiliao"' in page


# --- taking steps -----------------------------------------------------------------------------


def test_the_main_line_in_the_browser(walk: Walk, login: Login) -> None:
    """Four people press the buttons that their pages offer them."""
    walk.apply()
    worker, official = login(walk.team.caseworker), login(walk.team.official)
    officer = login(walk.team.officer)

    def press(client: Client, code: str, **typed: Any) -> None:
        opened = on_day(walk, client, "get", step_url(walk, code))
        assert opened.status_code == 200
        data = form_data(text(opened), **typed)
        response = on_day(walk, client, "post", step_url(walk, code), data=data)
        assert response.status_code == 302, text(response)

    press(worker, "accept")
    press(worker, "request_check", requested_on=walk.day)
    press(worker, "receive_check", received_on=walk.day, result="consistent", summary="一致")
    press(
        worker,
        "investigate",
        visited_on=walk.day,
        surveyor=walk.team.caseworker.pk,
        second_surveyor=walk.team.second.pk,
        respondent="向秀英",
        findings="与申报一致",
        respondent_signed="on",
        surveyors_signed="on",
    )
    press(worker, "to_appraisal")
    press(worker, "appraise", **(walk.meeting() | {"held_on": walk.day}))
    press(official, "propose")
    press(worker, "publish", starts_on=walk.day, place="公开栏", hotline="12345")
    walk.past_notice()
    press(official, "report")
    press(officer, "approve")

    walk.case.refresh_from_db()
    assert walk.case.stage == Stage.APPROVED
    assert Investigation.objects.get().second_surveyor == walk.team.second
    page = text(on_day(walk, officer, "get", case_url(walk)))
    assert "440.00" in page
    assert "肆佰肆拾元整" in page


def test_a_missing_reason_keeps_the_form(walk: Walk, login: Login) -> None:
    walk.to_review()
    client = login(walk.team.official)
    page = text(on_day(walk, client, "get", case_url(walk)))
    url = step_url(walk, "refuse_at_review")
    response = on_day(walk, client, "post", url, data=form_data(page, note=""))
    assert response.status_code == 422
    assert "“不予批准”须写明理由，请填写后再提交" in text(response)
    walk.case.refresh_from_db()
    assert walk.case.stage == Stage.REVIEW


def test_a_stale_page_is_told_who_and_when_and_keeps_the_words(walk: Walk, login: Login) -> None:
    walk.to_confirmation()
    client = login(walk.team.officer)
    page = text(on_day(walk, client, "get", case_url(walk)))
    walk.take("return_to_township", walk.team.officer, "缺照片")
    typed = form_data(page, note="经审查符合条件")
    response = on_day(walk, client, "post", step_url(walk, "refuse"), data=typed)
    assert response.status_code == 409
    shown = text(response)
    assert "县民政county（县民政）已于" in shown
    assert "办理“退回乡镇审核”，本案现为“乡镇审核”" in shown


def test_a_refusal_for_a_new_amount_can_be_sent_again(walk: Walk, login: Login) -> None:
    """The page comes back with the present amount: reading it and pressing again is enough."""
    walk.to_review()
    client = login(walk.team.official)
    page = text(on_day(walk, client, "get", case_url(walk)))
    walk.household.incomeitems.update(monthly_amount=300)
    url = step_url(walk, "propose")
    refused = on_day(walk, client, "post", url, data=form_data(page, note="同意"))
    assert refused.status_code == 409
    assert "现为 340.00 元/月" in text(refused)
    assert "同意</textarea>" in text(refused).replace("\n", "")
    again = on_day(walk, client, "post", url, data=form_data(text(refused), note="同意"))
    assert again.status_code == 302


def test_a_second_click_takes_the_step_once(walk: Walk, login: Login) -> None:
    walk.apply()
    client = login(walk.team.caseworker)
    data = form_data(text(client.get(case_url(walk))))
    first = client.post(step_url(walk, "accept"), data)
    second = client.post(step_url(walk, "accept"), data)
    assert first.url == second.url
    assert walk.case.steps.filter(code="accept").count() == 1


def test_what_is_locked_says_when_and_who(walk: Walk, login: Login) -> None:
    walk.to_notice()
    page = text(on_day(walk, login(walk.team.official), "get", case_url(walk)))
    assert "公示到 2019-09-16 期满，2019-09-17 起可以办理" in page
    page = text(on_day(walk, login(walk.team.caseworker), "get", case_url(walk)))
    assert "“无异议，报送审批”、“退回乡镇审核”由乡镇审核人办理" in page


def test_a_reader_sees_no_button(walk: Walk, login: Login, auditor: User) -> None:
    walk.to_review()
    page = text(on_day(walk, login(auditor), "get", case_url(walk)))
    assert "当前环节：乡镇审核" in page
    assert "formaction" not in page
    assert login(auditor).get(step_url(walk, "propose")).status_code == 403


@pytest.mark.parametrize("name", ["case", "paper", "panel", "apply"])
def test_another_township_finds_nothing(
    walk: Walk, login: Login, other_township_caseworker: User, name: str
) -> None:
    walk.to_inquiry()
    urls = {
        "case": case_url(walk),
        "paper": reverse("assistance:paper", args=[walk.case.pk, "acceptance"]),
        "panel": reverse("assistance:panel", args=[walk.household.pk]),
        "apply": reverse("assistance:apply", args=[walk.household.pk]),
    }
    assert login(walk.team.caseworker).get(urls[name]).status_code == 200
    assert login(other_township_caseworker).get(urls[name]).status_code == 404


def test_forged_choices_are_refused(
    walk: Walk, login: Login, other_township_caseworker: User
) -> None:
    walk.to_inquiry()
    client = login(walk.team.caseworker)
    opened = text(client.get(step_url(walk, "investigate")))
    data = form_data(
        opened,
        visited_on=walk.day,
        surveyor=walk.team.caseworker.pk,
        second_surveyor=other_township_caseworker.pk,
        respondent="向秀英",
        findings="与申报一致",
    )
    response = client.post(step_url(walk, "investigate"), data)
    assert response.status_code == 422
    assert "所选第二调查人不存在或不在您的辖区" in text(response)


def test_an_unknown_step_is_not_found(walk: Walk, login: Login) -> None:
    walk.apply()
    assert login(walk.team.caseworker).get(step_url(walk, "bribe")).status_code == 404


# --- lists, panel, papers -----------------------------------------------------------------------


def test_the_list_is_filtered_by_its_address(
    walk: Walk, login: Login, community: Region, team: Team
) -> None:
    walk.to_inquiry()
    other = Walk(team, entitled_household(community, team.caseworker, person=widow("谭成芬")))
    other.apply()
    client = login(team.caseworker)

    def shown(query: str) -> set[str]:
        page = text(client.get(f"{reverse('assistance:list')}?{query}"))
        return {name for name in ("向秀英", "谭成芬") if f"<b>{name}户" in page}

    assert shown("") == {"向秀英", "谭成芬"}
    assert shown("stage=inquiry") == {"向秀英"}
    assert shown("q=谭") == {"谭成芬"}
    assert shown("overdue=true") == set()
    assert shown("mine=true") == {"向秀英", "谭成芬"}
    assert shown(f"region={community.pk}") == {"向秀英", "谭成芬"}
    assert text(client.get(reverse("assistance:intake"))).count("<b>谭成芬户") == 1


def test_the_household_panel_offers_the_application(walk: Walk, login: Login) -> None:
    url = reverse("assistance:panel", args=[walk.household.pk])
    client = login(walk.team.caseworker)
    assert reverse("assistance:apply", args=[walk.household.pk]) in text(client.get(url))
    walk.apply()
    page = text(client.get(url))
    assert walk.case.number in page
    # Other programmes may still be applied for.
    form = text(client.get(reverse("assistance:apply", args=[walk.household.pk])))
    assert 'value="dibao"' not in form
    assert 'value="linshi"' in form


PAPERS = {
    "acceptance": "现予受理",
    "survey": "入户调查表",
    "appraisal": "民主评议记录",
    "approval": "城市居民最低生活保障审批表",
    "approved": "决定批准",
}


@pytest.mark.parametrize("kind", PAPERS)
def test_papers_print_with_masked_numbers(
    team: Team, community: Region, kind: str, login: Login
) -> None:
    number = "512225194802111722"
    household = entitled_household(community, team.caseworker, person=widow(id_number=number))
    walk = Walk(team, household).to_confirmation().approve()
    url = reverse("assistance:paper", args=[walk.case.pk, kind])
    page = on_day(walk, login(team.officer), "get", url)
    assert page.status_code == 200
    assert PAPERS[kind] in text(page)
    assert number not in text(page)


def test_a_paper_exists_once_its_step_was_taken(walk: Walk, login: Login) -> None:
    walk.to_inquiry()
    client = login(walk.team.caseworker)
    papers = {
        kind: client.get(reverse("assistance:paper", args=[walk.case.pk, kind])).status_code
        for kind in ("acceptance", "approval", "refusal", "nonsense")
    }
    assert papers == {"acceptance": 200, "approval": 404, "refusal": 404, "nonsense": 404}


def test_a_refused_applicant_is_told_in_writing(walk: Walk, login: Login) -> None:
    walk.to_confirmation().take("refuse", walk.team.officer, "入户发现另有住房出租")
    client = login(walk.team.officer)
    page = text(on_day(walk, client, "get", case_url(walk)))
    assert "决定与测算不同" in page
    assert "前书面告知申请人并说明理由" in page
    url = reverse("assistance:paper", args=[walk.case.pk, "refusal"])
    assert "入户发现另有住房出租" in text(on_day(walk, client, "get", url))


# --- queries ------------------------------------------------------------------------------------


def test_the_case_page_costs_the_same_however_long_its_story(
    walk: Walk, login: Login, django_assert_max_num_queries: Any
) -> None:
    walk.apply()
    relative = CANNED["declare_near_relative"](walk)
    walk.take("declare_near_relative", walk.team.caseworker, **relative)
    walk.accept().later(3).check().investigate().to_appraisal().appraise().propose().publish()
    walk.later(1).object().investigate().answer().propose("propose_again").publish()
    walk.past_notice().report().take("visit", walk.team.officer, **CANNED["visit"](walk))
    client = login(walk.team.officer)
    on_day(walk, client, "get", case_url(walk))
    assert CountyVisit.objects.exists()
    with django_assert_max_num_queries(23):
        assert on_day(walk, client, "get", case_url(walk)).status_code == 200


def test_a_list_asks_the_same_for_one_row_and_for_ten(
    team: Team, community: Region, login: Login
) -> None:
    client = login(team.caseworker)

    def open_cases(count: int) -> int:
        for number in range(count):
            person = make_person(f"户主{number}", sex="2", born_on=widow().born_on)
            Walk(team, entitled_household(community, team.caseworker, person=person)).to_inquiry()
        client.get(reverse("assistance:list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("assistance:list"))
        return len(queries)

    assert open_cases(1) == open_cases(9)


def test_words_for_a_step_that_is_gone_are_shown_again(
    walk: Walk, login: Login, second_county_officer: User
) -> None:
    walk.to_confirmation()
    client = login(second_county_officer)
    page = text(on_day(walk, client, "get", case_url(walk)))
    walk.take("return_to_township", walk.team.officer, "缺照片")
    url = step_url(walk, "approve")
    shown = text(on_day(walk, client, "post", url, data=form_data(page, note="同意保障")))
    assert "您写的意见没有提交。" in shown
    assert "同意保障" in shown


def test_the_case_of_a_closed_household_can_still_be_read_and_ended(
    walk: Walk, login: Login
) -> None:
    walk.to_confirmation()
    walk.household.closed_on = walk.day
    walk.household.save()
    client = login(walk.team.officer)
    page = text(on_day(walk, client, "get", case_url(walk)))
    assert "该户已销户，不能再核算" in page
    walk.take("refuse", walk.team.officer, "该户已销户")
    assert "不予批准。" in text(on_day(walk, client, "get", case_url(walk)))
