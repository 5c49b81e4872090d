"""Protected values typed wherever the product takes them lie nowhere in clear.

The walk below leaves them in facts, drafts, row history, audit, sessions, jobs, queue messages,
uploads, exports and a frozen decision; then every table, file, log line and address is searched.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, TestCase
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from assistance.models import Award, Decision, Objection
from households import actions
from households.models import (
    Attachment,
    BankAccount,
    Disability,
    Draft,
    Household,
    Obligor,
    Person,
)
from pairing.models import Helper
from reports import actions as downloads
from tests.assistance.families import entitled_household, widow
from tests.assistance.walks import Team, Walk
from tests.households.forms import fields_of, fill_in, saved
from tests.people import COUNTY, SHUANGJIANG, make_region, make_user
from tests.reports.conftest import sheet_of
from tests.security.canaries import Canaries
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.access import Role
from yunyang_relief.core.models import AuditEvent, Job, Region, StoredFile, User

pytestmark = pytest.mark.django_db
TODAY = date(2019, 11, 15)
SEEN = Canaries()
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"


class Browser(Client):
    """A browser that keeps every address and every response header it saw."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.trail: list[str] = []

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.trail.append(response.wsgi_request.get_full_path())
        self.trail += [f"{name}: {value}" for name, value in response.items()]
        self.trail += [cookie.OutputString() for cookie in response.cookies.values()]
        return response

    def signed_in(self, user: User) -> Browser:
        self.force_login(user)
        return self


