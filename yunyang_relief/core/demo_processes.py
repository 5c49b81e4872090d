"""The demo's child processes: the web server and the background worker."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from .errors import Refused

STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1


class Children:
    """A block of child processes: leaving it stops them, and the kernel does after kill -9 of us.

    Each leads a process group of its own, so that Ctrl-C reaches only the demo, which then stops
    them in order. Their output goes to `<directory>/<name>.log`.
    """

    def __init__(self, directory: Path, *, cwd: Path) -> None:
        self.directory = directory
        self.cwd = cwd
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def start(self, name: str, *arguments: str) -> None:
        """Run `python -m <arguments>`."""
        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", *arguments],
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - the demo has one thread
            )

    def check(self) -> None:
        """Refuse to go on when a child has ended by itself."""
        for name, process in self.running.items():
            if (code := process.poll()) is not None:
                tail = "\n".join(self.log(name).read_text(errors="replace").splitlines()[-20:])
                raise Refused("child-died", f"{name} 意外退出（代码 {code}），日志末尾：\n{tail}")

    def log(self, name: str) -> Path:
        return self.directory / f"{name}.log"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            # A task that outlasts this is lost here and taken up again from its row.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _die_with_parent() -> Callable[[], None] | None:
    """What makes Linux end a child with its parent; elsewhere a killed demo leaves them behind."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded here: between fork and exec only the call itself is safe
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
