"""A month's payments from draft to the bank's answer: each once, by three people, to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, transaction

from assistance import actions, tasks
from assistance.enums import (
    BackPayState,
    BatchState,
    EndReason,
    FundSource,
    LineKind,
    LineState,
    Programme,
)
from assistance.models import BackPay, Fund, PaymentBatch, PaymentLine
from assistance.paying.differences import differences
from assistance.paying.funding import balances
from households.models import Membership
from reports import banking
from tests.eligibility.revisions import take_force
from tests.people import make_household, make_person
from yunyang_relief.core import clock, files
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.models import AuditEvent, User

from .payments import NOVEMBER, OCTOBER, TODAY, Office, answers, positioned, state_account

pytestmark = pytest.mark.django_db
DECEMBER = date(2019, 12, 5)


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    with clock.on(TODAY):
        yield


def states(batch: PaymentBatch) -> dict[str, str]:
    """The state of each line by the name of its household's head."""
    return {line.household.head.name: line.state for line in actions.lines_of(batch)}


def codes(batch: PaymentBatch) -> dict[str, list[str]]:
    """What the checks find, by the name of the household's head."""
    return {
        line.household.head.name: [code for code, _ in line.problems]
        for line in actions.examine(batch)
    }


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == code)


# --- the draft ------------------------------------------------------------------------------


def test_a_batch_holds_what_is_due_up_to_its_month_once(office: Office) -> None:
    office.household("冉启明", "440.00", months=(OCTOBER, NOVEMBER))
    office.household("向秀英", "380.50", account="6217000000000000020")

    batch = office.build()

    found = [(line.household.head.name, line.month, line.amount) for line in batch.lines.all()]
    assert sorted(found) == [
        ("冉启明", OCTOBER, Decimal("440.00")),
        ("冉启明", NOVEMBER, Decimal("440.00")),
        ("向秀英", NOVEMBER, Decimal("380.50")),
    ]
    with refused("batch-open"):
        office.build()
    assert PaymentBatch.objects.count() == 1


def test_approved_back_pay_is_paid_once_beside_the_month(
    office: Office, county_officer: User, second_county_officer: User
) -> None:
    office.fund()
    award = office.household("冉启明", months=(OCTOBER,))
    with clock.on(date(2019, 10, 5)):
        office.to_locked(office.build())
    revision = take_force(county_officer, second_county_officer)
    for month, state in ((OCTOBER, BackPayState.APPROVED), (NOVEMBER, BackPayState.PROPOSED)):
        is_decided = state == BackPayState.APPROVED
        BackPay.objects.create(
            award=award,
            month=month,
            revision=revision,
            entitled=Decimal("440.00"),
            amount=Decimal("34.00"),
            state=state,
            decided_by=county_officer if is_decided else None,
            decided_on=TODAY if is_decided else None,
        )

    batch = office.to_locked(office.build())

    line = batch.lines.get()
    assert (line.kind, line.month, line.amount) == (LineKind.BACK_PAY, OCTOBER, Decimal("34.00"))
    with refused("nothing-due"):
        office.build()


def test_nothing_due_makes_no_batch(office: Office) -> None:
    with refused("nothing-due"):
        office.build()
    assert not PaymentBatch.objects.exists()


