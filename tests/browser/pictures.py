"""Takes the pictures of the README from a running demo.

    uv run python -m tests.browser.pictures http://127.0.0.1:8000

Overwrites docs/images. Needs Chromium and a Chinese font, as the browser tests do.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, INSTALL, chromium_path
from yunyang_relief.core.demo_accounts import PASSWORD

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESK, PHONE = 1440, 390
TALLEST = {DESK: 860, PHONE: 1200}
# Grey letters instead of coloured ones make the files a third smaller.
GREY, CHINESE = "--disable-lcd-text", "--lang=zh-CN"


class Photographer:
    """Somebody at the demo with a camera."""

    def __init__(self, browser: Browser, url: str, username: str, width: int = DESK) -> None:
        self.width = width
        self.page: Page = browser.new_page(
            viewport={"width": width, "height": 900}, base_url=url, locale="zh-CN"
        )
        if username:
            self.page.goto("/login/")
            self.page.fill("[name=username]", username)
            self.page.fill("[name=password]", PASSWORD)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def go(self, url: str, *, through: str = "") -> Photographer:
        """Open a page, and from there the first link that `through` selects."""
        self.page.goto(url, wait_until="networkidle")
        if through:
            address = self.page.locator(through).first.get_attribute("href")
            self.page.goto(f"{address}", wait_until="networkidle")
        return self

    def take(self, name: str) -> None:
        """Save the top of the page, as far as it goes."""
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size(
            {"width": self.width, "height": min(height, TALLEST[self.width])}
        )
        self.page.screenshot(path=IMAGES / f"{name}.png")


def main(url: str) -> None:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=[*ARGUMENTS, GREY, CHINESE]
        )
        caseworker = Photographer(browser, url, "jingban")
        caseworker.go("/").take("home-1440")
        caseworker.go("/households/").take("households-1440")
        caseworker.go("/households/?dibao=verified-PASS", through="tbody a").take("household-1440")
        sheet = f"{caseworker.page.url.replace('/households/', '/eligibility/households/')}dibao/"
        caseworker.go(sheet).take("sheet-1440")
        caseworker.go("/cases/notices/?state=running", through="tbody a")
        caseworker.go(caseworker.page.url, through="a[href*='/cases/public/']")
        public = caseworker.page.url
        for width in (DESK, PHONE):
            surveyor = Photographer(browser, url, "jingban", width)
            surveyor.go("/households/surveys/?state=open", through="tbody a")
            surveyor.go(f"{surveyor.page.url}members/")
            surveyor.page.locator("#section summary").first.click()
            surveyor.take(f"survey-{width}")
        officer = Photographer(browser, url, "minzheng")
        officer.go("/cases/?stage=confirmation", through="tbody a").take("case-1440")
        officer.go(f"{officer.page.url}papers/approval/").take("approval-print")
        officer.go("/reports/overview/").take("overview-1440")
        Photographer(browser, url, "", PHONE).go(public).take("notice-390")
        browser.close()


if __name__ == "__main__":
    if not chromium_path():
        sys.exit(f"没有找到 Chromium，请先安装：{INSTALL}")
    if len(sys.argv) != 2:
        sys.exit("请给出演示系统的网址，例如：http://127.0.0.1:8000")
    main(sys.argv[1])
