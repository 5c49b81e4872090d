"""Fills the registry: communities' households in bulk, township by township."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Model

from households import models as registry
from households.actions.households import short_name
from yunyang_relief.core import audit
from yunyang_relief.core.models import Region, TimelineEntry
from yunyang_relief.core.request_context import acting

from .chance import Chance
from .communities import shares
from .homes import Home
from .people import IdNumbers
from .staff import Desk, Staff
from .visits import PROGRESS, Progress, Visit

# What refers to a row comes after it.
ORDER: tuple[type[Model], ...] = (
    registry.Person,
    registry.Household,
    registry.Residence,
    registry.Membership,
    registry.Circumstances,
    registry.Hardship,
    registry.Guarantee,
    registry.Condition,
    registry.Disability,
    registry.Illness,
    registry.Enrolment,
    registry.RuralRegistration,
    registry.Absence,
    registry.IncomeItem,
    registry.Asset,
    registry.Expenditure,
    registry.Obligor,
    registry.BankAccount,
    registry.Housing,
    registry.DoctorContract,
    registry.Orphanhood,
    registry.CareAssessment,
    registry.Placement,
    registry.JobRegistration,
    registry.HealthRecord,
    registry.HospitalStay,
    registry.JobOffer,
    registry.DisasterLoss,
    registry.Emergency,
    registry.Survey,
    registry.Survey.surveyors.through,
    TimelineEntry,
)
# The first round of the county's survey; what is not finished yet was begun lately.
ROUND_BEGAN = timedelta(days=390)
LATELY = timedelta(days=60)


def fill(
    chance: Chance,
    communities: dict[str, list[Region]],
    staff: Staff,
    *,
    households: int,
    last_day: date,
) -> None:
    """Make the households and save them; in the history each township's own staff did it."""
    id_numbers = IdNumbers(chance)
    townships = [desk.township for desk in staff.desks.values()]
    for code, number in shares(townships, households).items():
        desk = staff.desks[code]
        homes = [
            Home(
                chance,
                _visit(chance, desk, staff, chance.choice(communities[code]), last_day),
                f"{short_name(desk.township.name)}-{position:04}",
                id_numbers,
            )
            for position in range(1, number + 1)
        ]
        with acting(desk.caseworker.pk):
            _save(row for home in homes for row in home.furnish())
            audit.record(
                "fill_registry", desk.township, actor=desk.caseworker, after={"households": number}
            )


def _visit(chance: Chance, desk: Desk, staff: Staff, community: Region, last_day: date) -> Visit:
    progress = chance.pick(PROGRESS)
    began = ROUND_BEGAN if progress == Progress.VERIFIED else LATELY
    opened_on = chance.day(last_day - began, last_day - timedelta(days=12))
    visited_on = opened_on + timedelta(days=chance.randint(1, 11))
    return Visit(chance, desk, staff, community, progress, opened_on, visited_on, last_day)


def _save(rows: Iterable[Model]) -> None:
    """Insert rows of all kinds, one statement for each kind."""
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model in ORDER:
        model._default_manager.bulk_create(by_model.pop(model, []))
    assert not by_model