def test_a_later_run_pays_only_what_became_due_since(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    office.to_locked(office.build())
    with refused("nothing-due"):
        office.build()

    office.household("向秀英", account="6217000000000000020")
    second = office.build()

    assert second.run == 2
    assert list(states(second)) == ["向秀英"]


def test_the_database_pays_no_month_twice(office: Office) -> None:
    award = office.household("冉启明")
    line = office.build().lines.get()
    fields = {
        name: getattr(line, name)
        for name in ("batch", "household", "unit", "programme", "month", "kind", "amount")
    }
    with pytest.raises(IntegrityError, match="one_payment_per_month_and_kind"):
        PaymentLine.objects.create(award=award, **fields)


def test_a_refreshed_draft_follows_awards_and_accounts_and_keeps_what_is_held(
    office: Office, county_officer: User
) -> None:
    gone = office.household("冉启明")
    office.household("向秀英", account="")
    batch = office.build()
    line = batch.lines.get(award__household__head__name="向秀英")
    actions.hold_line(line, reason="等账户", actor=office.caseworker)
    actions.stop_award(
        gone, month=NOVEMBER, reason=EndReason.INCOME, note="收入超标", actor=county_officer
    )
    state_account(line.household, "6217000000000000020")
    batch.refresh_from_db()

    actions.refresh_batch(batch, version=batch.version, actor=office.caseworker)

    assert states(batch) == {"向秀英": LineState.HELD}
    assert batch.lines.get().account.open_unlogged() == "6217000000000000020"


# --- checks ---------------------------------------------------------------------------------


def test_each_problem_is_named_at_its_line(office: Office, county_officer: User) -> None:
    office.fund("500.00")
    office.household("无账户", account="")
    dead = office.household("已死亡", account="6217000000000000020")
    foreign = office.household("代管户", account="")
    ended = office.household("已停发", account="6217000000000000046")
    state_account(foreign.household, "6217000000000000038", make_person("邻居"))
    office.household("同号甲", account="6217000000000000053")
    office.household("同号乙", account="6217000000000000053")
    batch = office.build()
    dead.household.head.died_on = date(2019, 10, 20)
    dead.household.head.save()
    actions.stop_award(
        ended, month=NOVEMBER, reason=EndReason.DECEASED, note="去世", actor=county_officer
    )

    found = codes(batch)

    assert "no_account" in found["无账户"]
    assert "dead" in found["已死亡"]
    assert "holder" in found["代管户"]
    assert {"ended", "changed"} <= set(found["已停发"])
    assert "doubled" in [*found["同号甲"], *found["同号乙"]]
    assert sum("no_fund" in problems for problems in found.values()) == 5


def test_a_sudden_jump_against_last_month_is_named(office: Office, settings: object) -> None:
    office.fund()
    award = office.household("冉启明", "300.00", months=(OCTOBER,))
    with clock.on(date(2019, 10, 5)):
        office.to_locked(office.build())
    award.entitlements.create(month=NOVEMBER, amount=Decimal("391.00"), lines=[])

    batch = office.build()

    assert codes(batch) == {"冉启明": ["jump"]}
    assert "上月 300.00 元，本月 391.00 元，变动超过 30%" in batch.lines.get().findings


def test_a_person_paid_in_another_household_is_doubled(office: Office) -> None:
    """A member moves after the first household's batch, within the month."""
    office.fund()
    first = office.household("冉启明").household
    member = make_person("冉小明")
    lived = Membership.objects.create(
        household=first, person=member, relation="20", since=date(2019, 4, 1)
    )
    office.to_locked(office.build())
    second = office.household("向秀英", account="6217000000000000020").household
    batch = office.build()
    assert codes(batch) == {"向秀英": []}

    lived.until = date(2019, 11, 4)
    lived.save()
    Membership.objects.create(
        household=second, person=member, relation="97", since=date(2019, 11, 4)
    )

    assert codes(batch) == {"向秀英": ["doubled"]}
    assert "冉小明已在“双江街道 2019-11 低保发放”中随冉启明户发放" in batch.lines.get().findings


def test_nothing_goes_on_with_an_open_problem(office: Office) -> None:
    office.household("冉启明", account="")
    office.household("向秀英")
    batch = office.build()
    with pytest.raises(Refused, match="有 1 笔疑点没有处理（冉启明户）"):
        office.step(batch, "submit", office.caseworker)

    line = batch.lines.get(household__head__name="冉启明")
    actions.hold_line(line, reason="没有账户", actor=office.caseworker)
    batch.refresh_from_db()

    assert office.step(batch, "submit", office.caseworker).state == BatchState.SUBMITTED


def test_a_held_line_is_released_next_month(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    office.household("向秀英", account="6217000000000000020")
    batch = office.build()
    line = batch.lines.get(household__head__name="冉启明")
    with refused("reason-required"):
        actions.hold_line(line, reason=" ", actor=office.caseworker)
    actions.hold_line(line, reason="人户分离待查", actor=office.caseworker)
    batch.refresh_from_db()
    batch = office.to_locked(batch)
    with refused("locked"):
        actions.release_line(line, actor=office.caseworker)

    with clock.on(DECEMBER):
        later = office.build()
        again = later.lines.get()
        assert (again.state, again.hold_reason) == (LineState.HELD, "人户分离待查")
        assert (again.month, again.replaces) == (NOVEMBER, line)
        actions.release_line(again, actor=office.caseworker)
        later.refresh_from_db()
        later = office.to_locked(later)

    assert states(later) == {"冉启明": LineState.DUE}


# --- three people ---------------------------------------------------------------------------


def test_maker_checker_and_approver_are_three_desks(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    batch = office.build()
    for actor in (office.officer, office.finance):
        with refused("not-yours"):
            office.step(batch, "submit", actor)
    batch = office.step(batch, "submit", office.caseworker)
    for actor in (office.caseworker, office.finance):
        with refused("not-yours"):
            office.step(batch, "review", actor)
    batch = office.step(batch, "review", office.officer)
    for actor in (office.caseworker, office.officer):
        with refused("not-yours"):
            office.step(batch, "approve", actor)
    assert office.step(batch, "approve", office.finance).state == BatchState.LOCKED


def test_nobody_judges_their_own_batch_after_a_change_of_post(office: Office) -> None:
    """A caseworker who became county officer may not review what they made."""
    office.household("冉启明")
    batch = office.step(office.build(), "submit", office.caseworker)
    mover = office.caseworker
    mover.role, mover.region = office.officer.role, office.officer.region
    mover.save()
    with refused("own-work"):
        office.step(batch, "review", mover)
    with pytest.raises(IntegrityError, match="batch_passes_three_people"):
        PaymentBatch.objects.filter(pk=batch.pk).update(reviewed_by=batch.made_by)


def test_a_step_cannot_be_skipped_and_a_return_needs_its_reason(office: Office) -> None:
    office.household("冉启明")
    batch = office.build()
    with refused("wrong-state"):
        office.step(batch, "review", office.officer)
    batch = office.step(batch, "submit", office.caseworker)
    with refused("note-required"):
        office.step(batch, "return", office.officer)
    stale = batch.version
    batch = office.step(batch, "return", office.officer, "冉启明户账户不对")
    assert (batch.state, batch.returned_note) == (BatchState.DRAFT, "冉启明户账户不对")
    with pytest.raises(Stale, match="刚被别人办理过"):
        actions.advance_batch(batch, "submit", actor=office.caseworker, version=stale)


# --- funds ----------------------------------------------------------------------------------


def test_a_fund_of_another_purpose_or_without_money_pays_nothing(office: Office) -> None:
    office.household("冉启明", "440.00")
    batch = office.to_reviewed(office.build())
    office.fund("100000.00", Programme.TEKUN, name="特困资金")
    small = office.fund("439.99", name="小额")
    with pytest.raises(Refused, match="有 1 笔没有可用资金"):
        office.step(batch, "approve", office.finance)

    values = {"name": "小额", "programmes": [Programme.DIBAO], "document": ""}
    actions.change_fund(
        small, reason="追加", actor=office.finance, amount=Decimal("440.00"), **values
    )
    batch = office.step(batch, "approve", office.finance)

    small.refresh_from_db()
    assert (small.drawn, small.left) == (Decimal("440.00"), Decimal("0.00"))
    assert batch.lines.get().fund == small
    with pytest.raises(Refused, match="预算金额不能少于已用金额"):
        actions.change_fund(
            small, reason="调减", actor=office.finance, amount=Decimal("439.99"), **values
        )
    with refused("purpose-used"):
        actions.change_fund(
            small,
            reason="改用途",
            actor=office.finance,
            amount=Decimal("440.00"),
            **values | {"programmes": [Programme.TEKUN]},
        )


def test_the_database_holds_to_the_purpose(office: Office) -> None:
    other = office.fund("1000.00", Programme.TEKUN)
    office.household("冉启明")
    line = office.build().lines.get()
    with pytest.raises(Error, match="not meant for this programme"), transaction.atomic():
        PaymentLine.objects.filter(pk=line.pk).update(fund=other)


def test_funds_are_drawn_central_first_and_agree_to_the_fen(office: Office) -> None:
    county = office.fund("1000.00", name="县级", source=FundSource.COUNTY)
    central = office.fund("500.00", name="中央", source=FundSource.CENTRAL)
    office.household("冉启明", "333.33")
    office.household("向秀英", "333.34", account="6217000000000000020")
    batch = office.paid(office.build(), 向秀英="账户已销户")

    central.refresh_from_db()
    county.refresh_from_db()
    assert (central.drawn, county.drawn) == (Decimal("333.33"), Decimal("0.00"))
    assert all(row.difference == 0 for row in balances(Fund.objects.all()))
    assert batch.state == BatchState.REPLIED
    Fund.objects.filter(pk=central.pk).update(drawn=Decimal("333.34"))
    assert [row.difference for row in balances([Fund.objects.get(pk=central.pk)])] == [
        Decimal("0.01")
    ]


# --- the lock -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda line: PaymentLine.objects.filter(pk=line.pk).update(amount=Decimal("1.00")),
        lambda line: PaymentLine.objects.filter(pk=line.pk).delete(),
        lambda line: PaymentBatch.objects.filter(pk=line.batch_id).update(state="draft"),
        lambda line: PaymentLine.objects.filter(pk=line.pk).update(
            state="failed", failure="x", answered_on=TODAY, amount=Decimal("1.00")
        ),
    ],
)
def test_a_locked_batch_never_changes(office: Office, change: object) -> None:
    office.fund()
    office.household("冉启明")
    line = office.to_locked(office.build()).lines.get()
    with pytest.raises(Error), transaction.atomic():
        change(line)  # type: ignore[operator]  # a function of the parameters
    line.refresh_from_db()
    assert (line.amount, line.state) == (Decimal("440.00"), LineState.DUE)


# --- the bank -------------------------------------------------------------------------------


def test_failures_are_issued_again_as_new_lines(office: Office) -> None:
    fund = office.fund()
    failed_award = office.household("冉启明")
    office.household("向秀英", account="6217000000000000020")
    batch = office.paid(office.build(), 冉启明="账号户名不符")
    assert states(batch) == {"冉启明": LineState.FAILED, "向秀英": LineState.PAID}
    with pytest.raises(Refused, match="有 1 笔失败款项还没有列入后面的批次重发"):
        office.step(batch, "settle", office.finance)

    account = failed_award.household.bankaccounts.get()
    account.number = "6217000000000000038"
    account.save()
    again = office.paid(office.build())

    line = again.lines.get()
    failed = batch.lines.get(state=LineState.FAILED)
    assert line.replaces == failed
    assert line.account.open_unlogged() == "6217000000000000038"
    assert failed.account.open_unlogged() == "6217000000000000012"
    fund.refresh_from_db()
    assert fund.drawn == Decimal("880.00")
    batch.refresh_from_db()
    assert office.step(batch, "settle", office.finance).state == BatchState.SETTLED
    with refused("nothing-due"):
        office.build()


def test_only_what_was_not_paid_is_repeated(office: Office) -> None:
    office.fund()
    award = office.household("冉启明")
    paid = office.paid(office.build()).lines.get()
    with clock.on(DECEMBER):
        award.entitlements.create(month=date(2019, 12, 1), amount=Decimal(440), lines=[])
        draft = office.build()
    line = PaymentLine(
        batch=draft,
        award=award,
        household=award.household,
        programme=Programme.DIBAO,
        month=NOVEMBER,
        kind=paid.kind,
        amount=paid.amount,
        replaces=paid,
    )
    with pytest.raises(Error, match="repeated only when it failed or was held"):
        line.save()


def test_reading_the_same_reply_twice_changes_nothing(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    batch = office.to_exported(office.build())
    content = answers(batch)

    assert office.reply(batch, content) == 1
    events, version = AuditEvent.objects.count(), batch.version
    assert office.reply(batch, content) == 0

    assert (AuditEvent.objects.count(), batch.version) == (events, version)
    assert batch.state == BatchState.REPLIED


def test_a_reply_may_come_in_parts(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    office.household("向秀英", account="6217000000000000020")
    batch = office.to_exported(office.build())
    whole = answers(batch).decode("utf-8-sig").splitlines()
    first, second = "\n".join(whole[:2]).encode(), "\n".join(whole[:3]).encode()

    assert office.reply(batch, first) == 1
    assert batch.state == BatchState.EXPORTED
    assert office.reply(batch, second) == 1
    assert batch.state == BatchState.REPLIED


def test_exports_are_audited_with_their_purpose_and_lie_sealed(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    batch = office.to_locked(office.build())
    with refused("reason-required"):
        banking.export(batch, "csv", reason="", actor=office.finance)
    name, _, content = banking.export(batch, "csv", reason="送代发银行", actor=office.finance)

    assert name == "代发 500235001-dibao-201911-1.csv"
    text = content.decode("utf-8-sig")
    assert text.splitlines()[0] == (
        "流水号,地区,姓名,身份证号,低保证号,保障人数,保障金,分类施保金,其他专项,补发,发放合计,"
        "居住地址,账户名称,开户银行,银行账号,领取人(签字),备注"
    )
    assert "6217000000000000012" in text
    event = AuditEvent.objects.get(action="export_bank_file")
    assert event.reason == "送代发银行"
    kept = batch.files.get().file
    assert kept.expires_at is not None
    assert "6217000000000000012" not in files.path_of(kept).read_text()
    with refused("not-yours"):
        banking.export(batch, "csv", reason="看看", actor=office.officer)


# --- what changed, what the clock does ------------------------------------------------------


def test_differences_against_last_month_have_reasons(office: Office, county_officer: User) -> None:
    office.fund()
    for name, number in (("不变", "020"), ("增发", "038"), ("停发", "046")):
        office.household(name, account=f"6217000000000000{number}", months=(OCTOBER,))
    with clock.on(date(2019, 10, 5)):
        office.to_locked(office.build())
    awards = {line.household.head.name: line.award for line in PaymentLine.objects.all()}
    part = [{"label": "户月差额", "yuan": "500.00", "kind": ""}]
    awards["不变"].entitlements.create(
        month=NOVEMBER, amount=Decimal("440.00"), lines=awards["不变"].lines
    )
    awards["增发"].entitlements.create(month=NOVEMBER, amount=Decimal("500.00"), lines=part)
    actions.stop_award(
        awards["停发"],
        month=NOVEMBER,
        reason=EndReason.INCOME,
        note="务工",
        actor=county_officer,
    )
    office.household("新增")
    batch = office.build()

    rows = differences(batch, actions.lines_of(batch))

    found = {row.household.head.name: (row.kind, row.change, row.reason) for row in rows}
    assert found == {
        "新增": ("新增", Decimal("440.00"), "2019-11 起保障"),
        "增发": ("增发", Decimal("60.00"), "户月差额变动"),
        "停发": ("停发", Decimal("-440.00"), "家庭收入超过保障标准；务工"),
    }


def test_tasks_run_twice_change_no_payment(office: Office) -> None:
    office.fund()
    office.household("冉启明")
    batch = office.paid(office.build())
    before = list(PaymentLine.objects.values_list("pk", "state", "amount"))

    for _ in range(2):
        tasks.extend_entitlements()
        tasks.refresh_deadlines()

    assert list(PaymentLine.objects.values_list("pk", "state", "amount")) == before
    assert PaymentBatch.objects.get() == batch
    assert positioned(batch)[0].number == "500235001-dibao-201911-1-00001"


def test_another_township_sees_none_of_it(office: Office, other_township_caseworker: User) -> None:
    make_household(office.community)
    office.household("冉启明")
    batch = office.build()
    assert not PaymentBatch.objects.visible_to(other_township_caseworker).exists()
    with refused("not-found"):
        office.step(batch, "submit", other_township_caseworker)
    with refused("not-yours"):
        actions.build_batch(office.township, Programme.DIBAO, actor=other_township_caseworker)
