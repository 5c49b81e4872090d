"""The pages and papers of 特困 and 临时救助, at every station of their ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assistance.dossier import Dossier
from assistance.enums import Programme
from assistance.papers import KINDS
from assistance.workflow import transitions_from
from households.enums import EmergencyKind
from households.models import Household
from yunyang_relief.core import clock
from yunyang_relief.core.access import Role

from .test_linshi import LinshiWalk, cause, now
from .test_tekun import AMOUNT, TekunWalk
from .walks import Team, Walk

pytestmark = pytest.mark.django_db


def look(walk: Walk) -> str:
    """Open the case, every form that is to be had and every paper; return the officer's page."""
    with clock.on(walk.day):
        dossier = Dossier(walk.case, walk.day)
        for user in (walk.team.caseworker, walk.team.official, walk.team.officer):
            client = Client()
            client.force_login(user)
            url = reverse("assistance:case", args=[walk.case.pk])
            page = client.get(url)
            assert page.status_code == 200
            for step in transitions_from(dossier):
                if Role(user.role) in step.roles(dossier.procedure):
                    url = reverse("assistance:advance", args=[walk.case.pk, step.code])
                    assert client.get(url).status_code == 200, step.code
        for kind in KINDS.values():
            if kind.is_ready(dossier):
                url = reverse("assistance:paper", args=[walk.case.pk, kind.code])
                assert client.get(url).status_code == 200, kind.code
    return str(page.content.decode())


def paper(walk: Walk, kind: str) -> str:
    client = Client()
    client.force_login(walk.team.officer)
    with clock.on(walk.day):
        response = client.get(reverse("assistance:paper", args=[walk.case.pk, kind]))
    return str(response.content.decode())


def at_each(walk: Walk, steps: tuple[Callable[[], object], ...]) -> Iterator[str]:
    for step in steps:
        step()
        yield look(walk)


def test_tekun_from_application_to_the_end_of_support(
    team: Team, poor_household: Household
) -> None:
    walk = TekunWalk(
        team, poor_household, day=date(2019, 6, 3), amount=AMOUNT, programme=Programme.TEKUN
    )
    agreement = {
        "person": walk.household.head,
        "number": "双江照料〔2019〕1号",
        "carer": "蒲桂兰",
        "relation": "邻居",
        "phone": "13900000000",
        "content": "日常看护",
        "standard": "每月 200 元",
        "starts_on": date(2019, 7, 1),
        "ends_on": date(2020, 7, 1),
    }
    steps = (
        walk.apply,
        walk.accept,
        lambda: walk.check().investigate(),
        walk.assess,
        lambda: walk.take("conclude_inquiry", team.caseworker),
        walk.propose,
        walk.publish,
        lambda: walk.past_notice().report(),
        walk.approve,
        lambda: walk.take("sign_agreement", team.caseworker, **agreement),
        walk.propose_end,
        lambda: walk.later(10).take("end_support", team.officer),
    )
    pages = list(at_each(walk, steps))
    assert "供养服务" in pages[-1]
    assert "2019-07 起终止" in pages[-1]
    assert "蒲桂兰" in paper(walk, "agreement")
    assert "13900000000" not in paper(walk, "agreement")
    assert "义务人具备履行能力" in paper(walk, "ending")


def test_linshi_with_a_meeting(team: Team, poor_household: Household) -> None:
    walk = LinshiWalk(team, poor_household, day=date(2019, 9, 16), programme=Programme.LINSHI)
    cause(poor_household, team.caseworker, EmergencyKind.MEDICAL, self_paid=Decimal("13000"))
    steps = (
        walk.to_inquiry,
        lambda: walk.later(1).check().investigate().take("convene", team.caseworker),
        walk.hold_meeting,
        lambda: walk.grant("11430.00"),
        walk.publish,
        lambda: walk.past_notice().report(),
        walk.approve,
    )
    pages = list(at_each(walk, steps))
    assert "评审会" in pages[-1]
    assert "补办手续" not in pages[-1]
    assert "谭干事" in paper(walk, "meeting")


def test_linshi_with_aid_first(team: Team, poor_household: Household) -> None:
    walk = LinshiWalk(team, poor_household, day=date(2019, 9, 16), programme=Programme.LINSHI)
    fire = cause(poor_household, team.caseworker, EmergencyKind.FIRE)
    steps = (
        lambda: walk.first_aid(fire),
        walk.give,
        lambda: walk.take("note_relief", team.caseworker, relieved_on=walk.day),
        lambda: walk.take("complete_paperwork", team.caseworker, completed_on=walk.day),
    )
    pages = list(at_each(walk, steps))
    assert "补办手续" in pages[1]
    assert "评审会" not in pages[1]
    assert "先行救助" in pages[-1]
    assert now(fire).already_aided == Decimal("800.00")
    assert "房屋烧毁" in paper(walk, "first_aid")


def test_linshi_case_by_case(team: Team, poor_household: Household) -> None:
    walk = LinshiWalk(team, poor_household, day=date(2019, 9, 16), programme=Programme.LINSHI)
    hardship = cause(poor_household, team.caseworker, EmergencyKind.OTHER, description="遭遇诈骗")
    steps = (
        walk.to_review,
        lambda: walk.settle(hardship),
        walk.publish,
        lambda: walk.past_notice().report(),
        walk.approve,
    )
    pages = list(at_each(walk, steps))
    assert "3,000.00" in pages[-1]
