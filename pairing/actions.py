"""Writes of pairing. Each is one transaction with its audit row and its line in the timeline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from households.models import Household
from yunyang_relief.core import audit, clock, flags
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.timeline import tell

from .enums import PairRole, UnitKind
from .models import Helper, Pair, Unit, Visit

if TYPE_CHECKING:
    from yunyang_relief.core.models import Region, User

UNPAIRED = "unpaired"
UNVISITED = "unvisited"


@transaction.atomic
def register_unit(*, name: str, kind: str, region: Region, actor: User) -> Unit:
    """Register a helping unit; one already there is refused by name."""
    if Unit.objects.filter(region=region, name=name).exists():
        raise Refused("unit-known", f"“{name}”已登记，请在责任人页面直接选用")
    unit = Unit.objects.create(name=name, kind=UnitKind(kind), region=region)
    audit.record("register_unit", unit, actor=actor, after=audit.snapshot(unit))
    return unit


@transaction.atomic
def register_helper(helper: Helper, *, actor: User) -> Helper:
    """Register a helper that a form has filled in and checked; a second entry is refused."""
    same = Helper.objects.filter(unit=helper.unit, name=helper.name, post=helper.post)
    if same.filter(retired_on=None).exists():
        raise Refused("helper-known", f"{helper}已登记，请直接选用")
    helper.save()
    audit.record("register_helper", helper, actor=actor, after=audit.snapshot(helper))
    return helper


@transaction.atomic
def retire_helper(helper: Helper, *, actor: User) -> None:
    """Offer a helper no longer; refused while households still depend on them."""
    helper = Helper.objects.select_for_update().get(pk=helper.pk)
    held = Pair.objects.lasting_from(clock.today()).filter(helper=helper).count()
    if held:
        raise Refused(
            "helper-busy", f"{helper.name}还有 {held} 户在结对，请先逐户结束或改派，再停用"
        )
    if helper.retired_on:
        return
    helper.retired_on = clock.today()
    helper.save(update_fields=["retired_on"])
    audit.record("retire_helper", helper, actor=actor, after={"retired_on": helper.retired_on})


@transaction.atomic
def assign_pair(  # the fields of a pair
    household: Household,
    *,
    helper: Helper,
    role: str,
    since: date,
    measures: str = "",
    actor: User,
) -> Pair:
    """Let a helper answer for a household from a day on; raise Refused when that cannot be."""
    household = _locked(household)
    helper = Helper.objects.select_for_update().select_related("unit").get(pk=helper.pk)
    _check_assignment(household, helper, role, since)
    pair = Pair.objects.create(
        household=household,
        helper=helper,
        role=PairRole(role),
        since=since,
        measures=measures,
        made_by=actor,
    )
    audit.record("assign_pair", pair, actor=actor, after=audit.snapshot(pair))
    tell(
        household.uid,
        f"{helper}结对帮扶，{pair.get_role_display()}",
        actor=actor,
        detail=measures,
        icon="heart-handshake",
        happened_on=since,
    )
    _refresh_flag()
    return pair


def _locked(household: Household) -> Household:
    """Read the household under lock: two people assigning at once take turns."""
    return Household.objects.select_for_update().get(pk=household.pk)


def _check_assignment(household: Household, helper: Helper, role: str, since: date) -> None:
    if household.closed_on:
        raise Refused("household-closed", "该户已销户，不能再安排帮扶责任人")
    if since > clock.today():
        raise Refused("pair-in-future", "结对日期不能晚于今天，请填写实际结对的日期")
    if helper.retired_on or not household.region_id.startswith(helper.region_id):
        raise Refused(
            "helper-elsewhere", f"{helper.name}已停用或不联系该户所在社区，请另选一名责任人"
        )
    pairs = Pair.objects.lasting_from(since).filter(household=household)
    if pairs.filter(helper=helper).exists():
        raise Refused("pair-known", f"{helper.name}这段时间已与该户结对，不用重复安排")
    main = pairs.main().select_related("helper").first() if role == PairRole.MAIN else None
    if main:
        raise Refused(
            "pair-has-main",
            f"该户已有主责帮扶责任人{main.helper.name}（{main.since} 起）。"
            "要换人的，请先结束其结对；要增加人手的，分工选“协助”",
        )


@transaction.atomic
def end_pair(pair: Pair, *, until: date, reason: str, actor: User) -> None:
    """End a pair; `until` is the first day the helper no longer answers for the household."""
    household = _locked(pair.household)
    pair = Pair.objects.select_for_update(of=("self",)).select_related("helper").get(pk=pair.pk)
    if pair.until:
        raise Refused("pair-ended", f"该结对已于 {pair.until} 结束，不能再次结束")
    if not pair.since <= until <= clock.today():
        raise Refused("pair-end-date", f"结束日期应在结对日期 {pair.since} 与今天之间，请重新填写")
    pair.until, pair.end_reason = until, reason
    pair.save(update_fields=["until", "end_reason"])
    audit.record("end_pair", pair, actor=actor, reason=reason, after={"until": until})
    tell(
        household.uid,
        f"{pair.helper.name}结束结对帮扶",
        actor=actor,
        detail=reason,
        icon="heart-handshake",
        happened_on=until,
    )
    _refresh_flag()


@transaction.atomic
def record_visit(visit: Visit, *, actor: User) -> Visit:
    """Keep a visit that a form has filled in and checked."""
    _locked(visit.household)
    visit.recorded_by = actor
    visit.save()
    audit.record("record_visit", visit, actor=actor, after=audit.snapshot(visit))
    tell(
        visit.household.uid,
        f"{visit.get_kind_display()}：{visit.visitors}",
        actor=actor,
        detail="；".join(filter(None, (visit.situation, visit.requests, visit.handled))),
        icon="heart-handshake",
        happened_on=visit.visited_on,
    )
    flags.refresh(clock.today(), kinds=(UNVISITED,))
    return visit


def _refresh_flag() -> None:
    """Let the warning follow at once instead of with the next sweep."""
    flags.refresh(clock.today(), kinds=(UNPAIRED,))
