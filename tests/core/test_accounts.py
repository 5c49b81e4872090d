"""Accounts that an administrator keeps."""

from django.test import Client
from django.urls import reverse

from tests.people import PASSWORD, make_region, make_user
from yunyang_relief.core.access import Role
from yunyang_relief.core.models import AuditEvent, User

NEW = {
    "username": "newcomer",
    "name": "文德富",
    "role": "caseworker",
    "department": "",
    "region": "500235001",
    "password": "first-password-1",
}


def test_opens_an_account(client: Client, administrator: User, caseworker: User) -> None:
    client.force_login(administrator)
    response = client.post(reverse("core:user_new"), NEW)
    assert response.headers["Location"] == reverse("core:users")
    user = User.objects.get(username="newcomer")
    assert user.must_change_password
    assert user.check_password("first-password-1")
    assert AuditEvent.objects.get(action="open_account").after["name"] == "文德富"


def test_a_bureau_user_needs_a_department(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.post(reverse("core:user_new"), NEW | {"role": "bureau", "region": "500235"})
    assert page.status_code == 422
    assert "县级部门用户须选部门" in page.content.decode()


def test_a_region_outside_the_county_is_unknown(client: Client, administrator: User) -> None:
    make_region("500101", "万州区")
    client.force_login(administrator)
    page = client.post(reverse("core:user_new"), NEW | {"region": "500101"})
    assert "没有这个区划代码" in page.content.decode()


def test_a_name_is_taken_once(client: Client, administrator: User, caseworker: User) -> None:
    client.force_login(administrator)
    page = client.post(reverse("core:user_new"), NEW | {"username": "caseworker"})
    assert "该用户名已有人使用" in page.content.decode()


def test_a_first_password_is_held_to_the_rules(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.post(reverse("core:user_new"), NEW | {"password": "202020202020"})
    assert page.status_code == 422
    assert "密码不能全是数字" in page.content.decode()


def test_nobody_changes_their_own_role(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.post(
        reverse("core:user", args=[administrator.pk]),
        {"name": "甲", "role": "auditor", "department": "", "region": "500235", "is_active": "on"},
    )
    assert page.status_code == 409
    assert "不能调整自己的岗位" in page.content.decode()


def test_an_account_of_another_county_is_missing(client: Client, administrator: User) -> None:
    stranger = make_user("wanzhou", Role.CASEWORKER, make_region("500101", "万州区"))
    client.force_login(administrator)
    assert client.get(reverse("core:user", args=[stranger.pk])).status_code == 404


def test_a_reset_password_must_be_changed(
    client: Client, administrator: User, caseworker: User
) -> None:
    client.force_login(administrator)
    url = reverse("core:user_password", args=[caseworker.pk])
    client.post(url, {"password": "another-first-1"})
    caseworker.refresh_from_db()
    assert caseworker.must_change_password
    assert not caseworker.check_password(PASSWORD)
    event = AuditEvent.objects.get(action="reset_password")
    assert "another-first-1" not in f"{event.before}{event.after}"
