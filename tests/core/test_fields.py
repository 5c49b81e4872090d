"""Protected fields: sealed at rest, masked, found by index, opened with a trace."""

from datetime import date

import pytest
from django.db import connection

from households.models import Person
from yunyang_relief.core import crypto
from yunyang_relief.core.fields import ending, mask, matching
from yunyang_relief.core.models import AuditEvent, User

pytestmark = pytest.mark.django_db
NUMBER = "50023519900101101X"


@pytest.fixture
def person() -> Person:
    created = Person.objects.create(
        name="冉启明", id_number=NUMBER, sex="1", born_on=date(1990, 1, 1)
    )
    return Person.objects.get(pk=created.pk)


def envelope(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM households_person WHERE id = %s", [person.pk])
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def test_reads_as_its_mask(person: Person) -> None:
    assert str(person.id_number) == "5****************X"
    assert f"{person.id_number!r}" == "<Sealed 5****************X>"


def test_no_column_holds_the_number(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM households_person p")
        (text,) = cursor.fetchone() or ("",)
    assert "冉启明" in text
    assert NUMBER not in text
    assert NUMBER[-4:] not in text


def test_reveal_opens_and_leaves_a_trace(person: Person, county_officer: User) -> None:
    assert person.id_number.reveal(actor=county_officer, reason="核对户口簿") == NUMBER
    event = AuditEvent.objects.get(action="unmask")
    assert (event.actor, event.reason, event.subject_id) == (
        county_officer,
        "核对户口簿",
        str(person.pk),
    )
    assert NUMBER not in str(event.after)


def test_finds_by_value_and_by_tail(person: Person) -> None:
    assert Person.objects.with_id_number(" 50023519900101101x").get() == person
    assert Person.objects.filter(ending(Person, "id_number", "101X")).get() == person
    assert not Person.objects.filter(matching(Person, "id_number", "500235201308200122")).exists()


def test_an_unchanged_value_keeps_its_envelope(person: Person) -> None:
    before = envelope(person)
    person.id_number = NUMBER.lower()
    person.save()
    assert envelope(person) == before
    person.refresh_from_db()
    person.save()
    assert envelope(person) == before


def test_a_changed_value_changes_mask_and_index(person: Person) -> None:
    person.id_number = "500235201308200122"
    person.save()
    fresh = Person.objects.get(pk=person.pk)
    assert str(fresh.id_number) == "5****************2"
    assert Person.objects.with_id_number("500235201308200122").get() == fresh


def test_bulk_create_seals_too() -> None:
    Person.objects.bulk_create(
        [Person(name="甲", id_number=NUMBER, sex="1", born_on=date(1990, 1, 1))]
    )
    person = Person.objects.with_id_number(NUMBER).get()
    assert NUMBER not in envelope(person)
    assert person.id_number.open_unlogged() == NUMBER


def test_an_envelope_opens_only_in_its_own_row(person: Person) -> None:
    other = Person.objects.create(name="乙", sex="2", born_on=date(1991, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE households_person SET id_number = %s WHERE id = %s",
            [envelope(person), other.pk],
        )
    with pytest.raises(crypto.SealBroken):
        Person.objects.get(pk=other.pk).id_number.open_unlogged()


def test_empty_is_false_and_empty(person: Person) -> None:
    assert not person.phone
    assert str(person.phone) == ""


def test_old_keys_still_open(person: Person, settings: object) -> None:
    old = settings.FIELD_KEYS  # type: ignore[attr-defined]  # pytest-django's wrapper
    settings.FIELD_KEYS = ["new:bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE=", *old]  # type: ignore[attr-defined]
    assert Person.objects.get(pk=person.pk).id_number.open_unlogged() == NUMBER
    assert crypto.seal(b"x", binding="b").startswith("1.new.")


@pytest.mark.parametrize(
    ("plain", "shown"), [("", ""), ("12", "12"), ("123", "1*3"), ("13800001111", "1*********1")]
)
def test_mask_shows_the_ends_only(plain: str, shown: str) -> None:
    assert mask(plain) == shown
