"""A real Chromium for the browser tests, or the reason why there is none."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

INSTALL = "apt-get install -y --no-install-recommends chromium fonts-wqy-microhei"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Without a Chinese font every character is drawn as the same box.
DRAWS_CHINESE = """() => {
  const draw = (sign) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    context.font = "40px sans-serif";
    context.fillText(sign, 10, 50);
    return canvas.toDataURL();
  };
  return draw("案") !== draw("件");
}"""

OpenPage = Callable[[int], Page]


def chromium_path() -> str | None:
    """The system's Chromium or Chrome; CHROMIUM names another."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *names) if name)
    return next(filter(None, found), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if not path:
        pytest.skip(f"no Chromium: {INSTALL}")
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = chromium.new_page()
        draws_chinese = page.evaluate(DRAWS_CHINESE)
        page.close()
        if draws_chinese:
            yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    if not draws_chinese:
        pytest.skip(f"no Chinese font: {INSTALL}")


@pytest.fixture
def open_page(browser: Browser, live_server: object) -> Iterator[OpenPage]:
    """Open a page of the given width, signed in as nobody; script errors fail the test."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused resource is the server's answer, which tests assert by themselves.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    def open_at(width: int) -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            base_url=str(live_server),
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        pages.append(page)
        return page

    pages: list[Page] = []
    yield open_at
    for page in pages:
        page.context.close()
    assert not problems
