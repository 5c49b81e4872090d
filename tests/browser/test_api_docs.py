"""The API's own description opens under its own content security policy."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_survey import sign_in
from yunyang_relief.core.models import User


def test_every_endpoint_is_described_on_the_page(open_page: OpenPage, caseworker: User) -> None:
    page = open_page(1440)
    sign_in(page, caseworker)
    page.goto("/api/v1/docs/")
    for path in ("households/", "households/{id}/", "households/{id}/assessment/", "cases/{id}/"):
        expect(page.locator(f"[data-path='/api/v1/{path}']")).to_be_visible()
    page.locator(".opblock").first.click()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()
