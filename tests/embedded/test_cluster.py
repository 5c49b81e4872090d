"""The embedded server on real processes: started, shared, killed, recovered."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from yunyang_relief.embedded.cluster import (
    DATABASE,
    ROLE,
    Cluster,
    ClusterError,
    server_programs,
)

USE_UNTIL_STDIN_CLOSES = """
import sys
from pathlib import Path
from yunyang_relief.embedded.cluster import Cluster
Cluster(Path(sys.argv[1])).ensure_running()
print("running", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "postgres")
    yield cluster
    cluster.destroy()


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(host=str(cluster.socket_dir), user=ROLE, dbname=DATABASE)


def value(cluster: Cluster, query: str) -> object:
    with connect(cluster) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


def kill_server(cluster: Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    while cluster.is_running():
        time.sleep(0.01)


def another_user(cluster: Cluster) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", USE_UNTIL_STDIN_CLOSES, str(cluster.home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_making_a_handle_starts_nothing(cluster: Cluster) -> None:
    assert not cluster.is_running()
    assert not cluster.home.exists()


def test_chinese_text_has_trigrams(cluster: Cluster) -> None:
    cluster.ensure_running()
    with connect(cluster) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    assert value(cluster, "SELECT array_length(show_trgm('张三丰'), 1)") == 4
    assert value(cluster, "SHOW server_encoding") == "UTF8"


def test_the_role_is_no_superuser(cluster: Cluster) -> None:
    cluster.ensure_running()
    assert value(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_committed_rows_survive_kill_9_of_the_server(cluster: Cluster) -> None:
    cluster.ensure_running()
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with closing(connect(cluster)):
        kill_server(cluster)
        cluster.ensure_running()
    assert value(cluster, "SELECT answer FROM kept") == 42


def test_a_pid_file_naming_a_stranger_is_ignored(cluster: Cluster) -> None:
    cluster.ensure_running()
    cluster.release()
    (cluster.data / "postmaster.pid").write_text(f"{os.getppid()}\n{cluster.data}\n")
    cluster.ensure_running()
    assert value(cluster, "SELECT 1") == 1


def test_a_half_made_data_directory_is_made_again(cluster: Cluster) -> None:
    unfinished = cluster.home / "data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    cluster.ensure_running()
    assert value(cluster, "SELECT current_database()") == DATABASE


@pytest.mark.parametrize("name", ["很 长's, 目录", "x" * 120])
def test_any_directory_name_will_do(tmp_path: Path, name: str) -> None:
    cluster = Cluster(tmp_path / name)
    cluster.ensure_running()
    assert value(cluster, "SELECT 1") == 1
    assert cluster.socket_dir != cluster.home
    cluster.destroy()
    assert not cluster.socket_dir.exists()


def test_processes_that_start_together_share_one_server_and_the_last_stops_it(
    cluster: Cluster,
) -> None:
    first, second = another_user(cluster), another_user(cluster)
    assert first.stdout
    assert second.stdout
    assert first.stdout.readline() == second.stdout.readline() == "running\n"
    started = value(cluster, "SELECT pg_postmaster_start_time()")

    first.communicate()
    assert value(cluster, "SELECT pg_postmaster_start_time()") == started
    with pytest.raises(ClusterError, match="另一个进程"):
        cluster.destroy()

    second.communicate()
    assert not cluster.is_running()


def test_a_server_left_by_a_killed_process_is_joined_and_then_stopped(
    cluster: Cluster,
) -> None:
    killed = another_user(cluster)
    assert killed.stdout
    killed.stdout.readline()
    started = value(cluster, "SELECT pg_postmaster_start_time()")
    killed.kill()
    killed.communicate()
    assert cluster.is_running()

    cluster.ensure_running()
    assert value(cluster, "SELECT pg_postmaster_start_time()") == started
    assert cluster.release()
    assert not cluster.is_running()


def test_the_system_server_serves_when_pgbin_names_it(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb"))
    if not installed:
        pytest.skip("no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql")
    monkeypatch.setenv("PGBIN", str(installed[0].parent))
    cluster.ensure_running()
    major = int(installed[0].parts[-3])
    assert value(cluster, "SELECT current_setting('server_version_num')::int / 10000") == major


def test_missing_programs_say_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGBIN", "/nonexistent")
    with pytest.raises(ClusterError, match="uv sync"):
        server_programs()
