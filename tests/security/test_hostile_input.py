"""What a hostile or broken sender sends is answered in Chinese, never with a server error."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape
from django.views.generic import View

from households.models import Attachment, Household
from tests.access.routes import Route, all_routes
from tests.awards import make_award
from tests.people import make_household, make_person
from tests.security.submissions import PNG, SUBMISSIONS, TODAY, World, button
from yunyang_relief.core import clock, files
from yunyang_relief.core.access import Access
from yunyang_relief.core.models import StoredFile, User
from yunyang_relief.core.pages import ListPage
from yunyang_relief.core.pagination import paginate

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[一-鿿]{4}")
# Not text, not a number, more than a column or an integer holds.
HOSTILE = ("a\0b", "²", "9" * 5000)


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    with clock.on(TODAY):
        yield


def calmly(user: User | None) -> Client:
    """A browser that shows a server error instead of raising it."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def told(response: Any) -> bool:
    """Tell whether an answer is no server error and, when it is a refusal, a Chinese sentence."""
    if response.status_code < 400 or response.status_code == 404:
        return True
    text = response.content.decode(errors="replace")
    return response.status_code < 500 and bool(CHINESE.search(text))


# --- forms --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_field_of_every_form_takes_anything(world: World, name: str) -> None:
    """Every field at once with each value, so that none hides behind another's error; then each
    field that somebody typed into alone, so that it reaches the action."""
    submission = SUBMISSIONS[name](world)
    client = calmly(submission.user)
    attempts = [dict.fromkeys(submission.data, value) for value in HOSTILE]
    attempts += [{field: "a\0b"} for field in submission.typed]
    attempts += [{field: "9" * 5000} for field in submission.typed]
    bad = []
    for typed in attempts:
        with clock.on(submission.day), transaction.atomic():
            response = client.post(submission.url, submission.data | typed)
            if not told(response):
                bad.append((list(typed), str(typed)[:40], response.status_code))
            transaction.set_rollback(True)
    assert bad == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("households:verify", {"fact": "", "dispute": "PK", "note-PK": "a\0b"}),
        ("households:verify", {"fact": "", "verify": "PK", "note-PK": "长" * 5000}),
        ("households:verify", {"fact": "²", "all": "disputed", "note": "不符"}),
        ("households:verify", {"fact": "9" * 30, "all": "verified"}),
        ("households:reveal", {"what": "id_number-²"}),
        ("households:reveal", {"what": "id_number-" + "9" * 30}),
        ("households:reveal", {"what": "password-1"}),
        ("households:section income", {"income-count": "²"}),
        ("households:section income", {"income-count": "9" * 5000}),
        ("households:section income", {"income-0-base": "{}"}),
        ("households:section income", {"add": "\0"}),
        ("households:section income", {"income-0-monthly_amount": "1e400"}),
        ("households:section income", {"income-0-monthly_amount": "NaN"}),
        ("households:section income", {"income-0-since": "0000-00"}),
        ("households:section income", {"income-0-since": "99999-01"}),
        ("households:section income", {"income-count": "2", "income-1-payer": "a\0b"}),
        ("households:record stay", {"stay-count": "9" * 5000}),
        ("households:record stay", {"stay-0-base": "{}", "token": "a\0b"}),
        ("households:record stay", {"add": "\0"}),
        ("households:record stay", {"stay-0-cost": "1e400", "stay-0-admitted_on": "0000-00-00"}),
        ("households:draft", {"income-count": "²", "income-0-payer": "a\0b"}),
        ("core:calendar", {"day": "9999-12-31"}),
        ("assistance:award_stop", {"month": "9999-12"}),
        ("reports:ledger", {"month": "0001-01"}),
    ],
)
def test_forged_values(world: World, name: str, typed: dict[str, str]) -> None:
    submission = SUBMISSIONS[name](world)
    client = calmly(submission.user)
    key = str(world.disability.pk)
    forged = {field.replace("PK", key): value.replace("PK", key) for field, value in typed.items()}
    assert told(client.post(submission.url, submission.data | forged))
    # What was kept of it does not break the pages that show it.
    survey = reverse("households:section", args=[world.household.pk, "income"])
    panel = reverse("eligibility:panel", args=[world.household.pk])
    reader = calmly(world.caseworker)
    assert reader.get(survey).status_code == 200
    assert reader.get(f"{panel}?survey={world.survey.pk}").status_code == 200


