"""`manage.py demo`: the whole system on this machine, for trying it out."""

import os
import signal
import socket
import sys
import time
import unicodedata
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection, connections

from yunyang_relief.core import demo_check, demo_environment
from yunyang_relief.core.demo_accounts import DEMO_ACCOUNTS
from yunyang_relief.core.demo_processes import Children
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region
from yunyang_relief.embedded import is_embedded
from yunyang_relief.embedded.cluster import Cluster, ClusterError

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The process that has set its own environment; exec keeps the number.
PREPARED = "YUNYANG_DEMO_PID"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2019-11-15 的样子") from None


class Command(BaseCommand):
    help = "启动演示：数据库、示例数据、网页和后台作业；按 Ctrl-C 全部停止"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="网页端口（默认 8000）")
        parser.add_argument(
            "--date", type=_date, default=date(2019, 11, 15), help="业务日期（默认 2019-11-15）"
        )
        parser.add_argument("--households", type=int, default=2000, help="示例户数（默认 2000）")
        parser.add_argument("--fresh", action="store_true", help="删除上次的演示数据，从头开始")
        parser.add_argument(
            "--check", action="store_true", help="启动后以每个演示账号各看一遍，报告所见，然后退出"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if os.environ.get(PREPARED) != str(os.getpid()):
                self.prepare(fresh=options["fresh"], port=options["port"], today=options["date"])
            self.run(**options)
        except (Refused, ClusterError) as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"数据库不能用，请检查 DATABASE_URL：{error}") from error
        except PermissionError as error:
            raise CommandError(
                f"没有权限使用 {error.filename}，它可能由另一个用户建立。"
                "请换用那个用户，或用 YUNYANG_DATA 另指一个目录。"
            ) from error
        except KeyboardInterrupt:
            self.say(f"已停止，数据留在 {settings.DATA_DIR}")

    def prepare(self, *, fresh: bool, port: int, today: date) -> None:
        """Check what can be checked, then begin again with the environment of the demo."""
        _require_free(port)
        directory = Path(settings.DATA_DIR).absolute()
        if fresh:
            self.delete_data(directory)
        demo_environment.prepare_directory(directory)
        environment = demo_environment.environment(directory, today)
        environment[PREPARED] = str(os.getpid())
        os.execve(sys.executable, sys.orig_argv, environment)  # noqa: S606 - this very command

    def delete_data(self, directory: Path) -> None:
        name = settings.DATABASES["default"]["NAME"]
        if is_embedded(settings):
            demo_environment.require_ours(directory)
            Cluster(Path(settings.DATABASES["default"]["CLUSTER_HOME"])).destroy()
        elif "demo" in name:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            connections.close_all()
        else:
            raise Refused("not-ours", f"DATABASE_URL 的数据库 {name} 名称里没有 demo，不敢清空。")
        demo_environment.delete_directory(directory)

    def run(self, *, port: int, households: int, check: bool, **_: Any) -> None:
        for number in STOP_SIGNALS:
            signal.signal(number, self.interrupt)
        site = f"http://{HOST}:{port}"
        self.prepare_database(households)
        with Children(settings.DATA_DIR, cwd=settings.BASE_DIR) as children:
            with self.step("启动网页 web"):
                _start_web(children, port)
                _await(lambda: demo_check.is_up(site), "web", children)
            _start_worker(children)
            if check:
                with self.step("启动后台作业 worker"):
                    _await(demo_check.worker_answers, "worker", children)
                return self.report(demo_check.look_round(site))
            self.introduce(site)
            while True:
                children.check()
                time.sleep(0.5)

    def prepare_database(self, households: int) -> None:
        if is_embedded(settings):
            with self.step("启动数据库 PostgreSQL（仅供演示：断电可能丢数据 demo only）"):
                connection.ensure_connection()
        with self.step("建表 migrate"):
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
        with self.step("装入示例数据 seed_demo"):
            call_command("seed_demo", households=households)
        with self.step("核算全部住户 recompute"):
            call_command("recompute")
        connections.close_all()

    def introduce(self, site: str) -> None:
        rows = [("账号", "密码", "岗位", "区域")]
        regions = Region.objects.in_bulk([account.region for account in DEMO_ACCOUNTS])
        connections.close_all()
        rows += [(a.username, a.password, a.post, regions[a.region].name) for a in DEMO_ACCOUNTS]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = zip(row, widths, strict=True)
            padded = (text + " " * (width - _width(text)) for text, width in cells)
            self.say("  ".join(padded).rstrip())
        self.say(f"\n业务日期 {settings.BUSINESS_DATE}，请用浏览器打开 {site}/ ，按 Ctrl-C 停止。")

    def report(self, pages: Iterator[demo_check.Seen]) -> None:
        """Print what was seen; raise CommandError (exit code 1) when a page was not right."""
        problems = 0
        for page in pages:
            problems += bool(page.problem)
            self.say(
                f"{page.problem or '正常'}  {page.status}  {page.rows:4} 行  {page.seconds:5.2f} 秒"
                f"  {page.who}  {page.path}"
            )
        if problems:
            raise CommandError(f"有 {problems} 处不对，日志在 {settings.DATA_DIR}")

    def interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """Turn the first signal into a clean stop; `uv run` may pass on a second one."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self.say("\n正在停止 …")
        raise KeyboardInterrupt

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        started = time.monotonic()
        self.stdout.write(f"{label} … ", ending="")
        self.stdout.flush()
        try:
            yield
        except BaseException:
            self.say("未完成")
            raise
        self.say(f"{time.monotonic() - started:.1f} 秒")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _start_web(children: Children, port: int) -> None:
    children.start(
        "web",
        *("gunicorn", "yunyang_relief.wsgi", f"--bind={HOST}:{port}", "--no-control-socket"),
        *("--workers=2", "--worker-class=gthread", "--threads=4", "--graceful-timeout=5"),
        "--preload",
    )


def _start_worker(children: Children) -> None:
    schedule = settings.DATA_DIR / "beat-schedule"
    for old in settings.DATA_DIR.glob("beat-schedule*"):  # half-written after kill -9
        old.unlink()
    children.start(
        "worker",
        *("celery", "--app=yunyang_relief", "worker", "--beat", f"--schedule={schedule}"),
        *("--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle"),
    )


def _await(is_ready: Callable[[], bool], name: str, children: Children) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        children.check()
        if time.monotonic() > deadline:
            raise Refused(
                "not-up", f"{START_SECONDS} 秒内 {name} 没有就绪，请看日志 {children.log(name)}"
            )
        time.sleep(0.2)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Refused(
                "port-busy",
                f"端口 {port} 不能用（{error.strerror}）。若是另一个演示在运行，请先停止它；"
                "或用 --port 换一个端口。",
            ) from error


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
