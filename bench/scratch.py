"""A scratch PostgreSQL with the product's schema: made before Django starts, deleted at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database(directory: Path | None = None) -> Iterator[Path]:
    """Start Django on a database of its own; a named directory is kept for the next run.

    No server of anybody else is touched: the embedded one lives in the directory.
    """
    with tempfile.TemporaryDirectory(prefix="yunyang-bench-") as temporary:
        home = directory or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        start_django(home)
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connections

        from yunyang_relief.embedded.base import cluster_at

        try:
            call_command("migrate", verbosity=0)
            yield home
        finally:
            connections.close_all()
            cluster_at(settings.DATABASES["default"]["CLUSTER_HOME"]).release()


def start_django(home: Path) -> None:
    """Set Django up on the embedded database of a directory, whatever the environment names."""
    import django

    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    os.environ["YUNYANG_DATA"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yunyang_relief.settings"
    for folder in ("broker", "broker-control"):
        (home / folder).mkdir(exist_ok=True)
    django.setup()


def server_process() -> int:
    """The number of the process that answers Django's connection."""
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)