@pytest.mark.parametrize("section", ["confirm", "attachments", "members", "needs", "nothing"])
@pytest.mark.parametrize("body", [b"{not json", b"[[[", b"%00=%00", b"\xff\xfe=\xff", b"=" * 2000])
def test_a_broken_draft_breaks_no_page(world: World, section: str, body: bytes) -> None:
    client = calmly(world.caseworker)
    url = reverse("households:draft", args=[world.household.pk, section])
    for content_type in ("application/x-www-form-urlencoded", "application/json"):
        assert client.post(url, body, content_type=content_type).status_code in (200, 404)
    panel = reverse("eligibility:panel", args=[world.household.pk])
    assert client.get(f"{panel}?survey={world.survey.pk}").status_code == 200
    assert client.get(reverse("households:survey", args=[world.household.pk])).status_code == 200


def test_ids_of_others_are_refused(world: World) -> None:
    stranger = make_person("外乡人")
    elsewhere = make_household(world.other_township_community(), (stranger, "01"))
    client = calmly(world.caseworker)
    forged = [
        ("households:new", {"region": elsewhere.region_id}, 422),
        ("assistance:apply", {"applicant": str(stranger.pk)}, 422),
        ("assistance:advance investigate", {"second_surveyor": str(world.auditor.pk)}, 422),
        ("pairing:helper_new", {"region": elsewhere.region_id}, 422),
        ("households:reveal", {"what": f"id_number-{stranger.pk}"}, 404),
    ]
    for name, typed, status in forged:
        submission = SUBMISSIONS[name](world)
        response = client.post(submission.url, submission.data | typed)
        assert (name, response.status_code) == (name, status)
    others = button(world.caseworker, "households:reveal", elsewhere.pk, what="id_number-1")
    assert others.send(client).status_code == 404


# --- uploads ------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A zip of 20 MB of zeros."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 20_000_000)
    return content.getvalue()


PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("file_name", "content", "says"),
    [
        ("证明.jpg", PAGE, "不是 JPG 文件"),
        ("证明.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "不是 PNG"),
        ("证明.svg", b"<svg/>", "只收 JPG、PNG 照片和 PDF"),
        ("证明.html", PAGE, "只收 JPG、PNG 照片和 PDF"),
        ("证明.pdf", bomb(), "不是 PDF 文件"),
        ("证明.pdf", PAGE + b"%PDF-1.4", "不是 PDF 文件"),
        ("证明.png", b"GIF89a/*" + PAGE, "不是 PNG 文件"),
        ("证明.png.exe", b"MZ" + PNG, "只收 JPG、PNG 照片和 PDF"),
        ("证明", PNG, "只收 JPG、PNG 照片和 PDF"),
        ("证明.png", PNG + b"\0" * 11 * 1024 * 1024, "超过 10 MB"),
        ("证明.png", b"", "这个文件是空的"),
        ("." * 200 + "/证明.txt", PNG, "只收 JPG、PNG 照片和 PDF"),
    ],
)
def test_disguised_uploads(world: World, file_name: str, content: bytes, says: str) -> None:
    before = StoredFile.objects.count()
    file = SimpleUploadedFile(file_name, content)
    attach = button(
        world.caseworker, "households:attach", world.household.pk, kind="other", file=file
    )
    response = attach.send(calmly(world.caseworker))
    assert response.status_code == 422
    assert says in response.content.decode()
    assert StoredFile.objects.count() == before


@pytest.mark.parametrize(
    "file_name",
    [
        "../../../etc/证明.png",
        "..\\..\\证明.png",
        "/etc/证明.png",
        "证\r\n明: x.png",
        "证明.png\0.exe.png",
        '"; filename="坏.html.png',
        "长" * 300 + ".png",
    ],
)
def test_names_of_uploads_are_only_names(world: World, file_name: str) -> None:
    raw = (
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nother\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="'
        + file_name.replace('"', '\\"').encode()
        + b'"\r\nContent-Type: image/png\r\n\r\n'
        + PNG
        + b"\r\n--x--\r\n"
    )
    client = calmly(world.caseworker)
    url = reverse("households:attach", args=[world.household.pk])
    response = client.post(url, raw, content_type="multipart/form-data; boundary=x")
    assert told(response)
    if response.status_code != 302:
        return
    kept = Attachment.objects.order_by("pk").last()
    assert kept is not None
    assert files.path_of(kept.file).resolve().is_relative_to(settings.MEDIA_ROOT.resolve())
    assert not re.search(r"[/\\\x00-\x1f]", kept.file.name)
    taken = client.get(reverse("households:attachment", args=[kept.pk]))
    assert taken.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "\n" not in taken.headers["Content-Disposition"]
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.content == PNG


