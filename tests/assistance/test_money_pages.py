"""The money pages as each desk sees them, its tasks, and the warnings that close themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assistance import actions
from assistance.enums import BatchState, EndReason, RecoveryState
from assistance.models import Fund, PaymentBatch, Recovery
from yunyang_relief.core import clock, flags
from yunyang_relief.core.models import Flag, User
from yunyang_relief.core.registry import registry

from .payments import NOVEMBER, OCTOBER, TODAY, Office, answers

pytestmark = pytest.mark.django_db
ELEVENTH = date(2019, 11, 11)


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    with clock.on(TODAY):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, route: str, *args: Any) -> str:
    response = browser(user).get(reverse(route, args=args))
    assert response.status_code == 200
    return response.content.decode()


def tasks_of(user: User) -> list[str]:
    return [t.title for t in registry.todos_for(user, clock.today()) if t.kind == "payment"]


def step(user: User, batch: PaymentBatch, code: str, **typed: str) -> Any:
    """Send a batch's step as its page would."""
    client = browser(user)
    shown = client.get(reverse("assistance:payment", args=[batch.pk]))
    form = shown.context["step_form"]
    data = {"token": form["token"].value(), "version": batch.version, **typed}
    return client.post(reverse("assistance:payment_step", args=[batch.pk, code]), data)


def test_a_month_is_walked_on_the_pages(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    office.household("向秀英", account="6217000000000000020")
    assert tasks_of(office.caseworker) == ["生成2019-11 低保发放批次（2 笔）"]
    assert "2 笔，880.00 元" in page(office.caseworker, "assistance:payments")
    client = browser(office.caseworker)
    form = client.get(reverse("assistance:payments")).context["build_form"]
    client.post(
        reverse("assistance:payment_build"),
        {"token": form["token"].value(), "programme": "dibao"},
    )
    batch = PaymentBatch.objects.get()
    name = "双江街道 2019-11 低保发放"

    for user, code, task in (
        (office.caseworker, "submit", "核对并报送"),
        (office.officer, "review", "复核"),
        (office.finance, "approve", "审批"),
    ):
        assert tasks_of(user) == [f"{task}：{name}"]
        assert step(user, batch, code).status_code == 302
        batch.refresh_from_db()
        assert tasks_of(user) == ([] if user != office.finance else [f"导出代发文件：{name}"])

    shown = page(office.finance, "assistance:payment", batch.pk)
    assert "6217000000000000012" not in shown
    exported = browser(office.finance).post(
        reverse("reports:bank_file", args=[batch.pk]), {"format": "xlsx", "reason": "送银行"}
    )
    assert exported.headers["Content-Disposition"].startswith("attachment")
    reply = SimpleUploadedFile("回盘.csv", answers(batch, {"冉启明": "户名不符"}))
    browser(office.finance).post(
        reverse("assistance:payment_reply", args=[batch.pk]), {"file": reply}
    )
    batch.refresh_from_db()
    assert batch.state == BatchState.REPLIED
    assert "户名不符" in page(office.caseworker, "assistance:payment", batch.pk)
    refused = step(office.finance, batch, "settle")
    assert refused.status_code == 409
    assert "还没有列入后面的批次重发" in refused.content.decode()


def test_a_refusal_keeps_what_was_typed(office: Office) -> None:
    office.household("冉启明", account="")
    batch = office.build()
    answer = step(office.caseworker, batch, "submit", note="请尽快复核")
    assert answer.status_code == 409
    assert "有 1 笔疑点没有处理" in answer.content.decode()
    assert "请尽快复核" in answer.content.decode()


def test_the_roster_prints_the_official_columns_masked(office: Office) -> None:
    office.fund()
    office.household("冉启明", "440.00", months=(OCTOBER, NOVEMBER))
    batch = office.to_locked(office.build())
    paper = page(office.caseworker, "reports:roster", batch.pk)
    for column in ("保障人数", "保障金", "分类施保金", "其他专项", "补发", "领取人(签字)"):
        assert f">{column}</th>" in paper
    assert "中央" in paper
    assert "2019-10 补发" in paper
    assert "6217000000000000012" not in paper


def test_the_ledger_holds_the_month_of_a_programme(office: Office) -> None:
    office.household("冉启明")
    office.build()
    shown = page(office.caseworker, "reports:ledger", "payroll-dibao")
    assert "冉启明" in shown
    assert "440.00" in page(office.officer, "reports:ledger", "payments-dibao")


def test_funds_show_amounts_shares_and_their_balance(office: Office) -> None:
    fund = office.fund("1000.00")
    office.household("冉启明")
    office.to_locked(office.build())
    shown = page(office.officer, "assistance:funds")
    assert "已用 44%" in shown
    assert "2019 年已过 85%" in shown
    assert "相符" in shown
    Fund.objects.filter(pk=fund.pk).update(drawn=Decimal("440.01"))
    assert "有资金账实不符" in page(office.finance, "assistance:funds")
    assert browser(office.caseworker).get(reverse("assistance:funds")).status_code == 403


def test_an_overpayment_is_flagged_recovered_and_repaid(
    office: Office, county_officer: User
) -> None:
    office.fund()
    award = office.household("冉启明")
    office.paid(office.build())
    actions.stop_award(
        award, month=NOVEMBER, reason=EndReason.DECEASED, note="上月去世", actor=county_officer
    )
    flags.refresh(TODAY, kinds=("award_overpaid",))
    assert Flag.objects.open().get(kind="award_overpaid")
    assert "440.00" in page(county_officer, "assistance:award_recover", award.pk)
    recovery = actions.open_recovery(
        award,
        first_month=NOVEMBER,
        last_month=NOVEMBER,
        amount=Decimal("440.00"),
        reason="死亡后仍发放",
        actor=county_officer,
    )
    flags.refresh(TODAY, kinds=("award_overpaid",))
    assert not Flag.objects.open().filter(kind="award_overpaid").exists()

    for receipt, amount in (("1", "140.00"), ("2", "300.00")):
        actions.repay(
            recovery, on=TODAY, amount=Decimal(amount), receipt=receipt, actor=office.caseworker
        )
    recovery.refresh_from_db()
    assert (recovery.state, recovery.left) == (RecoveryState.REPAID, Decimal("0.00"))
    assert "已追回" in page(office.caseworker, "assistance:recovery", recovery.pk)
    assert Recovery.objects.get() == recovery


def test_a_batch_not_built_by_its_day_is_flagged_until_it_is(office: Office) -> None:
    office.household("冉启明")
    kinds = ("batch_not_built",)
    flags.refresh(TODAY, kinds=kinds)
    assert not Flag.objects.open().exists()
    flags.refresh(ELEVENTH, kinds=kinds)
    assert "低保本月有 1 笔待发" in Flag.objects.open().get().text
    office.build()
    flags.refresh(ELEVENTH, kinds=kinds)
    assert not Flag.objects.open().exists()


def test_a_fund_used_faster_than_the_year_is_flagged_until_more_is_given(office: Office) -> None:
    fund = office.fund("445.00")
    office.household("冉启明")
    office.to_locked(office.build())
    kinds = ("fund_used_fast",)
    flags.refresh(TODAY, kinds=kinds)
    assert "已用 99%，全年才过 85%" in Flag.objects.open().get().text
    Fund.objects.filter(pk=fund.pk).update(amount=Decimal("900.00"))
    flags.refresh(TODAY, kinds=kinds)
    assert not Flag.objects.open().exists()
