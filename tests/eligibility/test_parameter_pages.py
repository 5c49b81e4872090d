"""The pages on which parameters are governed, and those that say why results changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eligibility import actions, parameters, whatif
from eligibility.enums import Cause
from eligibility.models import ParameterRevision
from eligibility.todos import parameter_todos
from tests.eligibility.registry import register
from tests.eligibility.revisions import URBAN, draft
from tests.eligibility.test_recompute import _family
from tests.households.forms import fields_of
from yunyang_relief.core import clock, jobs
from yunyang_relief.core.models import Job, Region, User

ON = date(2019, 11, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business_date() -> Any:
    with clock.on(ON):
        yield


def shown(client: Client, name: str, *arguments: Any, **query: Any) -> str:
    response = client.get(reverse(f"eligibility:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_standard_is_revised_by_two_people_in_the_browser(
    client: Client, community: Region, county_officer: User, second_county_officer: User
) -> None:
    household = register(_family(), community)
    client.force_login(county_officer)
    url = reverse("eligibility:draft", args=[URBAN])
    typed = fields_of(client.get(url).content.decode(), "draft")
    assert typed["until"] == ["2020-09-01"]
    typed |= {"value": "600", "since": "2019-11-01", "source": "渝民发〔2019〕试验号"}
    wrong = client.post(url, typed | {"until": "2020-08-01"})
    assert wrong.status_code == 409
    assert "请把止日填为 2020-09-01" in wrong.content.decode()
    assert "渝民发〔2019〕试验号" in wrong.content.decode()
    typed["state"] = "confirmed"
    page = client.post(url, typed).headers["Location"]
    assert client.post(url, typed).headers["Location"] == page
    revision = ParameterRevision.objects.get()
    assert "580.00" in client.get(page).content.decode()
    client.post(reverse("eligibility:trial", args=[revision.pk]))
    jobs.work_on(Job.objects.get(kind=whatif.KIND).pk)
    tried = client.get(page).content.decode()
    assert "试算结果：低保" in tried or "试算结果：最低生活保障" in tried
    assert "+60.00" in tried
    households = shown(client, "trial", revision.pk, kind="more")
    assert str(household) in households
    change = whatif.latest_what_if(revision).what_if_changes.get(programme="dibao")
    sides = shown(client, "trial_sides", revision.pk, change.pk)
    assert "580.00 × 3" in sides
    assert "600.00 × 3" in sides
    excel = client.get(reverse("reports:trial_excel", args=[revision.pk]))
    assert excel.content[:2] == b"PK"
    assert client.post(page, {"step": "submit"}).status_code == 302
    refused = client.post(page, {"step": "approve"})
    assert refused.status_code == 409
    assert "起草人不能复核自己的修订" in refused.content.decode()
    client.force_login(second_county_officer)
    (todo,) = parameter_todos(second_county_officer, ON)
    assert todo.url == page
    assert client.post(page, {"step": "approve", "opinion": "无误"}).status_code == 302
    assert parameters.current().at(ON)[URBAN].value == 600_00
    assert "无误" in client.get(page).content.decode()
    assert "600.00" in shown(client, "parameter", URBAN)


def test_everybody_reads_and_few_revise(
    client: Client, caseworker: User, finance_bureau: User, county_officer: User
) -> None:
    revision = draft(county_officer)
    for user in (caseworker, finance_bureau):
        client.force_login(user)
        assert "城市低保标准" in shown(client, "parameters")
        assert "起草修订" not in shown(client, "parameter", URBAN)
        assert "城市低保标准" in shown(client, "revision", revision.pk)
        status = client.get(reverse("eligibility:draft", args=[URBAN])).status_code
        assert status == (403 if user == caseworker else 409)
    edit = reverse("eligibility:revision_edit", args=[revision.pk])
    assert client.post(edit, {}).status_code in (409, 422)
    client.force_login(caseworker)
    assert client.get(edit).status_code == 403
    assert client.get(reverse("eligibility:parameter", args=["dibao.none"])).status_code == 404


def test_a_trial_shows_a_township_its_own_households(
    client: Client, community: Region, other_township_caseworker: User, county_officer: User
) -> None:
    household = register(_family(), community)
    revision = draft(county_officer)
    job = whatif.start_what_if(revision, actor=county_officer)
    jobs.work_on(job.pk)
    change = job.what_if_changes.get(programme="dibao")
    client.force_login(other_township_caseworker)
    assert str(household) not in shown(client, "trial", revision.pk)
    url = reverse("eligibility:trial_sides", args=[revision.pk, change.pk])
    assert client.get(url).status_code == 404


def test_what_if_beside_the_sheet_writes_nothing(
    client: Client, community: Region, caseworker: User
) -> None:
    household = register(_family(), community)
    household.incomeitems.update(verification="unverified")
    client.force_login(caseworker)
    asked = {"suppose": 1, "income": 0, "amount": "500", "parameter": URBAN, "value": "600"}
    page = shown(client, "sheet_what_if", household.pk, "dibao", **asked)
    assert "600.00 × 3 − 500.00" in page
    assert "1,300.00" in page
    assert household.incomeitems.get().monthly_amount == 1092
    wrong = shown(client, "sheet_what_if", household.pk, "dibao", **asked | {"value": "六百"})
    assert "填写数字金额" in wrong


def test_changes_are_listed_with_their_reasons(
    client: Client, community: Region, caseworker: User, other_township_caseworker: User
) -> None:
    household = register(_family(), community)
    actions.recompute([household.pk], on=date(2019, 11, 1), cause=Cause.REVIEW)
    household.incomeitems.update(monthly_amount=5000)
    actions.recompute([household.pk], on=ON, cause=Cause.FACTS)
    client.force_login(caseworker)
    page = shown(client, "changes", cause=Cause.INCOME, programme="dibao", turn="to_fail")
    assert str(household) in page
    assert "收入登记或核实变动；家庭月收入" in page
    assert str(household) not in shown(client, "changes", cause=Cause.AGE)
    assert str(household) not in shown(client, "changes", turn="amount")
    client.force_login(other_township_caseworker)
    assert str(household) not in shown(client, "changes")
