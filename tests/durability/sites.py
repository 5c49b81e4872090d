"""The product in processes of its own over data of its own: what a drill kills and starts again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests import schema_cache
from yunyang_relief.embedded import database_settings
from yunyang_relief.embedded.cluster import Cluster

# Below this a drill's program is ready for work; it says in a line what it has done.
PREAMBLE = """
import sys, django
django.setup()
def say(*words): print(*words, flush=True)
"""


class Site:
    """A database, a broker and files under one directory, and the programs that use them."""

    def __init__(self, directory: Path, **environment: str) -> None:
        ours = ("YUNYANG_", "DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        self.environment |= {
            "YUNYANG_DATA": str(directory),
            "DJANGO_SETTINGS_MODULE": "yunyang_relief.settings",
            **environment,
        }
        for name in ("broker", "broker-control"):
            (directory / name).mkdir(parents=True)
        self.database = database_settings(directory)
        self.cluster = Cluster(Path(self.database["CLUSTER_HOME"]))
        self.cluster.ensure_running()
        self.running: list[subprocess.Popen[str]] = []
        self._make_tables()

    def _make_tables(self) -> None:
        if (dump := schema_cache.dump_path()).exists():
            schema_cache.fill(self.database, dump)
        else:
            said, _ = self.start(sys.executable, "manage.py", "migrate").communicate()
            assert self.running.pop().returncode == 0, said

    def run(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a program, which stands below the preamble."""
        return self.start(sys.executable, "-c", PREAMBLE + program, *arguments)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a command in a process group of its own."""
        process = subprocess.Popen(  # noqa: S603 - this interpreter, or a server of this machine
            command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.running.append(process)
        return process

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the database, read from outside."""
        self.cluster.ensure_running()
        with psycopg.connect(
            host=self.database["HOST"], user=self.database["USER"], dbname=self.database["NAME"]
        ) as connection:
            return connection.execute(query).fetchall()

    def kill_database(self) -> None:
        """Kill -9 the server and all that belongs to it, at whatever they are."""
        server = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for pid in (server, *map(int, children)):
            os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """End everything that is still running."""
        for process in self.running:
            kill(process)
        deadline = time.monotonic() + 20
        while not self.cluster.release():  # orphans need a moment to go
            assert time.monotonic() < deadline, "something still uses the database"
            time.sleep(0.1)
        self.cluster.destroy()


def kill(process: subprocess.Popen[str]) -> None:
    """Kill -9 a process and its children, if there is anything left of them."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    with process:  # waits, and closes its output
        pass
