"""What the registry's tests start from."""

from collections.abc import Callable

import pytest
from django.test import Client

from households import actions
from households.models import Household, Survey
from yunyang_relief.core.models import User


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser of a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def browser(signed_in: Callable[[User], Client], caseworker: User) -> Client:
    """The caseworker's browser."""
    return signed_in(caseworker)


@pytest.fixture
def survey(household: Household, caseworker: User) -> Survey:
    """An open survey of the household."""
    return actions.start_survey(household, actor=caseworker)
