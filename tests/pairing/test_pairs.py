"""One main helper per household, any number beside, each with a period and a trace."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from households.models import Household
from pairing.actions import assign_pair, end_pair, register_unit, retire_helper
from pairing.enums import PairRole, UnitKind
from pairing.models import Helper, Pair
from pairing.queries import main_helpers
from tests.pairing.conftest import TODAY, make_helper
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Region, TimelineEntry, User

SINCE = date(2019, 9, 2)


@pytest.fixture
def pair(household: Household, helper: Helper, caseworker: User) -> Pair:
    return assign_pair(
        household, helper=helper, role="main", since=SINCE, measures="每月走访", actor=caseworker
    )


def test_assigning_leaves_a_trace(pair: Pair, household: Household, caseworker: User) -> None:
    event = AuditEvent.objects.get(action="assign_pair")
    assert (event.actor, event.region_code) == (caseworker, household.region_id)
    assert event.after["role"] == "main"
    told = TimelineEntry.objects.get(household_uid=household.uid)
    assert told.text == "郑国华（双江街道办公室 干部）结对帮扶，主责"
    assert (told.happened_on, told.detail) == (SINCE, "每月走访")


def test_a_second_main_helper_is_refused_by_name(
    pair: Pair, household: Household, township: Region, caseworker: User
) -> None:
    second = make_helper("谢文静", township)
    with pytest.raises(Refused, match="郑国华") as refusal:
        assign_pair(household, helper=second, role="main", since=TODAY, actor=caseworker)
    assert refusal.value.code == "pair-has-main"
    assign_pair(household, helper=second, role="assisting", since=TODAY, actor=caseworker)
    assert Pair.objects.active_on(TODAY).filter(household=household).count() == 2


def test_the_database_allows_one_main_helper_at_a_time(pair: Pair, township: Region) -> None:
    second = make_helper("谢文静", township)
    with pytest.raises(IntegrityError, match="one_main_helper_at_a_time"), transaction.atomic():
        Pair.objects.create(
            household=pair.household, helper=second, role=PairRole.MAIN, since=TODAY
        )
    Pair.objects.filter(pk=pair.pk).update(until=TODAY, end_reason="调动")
    Pair.objects.create(household=pair.household, helper=second, role=PairRole.MAIN, since=TODAY)


def test_the_same_helper_twice_is_refused(
    pair: Pair, household: Household, helper: Helper, caseworker: User
) -> None:
    with pytest.raises(Refused, match="不用重复安排"):
        assign_pair(household, helper=helper, role="assisting", since=TODAY, actor=caseworker)


def test_a_helper_serves_the_own_region_only(
    household: Household, other_helper: Helper, caseworker: User
) -> None:
    with pytest.raises(Refused) as refusal:
        assign_pair(household, helper=other_helper, role="main", since=TODAY, actor=caseworker)
    assert refusal.value.code == "helper-elsewhere"
    assert not Pair.objects.exists()


def test_a_pair_does_not_begin_in_the_future(
    household: Household, helper: Helper, caseworker: User
) -> None:
    with pytest.raises(Refused, match="不能晚于今天"):
        assign_pair(
            household,
            helper=helper,
            role="main",
            since=TODAY + timedelta(days=1),
            actor=caseworker,
        )


def test_ending_lets_another_follow(
    pair: Pair, household: Household, township: Region, caseworker: User
) -> None:
    end_pair(pair, until=date(2019, 11, 1), reason="工作调动", actor=caseworker)
    pair.refresh_from_db()
    assert (pair.until, pair.end_reason) == (date(2019, 11, 1), "工作调动")
    assert AuditEvent.objects.get(action="end_pair").reason == "工作调动"
    second = make_helper("谢文静", township)
    assign_pair(household, helper=second, role="main", since=date(2019, 11, 1), actor=caseworker)
    assert main_helpers([household.pk], date(2019, 10, 31)) == {household.pk: pair.helper}
    assert main_helpers([household.pk], TODAY) == {household.pk: second}


@pytest.mark.parametrize("until", [SINCE - timedelta(days=1), TODAY + timedelta(days=1)])
def test_an_end_outside_the_pair_is_refused(pair: Pair, until: date, caseworker: User) -> None:
    with pytest.raises(Refused) as refusal:
        end_pair(pair, until=until, reason="工作调动", actor=caseworker)
    assert refusal.value.code == "pair-end-date"


def test_a_pair_ends_once(pair: Pair, caseworker: User) -> None:
    end_pair(pair, until=TODAY, reason="工作调动", actor=caseworker)
    with pytest.raises(Refused, match="已于 2019-11-15 结束"):
        end_pair(pair, until=TODAY, reason="工作调动", actor=caseworker)


def test_a_helper_with_households_stays_in_office(pair: Pair, caseworker: User) -> None:
    with pytest.raises(Refused, match="1 户"):
        retire_helper(pair.helper, actor=caseworker)
    end_pair(pair, until=TODAY, reason="退休", actor=caseworker)
    retire_helper(pair.helper, actor=caseworker)
    assert not Helper.objects.serving(pair.household.region_id).exists()


def test_a_unit_is_registered_once(county: Region, caseworker: User) -> None:
    register_unit(
        name="云阳县城市管理局", kind=UnitKind.COUNTY_DEPARTMENT, region=county, actor=caseworker
    )
    with pytest.raises(Refused, match="已登记"):
        register_unit(
            name="云阳县城市管理局",
            kind=UnitKind.COUNTY_DEPARTMENT,
            region=county,
            actor=caseworker,
        )
