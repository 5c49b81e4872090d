"""Document numbers: one series per township, kind and year, without gaps or doubles."""

from __future__ import annotations

from datetime import date

from django.db import connection

from households.actions.households import short_name
from yunyang_relief.core.models import Region

from .models import NumberSeries


def next_number(township: Region, kind: str, day: date, *, width: int = 1) -> str:
    """Take the next number, e.g. 双江低保〔2019〕0166号.

    The series' row stays locked until the caller's transaction ends: a second taker waits, and
    a rolled-back number is given again.
    """
    prefix = f"{short_name(township.name)}{kind}〔{day.year}〕"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {NumberSeries._meta.db_table} AS s (prefix, last) VALUES (%s, 1) "  # noqa: S608  # a table name of our own
            "ON CONFLICT (prefix) DO UPDATE SET last = s.last + 1 RETURNING last",
            [prefix],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}{last:0{width}d}号"
