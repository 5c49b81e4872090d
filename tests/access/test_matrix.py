"""Who reaches what: every route × method × role × {own, another township's, missing}.

The world is a small demo county with cases in every stage. The row behind a route's `pk` is
found through the model of its page (`FIT` narrows it); a route whose subject cannot be found
fails, and so does one without a policy. What a page may not tell of others is looked for in its
text and in its list. The last test turns scoping off and demands that all this notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

from assistance.enums import RUNNING
from assistance.models import (
    Award,
    BackPay,
    Case,
    Fund,
    Notice,
    NoticePhoto,
    PaymentBatch,
    PaymentLine,
    Recovery,
    TermAid,
)
from eligibility import whatif
from eligibility.models import ParameterRevision, ResultChange, WhatIfChange
from households.models import Attachment, Household, Survey
from pairing.models import Helper, Pair, Unit, Visit
from tests.access.routes import Route, all_routes
from tests.eligibility.revisions import draft
from yunyang_relief.core import clock, files, jobs
from yunyang_relief.core.access import Access
from yunyang_relief.core.api import ScopedViewSet
from yunyang_relief.core.models import COUNTY, CalendarDay, Job, User
from yunyang_relief.core.pages import ListPage
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet, code_path

DAY = date(2019, 11, 15)
OTHER_TOWNSHIP = "500235002"
# How much of a region's code rows of a model can match: funds are the county's, batches a
# township's.
CODE_LENGTHS: dict[Any, int] = {Fund: 6, PaymentBatch: 9, PaymentLine: 9, Recovery: 9}
# Who sees awards, and so what is owed to them.
OWED = Q(username__in=("jingban", "minzheng"))
READABLE = ("text/", "application/json")
# One user of each kind; those of the township work in 双江街道.
USERS = ("xieguan", "jingban", "shenhe", "minzheng", "caizheng", "canlian", "shenji", "guanli")
ROUTES = all_routes()
# Arguments that choose a part of the subject, not the subject.
PARTS: dict[str, Any] = {
    "section": "income",
    "record": "stay",
    "programme": "dibao",
    "kind": "acceptance",
    "day": "2019-11-16",
}
CODES = {
    "assistance:advance": "withdraw",
    "assistance:payment_step": "submit",
    "reports:ledger": "dibao",
    "reports:ledger_paper": "dibao",
    "eligibility:parameter": "dibao.urban_standard",
    "eligibility:draft": "dibao.urban_standard",
}
QUERIES = {"eligibility:clause": {"of": "22号文 二（一）二"}}
# Which rows of its model a route is for, where not every row will do.
FIT: dict[str, Q] = {
    "assistance:advance": Q(
        programme__in=("dibao", "tekun", "linshi"),
        stage__in=("applied", "inquiry", "appraisal", "review", "notice", "confirmation"),
    ),
    "assistance:paper": ~Q(accepted_on=None) & Q(programme="dibao"),
    "assistance:award_stop": Q(end_month=None),
    "pairing:end": Q(until=None),
    "assistance:replay": ~Q(decision=None),
}
SURVEYED = Q(surveys__completed_at=None, surveys__isnull=False)
for name in ("survey", "section", "confirm", "draft", "draft_drop"):
    FIT[f"households:{name}"] = SURVEYED
# Routes about a revision of a parameter, which is every region's; what hangs on it is not.
COMMON = (
    "eligibility:revision",
    "eligibility:revision_edit",
    "eligibility:trial",
    "eligibility:trial_sides",
    "reports:trial_excel",
    "reports:back_pay_excel",
    "assistance:back_pay",
    "assistance:back_pay_decline",
)
# Routes whose rows are the user's own, whatever the region: what another user's row answers.
PERSONAL = ("core:job", "core:job_cancel", "core:job_file", "core:jobs")


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
    if route.name in COMMON:
        return of_revision(route, prefix) if prefix == user.region_id else None
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


def of_revision(route: Route, prefix: str) -> dict[str, Any]:
    """A revision on its way, tried on everybody, that owes something to an award of the region."""
    revision = ParameterRevision.objects.get()
    found = {"pk": revision.pk}
    if "change" in route.arguments:
        ours = WhatIfChange.objects.filter(household__region__code__startswith=prefix)
        found["change"] = ours.filter(job=whatif.latest_what_if(revision))[0].pk
    if "award" in route.arguments or "back_pay" in route.name:
        found["award"] = owe(revision, prefix).pk
    return {name: found[name] for name in route.arguments}


def owe(revision: ParameterRevision, prefix: str) -> Award:
    """Let a revision owe something to the region's first award."""
    award = Award.objects.filter(region__code__startswith=prefix).order_by("pk")[0]
    month = {"month": award.start_month, "entitled": 1, "amount": 1}
    BackPay.objects.get_or_create(award=award, revision=revision, defaults=month)
    return award


