"""Filters of lists that the API shares."""

from django.test import Client
from django.urls import reverse

from households.models import Household
from yunyang_relief.core.models import User


def test_describing_the_api_leaves_the_choices_of_its_filters_alone(
    client: Client, caseworker: User, household: Household
) -> None:
    client.force_login(caseworker)
    assert client.get(reverse("api:schema")).status_code == 200
    page = client.get(reverse("households:list"), {"region": household.region_id})
    assert [row.pk for row in page.context["page"].rows] == [household.pk]
    page = client.get(reverse("assistance:list"), {"region": household.region_id})
    assert page.context["filterset"].is_valid()
