"""What `manage.py demo` promises about its directory, its keys, its port and its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from yunyang_relief.core import demo_environment
from yunyang_relief.core.demo_processes import Children
from yunyang_relief.core.errors import Refused

DAY = date(2019, 11, 15)
PARENT_OF_A_SERVER = """
import sys
from pathlib import Path
from yunyang_relief.core.demo_processes import Children
with Children(Path(sys.argv[1]), cwd=Path(sys.argv[1])) as children:
    children.start("web", "http.server", "--bind=127.0.0.1", "0")
    print(children.running["web"].pid, flush=True)
    sys.stdin.read()
"""


def is_alive(pid: int) -> bool:
    """A zombie, which nobody has buried yet, has no command line any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_directory_with_foreign_files_is_used_but_never_deleted(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    demo_environment.prepare_directory(tmp_path)
    with pytest.raises(Refused, match="不敢删除"):
        demo_environment.delete_directory(tmp_path)
    assert (tmp_path / "thesis.docx").exists()


def test_a_directory_of_the_demo_is_deleted_with_its_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "demo"
    demo_environment.prepare_directory(directory)
    demo_environment.environment(directory, DAY)
    for line in (directory / "secrets.env").read_text().splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    monkeypatch.setenv("SECRET_KEY", "the caller's own")

    demo_environment.delete_directory(directory)

    assert not directory.exists()
    assert "YUNYANG_FIELD_KEYS" not in os.environ
    assert os.environ["SECRET_KEY"] == "the caller's own"


def test_keys_are_made_once_and_are_private(tmp_path: Path) -> None:
    keys = tmp_path / "secrets.env"
    environment = demo_environment.environment(tmp_path, DAY)
    first = keys.read_text()
    demo_environment.environment(tmp_path, DAY)

    assert keys.read_text() == first
    assert keys.stat().st_mode & 0o777 == 0o600
    assert {line.split("=")[0] for line in first.splitlines()} == {
        "SECRET_KEY",
        "YUNYANG_FIELD_KEYS",
        "YUNYANG_INDEX_KEY",
    }
    assert environment["YUNYANG_TODAY"] == "2019-11-15"


def test_a_busy_port_is_refused_before_anything_is_touched() -> None:
    before = set(settings.DATA_DIR.iterdir())
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {port} 不能用.*--port"):
            call_command("demo", port=port)
    assert set(settings.DATA_DIR.iterdir()) == before


def test_a_date_that_is_none_is_explained() -> None:
    with pytest.raises(CommandError, match="请写成 2019-11-15 的样子"):
        call_command("demo", "--date=2019-13-45")


def test_a_child_that_ends_is_reported_with_its_last_words_and_the_others_stop(
    tmp_path: Path,
) -> None:
    with Children(tmp_path, cwd=tmp_path) as children:
        children.start("web", "http.server", "--bind=127.0.0.1", "0")
        children.start("worker", "no_such_module")
        children.running["worker"].wait()
        with pytest.raises(Refused, match="No module named no_such_module"):
            children.check()
    assert children.running["web"].poll() == -signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_children_end_with_a_killed_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", PARENT_OF_A_SERVER, str(tmp_path)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.communicate()
    wait_until(lambda: not is_alive(child))