def _subject(route: Route, user: User, prefix: str) -> models.Model | None:
    rows = rows_of(route)
    if route.name in PERSONAL:
        is_own = Q(created_by=user)
        return rows.filter(is_own if prefix == user.region_id else ~is_own).first()
    model = model_of(route)
    place = f"{code_path(model.region_path)}__startswith"
    code = prefix[: CODE_LENGTHS.get(model, len(prefix))]
    found: models.Model | None = rows.filter(**{place: code}).first()
    return found


def missing(route: Route, found: dict[str, Any]) -> dict[str, Any]:
    """The same arguments for a row that is not there."""
    return found | {"pk": 987_654_321} if "pk" in found else found


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        call_command("seed_demo", households=100, verbosity=0)
        seat_the_helper()
        give_papers(User.objects.filter(username__in=USERS))
        with clock.on(DAY):
            try_a_revision()
        yield
        call_command("flush", interactive=False, verbosity=0)


def try_a_revision() -> None:
    """Draft a higher standard and try it: what it changes is there in every township.

    Of the results as they are, one of the other township's has changed.
    """
    officer = User.objects.get(username="minzheng2")
    job = whatif.start_what_if(draft(officer, value="900"), actor=officer)
    jobs.work_on(job.pk)
    for prefix in (OTHER_TOWNSHIP, *{user.region_id for user in User.objects.filter(OWED)}):
        owe(ParameterRevision.objects.get(), prefix)
    ResultChange.objects.create(
        household=Household.objects.filter(region__code__startswith=OTHER_TOWNSHIP)[0],
        unit=0,
        programme="dibao",
        basis="verified",
        since=DAY,
        on=DAY,
        cause="income",
        from_verdict="PASS",
        to_verdict="FAIL",
    )


@pytest.fixture(autouse=True)
def day(settings: LazySettings) -> None:
    """The day on which the demo county stands: some notices hang."""
    settings.BUSINESS_DATE = DAY


def seat_the_helper() -> None:
    """Give the community helper the community of the township with the most to see."""
    helper = User.objects.get(username="xieguan")
    shown = Notice.objects.filter(region__code__startswith=helper.region_id[:9])
    busiest = shown.values_list("region").annotate(count=Count("pk")).order_by("-count", "region")
    helper.region_id = busiest[0][0]
    helper.save(update_fields=["region"])


@pytest.fixture(params=USERS)
def user(request: pytest.FixtureRequest, db: None) -> User:
    return User.objects.get(username=request.param)


def give_papers(users: Iterable[User]) -> None:
    """What the demo county lacks: files of households and notices, finished jobs, a notice that
    hangs, and a day of its own in the calendar.
    """
    papers: dict[str, User] = {}
    for user in users:
        paper = files.store("台账.xlsx", files.XLSX, b"x", actor=user)
        Job.objects.create(
            kind="ledger",
            label="低保台账",
            region_id=user.region_id,
            created_by=user,
            state=Job.State.DONE,
            result={"file": str(paper.uid)},
        )
        papers.setdefault(user.region_id, user)
        papers.setdefault(OTHER_TOWNSHIP, user)
    for prefix, user in papers.items():
        paper = files.store("照片.jpg", "image/jpeg", b"x", actor=user)
        household = Household.objects.filter(region__code__startswith=prefix)[0]
        Attachment.objects.create(household=household, kind="other", file=paper)
        Survey.objects.get_or_create(
            household=household, completed_at=None, defaults={"started_by": user}
        )
        give_helper(household)
        give_recovery(prefix, user)
        give_term_aid(prefix)
        if notice := Notice.objects.filter(region__code__startswith=prefix).first():
            NoticePhoto.objects.create(notice=notice, file=paper, added_by=user)
    Notice.objects.filter(pk=Notice.objects.latest("pk").pk).update(ends_on=DAY)
    # Something in every stage of another township, that its lists have something to hide.
    elsewhere = Case.objects.filter(region__code__startswith=OTHER_TOWNSHIP).order_by("pk")
    for case, stage in zip(elsewhere, sorted(RUNNING), strict=False):
        Case.objects.filter(pk=case.pk).update(stage=stage, closed_on=None)
    CalendarDay.objects.create(day=PARTS["day"], is_working=True, note="调休")


def give_recovery(prefix: str, user: User) -> None:
    """Money of some award of the region is to come back."""
    if award := Award.objects.filter(region__code__startswith=prefix).first():
        Recovery.objects.get_or_create(
            award=award,
            first_month=award.start_month,
            defaults={
                "region": award.region,
                "programme": award.programme,
                "last_month": award.start_month,
                "amount": "100.00",
                "reason": "试验",
                "decided_by": user,
                "decided_on": clock.today(),
            },
        )


def give_helper(household: Household) -> None:
    """Pair the household with somebody of its own community."""
    unit = Unit.objects.get_or_create(name="试验单位", kind="township", region=household.region)[0]
    helper = Helper.objects.create(
        name="责任人", unit=unit, post="干部", politics="masses", region=household.region
    )
    Pair.objects.create(household=household, helper=helper, role="assisting", since="2019-10-01")
    Visit.objects.create(
        household=household,
        helper=helper,
        visitors="责任人",
        visited_on="2019-10-10",
        kind="regular",
        recorded_by=User.objects.get(username="jingban"),
    )


