"""The people of the tests: two townships with staff, the county, and its departments."""

from datetime import date

import pytest

from households.models import Household, Membership, Person, Residence
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.models import Region, User

COUNTY = "500235"
SHUANGJIANG, QINGLONG = "500235001", "500235002"
PASSWORD = "a-long-test-password"


def make_region(code: str, name: str) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": len(code)})[0]


def make_user(username: str, role: Role, region: Region, department: str = "") -> User:
    return User.objects.create_user(
        username,
        PASSWORD,
        name=f"{role.label}{username}",
        role=role,
        region=region,
        department=department,
        must_change_password=False,
    )


def make_person(name: str, *, id_number: str = "", **fields: object) -> Person:
    """A person; without other word a man born on 1 May 1979."""
    defaults = {"sex": "1", "born_on": date(1979, 5, 1)}
    return Person.objects.create(name=name, id_number=id_number, **(defaults | fields))


def make_household(region: Region, *people: tuple[Person, str], number: str = "") -> Household:
    """A household in a community; the first person is its head. `people`: (person, relation)."""
    members = people or ((make_person("冉启明"), "01"),)
    household = Household.objects.create(
        number=number or f"{region.name[:2]}-{Household.objects.count() + 1:04}",
        region=region,
        head=members[0][0],
        opened_on=date(2019, 4, 1),
    )
    Residence.objects.create(household=household, region=region, since=date(2019, 4, 1))
    for person, relation in members:
        Membership.objects.create(
            household=household, person=person, relation=relation, since=date(2019, 4, 1)
        )
    return household


@pytest.fixture
def county(db: None) -> Region:
    return make_region(COUNTY, "云阳县")


@pytest.fixture
def township(county: Region) -> Region:
    return make_region(SHUANGJIANG, "双江街道")


@pytest.fixture
def other_township(county: Region) -> Region:
    return make_region(QINGLONG, "青龙街道")


@pytest.fixture
def community(township: Region) -> Region:
    return make_region(f"{SHUANGJIANG}901", "云江社区")


@pytest.fixture
def other_community(other_township: Region) -> Region:
    return make_region(f"{QINGLONG}901", "白云社区")


@pytest.fixture
def household(community: Region) -> Household:
    return make_household(community)


@pytest.fixture
def other_household(other_community: Region) -> Household:
    return make_household(other_community, (make_person("陶永芳", sex="2"), "01"))


@pytest.fixture
def community_helper(community: Region) -> User:
    return make_user("helper", Role.COMMUNITY_HELPER, community)


@pytest.fixture
def caseworker(township: Region) -> User:
    return make_user("caseworker", Role.CASEWORKER, township)


@pytest.fixture
def second_caseworker(township: Region) -> User:
    return make_user("caseworker2", Role.CASEWORKER, township)


@pytest.fixture
def township_official(township: Region) -> User:
    return make_user("official", Role.TOWNSHIP_OFFICIAL, township)


@pytest.fixture
def other_township_caseworker(other_township: Region) -> User:
    return make_user("other", Role.CASEWORKER, other_township)


@pytest.fixture
def county_officer(county: Region) -> User:
    return make_user("county", Role.COUNTY_OFFICER, county)


@pytest.fixture
def second_county_officer(county: Region) -> User:
    return make_user("county2", Role.COUNTY_OFFICER, county)


@pytest.fixture
def finance_bureau(county: Region) -> User:
    return make_user("finance", Role.BUREAU, county, Department.FINANCE)


@pytest.fixture
def disabled_federation(county: Region) -> User:
    return make_user("disabled", Role.BUREAU, county, Department.DISABLED_FEDERATION)


@pytest.fixture
def auditor(county: Region) -> User:
    return make_user("auditor", Role.AUDITOR, county)


@pytest.fixture
def administrator(county: Region) -> User:
    return make_user("admin", Role.ADMINISTRATOR, county)
