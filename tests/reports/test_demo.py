"""The demo's data: plausible people, real cases, and the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from assistance.enums import Stage
from assistance.models import Award, Case, Step
from assistance.workflow import stages_of
from eligibility.enums import Basis, Verdict
from eligibility.models import Result
from households.enums import Insurance, Relation
from households.models import (
    DisasterLoss,
    Enrolment,
    HospitalStay,
    Household,
    Membership,
    Person,
    Survey,
)
from households.records import KINDS
from households.wording import describe
from reports.demo import families, seeding
from reports.demo.chance import Chance
from reports.demo.communities import shares
from reports.demo.diary import Diary
from reports.demo.mishaps import FLOOD_ON, FLOODED
from reports.demo.people import IdNumbers, bank_account
from yunyang_relief.core import clock, idcards
from yunyang_relief.core.demo_accounts import DEMO_ACCOUNTS
from yunyang_relief.core.models import COMMUNITY, TOWNSHIP, Flag, Region, User
from yunyang_relief.core.registry import registry

DAY = seeding.LAST_DAY
PARENTS = {Relation.FATHER, Relation.MOTHER}
CHILDREN = {Relation.SON, Relation.DAUGHTER, Relation.ONLY_SON, Relation.ONLY_DAUGHTER}
GRANDCHILDREN = {
    Relation.GRANDSON,
    Relation.GRANDDAUGHTER,
    Relation.MATERNAL_GRANDSON,
    Relation.MATERNAL_GRANDDAUGHTER,
}


# Kinds that so few families have that a small demo may lack them.
RARE = {"orphanhood", "placement"}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small demo, made once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeding.seed(households=60, seed=1)
        yield
        transaction.set_rollback(True)


# --- people and families --------------------------------------------------------------------


def test_identity_numbers_are_valid_and_given_once() -> None:
    numbers = IdNumbers(Chance(3))
    issued = [numbers.issue(date(1968, 3, 9), sex) for sex in "12" * 200]
    assert len(set(issued)) == 400
    cards = [idcards.parse(number, on=DAY) for number in issued]
    assert {card.born_on for card in cards} == {date(1968, 3, 9)}
    assert [card.is_male for card in cards] == [True, False] * 200
    assert Counter(card.area_code for card in cards).most_common(1)[0][0] == "512225"


@pytest.mark.parametrize(
    ("born_on", "code"),
    [
        (date(1991, 12, 31), "512225"),
        (date(1992, 1, 1), "511224"),
        (date(1996, 12, 31), "511224"),
        (date(1997, 1, 1), "500235"),
    ],
)
def test_area_code_is_that_of_the_birth_years(born_on: date, code: str) -> None:
    numbers = IdNumbers(Chance(4))
    codes = Counter(numbers.issue(born_on, "2")[:6] for _ in range(100))
    assert codes.most_common(1)[0][0] == code
    assert len(codes) > 1  # a few came from elsewhere


def test_card_numbers_pass_the_luhn_check() -> None:
    for seed in range(50):
        digits = [int(digit) for digit in bank_account(Chance(seed))]
        doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
        assert len(digits) == 19
        assert (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def test_families_have_plausible_ages() -> None:
    for seed in range(400):
        family = families.found(Chance(seed), DAY)
        head = family.head
        assert head.relation == Relation.SELF
        assert 1 <= len(family.members) <= 6
        for kin in family.others:
            assert idcards.age_on(kin.born_on, DAY) == kin.age
            if kin.relation in CHILDREN:
                assert 16 <= head.age - kin.age <= 48, seed
            elif kin.relation in PARENTS:
                assert 20 <= kin.age - head.age <= 34, seed
            elif kin.relation in GRANDCHILDREN:
                assert head.age - kin.age >= 40, seed
            elif kin.relation == Relation.SPOUSE:
                assert kin.sex != head.sex
                assert kin.age >= 20


def test_the_same_seed_founds_the_same_families() -> None:
    assert families.found(Chance(8), DAY).members == families.found(Chance(8), DAY).members
    assert families.found(Chance(8), DAY).members != families.found(Chance(9), DAY).members


def test_shares_sum_to_all_households(county: Region) -> None:
    call_command("loaddata", "regions", verbosity=0)
    townships = list(Region.objects.filter(level=TOWNSHIP).order_by("code"))
    for households in (0, 1, 60, 2000):
        assert sum(shares(townships, households).values()) == households
    parts = shares(townships, 2000)
    assert len(parts) == 42
    assert min(parts.values()) > 0
    assert max(parts, key=lambda code: parts[code]) == "500235001"


# --- the diary ------------------------------------------------------------------------------


def test_stories_go_on_in_the_order_of_working_days(db: None) -> None:
    heard = []

    def story(name: str, *waits: int) -> Iterator[int]:
        for wait in waits:
            heard.append((name, clock.today()))
            yield wait
        heard.append((name, clock.today()))

    diary = Diary(DAY)
    diary.begin(date(2019, 11, 8), story("long", 2, 2))
    diary.begin(date(2019, 11, 9), story("short", 1))  # a Saturday
    diary.begin(date(2019, 11, 15), story("cut off", 1))
    diary.run()
    assert heard == [
        ("long", date(2019, 11, 8)),
        ("short", date(2019, 11, 11)),
        ("long", date(2019, 11, 12)),
        ("short", date(2019, 11, 12)),
        ("long", date(2019, 11, 14)),
        ("cut off", date(2019, 11, 15)),
    ]


# --- the whole ------------------------------------------------------------------------------


def test_regions_are_official_but_for_the_communities(demo: None, db: None) -> None:
    assert Region.objects.filter(level=TOWNSHIP, is_illustrative=False).count() == 42
    communities = Region.objects.filter(level=COMMUNITY)
    assert communities.count() >= 84
    assert all(c.is_illustrative and c.name.endswith("（演示）") for c in communities)
    assert {c.code[9] for c in communities} == {"9"}


def test_everybody_has_a_number_that_fits(demo: None, db: None) -> None:
    numbers = []
    for person in Person.objects.all():
        card = idcards.parse(person.id_number.open_unlogged(), on=DAY)
        assert (card.born_on, card.is_male) == (person.born_on, person.sex == "1")
        numbers.append(card.number)
    assert len(numbers) == len(set(numbers)) > 60


def test_every_household_has_one_head(demo: None, db: None) -> None:
    heads = Membership.objects.filter(relation=Relation.SELF, until=None)
    assert Counter(heads.values_list("household", flat=True)) == dict.fromkeys(
        Household.objects.values_list("pk", flat=True), 1
    )
    for household in Household.objects.select_related("head"):
        assert household.head is not None
        assert household.head.age_on(DAY) >= 18


def test_finished_surveys_have_two_surveyors(demo: None, db: None) -> None:
    finished = Survey.objects.exclude(completed_at=None)
    assert finished.exists()
    assert {survey.surveyors.count() for survey in finished} == {2}


def test_records_hold_what_their_pages_ask(demo: None, db: None) -> None:
    """Every kind is there, and each row is one that a caseworker could have saved."""
    for kind in KINDS:
        facts = kind.model.objects.current().select_related("household", "recorded_by")
        for fact in facts:
            fact.full_clean(validate_unique=False, validate_constraints=False)
            fact.validate_constraints(exclude={"person", "household"})
            days = {getattr(fact, name) for name in getattr(kind.form, "past", ())} - {None}
            assert max(days, default=DAY) <= DAY
            assert timezone.localdate(fact.recorded_at) >= fact.household.opened_on
            assert describe(fact)
    found = {kind.code for kind in KINDS if kind.model.objects.exists()}
    assert {kind.code for kind in KINDS} - found <= RARE


def test_settled_stays_fit_the_insurance_of_2019(demo: None, db: None) -> None:
    settled = HospitalStay.objects.exclude(settled_on=None)
    assert settled.exists()
    for stay in settled:
        assert stay.basic_paid <= stay.in_catalogue <= stay.cost
        assert stay.basic_paid + stay.dabing_paid + stay.other_paid <= stay.cost
        if stay.insurance == Insurance.RESIDENT_1 and stay.is_county_hospital:
            paid = max((stay.in_catalogue - 150) * Decimal("0.7"), Decimal(0))
            assert abs(stay.basic_paid - min(paid, Decimal(80_000))) <= Decimal("0.01")


def test_pupils_know_their_year_and_when_they_came(demo: None, db: None) -> None:
    for enrolment in Enrolment.objects.all():
        assert enrolment.admitted_on == date(2020 - enrolment.year_of_study, 9, 1)


def test_the_flood_came_to_a_few_townships(demo: None, db: None) -> None:
    flooded = DisasterLoss.objects.filter(occurred_on=FLOOD_ON)
    assert flooded.exists()
    places = flooded.values_list("household__region", flat=True)
    assert {place[:TOWNSHIP] for place in places} <= FLOODED


def test_accounts_can_work_at_once(demo: None, db: None) -> None:
    users = {user.username: user for user in User.objects.all()}
    for account in DEMO_ACCOUNTS:
        assert users[account.username].check_password(account.password)
        assert not users[account.username].must_change_password


def test_cases_were_walked_by_the_people_of_their_township(demo: None, db: None) -> None:
    steps = Step.objects.select_related("case", "actor")
    assert steps.exists()
    for step in steps:
        assert step.actor.region.contains(step.case.region_id)
        assert step.on <= DAY
    for case in Case.objects.filter(stage=Stage.APPROVED):
        by_code = {step.code: step.actor_id for step in case.steps.all()}
        proposed = by_code.get("propose") or by_code["propose_one_by_one"]
        assert by_code["approve"] not in {by_code["accept"], proposed}


def test_awards_are_paid_up_to_this_month(demo: None, db: None) -> None:
    awards = Award.objects.filter(end_month=None)
    assert awards.exists()
    for award in awards:
        assert award.entitlements.latest("month").month == DAY.replace(day=1)


def test_nothing_is_made_twice(demo: None, db: None) -> None:
    before = Household.objects.count()
    call_command("seed_demo", stdout=StringIO())
    assert Household.objects.count() == before


def test_production_is_refused(db: None, settings: Settings) -> None:
    settings.PRODUCTION = True
    before = User.objects.count()
    with pytest.raises(CommandError, match="正式环境"):
        call_command("seed_demo")
    assert User.objects.count() == before


@pytest.mark.long
def test_the_whole_demo_has_something_for_everybody(db: None) -> None:
    seeding.seed(households=2000, seed=20190222)
    for basis in Basis:
        results = Result.objects.of_families("dibao", basis)
        pending = results.filter(verdict=Verdict.PENDING)
        causes = Counter(code for row in pending for code in row.pending)
        assert results.count() == 2000
        assert pending.count() <= 500
        assert sum(number >= 10 for number in causes.values()) >= 4
    shown = set(Case.objects.filter(programme="dibao").values_list("stage", flat=True))
    assert shown == {Stage.APPLIED} | stages_of("dibao")
    assert Flag.objects.open().filter(kind="unpaired").exists()
    with clock.on(DAY):
        idle = [
            account.username
            for account in DEMO_ACCOUNTS
            if not registry.todos_for(User.objects.get(username=account.username), DAY)
        ]
    assert idle == []
