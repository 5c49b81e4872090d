"""What goes to the bank and what comes back."""

from __future__ import annotations

import hashlib

from django.db import transaction

from yunyang_relief.core import audit, clock, files
from yunyang_relief.core.access import Resource, Verb
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User

from ..enums import BankFileKind, BatchState, LineState
from ..models import BankFile, PaymentBatch, PaymentLine
from ..paying import reply
from ..paying.steps import Desk, sits_at
from .payments import advance_batch, lines_of, return_to_funds

CSV = "text/csv; charset=utf-8"


@transaction.atomic
def keep_order(
    batch: PaymentBatch, name: str, content_type: str, content: bytes, *, reason: str, actor: User
) -> BankFile:
    """Keep a bank file that is handed out, sealed and for a while; the first one is the export."""
    found = _at_finance(batch, actor)
    if not reason.strip():
        raise Refused("reason-required", "代发文件含完整银行账号，请填写导出用途")
    if not actor.may(Resource.PAYMENT, Verb.DOWNLOAD):
        raise Refused("not-yours", "导出代发文件由县财政局办理")
    if found.is_open:
        raise Refused("not-locked", "本批还没有批准锁定，不能导出代发文件")
    if found.state == BatchState.LOCKED:
        advance_batch(found, "export", actor=actor, version=found.version, note=reason)
    made = _keep(found, BankFileKind.ORDER, name, content_type, content, reason, actor)
    audit.record(
        "export_bank_file",
        found,
        actor=actor,
        reason=reason.strip(),
        after={"file": name, "sha256": made.sha256},
    )
    return made


@transaction.atomic
def take_reply(batch: PaymentBatch, name: str, content: bytes, *, actor: User) -> int:
    """Note the bank's answers, all of a file or none; returns how many are new.

    A file that was read before changes nothing. With the last answer the batch is 已回盘.
    """
    found = _at_finance(batch, actor)
    if found.files.filter(kind=BankFileKind.REPLY, sha256=_digest(content)).exists():
        return 0
    if found.state != BatchState.EXPORTED:
        raise Refused("not-exported", f"本批现为“{found.get_state_display()}”，不能读入回盘")
    answers = reply.read(content, name, lines_of(found))
    fresh = [answer for answer in answers if answer.line.state == LineState.DUE]
    for answer in fresh:
        answer.line.state, answer.line.failure = answer.state, answer.failure
        answer.line.answered_on = clock.today()
    lines = [answer.line for answer in fresh]
    PaymentLine.objects.bulk_update(lines, ["state", "failure", "answered_on"])
    failed = [line for line in lines if line.state == LineState.FAILED]
    return_to_funds(failed)
    _keep(found, BankFileKind.REPLY, name[-120:], "application/octet-stream", content, "", actor)
    audit.record(
        "read_bank_reply",
        found,
        actor=actor,
        after={"file": name[-120:], "answers": len(fresh), "failed": len(failed)},
    )
    if not found.lines.filter(state=LineState.DUE).exists():
        advance_batch(found, "reply", actor=actor, version=found.version)
    return len(fresh)


def _at_finance(batch: PaymentBatch, actor: User) -> PaymentBatch:
    rows = PaymentBatch.objects.visible_to(actor).select_for_update(of=("self",))
    found: PaymentBatch | None = rows.select_related("region").filter(pk=batch.pk).first()
    if found is None:
        raise Refused("not-found", "没有这个批次，或它不在您的辖区")
    if not sits_at(actor, Desk.FINANCE, found.programme):
        raise Refused("not-yours", "与银行往来的文件由县财政局办理")
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _keep(
    batch: PaymentBatch,
    kind: BankFileKind,
    name: str,
    content_type: str,
    content: bytes,
    reason: str,
    actor: User,
) -> BankFile:
    file = files.store(name, content_type, content, actor=actor, expires=True)
    return BankFile.objects.create(
        batch=batch,
        kind=kind,
        file=file,
        sha256=file.sha256,
        by=actor,
        on=clock.today(),
        reason=reason.strip(),
    )
