"""The demo as a whole, started and ended in every way a visitor may choose."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from yunyang_relief.embedded.cluster import Cluster

READY = "请用浏览器打开"


class Demo:
    """Runs `manage.py demo` on a directory and port of its own."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        ours = ("YUNYANG_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        self.environment["YUNYANG_DATA"] = str(directory)
        self.command = [sys.executable, "manage.py", "demo", f"--port={port}", "--households=60"]
        self.cluster = Cluster(directory / "postgres")
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603 - this very checkout
            [*self.command, *options],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def start_and_wait(self) -> subprocess.Popen[str]:
        process = self.start()
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if READY in line:
                return process
        pytest.fail("".join(said))

    def kill_server(self) -> None:
        pid = (self.cluster.data / "postmaster.pid").read_text().splitlines()[0]
        os.kill(int(pid), signal.SIGKILL)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "demo")
    yield demo
    for process in demo.started:
        with process:  # waits, and closes its output
            process.kill()


@pytest.mark.long
def test_it_comes_back_after_kill_9_and_stops_on_ctrl_c(demo: Demo) -> None:
    killed = demo.start_and_wait()
    killed.kill()
    demo.kill_server()
    killed.communicate()

    stopped = demo.start_and_wait()
    stopped.send_signal(signal.SIGINT)
    said, _ = stopped.communicate(timeout=60)
    assert stopped.returncode == 0
    assert "已停止" in said
    assert not demo.cluster.is_running()

    checked = demo.start("--check")
    said, _ = checked.communicate(timeout=300)
    assert checked.returncode == 0, said
    assert not demo.cluster.is_running()
