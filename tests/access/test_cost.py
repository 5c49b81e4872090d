"""What the lists cost: as many questions to the database for a hundred rows as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.routes import Route
from tests.access.test_matrix import ROUTES, USERS, day, world
from yunyang_relief.core import pagination
from yunyang_relief.core.api import ScopedViewSet
from yunyang_relief.core.models import User
from yunyang_relief.core.pages import ListPage

__all__ = ["day", "world"]

SIZES = (1, 10, 100)
LISTS = [
    route
    for route in ROUTES
    if not route.arguments and issubclass(route.view, (ListPage, ScopedViewSet))
]
# A row without anything beside it saves the question for what would be beside it.
SPARED = 2


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_a_list_costs_the_same_however_long(
    route: Route, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "PAGE_SIZES", SIZES)
    client = Client()
    client.force_login(reader_of(route))
    asked = [questions(client, f"{reverse(route.name)}?size={size}") for size in SIZES]
    assert max(asked) - min(asked) <= SPARED, asked


def reader_of(route: Route) -> User:
    """Whoever sees most of a list: the widest region first."""
    access = route.access_for("get")
    assert access is not None
    users = User.objects.filter(username__in=USERS).order_by("region__level", "pk")
    return next(user for user in users if access.allows(user))


def questions(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
