"""Work past decisions out again: the same to the fen, or exactly what differs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assistance.replaying import Outcome, replay_all, stored_decisions


class Command(BaseCommand):
    help = "按存档的事实和参数重算已作的决定；有差异的逐项列出，退出码为 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="全部有存档的决定")
        which.add_argument("--case", metavar="N", help="只重算这一件，写案号或编号")

    def handle(self, *args: Any, **options: Any) -> None:
        decisions = stored_decisions()
        if wanted := options["case"]:
            by = {"case__pk": wanted} if wanted.isdigit() else {"case__number": wanted}
            decisions = decisions.filter(**by)
            if not decisions.exists():
                raise CommandError(f"没有案件 {wanted}，或它没有作过有存档的决定，请核对案号")
        counts = {"same": 0, "changed_rule": 0, "different": 0}
        for outcome in replay_all(decisions):
            counts["same" if outcome.is_same else "different"] += 1
            if not outcome.is_same:
                self._tell(outcome)
            elif outcome.replay and not outcome.replay.is_same_rule:
                counts["changed_rule"] += 1
        self.stdout.write(
            f"重算 {counts['same'] + counts['different']} 件：一致 {counts['same']} 件"
            f"（其中规则程序已有改动、结果不变 {counts['changed_rule']} 件），"
            f"不一致 {counts['different']} 件"
        )
        if counts["different"]:
            sys.exit(1)

    def _tell(self, outcome: Outcome) -> None:
        self.stdout.write(f"{outcome.decision.case.number} 不一致：")
        for difference in outcome.differences:
            line = f"  {difference.what}：原 {difference.then}，现 {difference.now}"
            self.stdout.write(line)
