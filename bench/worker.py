"""A worker process of its own: works on the jobs it is told, and says how long each took.

    python -m bench.worker DIRECTORY

Reads one job number a line, answers with wall seconds, CPU seconds (its own and its
database connection's) and its largest memory in MB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.scratch import server_process, start_django
from bench.timing import Time, timed


@dataclass(frozen=True)
class Report:
    """What a worker says of one job."""

    time: Time
    megabytes: float


class Worker:
    """The other end: starts the process, hands it jobs."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "bench.worker", str(home)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def start(self, job_id: int) -> None:
        """Set it to work; `report` waits for the end."""
        assert self.process.stdin
        self.process.stdin.write(f"{job_id}\n")
        self.process.stdin.flush()

    def report(self) -> Report:
        wall, cpu, megabytes = map(float, self._answer().split())
        return Report(Time(wall, cpu), megabytes)

    def _answer(self) -> str:
        assert self.process.stdout
        if line := self.process.stdout.readline():
            return line
        raise RuntimeError("the worker ended; its message stands above")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def serve(home: Path) -> None:
    """Answer until nobody asks any more."""
    start_django(home)
    from yunyang_relief.core import jobs

    server = server_process()
    print("ready", flush=True)
    for line in sys.stdin:
        job_id = int(line)
        time = timed(lambda: jobs.work_on(job_id), server=server)  # noqa: B023 - called at once
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(time.wall, time.cpu, kilobytes / 1024, flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
