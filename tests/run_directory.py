"""The directory of one test run: its PostgreSQL, files and queue; made at the start, then deleted.

Every run has its own, so that runs side by side never meet. xdist's workers inherit the
controller's.
"""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB
from pathlib import Path
from typing import IO

from yunyang_relief.embedded.cluster import Cluster, lock

_PREFIX = "yunyang-tests-"
_LOCK = "run.lock"
_WORKERS_END_SECONDS = 20
_held: list[IO[str]] = []


def is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def make() -> Path:
    """Make this run's directory, and delete those of runs that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        if left.stat().st_uid == os.geteuid():
            with suppress(BlockingIOError), lock(left, LOCK_EX | LOCK_NB):
                _delete(left.parent)
    directory = Path(tempfile.mkdtemp(prefix=_PREFIX))
    _held.append(lock(directory / _LOCK, LOCK_EX))
    (directory / "broker").mkdir()
    (directory / "broker-control").mkdir()
    return directory


def remove(directory: Path) -> None:
    """Stop the run's server and delete its directory, once the last worker has let go."""
    deadline = time.monotonic() + _WORKERS_END_SECONDS
    while not _delete(directory) and time.monotonic() < deadline:
        time.sleep(0.1)
    _held.pop().close()


def _delete(directory: Path) -> bool:
    unused = Cluster(directory / "postgres").release()
    if unused:
        shutil.rmtree(directory)
    return unused
