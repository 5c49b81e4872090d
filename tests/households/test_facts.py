"""Facts are superseded, never changed; a stale form is told who was faster."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from households import actions
from households.enums import Source, Verification
from households.models import Asset, Disability, Household, IncomeItem
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.models import AuditEvent, TimelineEntry, User

CARD = "50023519900101101X43"


def wage(household: Household, amount: str, **fields: object) -> IncomeItem:
    return IncomeItem(
        household=household,
        person=household.head,
        kind="wage",
        monthly_amount=Decimal(amount),
        since=date(2019, 5, 1),
        **fields,
    )


@pytest.fixture
def income(household: Household, caseworker: User) -> IncomeItem:
    return actions.save_fact(wage(household, "2000"), actor=caseworker)


def test_a_statement_is_audited_and_told(income: IncomeItem, household: Household) -> None:
    assert (income.source, income.verification) == (Source.DECLARED, Verification.UNVERIFIED)
    event = AuditEvent.objects.get(action="record_fact")
    assert event.after["monthly_amount"] == "2000.00"
    line = TimelineEntry.objects.get(household_uid=household.uid)
    assert line.text == "新增冉启明的收入"
    assert line.detail == "工资薪金，月金额 2,000.00 元，起月 2019-05"


def test_a_correction_supersedes(
    income: IncomeItem, household: Household, caseworker: User
) -> None:
    new = actions.save_fact(wage(household, "2500"), replaces=income, actor=caseworker)
    income.refresh_from_db()
    assert income.superseded_at is not None
    assert income.superseded_by == caseworker
    assert list(IncomeItem.objects.current()) == [new]
    assert list(IncomeItem.objects.known_at(income.recorded_at)) == [income]
    line = TimelineEntry.objects.first()
    assert line is not None
    assert line.detail == "月金额 2,000.00 元 → 2,500.00 元"


def test_saving_the_same_again_writes_nothing(
    income: IncomeItem, household: Household, caseworker: User
) -> None:
    before = AuditEvent.objects.count()
    same = actions.save_fact(wage(household, "2000"), replaces=income, actor=caseworker)
    assert same == income
    assert IncomeItem.objects.count() == 1
    assert AuditEvent.objects.count() == before


def test_a_stale_form_is_told_who_and_what(
    income: IncomeItem, household: Household, caseworker: User, second_caseworker: User
) -> None:
    actions.save_fact(wage(household, "2500"), replaces=income, actor=second_caseworker)
    with pytest.raises(Stale) as stale:
        actions.save_fact(wage(household, "2600"), replaces=income, actor=caseworker)
    assert second_caseworker.name in stale.value.message
    assert "2,500.00" not in stale.value.message  # an item's successor is another item
    assert IncomeItem.objects.current().get().monthly_amount == 2500


def test_the_first_of_two_forms_for_an_empty_fact_wins(
    household: Household, caseworker: User, second_caseworker: User
) -> None:
    def card(grade: int) -> Disability:
        return Disability(household=household, person=household.head, kind="4", grade=grade)

    actions.save_fact(card(2), actor=second_caseworker)
    with pytest.raises(Stale, match="肢体，二级") as stale:
        actions.save_fact(card(3), actor=caseworker)
    assert second_caseworker.name in stale.value.message


def test_withdrawing_ends_a_statement(income: IncomeItem, caseworker: User) -> None:
    actions.withdraw_fact(income, actor=caseworker)
    assert not IncomeItem.objects.current().exists()
    assert IncomeItem.objects.count() == 1


def test_a_negative_amount_is_refused(household: Household, caseworker: User) -> None:
    with pytest.raises(ValidationError, match="收入不能为负数"):
        actions.save_fact(wage(household, "-1"), actor=caseworker)
    assert not IncomeItem.objects.exists()


def test_a_protected_value_survives_a_correction(household: Household, caseworker: User) -> None:
    old = actions.save_fact(
        Disability(household=household, person=household.head, kind="4", grade=3, card_number=CARD),
        actor=caseworker,
    )
    new = actions.save_fact(old.successor(grade=2), replaces=old, actor=caseworker)
    stored = Disability.objects.get(pk=new.pk)
    assert stored.card_number.open_unlogged() == CARD
    assert stored.card_number.index == old.card_number.index
    with connection.cursor() as cursor:
        cursor.execute("SELECT card_number, card_number_mask FROM households_disability")
        assert CARD not in str(cursor.fetchall())


# --- verification ----------------------------------------------------------------------------


@pytest.fixture
def disability(household: Household, caseworker: User) -> Disability:
    card = Disability(household=household, person=household.head, kind="4", grade=3)
    return actions.save_fact(card, actor=caseworker)


def test_a_bureau_verifies_its_own_kind(disability: Disability, disabled_federation: User) -> None:
    verified = actions.verify_fact(
        disability, verification=Verification.VERIFIED, actor=disabled_federation
    )
    assert verified.verification == Verification.VERIFIED
    assert verified.source == Source.DEPARTMENT
    assert verified.verified_by == disabled_federation
    disability.refresh_from_db()
    assert disability.superseded_at is not None


def test_a_bureau_verifies_nothing_else(
    income: IncomeItem, disabled_federation: User, household: Household
) -> None:
    with pytest.raises(Refused, match="不由本部门核实"):
        actions.verify_fact(income, verification=Verification.VERIFIED, actor=disabled_federation)


def test_a_dispute_needs_a_note(disability: Disability, disabled_federation: User) -> None:
    with pytest.raises(Refused, match="写明哪里不符"):
        actions.verify_fact(
            disability, verification=Verification.DISPUTED, actor=disabled_federation
        )
    disputed = actions.verify_fact(
        disability,
        verification=Verification.DISPUTED,
        actor=disabled_federation,
        note="系统内为四级",
    )
    assert disputed.note == "系统内为四级"


def test_a_correction_is_unverified_again(
    disability: Disability, caseworker: User, disabled_federation: User
) -> None:
    verified = actions.verify_fact(
        disability, verification=Verification.VERIFIED, actor=disabled_federation
    )
    corrected = actions.save_fact(verified.successor(grade=2), replaces=verified, actor=caseworker)
    assert corrected.verification == Verification.UNVERIFIED


def test_a_caseworker_verifies_on_a_visit(
    household: Household, caseworker: User, other_township_caseworker: User
) -> None:
    asset = actions.save_fact(
        Asset(household=household, kind="deposit", value=Decimal("3000")), actor=caseworker
    )
    with pytest.raises(Refused, match="不在您的辖区"):
        actions.verify_fact(
            asset, verification=Verification.VERIFIED, actor=other_township_caseworker
        )
    verified = actions.verify_fact(asset, verification=Verification.VERIFIED, actor=caseworker)
    assert verified.source == Source.VISIT


def test_verifying_twice_names_the_first(disability: Disability, disabled_federation: User) -> None:
    for _ in range(1):
        actions.verify_fact(
            disability, verification=Verification.VERIFIED, actor=disabled_federation
        )
    with pytest.raises(Stale, match=disabled_federation.name):
        actions.verify_fact(
            disability, verification=Verification.VERIFIED, actor=disabled_federation
        )
