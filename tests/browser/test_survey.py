"""The survey as a caseworker meets it: answers at once, autosave, a lost connection."""

import re

import pytest
from playwright.sync_api import Page, expect

from households import actions
from households.actions import Identity
from households.models import Draft, Household, IncomeItem, Person
from tests.browser.conftest import OpenPage
from tests.people import PASSWORD
from yunyang_relief.core.models import Region, User

MAN, WOMAN = "50023519900101101X", "512225194904150027"
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")
# The page waits five seconds for more before it saves.
SAVES_WITHIN_MS = 12_000


@pytest.fixture
def opened(community: Region, caseworker: User) -> Household:
    household = actions.open_household(community, Identity("谭桂香", WOMAN), actor=caseworker)
    actions.start_survey(household, actor=caseworker)
    return household


def sign_in(page: Page, user: User) -> None:
    page.goto("/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


def settle(page: Page) -> None:
    """Wait for what the page still sends, so that nothing arrives after the test."""
    if page.locator("[data-save-state][data-state]").count():
        expect(page.locator("[data-save-state]")).to_have_text(SAVED, timeout=SAVES_WITHIN_MS)
    page.goto("/help/")
    page.wait_for_load_state("networkidle")


def test_a_number_answers_at_once(open_page: OpenPage, opened: Household, caseworker: User) -> None:
    page = open_page(1440)
    sign_in(page, caseworker)
    page.goto(f"/households/{opened.pk}/survey/members/")
    page.get_by_role("button", name="添加成员").click()
    number = page.locator("[name=members-1-id_number]")
    expect(number).to_be_focused()
    number.fill(MAN)
    number.press("Tab")
    derived = page.locator("#members-1-check")
    expect(derived).to_contain_text("校验位正确 · 地址码 500235 云阳县")
    expect(derived).to_contain_text("1990-01-01")
    number.fill(WOMAN)
    number.press("Tab")
    expect(derived).to_contain_text("该号码已是本户成员的")
    page.select_option("[name=members-1-condition-occupation]", "student")
    expect(page.locator("[name=members-1-enrolment-school]")).to_be_visible()
    settle(page)


def test_typing_saves_itself_and_survives_a_lost_connection(
    open_page: OpenPage, opened: Household, caseworker: User
) -> None:
    page = open_page(390)
    sign_in(page, caseworker)
    url = f"/households/{opened.pk}/survey/income/"
    page.goto(url)
    state = page.locator("[data-save-state]")
    amount = page.locator("[name=income-0-monthly_amount]")
    page.select_option("[name=income-0-kind]", "wage")
    amount.fill("2500")
    expect(state).to_have_text(SAVED, timeout=SAVES_WITHIN_MS)

    page.context.set_offline(True)
    amount.fill("2600")
    amount.blur()
    expect(state).to_contain_text("还没有保存")
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    expect(state).to_have_text(SAVED, timeout=SAVES_WITHIN_MS)
    expect(page.locator("#offline")).to_be_hidden()
    assert Draft.objects.get().user == caseworker

    page.goto(url)
    expect(amount).to_have_value("2600")
    expect(page.get_by_text("这是您没有提交的草稿")).to_be_visible()
    page.fill("[name=income-0-since]", "2019-05")
    page.get_by_role("button", name=re.compile("保存，下一节")).click()
    page.wait_for_url(f"**/{opened.pk}/survey/assets/")
    settle(page)
    assert IncomeItem.objects.get().monthly_amount == 2600
    assert not Draft.objects.exists()


def test_errors_lead_to_their_field(
    open_page: OpenPage, opened: Household, caseworker: User
) -> None:
    page = open_page(1440)
    sign_in(page, caseworker)
    page.goto(f"/households/{opened.pk}/survey/members/")
    page.get_by_role("button", name="添加成员").click()
    page.fill("[name=members-1-id_number]", MAN)
    page.get_by_role("button", name=re.compile("保存，下一节")).click()
    summary = page.locator(".yy-errsum")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("请填写姓名")).click()
    expect(page.locator("[name=members-1-name]")).to_be_focused()
    expect(page.locator("[name=members-1-id_number]")).to_have_value(MAN)
    assert Person.objects.count() == 1
    settle(page)
