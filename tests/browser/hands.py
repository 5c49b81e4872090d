"""Hands on a page: they go by labels and names, as people do, and count what they do."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import Locator, Page, expect

from tests.people import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunyang_relief.core.models import User


@dataclass
class Hands:
    """Fills in and presses; `moves` are the strokes and clicks that are not data."""

    page: Page
    moves: int = 0
    typed: int = 0
    place: Locator | None = None

    @contextmanager
    def within(self, place: Locator) -> Iterator[Locator]:
        """Look for fields in this part of the page alone."""
        outer, self.place = self.place, place
        yield place
        self.place = outer

    def _field(self, label: str) -> Locator:
        place = self.place or self.page.locator("#main")
        return place.get_by_label(label).locator("visible=true").first

    def type(self, label: str, text: str) -> Locator:
        """Come to a text field (one Tab) and type."""
        field = self._field(label)
        field.focus()
        if field.get_attribute("type") in ("date", "month"):
            field.fill(text)  # the browser's own widget, typed differently in every language
        else:
            field.select_text()
            self.page.keyboard.type(text)
        self.moves += 1
        self.typed += len(text)
        return field

    def choose(self, label: str, option: str) -> None:
        """Come to a list (one Tab) and pick by its first letters (one stroke)."""
        self._field(label).select_option(label=option)
        self.moves += 2

    def tick(self, label: str, group: str = "") -> None:
        """Tick a box or a radio, of a group where several ask the same."""
        place = self.place or self.page.locator("#main")
        if group:
            place = place.get_by_role("group", name=group)
        place.get_by_label(label, exact=True).check()
        self.moves += 1

    def untick(self, label: str) -> None:
        self._field(label).uncheck()
        self.moves += 1

    def press(self, name: str) -> None:
        """Press a button that works within the page."""
        self._named("button", name).click()
        self.moves += 1

    def follow(self, name: str) -> None:
        """Follow a link and wait for its page."""
        with self.page.expect_navigation():
            self._named("link", name).click()
        self.moves += 1

    def send(self, name: str) -> None:
        """Press a button that sends a form, and wait for the answer."""
        with self.page.expect_navigation():
            self._named("button", name).click()
        self.moves += 1

    def _named(self, role: Literal["button", "link"], name: str) -> Locator:
        beginning = re.compile(rf"^\s*{re.escape(name)}")
        place = self.place or self.page.locator("#main")
        return place.get_by_role(role, name=beginning).locator("visible=true").first

    def unfold(self, title: str) -> None:
        """Open a folded part by its title."""
        (self.place or self.page).locator("summary").filter(has_text=title).first.click()
        self.moves += 1


def sign_in(page: Page, user: User) -> Hands:
    """Sign in as somebody; whoever is signed in there is signed out first."""
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="我的工作台")).to_be_visible()
    return Hands(page)
