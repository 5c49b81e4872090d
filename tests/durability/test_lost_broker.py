"""Redis killed with all its messages: jobs are rows, so beat finds them and they are done once."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.durability.conftest import OpenSite
from tests.durability.sites import Site, kill

INSTALL = "apt-get install -y --no-install-recommends redis-server"
FAMILIES = 25
# Registers families and starts a job over all there are, whatever becomes of the message.
START = """
from datetime import date
from eligibility import actions
from eligibility.enums import Cause
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from tests.people import make_region
make_region("500235", "云阳县")
make_region("500235001", "双江街道")
community = make_region("500235001901", "演示社区")
families = Families(seed=5)
for _ in range(int(sys.argv[1])):
    register(families.record(date(2019, 11, 15)), community)
say(actions.start_recompute(cause=Cause.REVIEW).pk)
"""


class Redis:
    """A Redis of this test alone, which keeps nothing on disk."""

    def __init__(self, site: Site, port: int) -> None:
        self.site, self.port = site, port
        self.start()

    def start(self) -> None:
        options = ("--port", str(self.port), "--save", "", "--appendonly", "no")
        self.process = self.site.start("redis-server", "--bind", "127.0.0.1", *options)
        deadline = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < deadline, "Redis does not come up"
            time.sleep(0.05)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def start_job(site: Site, *, families: int = 0) -> str:
    """Start a job in a process of its own, for so many families more; return its number."""
    starter = site.run(START, str(families))
    said, _ = starter.communicate(timeout=60)
    assert starter.returncode == 0, said
    return said.split()[-1]


def start_worker(site: Site, directory: Path) -> subprocess.Popen[str]:
    """The product's worker with beat, as the demo starts it."""
    schedule = f"--schedule={directory / 'beat'}"
    command = ("celery", "--app=yunyang_relief", "worker", "--beat", schedule, "--concurrency=1")
    return site.start(sys.executable, "-m", *command, "--loglevel=ERROR")


def wait_until_done(site: Site, job: str) -> None:
    deadline = time.monotonic() + 90
    while site.ask(f"SELECT state FROM core_job WHERE id = {job}") != [("done",)]:  # noqa: S608 - a number
        assert time.monotonic() < deadline, "nobody takes the job up"
        time.sleep(0.2)


def test_a_job_whose_message_is_lost_is_done_once(open_site: OpenSite, tmp_path: Path) -> None:
    if not shutil.which("redis-server"):
        pytest.skip(f"no Redis: {INSTALL}")
    port = free_port()
    site = open_site(REDIS_URL=f"redis://127.0.0.1:{port}/0", YUNYANG_TODAY="2019-11-15")
    redis = Redis(site, port)
    lost = start_job(site, families=FAMILIES)
    kill(redis.process)  # its message was in there and nowhere else
    never_sent = start_job(site)

    redis.start()
    start_worker(site, tmp_path)
    wait_until_done(site, lost)
    wait_until_done(site, never_sent)

    assert site.ask("SELECT DISTINCT state, attempts FROM core_jobchunk") == [("done", 1)]
    assert site.ask("SELECT total, done FROM core_job") == [(FAMILIES, FAMILIES)] * 2
    assert site.ask("SELECT count(DISTINCT household_id) FROM eligibility_result") == [(FAMILIES,)]
