"""`manage.py seed_demo`: data for the demo."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from households.models import Household
from reports.demo import seeding


class Command(BaseCommand):
    help = "生成演示数据：区划、账号、住户、案件、待遇、结对；已有住户时什么也不做"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=2000, help="户数（默认 2000）")
        parser.add_argument(
            "--seed", type=int, default=20190222, help="随机数种子：同样的种子生成同样的数据"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("这是正式环境，不能装入演示数据")
        if Household.objects.exists():
            return
        seeding.seed(households=options["households"], seed=options["seed"])
