"""Every decision comes out again as it was, or the difference is told exactly."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assistance.models import Case, Decision
from yunyang_relief.core.models import User

from .walks import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(walk: Walk) -> Case:
    walk.to_confirmation().approve()
    return Case.objects.get()


def replayed(**options: object) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("replay", stdout=out, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return out.getvalue(), code


def tamper(case: Case, yuan: str) -> None:
    decision = Decision.objects.get(case=case)
    decision.frozen["finding"]["amounts"][0]["yuan"] = yuan
    decision.frozen["finding"]["total"] = yuan
    Decision.objects.filter(pk=decision.pk).update(frozen=decision.frozen)


def test_all_decisions_come_out_the_same(case: Case) -> None:
    told, code = replayed(all=True)
    assert (code, "重算 1 件：一致 1 件" in told, "不一致 0 件" in told) == (0, True, True)


def test_a_difference_is_found_and_told(case: Case) -> None:
    tamper(case, "1.00")
    told, code = replayed(all=True)
    assert code == 1
    assert f"{case.number} 不一致" in told
    assert "合计：原 1.00 元，现 " in told
    assert replayed(case=case.number)[1] == 1
    assert replayed(case=str(case.pk))[1] == 1


def test_a_changed_rule_with_the_same_outcome_is_only_reported(case: Case) -> None:
    decision = Decision.objects.get(case=case)
    Decision.objects.update(frozen=decision.frozen | {"rule": "another"})
    told, code = replayed(all=True)
    assert code == 0
    assert "结果不变 1 件" in told


def test_what_cannot_be_read_any_more_differs(case: Case) -> None:
    decision = Decision.objects.get(case=case)
    Decision.objects.update(frozen=decision.frozen | {"parameters": []})
    told, code = replayed(all=True)
    assert code == 1
    assert "不能重算" in told


def test_a_case_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match="没有案件"):
        call_command("replay", case="999999")


def test_the_page_of_a_decided_case_shows_it(
    client: Client, case: Case, caseworker: User, other_township_caseworker: User
) -> None:
    url = reverse("assistance:replay", args=[case.pk])
    client.force_login(caseworker)
    assert "重算结果与决定完全一致" in client.get(url).content.decode()
    assert url in client.get(reverse("assistance:case", args=[case.pk])).content.decode()
    tamper(case, "1.00")
    shown = client.get(url).content.decode()
    assert "重算结果与决定不一致" in shown
    assert "1.00 元" in shown
    client.force_login(other_township_caseworker)
    assert client.get(url).status_code == 404
