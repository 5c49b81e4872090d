"""Who walks a case, and the household they walk it for."""

import pytest

from households.models import Household
from yunyang_relief.core.models import Region, User

from .families import entitled_household
from .payments import Office
from .walks import Team, Walk


@pytest.fixture
def team(
    caseworker: User, second_caseworker: User, township_official: User, county_officer: User
) -> Team:
    return Team(caseworker, second_caseworker, township_official, county_officer)


@pytest.fixture
def poor_household(community: Region, caseworker: User) -> Household:
    return entitled_household(community, caseworker)


@pytest.fixture
def walk(team: Team, poor_household: Household) -> Walk:
    return Walk(team, poor_household)


@pytest.fixture
def office(
    township: Region,
    community: Region,
    caseworker: User,
    county_officer: User,
    finance_bureau: User,
) -> Office:
    return Office(township, community, caseworker, county_officer, finance_bureau)
