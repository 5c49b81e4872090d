"""Who reaches what: every route × method × role × {own, another township's, missing}.

The world is a small demo county with cases in every stage. The row behind a route's `pk` is
found through the model of its page (`FIT` narrows it); a route whose subject cannot be found
fails, and so does one without a policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import models
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assistance.models import Notice, NoticePhoto
from households.models import Attachment, Household, Survey
from pairing.models import Helper, Pair, Unit
from tests.access.routes import Route, all_routes
from yunyang_relief.core import clock, files
from yunyang_relief.core.access import Access
from yunyang_relief.core.models import Job, User
from yunyang_relief.core.pages import ObjectMixin
from yunyang_relief.core.scoping import code_path

# Eight hundred route × role checks on a seeded county take minutes: run them with `-m long`.
pytestmark = pytest.mark.long
OTHER_TOWNSHIP = "500235002"
# One user of each kind; those of the township work in 双江街道.
USERS = ("xieguan", "jingban", "shenhe", "minzheng", "caizheng", "canlian", "shenji", "guanli")
ROUTES = all_routes()
# Arguments that choose a part of the subject, not the subject.
PARTS: dict[str, Any] = {
    "section": "income",
    "programme": "dibao",
    "kind": "acceptance",
    "day": "2019-11-16",
}
CODES = {
    "assistance:advance": "withdraw",
    "reports:ledger": "dibao",
    "reports:ledger_paper": "dibao",
}
QUERIES = {"eligibility:clause": {"of": "22号文 二（一）二"}}
# Which rows of its model a route is for, where not every row will do.
FIT: dict[str, Q] = {
    "assistance:advance": Q(stage="inquiry"),
    "assistance:paper": ~Q(accepted_on=None),
    "assistance:award_stop": Q(end_month=None),
    "pairing:end": Q(until=None),
}
SURVEYED = Q(surveys__completed_at=None, surveys__isnull=False)
for name in ("survey", "section", "confirm", "draft", "draft_drop"):
    FIT[f"households:{name}"] = SURVEYED
# Routes whose rows are the user's own, whatever the region: what another user's row answers.
PERSONAL = ("core:job", "core:job_cancel", "core:job_file")


def rows_of(route: Route) -> models.QuerySet[Any]:
    """All rows that the page of a route may be about."""
    rows: models.QuerySet[Any] = model_of(route)._base_manager.filter(FIT.get(route.name, Q()))
    return rows.order_by("pk")


def model_of(route: Route) -> Any:
    """The model a route's `pk` belongs to."""
    return getattr(route.view, "model", Household)


def arguments(route: Route, user: User, prefix: str) -> dict[str, Any] | None:
    """The arguments of a route for a subject in the region `prefix`, None when there is none."""
    found = {name: PARTS[name] for name in route.arguments if name in PARTS}
    if "code" in route.arguments:
        found["code"] = CODES[route.name]
    if set(route.arguments) == set(found):
        return found
    if route.name == "assistance:notice":
        today = clock.today()
        return {"uid": next(n.uid for n in Notice.objects.all() if n.is_public_on(today))}
    if route.name == "assistance:notice_photo_file":
        photo = NoticePhoto.objects.filter(notice__region__code__startswith=prefix).first()
        return {"pk": photo.notice_id, "uid": photo.uid} if photo else None
    if route.name.startswith("core:user"):
        return {"pk": User.objects.exclude(pk=user.pk).filter(region=prefix[:9])[0].pk}
    row = _subject(route, user, prefix)
    return found | {"pk": row.pk} if row else None


def _subject(route: Route, user: User, prefix: str) -> models.Model | None:
    rows = rows_of(route)
    if route.name in PERSONAL:
        is_own = Q(created_by=user)
        return rows.filter(is_own if prefix == user.region_id else ~is_own).first()
    place = f"{code_path(model_of(route).region_path)}__startswith"
    found: models.Model | None = rows.filter(**{place: prefix}).first()
    return found


def missing(route: Route, found: dict[str, Any]) -> dict[str, Any]:
    """The same arguments for a row that is not there."""
    return found | {"pk": 987_654_321} if "pk" in found else found


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        call_command("seed_demo", households=100, verbosity=0)
        seat_the_helper()
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def day(settings: LazySettings) -> None:
    """The day on which the demo county stands: some notices hang."""
    settings.BUSINESS_DATE = date(2019, 11, 15)


