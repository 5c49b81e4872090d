"""Keeps the migrated schema between runs, for migrating from nothing outlasts most tests.

A run whose migrations have been seen before loads their dump; migrate then finds nothing to do.
"""

import hashlib
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from yunyang_relief.embedded.cluster import server_programs

ROOT = Path(__file__).parents[1]


def dump_path() -> Path:
    """Where the dump for the present migrations and libraries is, or will be."""
    sources = [ROOT / "uv.lock", *sorted(ROOT.glob("[!.]*/**/migrations/*.py"))]
    digest = hashlib.sha256(str(server_programs()).encode())
    for source in sources:
        digest.update(source.read_bytes())
    return ROOT / f".pytest_cache/schema/{digest.hexdigest()[:16]}.sql"


def load(database: dict[str, Any], dump: Path) -> None:
    """Create the database of these Django settings from the dump."""
    with _connect(database, "postgres") as connection:
        connection.execute(f'CREATE DATABASE "{database["NAME"]}"')
    fill(database, dump)


def fill(database: dict[str, Any], dump: Path) -> None:
    """Load the dump into the empty database of these Django settings."""
    with _connect(database, database["NAME"]) as connection:
        connection.execute(dump.read_bytes())


def save(database: dict[str, Any], dump: Path) -> None:
    """Dump the freshly migrated database; a checkout that cannot be written to goes without."""
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
        [
            *(server_programs() / "pg_dump", "--host", database["HOST"], "--username"),
            *(database["USER"], "--no-owner", "--no-comments", "--inserts", database["NAME"]),
        ],
        capture_output=True,
        check=True,
    )
    # Lines that begin with a backslash are for psql alone.
    statements = [line for line in done.stdout.splitlines(True) if not line.startswith(b"\\")]
    with suppress(PermissionError):
        dump.parent.mkdir(parents=True, exist_ok=True)
        unfinished = dump.with_suffix(f".{database['NAME']}")
        unfinished.write_bytes(b"".join(statements))
        for older in dump.parent.glob("*.sql"):
            older.unlink(missing_ok=True)
        unfinished.rename(dump)


def _connect(database: dict[str, Any], name: str) -> psycopg.Connection:
    return psycopg.connect(
        host=database["HOST"], user=database["USER"], dbname=name, autocommit=True
    )
