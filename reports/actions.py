"""Handing ledgers out: at once where they are short, as a job where they are long."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from yunyang_relief.core import audit, files
from yunyang_relief.core.access import Resource
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.jobs import JobKind, start_job
from yunyang_relief.core.models import Job, Region

from .ledgers import LEDGERS, AnyLedger, Extract, may_download
from .workbook import write

JOB_KIND = "ledger"
DOWNLOADED = "download_ledger"
# More households than this take longer than a page may.
AT_ONCE = 2000


@dataclass(frozen=True)
class Handout:
    """What came of asking: the file's content, or the job that will make it."""

    name: str
    content: bytes = b""
    job: Job | None = None


@transaction.atomic
def hand_out(ledger: AnyLedger, extract: Extract, *, reason: str = "") -> Handout:
    """Give a ledger to the user of the extract; one audit row says what, how much, and why."""
    _guard(ledger, extract, reason)
    households = ledger.households(extract)
    audit.record(
        DOWNLOADED,
        None,
        actor=extract.user,
        reason=reason,
        region_id=extract.region.code,
        after={
            "ledger": ledger.code,
            "month": extract.month,
            "households": len(households),
            "households_sha256": _digest(households),
            "is_unmasked": extract.is_unmasked,
        },
    )
    name = file_name(ledger, extract)
    if len(households) <= AT_ONCE:
        return Handout(name, content=build(ledger, extract))
    params = {
        "ledger": ledger.code,
        "month": extract.month.isoformat(),
        "region": extract.region.code,
        "is_unmasked": extract.is_unmasked,
        "households": len(households),
    }
    job = start_job(
        JOB_KIND, f"生成{name}", region=extract.region, actor=extract.user, params=params
    )
    return Handout(name, job=job)


def _guard(ledger: AnyLedger, extract: Extract, reason: str) -> None:
    user = extract.user
    if not may_download(user, ledger.programme) or not user.region.contains(extract.region.code):
        raise Refused("ledger-not-yours", "没有这本台账，或它不属于您的部门和辖区")
    if not extract.is_unmasked:
        return
    if not user.may(Resource.PROTECTED):
        raise Refused("unmask-not-yours", "您的岗位只能下载遮盖号码的台账，请取消“显示完整号码”")
    if not reason.strip():
        raise Refused("reason-required", "显示完整号码须写明用途，请填写理由")


def _digest(households: list[int]) -> str:
    return hashlib.sha256(",".join(map(str, households)).encode()).hexdigest()


def file_name(ledger: AnyLedger, extract: Extract) -> str:
    """Return e.g. 云阳县城市低保对象台账 双江街道 2019-11.xlsx."""
    return f"{ledger.title} {extract.region} {extract.month:%Y-%m}.xlsx"


def build(ledger: AnyLedger, extract: Extract) -> bytes:
    """Return the Excel file."""
    return write(ledger.layout(extract), ledger.columns, ledger.rows(extract))


# --- the job --------------------------------------------------------------------------------


def _plan(job: Job) -> list[tuple[dict[str, Any], int]]:
    return [({}, job.params["households"])]


def _work(job: Job, payload: dict[str, Any]) -> None:
    """Make and seal the file; its content expires, its row stays."""
    ledger = LEDGERS[job.params["ledger"]]
    assert job.created_by
    extract = Extract(
        month=date.fromisoformat(job.params["month"]),
        region=Region.objects.get(pk=job.params["region"]),
        user=job.created_by,
        is_unmasked=job.params["is_unmasked"],
    )
    file = files.store(
        file_name(ledger, extract),
        files.XLSX,
        build(ledger, extract),
        actor=job.created_by,
        expires=True,
    )
    Job.objects.filter(pk=job.pk).update(result={"file": str(file.uid)})


def _finish(job: Job) -> dict[str, Any]:
    result: dict[str, Any] = job.result
    return result


LEDGER_JOB = JobKind(JOB_KIND, _plan, _work, _finish)