def give_term_aid(prefix: str) -> None:
    """Let a student of the region have got their aid."""
    case = Case.objects.filter(region__code__startswith=prefix).order_by("pk")[0]
    said = {"stage": "primary", "school": "试验小学", "is_boarder": False, "lines": [], "amount": 0}
    TermAid.objects.get_or_create(
        person=case.applicant,
        term="2018秋",
        defaults=said | {"case": case, "step": case.steps.order_by("pk")[0]},
    )


def send(client: Client, route: Route, method: str, found: dict[str, Any]) -> Any:
    """The answer to a request."""
    url = reverse(route.name, kwargs=found)
    return getattr(client, method)(url, QUERIES.get(route.name))


def check(client: Client, user: User, route: Route, method: str) -> None:
    """Assert what one user gets from one route: own, another township's, missing."""
    access = route.access_for(method)
    assert access is not None
    own = arguments(route, user, user.region_id)
    assert own is not None, f"{route.name}: the world has no such row in {user.region_id}"
    answer = send(client, route, method, own)
    if not access.allows(user):
        assert answer.status_code == 403
        return
    assert answer.status_code not in (403, 404), f"own row answers {answer.status_code}"
    assert answer.status_code < 500
    assert tells_of_others(answer, user) == [], "another township's rows are on the page"
    assert strays(route, answer, user) == [], "another township's rows are in the list"
    if "pk" not in own:
        return
    assert send(client, route, method, missing(route, own)).status_code == 404
    other = arguments(route, user, OTHER_TOWNSHIP)
    if other is not None and not OTHER_TOWNSHIP.startswith(user.region_id):
        status = send(client, route, method, other).status_code
        assert status == 404, f"another township's row answers {status}"


def tells_of_others(answer: Any, user: User) -> list[str]:
    """Numbers of households and cases out of the user's region that an answer has in it."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith(READABLE):
        return []
    text = answer.content.decode()
    elsewhere = ~Q(region__code__startswith=user.region_id)
    return [
        number
        for model in (Household, Case)
        for number in model.objects.filter(elsewhere).values_list("number", flat=True)
        if number in text
    ]


def strays(route: Route, answer: Any, user: User) -> list[Any]:
    """Rows of a list that the user must not see."""
    is_list = issubclass(route.view, ListPage) and issubclass(model_of(route), ScopedModel)
    if not (is_list and answer.context and "page" in answer.context):
        return []
    ids = [row.pk for row in answer.context["page"].rows]
    seen = model_of(route).objects.visible_to(user).filter(pk__in=ids)
    return sorted(set(ids) - set(seen.values_list("pk", flat=True)))


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
        client = Client()
        client.force_login(user)
        check(client, user, route, method)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_strangers_reach_public_pages_only(route: Route, db: None) -> None:
    somebody = User.objects.get(username="jingban")
    found = arguments(route, somebody, somebody.region_id) or {}
    for method in route.methods:
        access = route.access_for(method)
        status = send(Client(), route, method, found).status_code
        if access is None or access.signed_in:
            assert status in (302, 401, 403)
        else:
            assert status < 404 or status in (405, 429)


class UnscopedClient(Client):
    """Asks a product that has forgotten `visible_to`."""

    def request(self, **request: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            for rows in querysets(ScopedQuerySet):
                if "visible_to" in vars(rows):
                    patch.setattr(rows, "visible_to", lambda rows, _user: rows.all())
            return super().request(**request)


def querysets(base: type[models.QuerySet[Any]]) -> Iterator[type[models.QuerySet[Any]]]:
    """A class with all that are derived from it."""
    yield base
    for derived in base.__subclasses__():
        yield from querysets(derived)


def narrow_user(route: Route) -> User | None:
    """Somebody below the county whom a route serves."""
    access = route.access_for(route.methods[0])
    users = User.objects.filter(username__in=USERS, region__level__gt=COUNTY).order_by("pk")
    return next((user for user in users if access and access.allows(user)), None)


def is_scoped(route: Route) -> bool:
    """Tell whether a route is about rows of a region: one of them, or a list."""
    if route.name in (*PERSONAL, *COMMON) or not issubclass(model_of(route), ScopedModel):
        return False
    return "pk" in route.arguments or issubclass(route.view, (ListPage, ScopedViewSet))


SCOPED = [route for route in ROUTES if is_scoped(route)]


@pytest.mark.parametrize("route", SCOPED, ids=lambda route: route.name)
def test_a_page_that_does_not_scope_is_found(route: Route, db: None) -> None:
    """Take `visible_to` out: the check above must notice on every page, or it guards nothing."""
    user = narrow_user(route)
    if user is None:
        pytest.skip("only the whole county sees it")
    client = UnscopedClient()
    client.force_login(user)
    with pytest.raises(AssertionError, match="another township's row"):
        check(client, user, route, route.methods[0])
