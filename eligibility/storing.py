"""The way back: findings in columns → rows of `Result`, written only where they differ.

Households share few distinct outcomes, so each outcome is put into words once; the households go
by COPY as numbers into a temporary table, and one statement compares them with what is stored.
A result that changed is told with its reason (see reasons).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from eligibility.engine.columns import Ints
from eligibility.engine.findings import Findings
from eligibility.engine.verdicts import FAIL, NAMES, PENDING

from .enums import Basis
from .loading import Loaded
from .reasons import Reasons, outcome

Question = tuple[str, Basis]

STAGED = np.dtype(
    [
        *[("fields", ">i2"), ("length_1", ">i4"), ("household", ">i8"), ("length_2", ">i4")],
        *[("unit", ">i2"), ("length_3", ">i4"), ("outcome", ">i4"), ("length_4", ">i4")],
        ("total", ">i8"),
    ]
)
COPY_HEAD, COPY_TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
UNKNOWN_TOTAL = -1
LARGEST_KEY = 2**62


def store(
    loaded: Loaded, found: Mapping[Question, Findings], *, ids: list[int], reasons: Reasons
) -> int:
    """Write what was found for the households `ids`; return how many results differ.

    Results of theirs that were not found any more are removed. Runs in the caller's transaction.
    """
    outcomes: list[dict[str, Any]] = []
    staged = [_stage(loaded, findings, question, outcomes) for question, findings in found.items()]
    parameters: dict[str, Any] = {"ids": ids, "outcomes": json.dumps(outcomes), "on": reasons.on}
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        with cursor.copy("COPY staged_result FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(COPY_HEAD + b"".join(rows.tobytes() for rows in staged) + COPY_TAIL)
        cursor.execute(COMPARE, parameters)
        changed = int(cursor.rowcount)
        if changed:
            cursor.execute(NEWS)
            told = _told(cursor.fetchall(), reasons)
            cursor.execute(WRITE, parameters | {"told": json.dumps(told, ensure_ascii=False)})
        return changed


def labels_of(found: Mapping[Question, Findings]) -> dict[tuple[str, str], str]:
    """What the conditions are called, by programme and code."""
    return {
        (programme, criterion.code): criterion.label
        for (programme, _), findings in found.items()
        for criterion in findings.criteria
    }


def _told(news: list[tuple[Any, ...]], reasons: Reasons) -> list[dict[str, Any]]:
    """A reason for each result that gave way to another."""
    reasons.look_at({row[0] for row in news})
    told = []
    for household, unit, programme, basis, *then_and_now in news:
        before, after = outcome(*then_and_now[:3]), outcome(*then_and_now[3:])
        reason = reasons.of(household, programme, before, after)
        told.append(
            {
                "household_id": household,
                "unit": unit,
                "programme": programme,
                "basis": basis,
                "cause": reason.cause.value,
                "reason": reason.text,
            }
        )
    return told


def _stage(
    loaded: Loaded, findings: Findings, question: Question, outcomes: list[dict[str, Any]]
) -> npt.NDArray[Any]:
    """The rows to copy, for the households it concerns; new outcomes are appended to `outcomes`."""
    distinct, which = _distinct(findings)
    rows = np.empty(len(findings), STAGED)
    for name, value in {
        "fields": 4,
        "length_1": 8,
        "length_2": 2,
        "length_3": 4,
        "length_4": 8,
    }.items():
        rows[name] = value
    rows["household"], rows["unit"] = loaded.household_ids, loaded.units
    rows["outcome"] = which + len(outcomes)
    rows["total"] = np.where(findings.total_known, findings.total, UNKNOWN_TOTAL)
    programme, basis = question
    for row in distinct:
        outcome = _outcome(findings, int(row))
        outcomes.append(
            {"outcome": len(outcomes), "programme": programme, "basis": basis.value, **outcome}
        )
    return rows if findings.concerned is None else rows[findings.concerned]


def _distinct(findings: Findings) -> tuple[Ints, Ints]:
    """A household for each distinct outcome, and the outcome of each household."""
    open_, failed = findings.verdict == PENDING, findings.verdict == FAIL
    traits: list[tuple[npt.NDArray[Any], int]] = [
        (findings.verdict, len(NAMES)),
        (findings.provisional, 2),
        *((codes, len(labels)) for codes, labels in findings.facets().values()),
        # PENDING where the result is, FAIL where the result is: at most one of them.
        *(
            (c.asked & np.where(failed, c.verdict == FAIL, open_ & (c.verdict == PENDING)), 2)
            for c in findings.criteria
        ),
    ]
    key = np.zeros(len(findings), np.int64)
    size = 1
    for values, kinds in traits:
        if size * kinds > LARGEST_KEY:
            key = np.unique(key, return_inverse=True)[1]
            size = len(findings) + 1
        key, size = key * kinds + values, size * kinds
    _, rows, which = np.unique(key, return_index=True, return_inverse=True)
    return rows, which


def _outcome(findings: Findings, row: int) -> dict[str, Any]:
    facets = {name: labels[codes[row]] for name, (codes, labels) in findings.facets().items()}
    verdict = findings.verdict[row]
    return {
        "verdict": NAMES[verdict],
        "is_provisional": bool(findings.provisional[row]),
        "category": facets.get("category", ""),
        "route": facets.get("route", ""),
        "klass": facets.get("class", ""),
        "pending": _codes(findings, row, PENDING) if verdict == PENDING else [],
        "failed": _codes(findings, row, FAIL) if verdict == FAIL else [],
    }


def _codes(findings: Findings, row: int, verdict: int) -> list[str]:
    return [c.code for c in findings.criteria if c.verdict[row] == verdict and c.reaches(row)]


STAGING = """
DROP TABLE IF EXISTS pg_temp.staged_result, pg_temp.changed_result;
CREATE TEMPORARY TABLE staged_result (
    household_id bigint, unit smallint, outcome integer, total bigint
) ON COMMIT DROP;
"""

COMPARE = """
CREATE TEMPORARY TABLE changed_result ON COMMIT DROP AS
WITH outcomes AS (
    SELECT * FROM jsonb_to_recordset(%(outcomes)s::jsonb) AS outcomes(
        outcome integer, programme text, basis text, verdict text, is_provisional boolean,
        category text, route text, klass text, pending text[], failed text[]
    )
), new AS (
    SELECT household_id, unit, outcomes.*, nullif(total, -1) / 100.00 AS monthly_total
    FROM staged_result JOIN outcomes USING (outcome)
), old AS (
    SELECT * FROM eligibility_result WHERE household_id = ANY(%(ids)s)
)
SELECT
    household_id, unit, programme, basis, new.verdict, new.is_provisional,
    new.monthly_total, new.category, new.route, new.klass, new.pending, new.failed,
    old.verdict AS from_verdict, old.monthly_total AS from_total, old.since AS from_since,
    old.pending AS from_pending, old.failed AS from_failed,
    (old.verdict, old.monthly_total) IS DISTINCT FROM (new.verdict, new.monthly_total)
        AS is_news
