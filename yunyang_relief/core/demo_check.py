"""Looks at the running demo as its users do: over HTTP, signed in as each account."""

import http.cookiejar
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

from celery import current_app
from django.urls import reverse

from .access import GRANTS, Resource, Verb
from .demo_accounts import DEMO_ACCOUNTS, DemoAccount

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# The list that a role works with: the first one that it may see.
_LISTS = {
    Resource.HOUSEHOLD: "households:list",
    Resource.VERIFICATION: "households:verify",
    Resource.USER: "core:users",
}
_TABLE_BODY = re.compile(r"<tbody.*?</tbody>", re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """One fetched page; `problem` is empty when it is as it should be."""

    who: str
    path: str
    status: int
    rows: int
    seconds: float
    problem: str = ""


class Visitor:
    """A browser without JavaScript: keeps cookies, follows redirects, ignores proxies."""

    def __init__(self, site: str) -> None:
        self.site = site
        cookies = HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener: OpenerDirector = build_opener(ProxyHandler({}), cookies)

    def fetch(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """GET, or POST the form; return status, path after redirects, and text (0: no answer)."""
        data = urlencode(form).encode() if form else None
        try:
            with self.opener.open(self.site + path, data, timeout=30) as answer:
                landed = answer.url.removeprefix(self.site).partition("?")[0]
                return answer.status, landed, answer.read().decode()
        except HTTPError as error:
            with error:
                landed = error.url.removeprefix(self.site).partition("?")[0]
                return error.code, landed, error.read().decode(errors="replace")
        except (URLError, TimeoutError, ConnectionError):
            return 0, path, ""

    def sign_in(self, account: DemoAccount) -> str:
        """Sign in by the login form; return where it led."""
        login = reverse("core:login")
        _, _, text = self.fetch(login)
        token = _TOKEN.search(text)
        form = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "username": account.username,
            "password": account.password,
        }
        return self.fetch(login, form)[1]


def is_up(site: str) -> bool:
    return Visitor(site).fetch(reverse("core:health"))[0] == HTTPStatus.OK


def worker_answers() -> bool:
    return bool(current_app.control.ping(timeout=2))


def look_round(site: str) -> Iterator[Seen]:
    """The login page, then for each account the home page and the list of its role."""
    yield _look(Visitor(site), "（未登录）", reverse("core:login"))
    for account in DEMO_ACCOUNTS:
        visitor = Visitor(site)
        if visitor.sign_in(account) == reverse("core:login"):
            yield Seen(account.username, reverse("core:login"), 200, 0, 0, "登录未成功")
            continue
        yield _look(visitor, account.username, reverse("core:home"))
        resource = next(r for r in _LISTS if Verb.VIEW in GRANTS[account.role].get(r, set()))
        # What a department has to verify may all be done.
        expect_rows = resource is not Resource.VERIFICATION
        yield _look(visitor, account.username, reverse(_LISTS[resource]), expect_rows=expect_rows)


def _look(visitor: Visitor, who: str, path: str, *, expect_rows: bool = False) -> Seen:
    started = time.monotonic()
    status, landed, text = visitor.fetch(path)
    seconds = time.monotonic() - started
    rows = sum(body.count("<tr") for body in _TABLE_BODY.findall(text))
    problem = ""
    if status != HTTPStatus.OK:
        problem = "网页出错"
    elif landed != path:
        problem = f"被带到 {landed}"
    elif expect_rows and not rows:
        problem = "名单是空的"
    return Seen(who, path, status, rows, seconds, problem)
