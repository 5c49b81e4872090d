"""The verification desk: each office its own kinds, one row at a time or many."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from households import actions
from households.enums import Source, Verification
from households.models import Asset, Disability, Household, IncomeItem
from households.todos import verification_todos
from tests.people import make_household, make_person
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region, User

DESK = "/households/verify/"


def card_of(household: Household) -> Disability:
    return Disability(household=household, person=household.head, kind="4", grade=3)


@pytest.fixture
def cards(
    household: Household,
    other_household: Household,
    caseworker: User,
    other_township_caseworker: User,
) -> list[Disability]:
    """A disability card in each of two townships."""
    return [
        actions.save_fact(card_of(household), actor=caseworker),
        actions.save_fact(card_of(other_household), actor=other_township_caseworker),
    ]


@pytest.fixture
def desk(signed_in: Callable[[User], Client], disabled_federation: User) -> Client:
    return signed_in(disabled_federation)


def shown(client: Client, kind: str = "") -> list[int]:
    page = client.get(DESK, {"kind": kind})
    return [row.pk for row in page.context["page"].rows]


def test_a_bureau_sees_its_kind_of_the_whole_county(
    desk: Client, cards: list[Disability], household: Household, caseworker: User
) -> None:
    wage = IncomeItem(
        household=household,
        person=household.head,
        kind="wage",
        monthly_amount=Decimal(2000),
        since=date(2019, 5, 1),
    )
    actions.save_fact(wage, actor=caseworker)
    assert shown(desk) == [card.pk for card in cards]
    assert shown(desk, "earnings") == [card.pk for card in cards]  # not theirs: their first kind
    html = desk.get(DESK).content.decode()
    assert "肢体，三级" in html
    assert desk.get(reverse("households:detail", args=[household.pk])).status_code == 403


def test_verifying_one_row(desk: Client, cards: list[Disability]) -> None:
    response = desk.post(DESK, {"verify": str(cards[0].pk)}, follow=True)
    assert "已核实 1 条" in response.content.decode()
    assert shown(desk) == [cards[1].pk]
    verified = Disability.objects.current().get(household=cards[0].household)
    assert (verified.verification, verified.source) == (
        Verification.VERIFIED,
        Source.DEPARTMENT,
    )


def test_disputing_one_row_needs_a_note(desk: Client, cards: list[Disability]) -> None:
    pk = cards[0].pk
    response = desk.post(DESK, {"dispute": str(pk)}, follow=True)
    assert "写明哪里不符" in response.content.decode()
    response = desk.post(DESK, {"dispute": str(pk), f"note-{pk}": "系统内为四级"}, follow=True)
    html = response.content.decode()
    assert "已提出疑义 1 条" in html
    assert "系统内为四级" in html


def test_many_rows_are_settled_one_by_one(
    desk: Client, cards: list[Disability], caseworker: User, disabled_federation: User
) -> None:
    actions.verify_fact(cards[0], verification=Verification.VERIFIED, actor=disabled_federation)
    chosen = {"all": "verified", "fact": [str(card.pk) for card in cards]}
    response = desk.post(DESK, chosen, follow=True)
    assert "已核实 1 条" in response.content.decode()
    assert "由他人办理" in response.content.decode()
    assert shown(desk) == []


def test_nothing_chosen_is_said_so(desk: Client, cards: list[Disability]) -> None:
    response = desk.post(DESK, {"all": "verified"}, follow=True)
    assert "还没有选择" in response.content.decode()


def test_a_caseworker_settles_doubts_on_a_visit(
    browser: Client, cards: list[Disability], disabled_federation: User, caseworker: User
) -> None:
    actions.verify_fact(
        cards[0], verification=Verification.DISPUTED, actor=disabled_federation, note="四级"
    )
    [doubt] = shown(browser, "disability")
    todos = [todo.title for todo in verification_todos(caseworker, clock.today())]
    assert todos == ["核实：残疾 1 条"]
    browser.post(f"{DESK}?kind=disability", {"verify": str(doubt)})
    settled = Disability.objects.current().get(household=cards[0].household)
    assert settled.source == Source.VISIT


def test_a_forged_row_of_another_township_changes_nothing(
    browser: Client, cards: list[Disability]
) -> None:
    browser.post(f"{DESK}?kind=disability", {"verify": str(cards[1].pk)})
    cards[1].refresh_from_db()
    assert cards[1].superseded_at is None


def test_tasks_count_what_the_desk_lists(
    desk: Client, community: Region, caseworker: User, disabled_federation: User
) -> None:
    for number in range(3):
        household = make_household(community, (make_person(f"冉{number}"), "01"))
        actions.save_fact(card_of(household), actor=caseworker)
        house = Asset(household=household, kind="house", area=Decimal(60))
        actions.save_fact(house, actor=caseworker)
    [todo] = verification_todos(disabled_federation, clock.today())
    assert todo.title == "核实：残疾 3 条"
    assert len(shown(desk, "disability")) == 3
    assert desk.get(todo.url).status_code == 200


def test_an_official_reads_and_does_not_verify(
    signed_in: Callable[[User], Client], township_official: User, cards: list[Disability]
) -> None:
    client = signed_in(township_official)
    assert "核实无误" not in client.get(DESK).content.decode()
    assert client.post(DESK, {"verify": str(cards[0].pk)}).status_code == 403
