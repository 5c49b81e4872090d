"""The audit trail: complete, masked, append-only."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.people import make_person
from yunyang_relief.core import audit, request_context
from yunyang_relief.core.models import AuditEvent, User

NUMBER = "50023519900101101X"


def test_an_event_carries_who_where_and_why(caseworker: User) -> None:
    with request_context.acting(caseworker.pk, request_id="r1", address="10.0.0.1"):
        event = audit.record("test", caseworker, actor=caseworker, reason="因为")
    event.refresh_from_db()
    assert (event.actor, event.actor_role, event.region_code) == (
        caseworker,
        "caseworker",
        "500235001",
    )
    assert (event.request_id, event.address, event.reason) == ("r1", "10.0.0.1", "因为")


@pytest.mark.parametrize(
    "statement", ["UPDATE core_auditevent SET reason = ''", "DELETE FROM core_auditevent"]
)
def test_nobody_rewrites_the_trail(caseworker: User, statement: str) -> None:
    audit.record("test", caseworker, actor=caseworker, reason="原文")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.get().reason == "原文"


def test_snapshots_hold_masks_only(db: None) -> None:
    person = make_person("冉启明", id_number=NUMBER, phone="13800001111")
    values = audit.snapshot(person)
    assert (values["id_number"], values["phone"]) == ("5****************X", "1*********1")
    assert not any("_index" in key or "_tail" in key for key in values)


def test_changes_keep_what_differs() -> None:
    before, after = audit.changes({"a": 1, "b": 2}, {"a": 1, "b": 3})
    assert (before, after) == ({"b": 2}, {"b": 3})


def test_row_history_has_the_actor_of_a_bulk_write(caseworker: User) -> None:
    from django.apps import apps

    from households.models import Person

    make_person("甲")
    with request_context.acting(caseworker.pk):
        Person.objects.update(name="乙")
    last = apps.get_model("households", "PersonEvent").objects.order_by("-pgh_id").first()
    assert (last.pgh_label, last.name) == ("update", "乙")
    assert last.pgh_context.metadata["actor"] == caseworker.pk