def seat_the_helper() -> None:
    """Give the community helper the community of the township with the most to see."""
    helper = User.objects.get(username="xieguan")
    shown = Notice.objects.filter(region__code__startswith=helper.region_id[:9])
    busiest = shown.values_list("region").annotate(count=Count("pk")).order_by("-count", "region")
    helper.region_id = busiest[0][0]
    helper.save(update_fields=["region"])


@pytest.fixture(params=USERS)
def user(request: pytest.FixtureRequest, db: None) -> User:
    found = User.objects.get(username=request.param)
    give_papers(found)
    return found


def give_papers(user: User) -> None:
    """What the demo county lacks: files of households and notices, and a finished job."""
    paper = files.store("台账.xlsx", files.XLSX, b"x", actor=user)
    Job.objects.create(
        kind="ledger",
        label="试验",
        region_id=user.region_id,
        created_by=user,
        state=Job.State.DONE,
        result={"file": str(paper.uid)},
    )
    for prefix in (user.region_id, OTHER_TOWNSHIP):
        household = Household.objects.filter(region__code__startswith=prefix)[0]
        Attachment.objects.create(household=household, kind="other", file=paper)
        Survey.objects.get_or_create(
            household=household, completed_at=None, defaults={"started_by": user}
        )
        give_helper(household)
        if notice := Notice.objects.filter(region__code__startswith=prefix).first():
            NoticePhoto.objects.create(notice=notice, file=paper, added_by=user)


def give_helper(household: Household) -> None:
    """Pair the household with somebody of its own community."""
    unit = Unit.objects.get_or_create(name="试验单位", kind="township", region=household.region)[0]
    helper = Helper.objects.create(
        name="责任人", unit=unit, post="干部", politics="masses", region=household.region
    )
    Pair.objects.create(household=household, helper=helper, role="assisting", since="2019-10-01")


def send(client: Client, route: Route, method: str, found: dict[str, Any]) -> int:
    url = reverse(route.name, kwargs=found)
    return int(getattr(client, method)(url, QUERIES.get(route.name)).status_code)


def check(client: Client, user: User, route: Route, method: str) -> None:
    """Assert what one user gets from one route: own, another township's, missing."""
    access = route.access_for(method)
    assert access is not None
    own = arguments(route, user, user.region_id)
    assert own is not None, f"{route.name}: the world has no such row in {user.region_id}"
    if not access.allows(user):
        assert send(client, route, method, own) == 403
        return
    status = send(client, route, method, own)
    assert status not in (403, 404), f"own row answers {status}"
    assert status < 500
    if "pk" not in own:
        return
    assert send(client, route, method, missing(route, own)) == 404
    other = arguments(route, user, OTHER_TOWNSHIP)
    if other is not None and not OTHER_TOWNSHIP.startswith(user.region_id):
        assert send(client, route, method, other) == 404


def test_every_route_names_its_policy() -> None:
    nameless = [
        (route.name, method)
        for route in ROUTES
        for method in route.methods
        if not isinstance(route.access_for(method), Access)
    ]
    assert nameless == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_role_reaches_its_own_and_nothing_else(route: Route, user: User) -> None:
    for method in route.methods:
        client = Client(raise_request_exception=True)
        client.force_login(user)
        check(client, user, route, method)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_strangers_reach_public_pages_only(route: Route, db: None) -> None:
    somebody = User.objects.get(username="jingban")
    give_papers(somebody)
    found = arguments(route, somebody, somebody.region_id) or {}
    for method in route.methods:
        access = route.access_for(method)
        status = send(Client(), route, method, found)
        if access is None or access.signed_in:
            assert status in (302, 401, 403)
        else:
            assert status < 404 or status in (405, 429)


OBJECT_ROUTES = [r for r in ROUTES if isinstance(r.view, type) and issubclass(r.view, ObjectMixin)]


@pytest.mark.parametrize("route", OBJECT_ROUTES, ids=lambda route: route.name)
def test_a_page_that_forgets_to_scope_is_found(
    route: Route, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take `visible_to` out of one page: the check above must notice."""
    user = next(u for u in User.objects.filter(username__in=USERS) if _is_narrow(u, route))
    monkeypatch.setattr(
        route.view, "get_object", lambda page: rows_of(route).get(pk=page.kwargs["pk"])
    )
    client = Client()
    client.force_login(user)
    with pytest.raises(Exception):  # noqa: B017, PT011  # a leak shows as a failed assertion or a missing row
        check(client, user, route, route.methods[0])


def _is_narrow(user: User, route: Route) -> bool:
    access = route.access_for(route.methods[0])
    return len(user.region_id) > 6 and access is not None and access.allows(user)