FROM new FULL JOIN old USING (household_id, unit, programme, basis)
WHERE (old.verdict, old.monthly_total, old.is_provisional, old.category, old.route,
       old.klass, old.pending::text[], old.failed::text[])
    IS DISTINCT FROM
      (new.verdict, new.monthly_total, new.is_provisional, new.category, new.route,
       new.klass, new.pending, new.failed)
"""

NEWS = """
SELECT household_id, unit, programme, basis, from_verdict, from_pending, from_failed,
       verdict, pending, failed
FROM changed_result WHERE is_news AND from_verdict IS NOT NULL
"""

WRITE = """
WITH written AS (
    INSERT INTO eligibility_result AS result (
        household_id, unit, programme, basis, verdict, is_provisional, monthly_total,
        category, route, klass, pending, failed, since
    )
    SELECT
        household_id, unit, programme, basis, verdict, is_provisional, monthly_total,
        category, route, klass, pending, failed, CASE WHEN is_news THEN %(on)s ELSE from_since END
    FROM changed_result WHERE verdict IS NOT NULL
    ON CONFLICT (household_id, unit, programme, basis) DO UPDATE SET
        verdict = excluded.verdict, is_provisional = excluded.is_provisional,
        monthly_total = excluded.monthly_total, category = excluded.category,
        route = excluded.route, klass = excluded.klass, pending = excluded.pending,
        failed = excluded.failed, since = excluded.since
), removed AS (
    DELETE FROM eligibility_result AS result USING changed_result AS changed
    WHERE changed.verdict IS NULL
      AND (result.household_id, result.unit, result.programme, result.basis)
        = (changed.household_id, changed.unit, changed.programme, changed.basis)
)
INSERT INTO eligibility_resultchange (
    household_id, unit, programme, basis, since, "on", at, cause, reason,
    from_verdict, to_verdict, from_total, to_total
)
SELECT
    household_id, unit, programme, basis, from_since, %(on)s, now(), told.cause, told.reason,
    from_verdict, coalesce(verdict, ''), from_total, monthly_total
FROM changed_result
JOIN jsonb_to_recordset(%(told)s::jsonb) AS told(
    household_id bigint, unit smallint, programme text, basis text, cause text, reason text
) USING (household_id, unit, programme, basis)
"""
