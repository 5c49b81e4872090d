"""Rules that hold for every template: the content security policy, icons that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.template.loader import get_template
from django.test import RequestFactory

from yunyang_relief.core.registry import MENU_GROUPS

ROOT = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
APPS = ("yunyang_relief", "households", "eligibility", "assistance", "pairing", "reports")
INLINE = re.compile(
    r"""\s(style|on\w+|hx-on[\w:-]*)\s*=|<script(?![^>]*\ssrc=)|<style|javascript:"""
)
TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ICON_IN_TEMPLATE = re.compile(r"""(?:\{% icon|icon=)\s*"([a-z0-9-]+)\"""")
ICON_IN_CODE = re.compile(r"""\bicon="([a-z0-9-]+)\"""")


@pytest.fixture(scope="module")
def sprite() -> set[str]:
    text = (ROOT / "static/vendor/tabler-icons/sprite.svg").read_text()
    return set(re.findall(r'<symbol id="([^"]+)"', text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_a_template_keeps_to_the_policy_and_the_sprite(path: Path, sprite: set[str]) -> None:
    text = path.read_text()
    assert not INLINE.search(TEMPLATE_TAG.sub("", text))
    assert set(ICON_IN_TEMPLATE.findall(text)) <= sprite


def test_icons_named_in_code_are_in_the_sprite(sprite: set[str]) -> None:
    named = {icon for _, icon in MENU_GROUPS}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            named |= set(ICON_IN_CODE.findall(path.read_text()))
    assert named <= sprite


@pytest.mark.parametrize(
    ("name", "says"),
    [("400.html", "读不懂"), ("500.html", "系统出错"), ("503.html", "正在维护")],
)
def test_the_last_pages_need_nothing_at_all(name: str, says: str) -> None:
    assert says in get_template(name).render()


@pytest.mark.parametrize(
    "name", ["403.html", "403_csrf.html", "404.html", "405.html", "core/refused.html"]
)
def test_strangers_get_an_error_page_without_the_menu(name: str) -> None:
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    html = render(request, name).content.decode()
    assert "<h1>" in html
    assert 'id="menu"' not in html