class Story:
    """The same protected values, typed by a caseworker, an administrator and a stranger."""

    def __init__(self, team: Team, administrator: User, community: Region) -> None:
        self.team, self.administrator, self.community = team, administrator, community
        self.browser = Browser().signed_in(team.caseworker)
        self.stranger = Browser()
        self.keeper = Browser().signed_in(administrator)
        self.ledger: bytes = b""

    @property
    def trail(self) -> list[str]:
        return self.browser.trail + self.stranger.trail + self.keeper.trail

    def post(self, route: str, /, *args: Any, **typed: Any) -> Any:
        return self.browser.post(reverse(route, args=args), typed)

    # --- typing ------------------------------------------------------------------------------

    def type_everything(self) -> None:
        self.household = self.open_household()
        self.look_people_up()
        self.add_member()
        self.state_obligor_and_account()
        self.leave_draft_and_mistake()
        self.upload()
        self.register_helper()
        self.sign_in_wrongly()
        self.open_account()

    def open_household(self) -> Household:
        page = self.browser.get(reverse("households:new"))
        typed = fields_of_only_form(page) | {
            "region": self.community.code,
            "name": "冉启明",
            "id_number": SEEN.newcomer,
            "phone": SEEN.newcomer_phone,
        }
        assert saved(self.browser.post(reverse("households:new"), typed))
        return Household.objects.get(head__name="冉启明")

    def look_people_up(self) -> None:
        assert self.post("households:person-check", id_number=SEEN.looked_up).status_code == 200
        assert (
            "没有这个身份号码"
            in self.post("households:find", id_number=SEEN.sought).content.decode()
        )

    def add_member(self) -> None:
        url = self.section("members")
        page = self.browser.get(url).content.decode()
        more = self.browser.post(url, fields_of(page) | {"add": "members"}).content.decode()
        condition = {
            "marriage": "10",
            "education": "80",
            "health": "frail",
            "labour": "none",
            "occupation": "not_working",
        }
        typed = {
            "members-1-id_number": SEEN.member,
            "members-1-name": "冉小明",
            "members-1-relation": "20",
            "members-1-disability-kind": "4",
            "members-1-disability-grade": "1",
            "members-1-disability-card_number": f"{SEEN.member}41",
        }
        for row in (0, 1):
            typed |= {f"members-{row}-condition-{name}": said for name, said in condition.items()}
        assert saved(self.browser.post(url, fields_of(more) | typed))

    def state_obligor_and_account(self) -> None:
        obligor = {
            "obligors-0-name": "向成",
            "obligors-0-relation": "兄",
            "obligors-0-person": str(self.household.head_id),
            "obligors-0-id_number": SEEN.obligor,
            "obligors-0-family_size": "3",
            "obligors-0-family_monthly_income": "3000",
            "obligors-0-supported_persons": "1",
        }
        assert saved(fill_in(self.browser, self.section("obligors"), obligor))
        self.state_account(self.household, SEEN.newcomer_account)

    def state_account(self, household: Household, number: str) -> None:
        typed = {
            "account-0-holder": str(household.head_id),
            "account-0-bank": "重庆农商行",
            "account-0-number": number,
        }
        assert saved(fill_in(self.browser, self.section("needs", household), typed))

    def leave_draft_and_mistake(self) -> None:
        draft = reverse("households:draft", args=[self.household.pk, "members"])
        typed = {"members-count": "3", "members-2-id_number": SEEN.drafted}
        typed |= {"members-2-name": "冉小红", "members-2-phone": SEEN.drafted_phone}
        assert self.browser.post(draft, typed).status_code == 200
        wrong = {"obligors-count": "2", "obligors-1-id_number": SEEN.mistyped}
        response = fill_in(self.browser, self.section("obligors"), wrong)
        assert response.status_code == 422

    def upload(self) -> None:
        paper = SimpleUploadedFile("证明.pdf", PDF + SEEN.paper.encode(), "application/pdf")
        response = self.post("households:attach", self.household.pk, kind="other", file=paper)
        assert response.status_code == 302
        attachment = Attachment.objects.get()
        taken = self.browser.get(reverse("households:attachment", args=[attachment.pk]))
        assert SEEN.paper.encode() in taken.content

    def register_helper(self) -> None:
        unit = self.post("pairing:unit_new", name="双江街道办事处", kind="township")
        typed = {"name": "蒲建国", "post": "主任", "politics": "masses", "phone": SEEN.helper_phone}
        page = self.browser.get(unit.headers["Location"])
        assert saved(
            self.browser.post(reverse("pairing:helper_new"), fields_of_only_form(page) | typed)
        )

    def sign_in_wrongly(self) -> None:
        typed = {"username": "caseworker", "password": SEEN.wrong_password}
        assert self.stranger.post("/login/", typed).status_code == 200

    def open_account(self) -> None:
        typed = {
            "username": "xinren",
            "name": "新人",
            "role": "caseworker",
            "region": self.team.caseworker.region_id,
            "password": SEEN.password,
        }
        assert saved(self.keeper.post(reverse("core:user_new"), typed))

    # --- deciding, taking away, seeing ---------------------------------------------------------

    def decide(self) -> Walk:
        head = widow("向秀英", id_number=SEEN.head, phone=SEEN.head_phone)
        household = entitled_household(self.community, self.team.caseworker, person=head)
        actions.start_survey(household, actor=self.team.caseworker)
        self.state_account(household, SEEN.head_account)
        return Walk(self.team, household).to_confirmation().approve()

    def object(self) -> None:
        household = entitled_household(self.community, self.team.caseworker, person=widow("向英"))
        walk = Walk(self.team, household).to_notice()
        data = {"received_on": walk.day, "objector": SEEN.objector, "text": "其子在外务工"}
        walk.take("object", self.team.caseworker, **data)

    def take_away_ledger(self) -> bytes:
        """Ask for an unmasked ledger, let a worker make it, fetch it."""
        asked = self.post(
            "reports:ledger",
            "dibao",
            month=f"{Award.objects.get().start_month:%Y-%m}",
            region=self.team.caseworker.region_id,
            is_unmasked="on",
            reason="核对发放",
        )
        assert asked.status_code == 302
        job = Job.objects.get(kind="ledger")
        jobs.work_on(job.pk)
        return bytes(self.browser.get(reverse("core:job_file", args=[job.pk])).content)

    def reveal(self, key: str) -> str:
        shown = self.post("households:reveal", self.household.pk, what=key, reason="电话核对")
        return str(shown.content.decode())

    def look_around(self) -> list[str]:
        """The pages and API answers about both households."""
        urls = [reverse("households:list"), "/api/v1/households/", reverse("pairing:helpers")]
        for household in Household.objects.all():
            detail = reverse("households:detail", args=[household.pk])
            tabs = ("overview", "economy", "needs", "papers", "records")
            urls += [f"{detail}?tab={tab}" for tab in tabs]
            urls += [f"/api/v1/households/{household.pk}/"]
            urls += [reverse("eligibility:sheet", args=[household.pk, "dibao"])]
        cases = Decision.objects.values_list("case", flat=True)
        urls += [reverse("assistance:case", args=[case]) for case in cases]
        urls += [self.section(section) for section in ("needs", "obligors")]
        return [self.read(url) for url in urls]

    def read(self, url: str) -> str:
        page = self.browser.get(url)
        assert page.status_code == 200, url
        return str(page.content.decode())

    def section(self, section: str, household: Household | None = None) -> str:
        return reverse("households:section", args=[(household or self.household).pk, section])


