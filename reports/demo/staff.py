"""The people who work the system: the demo's accounts, and staff for every township."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from households.enums import Sex
from yunyang_relief.core.access import Role
from yunyang_relief.core.demo_accounts import DEMO_ACCOUNTS, PASSWORD, DemoAccount
from yunyang_relief.core.models import TOWNSHIP, Region, User

from .chance import Chance
from .people import given_name, surname

BORN_FIRST, BORN_LAST = date(1968, 1, 1), date(1995, 12, 31)
# What a township needs to carry a case: two caseworkers, for two have to visit and nobody judges
# their own work, and an official.
POSTS = ((Role.CASEWORKER, "jb"), (Role.CASEWORKER, "jbb"), (Role.TOWNSHIP_OFFICIAL, "sh"))


@dataclass(frozen=True)
class Desk:
    """Who handles the cases of one township, up to the county."""

    township: Region
    caseworker: User
    colleague: User
    official: User
    officer: User
    second_officer: User
    helper: User | None


@dataclass(frozen=True)
class Staff:
    """Everybody who acts in the demo's story; desks by township code, bureaus by department."""

    desks: dict[str, Desk]
    bureaus: dict[str, User]
    administrator: User


def open_accounts(chance: Chance) -> Staff:
    """Make all accounts, with the demo's password. Officials of the 乡 have yet to sign in."""
    users = [_demo_user(account) for account in DEMO_ACCOUNTS]
    townships = list(Region.objects.filter(level=TOWNSHIP).order_by("code"))
    for township in townships:
        users += _missing_staff(chance, township, users)
    password = make_password(PASSWORD)
    for user in users:
        user.password = password
    User.objects.bulk_create(users)
    return Staff(
        desks={township.code: _desk(township, users) for township in townships},
        # The first of each: their colleagues decide what they have prepared.
        bureaus={u.department: u for u in reversed(users) if u.role == Role.BUREAU},
        administrator=next(user for user in users if user.role == Role.ADMINISTRATOR),
    )


def _demo_user(account: DemoAccount) -> User:
    return User(
        username=account.username,
        name=account.name,
        role=account.role,
        region_id=account.region,
        department=account.department,
        must_change_password=False,
    )


def _missing_staff(chance: Chance, township: Region, users: list[User]) -> list[User]:
    """The posts of a township that no demo account fills."""
    filled = [user.role for user in users if user.region_id == township.code]
    missing = []
    for role, prefix in POSTS:
        if role in filled:
            filled.remove(role)
            continue
        user = User(
            username=f"{prefix}{township.code[6:]}",
            name=_name(chance),
            role=role,
            region=township,
            must_change_password=prefix == "sh" and "乡" in township.name,
        )
        missing.append(user)
    return missing


def _name(chance: Chance) -> str:
    sex = chance.choice((Sex.MALE, Sex.FEMALE))
    return surname(chance) + given_name(chance, sex, chance.day(BORN_FIRST, BORN_LAST))


def _desk(township: Region, users: list[User]) -> Desk:
    own = [user for user in users if user.region_id == township.code]
    caseworker, colleague = (user for user in own if user.role == Role.CASEWORKER)
    official = next(user for user in own if user.role == Role.TOWNSHIP_OFFICIAL)
    officer, second_officer = (user for user in users if user.role == Role.COUNTY_OFFICER)
    in_township = (user for user in users if township.contains(user.region_id))
    helper = next((u for u in in_township if u.role == Role.COMMUNITY_HELPER), None)
    return Desk(township, caseworker, colleague, official, officer, second_officer, helper)
