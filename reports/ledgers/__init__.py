"""The county's ledgers: one declaration each, found here by code."""

from __future__ import annotations

from yunyang_relief.core.models import User

from . import dibao, jiaoyu, linshi, members, payroll, tekun, yiliao
from .base import AnyLedger, Extract, may_download

_ALL: tuple[AnyLedger, ...] = (
    *(module.LEDGER for module in (dibao, members, tekun, linshi, yiliao, jiaoyu)),
    *payroll.ROSTERS,
    *payroll.SUMMARIES,
)
LEDGERS: dict[str, AnyLedger] = {ledger.code: ledger for ledger in _ALL}


def ledgers_of(user: User) -> list[AnyLedger]:
    """The ledgers a user may download."""
    return [ledger for ledger in LEDGERS.values() if may_download(user, ledger.programme)]


__all__ = ["LEDGERS", "AnyLedger", "Extract", "ledgers_of", "may_download", "payroll"]
