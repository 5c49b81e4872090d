"""The county's ledgers: one declaration each, found here by code."""

from __future__ import annotations

from yunyang_relief.core.models import User

from . import dibao, members
from .base import AnyLedger, Extract, may_download

LEDGERS: dict[str, AnyLedger] = {ledger.code: ledger for ledger in (dibao.LEDGER, members.LEDGER)}


def ledgers_of(user: User) -> list[AnyLedger]:
    """The ledgers a user may download."""
    return [ledger for ledger in LEDGERS.values() if may_download(user, ledger.programme)]


__all__ = ["LEDGERS", "AnyLedger", "Extract", "ledgers_of", "may_download"]
