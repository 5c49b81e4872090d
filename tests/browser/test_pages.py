"""Every page as every role that may see it: readable, reachable, and narrow enough for a phone.

The pages come from the URL configuration and the access table, their subjects from the world of
the access test, so that a new page is looked at without being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from assistance.dossier import Dossier
from assistance.models import Case, Notice
from assistance.papers import KINDS
from households.enums import Section
from households.records import BY_CODE as RECORDS
from tests.access.routes import Route
from tests.access.test_matrix import (
    QUERIES,
    ROUTES,
    USERS,
    arguments,
    give_papers,
    seat_the_helper,
    try_a_revision,
)
from tests.browser.site import DESK, PHONE, Visitor
from yunyang_relief.core.models import User

pytestmark = pytest.mark.django_db

HOUSEHOLDS = 260
TOWNSHIP = "500235001"
A4 = (595, 842)
# The day on which the demo county stands.
TODAY = date(2019, 11, 15)
# What answers a GET with something else than a page: files and signs of life, and fragments,
# which are looked at in the pages that fetch them.
FILES = {
    "core:health",
    "core:job_file",
    "households:attachment",
    "assistance:notice_photo_file",
    "reports:notice_excel",
    "reports:trial_excel",
    "reports:back_pay_excel",
}
FRAGMENTS = {"eligibility:panel", "eligibility:tab", "assistance:panel", "pairing:panel"}
PAGES = [
    route
    for route in ROUTES
    if "get" in route.methods
    and not route.name.startswith("api:")
    and route.name not in FILES | FRAGMENTS
]
# Parts of a page with an address of their own.
TABS = (
    "economy",
    "needs",
    "special",
    "papers",
    "records",
    "eligibility:tab",
    "assistance:panel",
    "pairing:panel",
)
# Forms whose empty submission is looked at, and who sends it.
FORMS = {
    "jingban": (
        "households:new",
        "households:find",
        "households:move",
        "households:section",
        "households:confirm",
        "assistance:apply",
        "assistance:advance",
        "pairing:assign",
        "pairing:visit",
        "pairing:helper_new",
        "pairing:unit_new",
        "core:password_change",
    ),
    "minzheng": ("assistance:award_stop", "core:calendar"),
    "guanli": ("core:user_new",),
}
# Sections of a survey in which a family may have nothing.
LISTS = tuple(f"/survey/{name}/" for name in ("income", "assets", "expenditure", "obligors"))
# Empty every field, then press the form's own button (of several: the last that works).
SEND_EMPTY = """form => {
  const typed = "input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select";
  for (const field of form.querySelectorAll(typed)) field.value = "";
  const buttons = form.querySelectorAll("button:not([type=button]):enabled");
  form.requestSubmit(buttons[buttons.length - 1]);
}"""


@pytest.fixture(scope="module")
def county(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, browser: Browser
) -> Iterator[str]:
    """The address of a demo county; seeded once for all tests here."""
    with django_db_blocker.unblock(), override_settings(BUSINESS_DATE=TODAY):
        call_command("seed_demo", households=HOUSEHOLDS, verbosity=0)
        seat_the_helper()
        give_papers(User.objects.filter(username__in=USERS))
        try_a_revision()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


def addresses(route: Route, user: User) -> list[str]:
    """Where the page of a route is, with every part of it."""
    if "section" in route.arguments:
        found = arguments(route, user, user.region_id) or {}
        sections = [section for section in Section if section != Section.CONFIRM]
        return [reverse(route.name, kwargs=found | {"section": s}) for s in sections]
    if "record" in route.arguments:
        found = arguments(route, user, user.region_id) or {}
        return [reverse(route.name, kwargs=found | {"record": code}) for code in RECORDS]
    url = address(route, user)
    if route.name == "households:detail":
        return [url, *(f"{url}?tab={tab}" for tab in TABS)]
    return [url]


def address(route: Route, user: User) -> str:
    found = arguments(route, user, user.region_id)
    assert found is not None, f"{route.name}: the world has no such row"
    query = "&".join(f"{name}={value}" for name, value in QUERIES.get(route.name, {}).items())
    return f"{reverse(route.name, kwargs=found)}?{query}".rstrip("?")


def may_see(route: Route, user: User) -> bool:
    access = route.access_for("get")
    return access is not None and access.signed_in and access.allows(user)


@pytest.mark.parametrize("username", USERS)
def test_pages_of_a_role(county: str, browser: Browser, username: str) -> None:
    users = {user.username: user for user in User.objects.filter(username__in=USERS)}
    user = users[username]
    visitor = Visitor.arrive(browser, county, username)
    for route in PAGES:
        if not may_see(route, user):
            continue
        # On a phone a page differs little from role to role: axe looks at the first one's.
        is_first = username == next(name for name in USERS if may_see(route, users[name]))
        for url in addresses(route, user):
            if visitor.visit(url):
                visitor.check(axe_at=(PHONE, DESK) if is_first else (DESK,))
    visitor.leave()


def test_public_pages(county: str, browser: Browser) -> None:
    somebody = User.objects.get(username="jingban")
    visitor = Visitor.arrive(browser, county)
    for route in PAGES:
        access = route.access_for("get")
        if access is not None and not access.signed_in and visitor.visit(address(route, somebody)):
            visitor.check(axe_at=(PHONE, DESK))
    visitor.leave()


@pytest.mark.parametrize("username", FORMS)
def test_forms_sent_empty(county: str, browser: Browser, username: str) -> None:
    """What is wrong is said in Chinese, and the page stays accessible."""
    user = User.objects.get(username=username)
    visitor = Visitor.arrive(browser, county, username)
    for name in FORMS[username]:
        route = next(route for route in PAGES if route.name == name)
        for url in addresses(route, user):
            visitor.visit(url)
            form = visitor.page.locator("#main form[method=post][novalidate]").first
            with visitor.page.expect_navigation():
                form.evaluate(SEND_EMPTY)
            may_be_empty = url.endswith(LISTS)
            if not may_be_empty and visitor.page.locator(".yy-errsum").count() == 0:
                visitor.problems.append(f"{url}: an empty form is not refused")
            visitor.settle()
            visitor.check()
    visitor.leave()


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_of_a_case_prints_on_a4(county: str, browser: Browser, kind: str) -> None:
    ready = (case for case in cases_of_the_county() if KINDS[kind].is_ready(case))
    case = next(ready, None)
    if case is None:
        pytest.skip("no case of this small county has come to this paper")
    sheets, promised = printed(
        browser, county, reverse("assistance:paper", args=[case.case.pk, kind])
    )
    assert sheets == [A4] * promised


def test_the_notice_prints_on_a4(county: str, browser: Browser) -> None:
    notice = Notice.objects.filter(region__code__startswith=TOWNSHIP).latest("pk")
    url = reverse("assistance:notice_paper", args=[notice.pk])
    sheets, promised = printed(browser, county, url)
    assert sheets == [A4] * promised


def cases_of_the_county() -> Iterator[Dossier]:
    return (Dossier(case, TODAY) for case in Case.objects.order_by("pk"))


def printed(browser: Browser, county: str, url: str) -> tuple[list[tuple[int, int]], int]:
    """Print a page; return the sizes of its sheets in points, and how many it says it has."""
    visitor = Visitor.arrive(browser, county, "minzheng")
    assert visitor.visit(url)
    says = re.search(r"共 (\d+) 页", visitor.page.locator("body").inner_text())
    sheets = sheets_of(visitor.page.pdf(prefer_css_page_size=True))
    visitor.leave()
    return sheets, int(says[1]) if says else 1


def sheets_of(pdf: bytes) -> list[tuple[int, int]]:
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in sizes]
