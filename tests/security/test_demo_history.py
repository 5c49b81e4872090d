"""The demo's thousands of rows, inserted in bulk, name the staff they are said to come from."""

from __future__ import annotations

from django.core.management import call_command

from tests.security.history import HISTORIES, actor_of
from yunyang_relief.core.models import AuditEvent


def test_the_demo_is_filled_by_its_own_staff(db: None) -> None:
    """Only the first accounts have nobody before them."""
    call_command("seed_demo", households=30, verbosity=0)
    written = {model: model.objects.select_related("pgh_context") for model in HISTORIES}
    nameless = {
        model.pgh_tracked_model._meta.label
        for model, rows in written.items()
        if any(actor_of(row) is None for row in rows)
    }
    assert nameless == {"core.User"}
    assert sum(rows.count() for rows in written.values()) > 500
    by_the_clock = set(AuditEvent.objects.filter(actor=None).values_list("action", flat=True))
    assert by_the_clock <= {"extend_entitlements"}