def fields_of_only_form(page: Any) -> dict[str, Any]:
    """The hidden fields of a page whose main form has no id."""
    return {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}


class Log(logging.Handler):
    """Keeps every line that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def log() -> Iterator[Log]:
    root, kept = logging.getLogger(), Log()
    level = root.level
    root.setLevel(logging.DEBUG)
    # One line with a traceback for every {% if %} on a missing name: slow, and no values.
    logging.getLogger("django.template").setLevel(logging.INFO)
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)
    logging.getLogger("django.template").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def story(log: Log, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The story, told once for all tests below and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.on(TODAY):
        township = make_region(SHUANGJIANG, "双江街道")
        county = make_region(COUNTY, "云阳县")
        team = Team(
            make_user("caseworker", Role.CASEWORKER, township),
            make_user("second", Role.CASEWORKER, township),
            make_user("official", Role.TOWNSHIP_OFFICIAL, township),
            make_user("officer", Role.COUNTY_OFFICER, county),
        )
        keeper = make_user("keeper", Role.ADMINISTRATOR, county)
        told = Story(team, keeper, make_region(f"{SHUANGJIANG}901", "云江社区"))
        with TestCase.captureOnCommitCallbacks(execute=True), pytest.MonkeyPatch.context() as patch:
            patch.setattr(downloads, "AT_ONCE", 0)
            told.type_everything()
            told.decide()
            told.object()
            told.ledger = told.take_away_ledger()
        yield told
        transaction.set_rollback(True)


def test_they_are_there_to_be_found(story: Story) -> None:
    """What the search below is worth: every value was kept, sealed, where it was typed."""
    for number in (SEEN.head, SEEN.newcomer, SEEN.member):
        assert Person.objects.with_id_number(number).count() == 1
    assert not Person.objects.with_id_number(SEEN.drafted).exists()
    assert Disability.objects.get().card_number.open_unlogged() == f"{SEEN.member}41"
    assert Obligor.objects.get().id_number.open_unlogged() == SEEN.obligor
    accounts = {account.number.open_unlogged() for account in BankAccount.objects.current()}
    assert accounts == {SEEN.head_account, SEEN.newcomer_account}
    drafts = {draft.section: draft.content.open_unlogged() for draft in Draft.objects.all()}
    assert SEEN.drafted in drafts["members"]
    assert SEEN.mistyped in drafts["obligors"]
    assert Helper.objects.get().phone.open_unlogged() == SEEN.helper_phone
    assert Objection.objects.get().objector.open_unlogged() == SEEN.objector
    assert User.objects.get(username="xinren").check_password(SEEN.password)
    facts = Decision.objects.get().frozen["facts"]
    assert [member["name"] for member in facts["members"]] == ["向秀英"]
    cells = str([*sheet_of(story.ledger).values])
    assert all(value in cells for value in (SEEN.head, SEEN.head_phone, SEEN.head_account))


def test_only_a_reasoned_look_shows_them(story: Story) -> None:
    pages = story.look_around()
    assert len(pages) > 15
    # A form that was sent wrong shows what was typed to the one who typed it, and nothing else.
    assert {needle for needle in SEEN.needles() if needle in "".join(pages)} <= {SEEN.mistyped}
    head = Person.objects.with_id_number(SEEN.newcomer).get()
    account = BankAccount.objects.get(household=story.household)
    assert SEEN.newcomer in story.reveal(f"id_number-{head.pk}")
    assert SEEN.newcomer_account in story.reveal(f"account-{account.pk}")
    assert AuditEvent.objects.filter(action="unmask").count() == 2


def test_no_table_holds_them(story: Story) -> None:
    dump = dump_tables()
    for model in (
        Person,
        Disability,
        Obligor,
        BankAccount,
        Draft,
        Decision,
        Helper,
        Job,
        Objection,
    ):
        assert len(dump[model._meta.db_table]) >= model._base_manager.count() > 0
    for name in HISTORIES:
        assert dump[name], name
    assert len(dump["django_session"]) >= 2
    assert len(dump["axes_accessattempt"]) == 1
    assert len(dump["core_auditevent"]) == AuditEvent.objects.count() > 20
    assert found_in(dump) == []


def test_the_search_would_find_one(story: Story) -> None:
    """A clear value in a note, and one in a session, are noticed."""
    AuditEvent.objects.create(action="test", reason=f"见{SEEN.member[-6:]}")
    session = story.browser.session
    session["seen"] = SEEN.head_phone
    session.save()
    assert found_in(dump_tables()) == [
        ("core_auditevent", SEEN.member[-6:]),
        ("django_session", SEEN.head_phone),
    ]


def test_no_file_log_or_address_holds_them(story: Story, log: Log) -> None:
    lying = dict(files_on_disk())
    assert sum(path.is_relative_to(settings.MEDIA_ROOT) for path in lying) >= 2
    messages = [text for path, text in lying.items() if path.parent.name == "broker"]
    assert any(b"core.run_job" in text for text in messages)
    leaks = [
        (str(path), needle)
        for path, text in lying.items()
        for needle in SEEN.needles()
        if needle.encode() in text
    ]
    assert leaks == []
    assert any("django.request" in line for line in log.lines)
    assert len(story.trail) > 100
    assert found_in({"log": log.lines, "addresses": story.trail}) == []


# --- where to look ----------------------------------------------------------------------------

KEPT: tuple[Any, ...] = (
    *(Person, Disability, Obligor, BankAccount, Helper, Objection),
    *(Decision, User, StoredFile, Draft, Job),
)
HISTORIES = [f"{model._meta.db_table}event" for model in KEPT if model not in (Draft, Job)]


def dump_tables() -> dict[str, list[str]]:
    """Every row of every table as text; sessions unpacked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        names = [name for (name,) in cursor.fetchall()]
        dump = {}
        for name in names:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t')  # noqa: S608 - a table's name
            dump[name] = [row for (row,) in cursor.fetchall()]
    dump["django_session"] += [str(session.get_decoded()) for session in Session.objects.all()]
    return dump


def found_in(dump: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The tables that hold a protected value, with the value."""
    texts = {name: "\n".join(rows) for name, rows in sorted(dump.items())}
    needles = SEEN.needles()
    return [(name, needle) for name, text in texts.items() for needle in needles if needle in text]


def files_on_disk() -> Iterator[tuple[Path, bytes]]:
    """What the product wrote: sealed files, queue messages (unpacked), the database's log."""
    for path in Path(settings.DATA_DIR).rglob("*"):
        is_table = path.is_relative_to(Path(settings.DATA_DIR) / "postgres" / "data")
        if is_table or not path.is_file():
            continue
        with suppress(FileNotFoundError):  # another test's file may go meanwhile
            content = path.read_bytes()
            yield path, content + unpacked(content)


def unpacked(message: bytes) -> bytes:
    """The body of a queue message; nothing for other files."""
    try:
        return base64.b64decode(json.loads(message)["body"])
    except (ValueError, KeyError, TypeError):
        return b""
