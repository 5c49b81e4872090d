"""A running server over a small demo county, and what is asked of every page in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from yunyang_relief.core.demo_accounts import PASSWORD

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK, PHONE, SMALL_PHONE = 1440, 390, 320
HEIGHT = 900
REFUSED = 409
# Three Latin words in a row are a message that nobody has worded.
UNWORDED = re.compile(r"\b[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}\b")
RUN_AXE = """async (standards) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: standards }, resultTypes: ["violations"],
  });
  return found.violations.map((v) => `${v.id}: ${v.nodes[0].target} (${v.nodes.length})`);
}"""


@dataclass
class Visitor:
    """Somebody with a browser; collects what is wrong with the pages they see."""

    page: Page
    problems: list[str] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, url: str, username: str = "") -> Visitor:
        """Open a browser, and sign in when a name is given."""
        context: BrowserContext = browser.new_context(
            viewport={"width": DESK, "height": HEIGHT},
            base_url=url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            bypass_csp=True,  # for axe alone; main-line tests run under the real policy
        )
        context.add_init_script(path=AXE)
        visitor = cls(context.new_page())
        visitor.page.on("console", visitor._hear)
        visitor.page.on("pageerror", lambda error: visitor._note(str(error)))
        visitor.page.on("requestfailed", visitor._miss)
        if username:
            visitor.sign_in(username)
        return visitor

    def sign_in(self, username: str) -> None:
        self.page.goto("/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _note(self, problem: str) -> None:
        self.problems.append(f"{self.page.url}: {problem}")

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused submission is the server's answer to it.
        if message.type == "error" and not any(code in message.text for code in ("409", "422")):
            self._note(message.text)

    def _miss(self, request: Request) -> None:
        # Leaving a page breaks off what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"{request.url} {request.failure}")

    def visit(self, url: str) -> bool:
        """Go to a page; tell whether it came."""
        answer = self.page.goto(url, wait_until="load")
        # A page may answer that it cannot be had now, and why.
        if answer is None or not (answer.ok or answer.status == REFUSED):
            self._note(f"answered {answer and answer.status}")
            return False
        self.settle()
        return True

    def settle(self) -> None:
        """Wait for the fragments that the page fetches by itself."""
        self.page.wait_for_function("!document.querySelector('[aria-busy=true], .htmx-request')")

    def check(self, *, axe_at: tuple[int, ...] = (DESK,)) -> None:
        """Look at the page as it stands: its heading, its words, its width, and axe on it."""
        if self.page.locator("h1").count() == 0:
            self._note("has no h1")
        words = self.page.locator("body").inner_text()
        if found := UNWORDED.search(words):
            self._note(f"says {found[0]!r}")
        for width in (SMALL_PHONE, PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self._check_width(width)
            if width in axe_at:
                self._run_axe(width)

    def _check_width(self, width: int) -> None:
        reaches = self.page.evaluate("document.documentElement.scrollWidth")
        if reaches > width:
            self._note(f"scrolls sideways at {width} px, to {reaches}")

    def _run_axe(self, width: int) -> None:
        violations: list[Any] = self.page.evaluate(RUN_AXE, STANDARDS)
        for violation in violations:
            self._note(f"axe at {width} px: {violation}")

    def leave(self) -> None:
        """Close the browser; whatever was wrong fails the test, a line for each."""
        self.page.context.close()
        assert not self.problems, "\n".join(self.problems)
