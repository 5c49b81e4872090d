"""Every write of the registry: one transaction, locked, audited, told in the timeline."""

from .changes import Change
from .facts import FactChanged, pay_aid, save_fact, save_rows, verify_fact, withdraw_fact
from .households import move_household, open_household
from .people import Identity, add_member, remove_member, update_person
from .surveys import (
    attach,
    complete_section,
    complete_survey,
    drop_draft,
    drop_old_drafts,
    remove_attachment,
    save_draft,
    save_section,
    start_survey,
)

__all__ = [
    "Change",
    "FactChanged",
    "Identity",
    "add_member",
    "attach",
    "complete_section",
    "complete_survey",
    "drop_draft",
    "drop_old_drafts",
    "move_household",
    "open_household",
    "pay_aid",
    "remove_attachment",
    "remove_member",
    "save_draft",
    "save_fact",
    "save_rows",
    "save_section",
    "start_survey",
    "update_person",
    "verify_fact",
    "withdraw_fact",
]
