"""The whole of the demo's data, in the order in which it is made."""

from __future__ import annotations

from datetime import date

from django.core.management import call_command
from django.db import connection, transaction

from assistance.actions import extend_entitlements, refresh_deadlines
from eligibility.actions import recompute
from eligibility.enums import Cause
from households.models import Household
from yunyang_relief.core import clock, flags
from yunyang_relief.core.access import Department

from . import bureaus, cases, pairs, payments, registry
from .chance import Chance
from .communities import make_communities
from .diary import Diary
from .staff import open_accounts

# The day up to which the demo's story is told.
LAST_DAY = date(2019, 11, 15)


@transaction.atomic
def seed(*, households: int, seed: int) -> None:
    """Make everything or, when anything fails, nothing."""
    chance = Chance(seed)
    call_command("loaddata", "regions", verbosity=0)
    with clock.on(LAST_DAY):
        communities = make_communities()
        staff = open_accounts(chance)
        registry.fill(chance, communities, staff, households=households, last_day=LAST_DAY)
        _learn_sizes()
        diary = Diary(LAST_DAY)
        desks = cases.begin(chance, staff, diary)
        payments.pay(desks, staff.bureaus[Department.FINANCE], diary)
        diary.run()
        extend_entitlements(LAST_DAY)
        bureaus.work(staff)
        ids = Household.objects.values_list("pk", flat=True)
        recompute(ids, on=LAST_DAY, cause=Cause.FACTS)
        pairs.pair_up(chance, desks)
    refresh_deadlines(clock.today())
    flags.refresh(clock.today())


def _learn_sizes() -> None:
    """Let the planner know how much there is now; it does not look inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
