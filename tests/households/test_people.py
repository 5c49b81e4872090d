"""Identity, membership and the one household a person may belong to."""

from datetime import date

import pytest

from households import actions
from households.actions import Identity
from households.enums import LeaveReason
from households.models import Disability, Household, Membership, Person
from yunyang_relief.core import clock
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Region, TimelineEntry, User

MAN, WOMAN = "50023519900101101X", "512225194904150027"
WRONG_CHECK_DIGIT, NO_SUCH_DAY = "500235199001011011", "500235197002290015"


@pytest.fixture
def opened(community: Region, caseworker: User) -> Household:
    return actions.open_household(community, Identity("冉启明", MAN), actor=caseworker)


def test_opening_derives_birth_date_and_sex(opened: Household) -> None:
    assert opened.number == "双江-0001"
    assert opened.head is not None
    assert (opened.head.born_on, opened.head.sex) == (date(1990, 1, 1), "1")
    assert opened.residences.get().region == opened.region
    assert TimelineEntry.objects.get(household_uid=opened.uid).text == "建立住户档案"
    assert AuditEvent.objects.filter(action="open_household").count() == 1


def test_numbers_run_on_within_the_township(
    opened: Household, community: Region, caseworker: User
) -> None:
    second = actions.open_household(community, Identity("谭桂香", WOMAN), actor=caseworker)
    assert second.number == "双江-0002"


def test_a_fifteen_digit_number_is_raised(community: Region, caseworker: User) -> None:
    household = actions.open_household(
        community, Identity("谭桂香", "512225490415002"), actor=caseworker
    )
    assert Person.objects.with_id_number(WOMAN).get() == household.head


@pytest.mark.parametrize(
    ("number", "says"), [(WRONG_CHECK_DIGIT, "校验码"), (NO_SUCH_DAY, "不是真实的日期")]
)
def test_a_number_that_cannot_be_is_refused(
    community: Region, caseworker: User, number: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        actions.open_household(community, Identity("冉启明", number), actor=caseworker)
    assert not Household.objects.exists()


def test_a_reason_overrides_the_check_digit(community: Region, caseworker: User) -> None:
    typed = Identity(
        "冉启明",
        WRONG_CHECK_DIGIT,
        sex="1",
        born_on=date(1990, 1, 1),
        id_override_reason="户口簿登记如此，已报派出所更正",
    )
    household = actions.open_household(community, typed, actor=caseworker)
    assert household.head is not None
    assert household.head.id_override_reason == "户口簿登记如此，已报派出所更正"


def test_an_override_needs_birth_date_and_sex(community: Region, caseworker: User) -> None:
    typed = Identity("冉启明", WRONG_CHECK_DIGIT, id_override_reason="户口簿登记如此")
    with pytest.raises(Refused, match="出生日期和性别"):
        actions.open_household(community, typed, actor=caseworker)


def test_nobody_opens_a_household_in_another_township(
    other_community: Region, caseworker: User
) -> None:
    with pytest.raises(Refused, match="不在您的辖区"):
        actions.open_household(other_community, Identity("冉启明", MAN), actor=caseworker)


def test_a_second_household_for_the_same_person(
    opened: Household, community: Region, caseworker: User
) -> None:
    with pytest.raises(Refused, match="已在 双江-0001 冉启明户"):
        actions.open_household(community, Identity("冉启明", MAN), actor=caseworker)


def test_of_another_township_only_its_name_is_told(
    opened: Household, other_community: Region, other_township_caseworker: User
) -> None:
    with pytest.raises(Refused) as refused:
        actions.open_household(
            other_community, Identity("冉启明", MAN), actor=other_township_caseworker
        )
    assert refused.value.message == "该人员已在双江街道登记，请联系该街道"


def test_a_known_number_under_another_name(opened: Household, caseworker: User) -> None:
    with pytest.raises(Refused, match="另一姓名"):
        actions.add_member(opened, Identity("冉启民", MAN), relation="20", actor=caseworker)


def test_a_member_leaves_and_takes_their_facts_along(
    opened: Household, community: Region, caseworker: User
) -> None:
    member = actions.add_member(opened, Identity("谭桂香", WOMAN), relation="52", actor=caseworker)
    actions.save_fact(
        Disability(household=opened, person=member.person, kind="2", grade=3), actor=caseworker
    )
    actions.remove_member(
        member, because=LeaveReason.SPLIT, left_on=clock.today(), actor=caseworker
    )
    own = actions.open_household(community, Identity("谭桂香", WOMAN), actor=caseworker)
    assert own.head == member.person
    assert Disability.objects.current().get().household == own
    assert Membership.objects.filter(person=member.person).count() == 2


def test_the_head_cannot_leave_without_a_successor(opened: Household, caseworker: User) -> None:
    with pytest.raises(Refused, match="户主"):
        actions.remove_member(
            opened.memberships.get(),
            because=LeaveReason.OTHER,
            left_on=clock.today(),
            actor=caseworker,
        )
    assert opened.memberships.get().until is None


def test_a_second_head_is_refused(opened: Household, caseworker: User) -> None:
    with pytest.raises(Refused, match="本户已有户主"):
        actions.add_member(opened, Identity("谭桂香", WOMAN), relation="01", actor=caseworker)


def test_a_death_is_noted_with_the_person(opened: Household, caseworker: User) -> None:
    mother = actions.add_member(opened, Identity("谭桂香", WOMAN), relation="52", actor=caseworker)
    actions.remove_member(
        mother, because=LeaveReason.DEATH, left_on=clock.today(), actor=caseworker
    )
    mother.person.refresh_from_db()
    assert mother.person.died_on == clock.today()


def test_correcting_a_number_keeps_the_rest(opened: Household, caseworker: User) -> None:
    head = opened.head
    assert head is not None
    actions.update_person(
        head, Identity("冉启明", None, phone="13800000046"), household=opened, actor=caseworker
    )
    head.refresh_from_db()
    assert str(head.phone) == "1*********6"
    assert Person.objects.with_id_number(MAN).get() == head
    event = AuditEvent.objects.get(action="update_person")
    assert (event.before["phone"], event.after["phone"]) == ("", "1*********6")


def test_moving_hands_the_household_over(
    opened: Household,
    other_community: Region,
    caseworker: User,
    other_township_caseworker: User,
) -> None:
    actions.move_household(opened, other_community, actor=caseworker)
    assert opened in Household.objects.visible_to(other_township_caseworker)
    assert opened not in Household.objects.visible_to(caseworker)
    with pytest.raises(Refused, match="不在您的辖区"):
        actions.add_member(opened, Identity("谭桂香", WOMAN), relation="52", actor=caseworker)
    residences = opened.residences.values_list("region", "until")
    assert list(residences) == [
        ("500235001901", clock.today()),
        ("500235002901", None),
    ]
