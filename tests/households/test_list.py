"""The list: found by name, sound, number and last four digits; filtered, scoped, paged."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households import actions
from households.actions import Identity
from households.enums import Cause
from households.models import Disability, Hardship, Household
from households.pinyin import readings
from tests.people import make_household, make_person
from yunyang_relief.core.models import Region, User

LIST = "/households/"
MAN, WOMAN = "50023519900101101X", "512225194904150027"


def listed(browser: Client, **query: str) -> list[str]:
    page = browser.get(LIST, query)
    assert page.status_code == 200
    return [row.number for row in page.context["page"].rows]


@pytest.fixture
def two(community: Region, caseworker: User) -> tuple[Household, Household]:
    """曾家 and 谭家, both in the caseworker's township."""
    first = actions.open_household(community, Identity("曾令军", MAN), actor=caseworker)
    second = actions.open_household(community, Identity("谭桂香", WOMAN), actor=caseworker)
    return first, second


@pytest.mark.parametrize(
    ("name", "expected"),
    [("冉启明", "rqm"), ("曾令军", "zenglingjun"), ("单雄信", "shanxiongxin"), ("覃兴乐", "txl")],
)
def test_names_are_spelled_the_ways_people_type_them(name: str, expected: str) -> None:
    assert expected in readings(name).split()


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("曾令军", ["双江-0001"]),
        ("令军", ["双江-0001"]),
        ("zlj", ["双江-0001"]),
        ("ZENGLING", ["双江-0001"]),
        ("101X", ["双江-0001"]),
        ("101x", ["双江-0001"]),
        ("0027", ["双江-0002"]),
        ("双江-0002", ["双江-0002"]),
        ("0002", ["双江-0002"]),
        ("双江", ["双江-0001", "双江-0002"]),
        ("查无此人", []),
        (MAN, []),
    ],
)
def test_searching(
    browser: Client, two: tuple[Household, Household], text: str, finds: list[str]
) -> None:
    assert listed(browser, q=text) == finds


def test_a_member_is_found_as_well_as_the_head(
    browser: Client, two: tuple[Household, Household], caseworker: User
) -> None:
    child = Identity("冉雨桐", "500235201308200122")
    actions.add_member(two[0], child, relation="42", actor=caseworker)
    assert listed(browser, q="ryt") == ["双江-0001"]


def test_filters(browser: Client, two: tuple[Household, Household], caseworker: User) -> None:
    first, second = two
    hardship = Hardship(
        household=first, situation="", main_cause=Cause.ILLNESS, causes=["illness"], needs=["job"]
    )
    hardship.situation = "长期透析"
    actions.save_fact(hardship, actor=caseworker)
    card = Disability(household=second, person=second.head, kind="2", grade=3)
    actions.save_fact(card, actor=caseworker)
    actions.start_survey(second, actor=caseworker)
    assert listed(browser, causes="illness") == [first.number]
    assert listed(browser, trait="disability") == [second.number]
    assert listed(browser, trait="elder") == [second.number]
    assert listed(browser, trait="child") == []
    assert listed(browser, survey="open") == [second.number]
    assert listed(browser, survey="never") == [first.number]
    assert listed(browser, survey="done") == []
    assert listed(browser, region=first.region_id) == [first.number, second.number]


def test_the_list_keeps_to_its_region(
    browser: Client, household: Household, other_household: Household
) -> None:
    assert listed(browser) == [household.number]


def test_an_unknown_choice_lists_nothing_and_says_so(browser: Client, household: Household) -> None:
    page = browser.get(LIST, {"causes": "hunger"})
    assert page.status_code == 200
    assert list(page.context["page"].rows) == []


def test_pages_follow_each_other(browser: Client, community: Region) -> None:
    for number in range(25):
        make_household(community, (make_person("冉启明"), "01"), number=f"双江-{number:04}")
    first = browser.get(LIST)
    assert len(first.context["page"].rows) == 20
    second = browser.get(LIST + first.context["page"].next_url)
    assert [row.number for row in second.context["page"].rows] == [
        f"双江-{number:04}" for number in range(20, 25)
    ]


# --- queries ---------------------------------------------------------------------------------


def queries_of(browser: Client, url: str) -> int:
    """The SQL statements of a page, the frame around it included."""
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def frame(browser: Client) -> int:
    """What every page costs: the session, the user, the menu's counts."""
    return queries_of(browser, reverse("core:help"))


def populate(region: Region, number: int, caseworker: User) -> list[Household]:
    households = []
    for index in range(number):
        born = date(1950 + index % 50, 1, 1)
        household = make_household(
            region,
            (make_person(f"冉启{index}", born_on=born), "01"),
            (make_person(f"谭桂{index}", sex="2", born_on=born), "12"),
            number=f"双江-9{index:03}",
        )
        card = Disability(household=household, person=household.head, kind="2", grade=3)
        actions.save_fact(card, actor=caseworker)
        households.append(household)
    return households


@pytest.mark.parametrize("size", [1, 10, 100])
def test_the_lists_cost_does_not_grow(
    browser: Client, community: Region, caseworker: User, size: int
) -> None:
    populate(community, size, caseworker)
    assert queries_of(browser, f"{LIST}?size=100") - frame(browser) <= 5


@pytest.mark.parametrize("size", [1, 10, 100])
def test_the_apis_cost_does_not_grow(
    browser: Client, community: Region, caseworker: User, size: int
) -> None:
    populate(community, size, caseworker)
    assert queries_of(browser, "/api/v1/households/?size=100") <= 6


@pytest.mark.parametrize("size", [1, 10, 100])
def test_the_desks_cost_does_not_grow(
    signed_in: Callable[[User], Client],
    disabled_federation: User,
    community: Region,
    caseworker: User,
    size: int,
) -> None:
    populate(community, size, caseworker)
    browser = signed_in(disabled_federation)
    url = reverse("households:verify") + "?kind=disability&size=100"
    assert queries_of(browser, url) - frame(browser) <= 5


def test_a_households_page_and_its_forms_stay_cheap(
    browser: Client, community: Region, caseworker: User
) -> None:
    household = populate(community, 1, caseworker)[0]
    for index in range(8):
        person = make_person(f"冉小{index}")
        household.memberships.create(person=person, relation="20", since=date(2019, 1, 1))
    actions.start_survey(household, actor=caseworker)
    outside = frame(browser)
    for tab in ("", "?tab=economy", "?tab=needs", "?tab=papers", "?tab=records"):
        url = reverse("households:detail", args=[household.pk]) + tab
        assert queries_of(browser, url) - outside <= 12, tab
    for section in ("circumstances", "members", "income", "needs", "attachments"):
        url = reverse("households:section", args=[household.pk, section])
        assert queries_of(browser, url) - outside <= 9, section


# --- API -------------------------------------------------------------------------------------


def test_the_api_shows_masks_and_its_own_region(
    browser: Client,
    two: tuple[Household, Household],
    other_household: Household,
    signed_in: Callable[[User], Client],
    disabled_federation: User,
) -> None:
    body: dict[str, Any] = browser.get("/api/v1/households/", {"q": "zlj"}).json()
    assert body["count"] == "1"
    [found] = body["results"]
    assert found["number"] == "双江-0001"
    assert found["members"][0]["id_number"] == "5****************X"
    assert MAN not in str(body)
    assert browser.get(f"/api/v1/households/{other_household.pk}/").status_code == 404
    refused = signed_in(disabled_federation).get("/api/v1/households/")
    assert refused.status_code == 403
    assert "住户档案" in refused.json()["title"]