# --- what comes out again -----------------------------------------------------------------------

FORMULAS = ("=1+1", '=HYPERLINK("http://evil","看")', "+cmd|' /C calc'!A", "-2+3", "@SUM(A:A)")


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_stay_text_in_a_ledger(world: World, text: str) -> None:
    content = ledger_with(world, text)
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        for part in workbook.namelist():
            xml = workbook.read(part).decode(errors="replace")
            assert "<f>" not in xml
            assert "<hyperlink" not in xml
    assert text in cells_of(content)


def test_control_characters_do_not_break_a_ledger(world: World) -> None:
    cells = cells_of(ledger_with(world, "冉\x07\x0b启\x1f明"))
    assert any("冉" in str(cell) and "启" in str(cell) for cell in cells)


def ledger_with(world: World, name: str) -> bytes:
    """A ledger of a household whose head is called this."""
    head = make_person(name)
    month = date(2019, 11, 1)
    make_award(
        make_household(world.community, (head, "01")),
        world.caseworker,
        lines=[("", "300.00", "")],
        months=(month,),
        finding={"standard": "580.00", "income": "280.00", "counted": [name]},
    )
    response = SUBMISSIONS["reports:ledger"](world).send(calmly(world.caseworker))
    assert response.status_code == 200
    return bytes(response.content)


def cells_of(content: bytes) -> list[object]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [cell for row in sheet.values for cell in row]


@pytest.mark.parametrize("name", ["冉\x07明", "冉\u202e明", "冉\u200b明", "冉\n明"])
def test_unseen_characters_are_refused(world: World, name: str) -> None:
    submission = SUBMISSIONS["households:new"](world)
    response = submission.send(calmly(world.caseworker), name=name)
    assert response.status_code == 422
    assert "含有看不见的字符" in response.content.decode()
    assert not Household.objects.filter(head__name=name).exists()


@pytest.mark.parametrize("name", ["=SUM(A)", "<i>冉</i>", "{{冉}}"])
def test_odd_names_are_shown_as_text(world: World, name: str) -> None:
    submission = SUBMISSIONS["households:new"](world)
    client = calmly(world.caseworker)
    assert submission.send(client, name=name).status_code == 302
    assert Household.objects.filter(head__name=name).exists()
    page = client.get(reverse("households:list")).content.decode()
    assert "<i>冉" not in page
    assert escape(name) in page


def test_a_path_cannot_write_lines_of_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    client = calmly(world.caseworker)
    for url in ("/no%0d%0a2019-11-15 INFO forged", "/households/1%0aforged/"):
        assert client.get(url).status_code == 404
    lines = [record.getMessage() for record in caplog.records]
    assert any("forged" in line for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)


# --- addresses ----------------------------------------------------------------------------------

CURSORS: list[Any] = [
    [],
    [None, None],
    ["a\0b", "a\0b"],
    ["x" * 5000, "x" * 5000],
    [10**30, 10**30],
    [-(10**30), -(10**30)],
    [1.5, "NaN"],
    [True, {}],
    [{"a": 1}, [1]],
    ["9999-12-31T23:59:59.999999+14:00", 1],
    ["0001-01-01T00:00:00-14:00", 1],
    "text",
    {"a": 1},
]


