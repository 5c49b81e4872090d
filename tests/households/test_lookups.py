"""Who holds a number: answered at once, sparingly, and never by address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from households import actions
from households.actions import Identity, lookups
from households.models import Household
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Region, User

MAN, WOMAN = "50023519900101101X", "512225194904150027"
CHECK, FIND = "/households/person-check/", "/households/find/"


@pytest.fixture
def opened(community: Region, caseworker: User) -> Household:
    return actions.open_household(community, Identity("冉启明", MAN), actor=caseworker)


def check(client: Client, number: str, name: str = "", household: str = "") -> str:
    typed = {"prefix": "members-1", "members-1-id_number": number, "members-1-name": name}
    response = client.post(CHECK, typed | {"household": household})
    assert response.status_code == 200
    return response.content.decode()


def test_a_number_tells_age_and_sex_and_county(browser: Client) -> None:
    html = check(browser, WOMAN)
    assert "校验位正确 · 地址码 512225 四川省云阳县" in html
    assert "1949-04-15" in html
    assert "女" in html


def test_a_wrong_number_is_not_looked_up(browser: Client) -> None:
    assert "末位校验码不对" in check(browser, "500235199001011011")
    assert not AuditEvent.objects.filter(action=lookups.LOOK_UP).exists()


def test_a_duplicate_in_sight_is_compared(browser: Client, opened: Household) -> None:
    html = check(browser, MAN, name="冉启民")
    assert "双江-0001" in html
    assert "冉启民" in html
    assert "冉启明" in html
    assert reverse("households:detail", args=[opened.pk]) in html


def test_a_duplicate_elsewhere_names_the_township_alone(
    opened: Household, signed_in: Callable[[User], Client], other_township_caseworker: User
) -> None:
    html = check(signed_in(other_township_caseworker), MAN, name="某某")
    assert "已在双江街道登记，请联系该街道" in html
    assert "冉启明" not in html
    assert "双江-0001" not in html
    assert "云江社区" not in html


def test_the_same_household_is_said_so(browser: Client, opened: Household) -> None:
    assert "已是本户成员" in check(browser, MAN, household=str(opened.pk))


def test_the_address_takes_no_number(browser: Client) -> None:
    assert browser.get(CHECK, {"id_number": MAN}).status_code == 405


def test_every_look_up_is_recorded_without_the_number(
    browser: Client, opened: Household, caseworker: User
) -> None:
    check(browser, MAN)
    event = AuditEvent.objects.get(action=lookups.LOOK_UP)
    assert event.actor == caseworker
    assert event.after["outcome"] == "in-sight"
    assert len(event.after["index"]) == 8
    assert MAN not in str(event.after)


def test_look_ups_are_limited_by_the_hour(
    caseworker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "LOOK_UPS_PER_HOUR", 2)
    for number in (MAN, WOMAN, MAN):  # the same number again counts once
        lookups.look_up_person(number, actor=caseworker)
    with pytest.raises(Refused, match="一小时内最多查 2 个"):
        lookups.look_up_person("500235201308200122", actor=caseworker)


def test_a_section_refuses_somebody_of_another_township(
    opened: Household, other_community: Region, other_township_caseworker: User
) -> None:
    household = actions.open_household(
        other_community, Identity("谭桂香", WOMAN), actor=other_township_caseworker
    )
    with pytest.raises(Refused, match="已在双江街道登记"):
        actions.add_member(
            household, Identity("冉启明", MAN), relation="20", actor=other_township_caseworker
        )


@pytest.mark.parametrize(
    ("number", "status", "says"),
    [
        (MAN, 302, ""),
        (WOMAN, 409, "没有这个身份号码的在册人员"),
        ("500235199001011011", 422, "末位校验码不对"),
    ],
)
def test_finding_by_the_whole_number(
    browser: Client, opened: Household, number: str, status: int, says: str
) -> None:
    response = browser.post(FIND, {"id_number": number})
    assert response.status_code == status
    assert says in response.content.decode()
    assert number not in response.headers.get("Location", "")


# --- opening a household in the browser ------------------------------------------------------


def new_household(region: Region, **typed: str) -> dict[str, Any]:
    given = {
        "token": "5a2f7a54-9d1e-4b62-bb62-0d0a3c7e0a01",
        "region": region.pk,
        "id_number": MAN,
        "name": "冉启明",
        "ethnicity": "01",
    }
    return given | typed


def test_a_double_click_opens_one_household(browser: Client, community: Region) -> None:
    first = browser.post("/households/new/", new_household(community))
    second = browser.post("/households/new/", new_household(community))
    household = Household.objects.get()
    survey = reverse("households:section", args=[household.pk, "circumstances"])
    assert first.headers["Location"] == second.headers["Location"] == survey


def test_a_forged_community_is_an_error_of_the_form(
    browser: Client, other_community: Region
) -> None:
    response = browser.post("/households/new/", new_household(other_community))
    assert response.status_code == 422
    assert "所选村不存在或不在您的辖区" in response.content.decode()
    assert not Household.objects.exists()


def test_a_second_household_for_the_same_person_is_refused(
    browser: Client, opened: Household, community: Region
) -> None:
    response = browser.post("/households/new/", new_household(community))
    assert response.status_code == 409
    assert "该人员已在 双江-0001 冉启明户" in response.content.decode()
    assert Household.objects.count() == 1


# --- seeing protected values -----------------------------------------------------------------


def reveal(client: Client, household: Household, **sent: str) -> Any:
    given = {"what": f"id_number-{household.head_id}", "reason": "电话核对身份"}
    return client.post(reverse("households:reveal", args=[household.pk]), given | sent)


def test_a_value_is_shown_for_a_reason_and_recorded(
    browser: Client, opened: Household, caseworker: User
) -> None:
    response = reveal(browser, opened)
    assert MAN in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store, private"
    event = AuditEvent.objects.get(action="unmask")
    assert (event.actor, event.reason) == (caseworker, "电话核对身份")
    page = browser.get(reverse("households:detail", args=[opened.pk])).content.decode()
    assert "查看冉启明的公民身份号码" in page
    assert MAN not in page


@pytest.mark.parametrize("reason", ["", "查", "   "])
def test_without_a_reason_nothing_is_shown(browser: Client, opened: Household, reason: str) -> None:
    response = reveal(browser, opened, reason=reason)
    assert response.status_code == 422
    assert MAN not in response.content.decode()
    assert not AuditEvent.objects.filter(action="unmask").exists()


@pytest.mark.parametrize("what", ["id_number-999999", "password-1", "id_number-", "", "phone"])
def test_what_does_not_belong_to_the_household_is_missing(
    browser: Client, opened: Household, what: str
) -> None:
    assert reveal(browser, opened, what=what).status_code == 404


def test_seeing_is_limited_by_the_hour(
    browser: Client, opened: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "UNMASKS_PER_HOUR", 1)
    assert reveal(browser, opened).status_code == 200
    response = reveal(browser, opened)
    assert response.status_code == 409
    assert MAN not in response.content.decode()


def test_a_community_helper_sees_masks_only(
    opened: Household, signed_in: Callable[[User], Client], community_helper: User
) -> None:
    helper = signed_in(community_helper)
    assert helper.get(reverse("households:detail", args=[opened.pk])).status_code == 200
    assert reveal(helper, opened).status_code == 403
