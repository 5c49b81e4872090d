"""Filling in the pages of the registry the way a browser does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Fields(HTMLParser):
    """The successful controls of the form with an id."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.depth = form_id, False, 0
        self.values: dict[str, list[str]] = {}
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside:
            return
        name = given.get("name") or ""
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.values[self.select] = [given.get("value") or ""]
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        if given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                value = given.get("value", "on")
                self.values.setdefault(name, []).append(value or "")
        elif given.get("type") != "submit":
            self.values.setdefault(name, []).append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] = [self.values[self.textarea][0] + data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""


def fields_of(html: str, form_id: str = "section") -> dict[str, Any]:
    """What the browser would send if nothing were typed."""
    parser = _Fields(form_id)
    parser.feed(html)
    return {name: values for name, values in parser.values.items() if name}


def fill_in(client: Client, url: str, typed: dict[str, Any], **extra: Any) -> Any:
    """Open a page, type into its form, send it."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    return client.post(url, fields_of(page.content.decode()) | typed, **extra)


def errors_in(response: Any) -> list[str]:
    """The lines of the error summary; none for a redirect."""
    html = response.content.decode()
    if 'class="yy-errsum"' not in html:
        return []
    summary = html.split('class="yy-errsum"')[1].split("</ul>")[0]
    return [re.sub(r"<[^>]+>", "", line).strip() for line in re.findall(r"<li>(.*?)</li>", summary)]


def saved(response: Any) -> bool:
    """Tell whether a form was carried out; its errors explain a failure."""
    assert errors_in(response) == [], errors_in(response)
    return bool(response.status_code == 302)