def encoded(cursor: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")


LISTS = [
    route
    for route in all_routes()
    # One that hangs on a row of the address needs that row first; it pages like the others.
    if isinstance(route.view, type) and issubclass(route.view, ListPage) and not route.arguments
]
BROKEN = ["²", "%%%", "AAAA", "WyJ" * 50, base64.b64encode(b"[" * 3000).decode()]
SIZES = ("²", "-1", "0", "9" * 5000, "abc", "20.5", "")


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
@pytest.mark.parametrize("way", ["after", "before"])
def test_forged_cursors_begin_at_the_beginning(world: World, route: Route, way: str) -> None:
    page = route.view()
    page.request = RequestFactory().get("/")
    page.request.user = allowed(world, route)
    rows, order = page.get_queryset(), route.view.order
    cursors = [encoded(c[: len(order)] if isinstance(c, list) else c) for c in CURSORS] + BROKEN
    for cursor in cursors:
        params = QueryDict(mutable=True)
        params[way] = cursor
        with transaction.atomic():
            assert paginate(rows, params, order=order).size == 20, cursor


@pytest.mark.parametrize("url", ["/api/v1/households/", "/households/", "/households/verify/"])
def test_forged_pages_of_an_address(world: World, url: str) -> None:
    client = calmly(world.caseworker)
    queries = [{"size": size} for size in SIZES]
    queries += [{"after": encoded(["a\0b"])}, {"before": encoded([10**30])}, {"after": "²"}]
    answers = {str(query): client.get(url, query).status_code for query in queries}
    assert set(answers.values()) == {200}, answers


def allowed(world: World, route: Route) -> User:
    """Somebody who may open a route."""
    access = route.access_for("get")
    assert isinstance(access, Access)
    return next(user for user in world.users if access.allows(user))


def arguments(world: World, route: Route) -> dict[str, Any]:
    """The subject of a route in this world."""
    case, notice, award = world.cases["notice"].case, world.notice, world.award
    parts = {"section": "income", "programme": "dibao", "kind": "acceptance", "day": "2019-11-16"}
    parts |= {"record": "stay", "award": award.pk, "change": 1}
    subjects: dict[str, Any] = {
        "core:job": world.job,
        "core:user": world.team.second,
        "households:attachment": Attachment.objects.first(),
        "assistance:apply": world.surveyed,
        "assistance:panel": world.household,
        "assistance:notice": notice,
        "assistance:award": award,
        "assistance": case,
        "pairing:end": world.pair,
        "pairing:helper": world.helper,
        "reports:notice": notice,
    }
    matching = [name for name in subjects if route.name.startswith(name)]
    subject = subjects[max(matching, key=len)] if matching else world.household
    found = {name: parts[name] for name in route.arguments if name in parts}
    if "code" in route.arguments:
        found["code"] = "dibao" if route.name.startswith("reports") else "publish"
    if "pk" in route.arguments:
        found["pk"] = subject.pk
    if "uid" in route.arguments:
        found["uid"] = notice.uid
    return found


NAMES = (
    *("q", "size", "after", "before", "region", "kind", "tab", "survey", "state", "stage", "on"),
    *("basis", "unit", "month", "of", "closed", "since", "until", "action", "role", "is_active"),
    *("review_min", "programme", "klass", "mine", "overdue", "causes", "trait", "urgency", "group"),
    *("helper", "unit", "next", "format", "page", "ordering", "outcome", "seen", "x[]"),
)
VALUES = (
    *("", "0", "-1", "1", "²", "٣", "9" * 30, "9" * 5000, "true", "null", "NaN", "1e400"),
    *("a\0b", "%", "_", "\\", "'", '"', "';--", "{{7*7}}", "<script>", "../..", "\r\nX: y"),
    *("2019-13-45", "0000-00", "9999-12", "2019-11-15", "500235001", "dibao", "长" * 3000),
    *("\x1f", "\u202e", "[1]", "{}", "=1+1"),
)
READABLE = [route for route in all_routes() if "get" in route.methods]


@pytest.mark.parametrize("route", READABLE, ids=lambda route: route.name)
def test_no_question_of_an_address_is_a_server_error(world: World, route: Route) -> None:
    """A few hundred random queries over all routes, the same ones in every run."""
    chance = random.Random(route.name)
    view = route.view
    user = allowed(world, route) if hasattr(view, "access_for") or issubclass(view, View) else None
    client = calmly(user)
    url = reverse(route.name, kwargs=arguments(world, route))
    bad = []
    for _ in range(5):
        query = {name: chance.choice(VALUES) for name in chance.sample(NAMES, 4)}
        response = client.get(url, query)
        if not told(response):
            bad.append((query, response.status_code))
    assert bad == []
