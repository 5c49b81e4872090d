"""Work out the results of all households, or of those whose facts changed, here and now."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eligibility.actions import start_recompute
from eligibility.enums import Cause
from yunyang_relief.core import jobs
from yunyang_relief.core.models import Job, Region


class Command(BaseCommand):
    help = "重新核算住户的资格与金额：--all 全部（默认），--dirty 只算有变动的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="全部住户（默认）")
        which.add_argument("--dirty", action="store_true", help="只算登记事实有变动的住户")
        parser.add_argument("--region", metavar="CODE", help="只算这一区划（县、乡镇或村、社区）")

    def handle(self, *args: Any, **options: Any) -> None:
        region = None
        if options["region"]:
            region = Region.objects.filter(code=options["region"]).first()
            if region is None:
                raise CommandError(f"没有区划 {options['region']}，请核对区划代码")
        started = time.perf_counter()
        job = start_recompute(
            cause=Cause.FACTS if options["dirty"] else Cause.REVIEW, region=region
        )
        jobs.work_on(job.pk)
        job.refresh_from_db()
        if job.state != Job.State.DONE:
            raise CommandError(f"没有算完（{job.get_state_display()}）：{job.error}")
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"已核算 {job.result['households']} 户，结果变动 {job.result['changes']} 项，"
            f"用时 {seconds:.1f} 秒"
        )
