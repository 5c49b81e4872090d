"""Signing in: first passwords, lock-out, idle sessions, words that do not tell too much."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD
from yunyang_relief.core.models import User

LOGIN = "/login/"


def sign_in(client: Client, username: str, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"username": username, "password": password}).status_code


def test_a_stranger_is_sent_to_the_login_page(client: Client, db: None) -> None:
    response = client.get("/todos/?group=受理")
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{LOGIN}?next=/todos/")


def test_signing_in_changes_the_session_key(client: Client, caseworker: User) -> None:
    client.get(LOGIN)
    before = client.session.session_key
    assert sign_in(client, "caseworker") == 302
    assert client.session.session_key != before


def test_wrong_name_and_wrong_password_sound_the_same(client: Client, caseworker: User) -> None:
    pages = [
        client.post(LOGIN, {"username": name, "password": "not-the-password"})
        for name in ("caseworker", "nobody")
    ]
    assert ["用户名或密码不对" in page.content.decode() for page in pages] == [True, True]


def test_five_wrong_passwords_lock_the_door(client: Client, caseworker: User) -> None:
    for _ in range(5):
        sign_in(client, "caseworker", "wrong-password")
    locked = client.post(LOGIN, {"username": "caseworker", "password": PASSWORD})
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()


def test_a_colleague_at_another_machine_is_not_locked_out(caseworker: User) -> None:
    attacker, colleague = Client(REMOTE_ADDR="127.0.0.9"), Client(REMOTE_ADDR="127.0.0.2")
    for _ in range(6):
        sign_in(attacker, "caseworker", "wrong-password")
    assert sign_in(colleague, "caseworker") == 302


def test_a_first_password_must_be_changed(client: Client, caseworker: User) -> None:
    caseworker.must_change_password = True
    caseworker.save()
    sign_in(client, "caseworker")
    assert client.get("/").headers["Location"] == reverse("core:password_change")
    response = client.post(
        reverse("core:password_change"),
        {"current": PASSWORD, "new": "jiangyun-2019-shui", "again": "jiangyun-2019-shui"},
    )
    assert response.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert sign_in(Client(), "caseworker", "jiangyun-2019-shui") == 302


@pytest.mark.parametrize(
    ("current", "new", "again", "complaint"),
    [
        ("wrong", "jiangyun-2019-shui", "jiangyun-2019-shui", "现在的密码不对"),
        (PASSWORD, "short", "short", "密码太短，至少要 12 位"),
        (PASSWORD, "jiangyun-2019-shui", "jiangyun-2019-huo!", "不一致"),
        (PASSWORD, "202020202020", "202020202020", "密码不能全是数字"),
        (PASSWORD, "qwertyuiop123", "qwertyuiop123", "这是常见的密码"),
        (PASSWORD, "caseworker-01", "caseworker-01", "与姓名或用户名太像"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与现在的相同"),
    ],
)
def test_password_rules(
    client: Client, caseworker: User, current: str, new: str, again: str, complaint: str
) -> None:
    client.force_login(caseworker)
    page = client.post(
        reverse("core:password_change"), {"current": current, "new": new, "again": again}
    )
    assert page.status_code == 422
    assert complaint in page.content.decode()


def test_an_idle_session_ends(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    client.get("/")
    session = client.session
    session["last_seen"] -= 31 * 60
    session.save()
    assert client.get("/").headers["Location"].startswith(LOGIN)


def test_a_disabled_account_is_out_at_its_next_click(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    assert client.get("/").status_code == 200
    caseworker.is_active = False
    caseworker.save()
    assert client.get("/").headers["Location"].startswith(LOGIN)


def test_signing_out_needs_a_post(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    refused = client.get(reverse("core:logout"))
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    assert "用页面上的按钮再办一次" in refused.content.decode()
    client.post(reverse("core:logout"))
    assert client.get("/").status_code == 302


def test_signed_in_pages_are_not_cached(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    response = client.get("/")
    assert "no-store" in response.headers["Cache-Control"]
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
