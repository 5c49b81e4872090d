"""Opening a case, moving it, and keeping its clocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from households.models import Household, Person
from yunyang_relief.core import clock
from yunyang_relief.core.access import Resource, Verb
from yunyang_relief.core.calendar import WorkingCalendar
from yunyang_relief.core.errors import Refused, Stale
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.scoping import scope_of

from .. import queries
from ..deadlines import clock_of
from ..dossier import Dossier
from ..enums import RUNNING, Programme
from ..models import Case, Step
from ..numbering import next_number
from ..procedure import Procedure, procedure_on
from ..workflow import Transition, is_theirs_to_take, option_for, transition_of
from .effects import EFFECTS
from .work import Work

BATCH = 500


@transaction.atomic
def open_case(
    household: Household,
    *,
    programme: str = Programme.DIBAO,
    applicant: Person,
    applied_on: date,
    papers: Iterable[str] = (),
    signed: Iterable[Person] = (),
    unit: int = 0,
    actor: User,
) -> Case:
    """Register an application: the case, its number, the papers that came with it.

    `signed` are the members whose 核查授权书 is in hand. Raises Refused when the survey is not
    complete, the household already has an open case or a running award, or the date cannot be.
    """
    case = Case(
        household=household,
        programme=programme,
        unit=unit,
        applicant=applicant,
        applied_on=applied_on,
    )
    data = {"papers": list(papers), "signed": list(signed)}
    return _open(case, "apply", data=data, actor=actor)


@transaction.atomic
def open_directly(
    household: Household,
    *,
    programme: str,
    data: dict[str, Any],
    note: str = "",
    actor: User,
) -> Case:
    """Let the county's office take a household up by itself and say what it should get.

    `data` as the step "open_directly" reads it: the amount its official saw. Raises Refused.
    """
    if household.head is None:
        raise Refused("no-head", "该户没有户主，请乡镇先在住户档案中补上")
    case = Case(
        household=household,
        programme=programme,
        applicant=household.head,
        applied_on=clock.today(),
    )
    return _open(case, "open_directly", data=data, note=note, actor=actor)


def _open(case: Case, code: str, *, data: dict[str, Any], note: str = "", actor: User) -> Case:
    """Number and save a case with its first step."""
    programme, today = Programme(case.programme), clock.today()
    transition = transition_of(programme, code)
    _guard_role(transition, procedure_on(programme, today), actor)
    case.household = household = _locked_household(case.household, actor)
    _guard_application(household, programme, case.unit, case.applied_on, case.applicant)
    township = Region.objects.get(pk=household.region.township_code)
    case.number = next_number(township, programme.short, today, width=4)
    case.region = household.region
    case.opened_by = case.caseworker = actor
    dossier = Dossier(case, today)
    if lacking := list(filter(None, (need.lacking(dossier) for need in transition.needs))):
        raise Refused("not-now", "；".join(lacking))
    work = Work(dossier, transition, actor, data, note.strip())
    EFFECTS[code](work)
    work.write()
    return case


@transaction.atomic
def open_cases(
    household: Household,
    programmes: Sequence[Programme],
    *,
    relative: dict[str, Any] | None = None,
    actor: User,
    **application: Any,
) -> list[Case]:
    """Register one application for several programmes: a case for each (一次申请、分类审核).

    `relative` is the declaration of a near relative, see the step; `application` as open_case
    takes it. Raises Refused, see open_case; then nothing is registered.
    """
    cases = []
    for programme in programmes:
        case = open_case(household, programme=programme, actor=actor, **application)
        if relative is not None:
            case = advance(
                case, "declare_near_relative", actor=actor, version=case.version, data=relative
            )
        cases.append(case)
    return cases


def _locked_household(household: Household, actor: User) -> Household:
    # An office that handles cases sees no registry; whoever handles cases here may open one.
    rows = Household.objects.filter(scope_of(actor, Resource.CASE, "region_id"))
    rows = rows.select_for_update(of=("self",)).select_related("region", "head")
    found: Household | None = rows.filter(pk=household.pk).first()
    if found is None:
        raise Refused("not-found", "没有这一户，或它不在您的辖区")
    return found


def _guard_application(
    household: Household, programme: str, unit: int, applied_on: date, applicant: Person
) -> None:
    if lacking := queries.application_obstacles(household, programme, unit):
        raise Refused("cannot-apply", "；".join(lacking))
    if applied_on > clock.today():
        raise Refused("applied-in-future", "申请日期不能晚于今天，请改为申请书上的日期")
    try:
        procedure_on(programme, applied_on)
    except ValueError:
        raise Refused("applied-too-early", "申请日期早于现行办理规定施行之日，请核对") from None
    members = household.memberships.filter(person=applicant, unit=unit, until=None)
    if not members.exists():
        raise Refused("applicant-not-a-member", "申请人须是共同生活的家庭成员，请从成员中选择")


@transaction.atomic
def advance(
    case: Case,
    code: str,
    *,
    actor: User,
    version: int,
    data: dict[str, Any] | None = None,
    note: str = "",
) -> Case:
    """Take one step of the workflow table in a case; the only way a case changes.

    Locks the case, then checks what the actor has seen (`version`), the stage, the role, that
    nobody judges their own work, and the step's needs. `data` is what the step's form yields.
    Raises Stale when somebody else was first, Refused for everything else.
    """
    case = _locked_case(case, actor)
    dossier = Dossier(case, clock.today())
    transition = _transition(case, code)
    if case.version != version:
        raise Stale(_what_happened(dossier))
    if case.stage not in transition.sources or not transition.under(dossier.procedure):
        raise Refused(
            "wrong-stage", f"本案在“{case.get_stage_display()}”，不能办理“{transition.label}”"
        )
    option = option_for(transition, dossier, actor)
    if not option.is_open:
        raise Refused("not-now", "；".join(option.obstacles))
    note = note.strip()
    if transition.note_required and not note:
        raise Refused("note-required", f"“{transition.label}”须写明理由，请填写后再提交")
    work = Work(dossier, transition, actor, data or {}, note)
    if effect := EFFECTS.get(code):
        effect(work)
    work.write()
    return case


def _locked_case(case: Case, actor: User) -> Case:
    rows = Case.objects.visible_to(actor).select_for_update(of=("self",))
    rows = rows.select_related("household__region", "household__head", "region", "applicant")
    found: Case | None = rows.filter(pk=case.pk).first()
    if found is None:
        raise Refused("not-found", "没有这件案件，或它不在您的辖区")
    return found


def _transition(case: Case, code: str) -> Transition:
    try:
        return transition_of(case.programme, code)
    except KeyError:
        raise Refused("unknown-step", "没有这个办理事项，请从案件页面重新选择") from None


def _guard_role(transition: Transition, procedure: Procedure, actor: User) -> None:
    is_theirs = is_theirs_to_take(transition, procedure, actor)
    if not is_theirs or not actor.may(Resource.CASE, Verb.EDIT):
        who = transition.who(procedure)
        raise Refused("not-yours", f"“{transition.label}”不由您的岗位办理，请联系{who}")


def _what_happened(dossier: Dossier) -> str:
    step = dossier.steps[-1]
    told = transition_of(dossier.case.programme, step.code).told
    return (
        f"{step.actor}（{step.get_actor_role_display()}）已于 {queries.clock_text(step.at)} "
        f"办理“{told}”，本案现为“{dossier.case.get_stage_display()}”。"
        "您刚才的提交没有生效，请看过最新情况后再办"
    )


def refresh_deadlines(today: date) -> int:
    """Work the clocks of all running cases out again; return how many changed.

    A batch at a time, so that nobody who takes a step waits for the whole county.
    """
    calendar = WorkingCalendar()
    running = list(
        Case.objects.filter(stage__in=RUNNING).order_by("pk").values_list("pk", flat=True)
    )
    batches = (running[start : start + BATCH] for start in range(0, len(running), BATCH))
    return sum(_refresh_batch(batch, calendar, today) for batch in batches)


@transaction.atomic
def _refresh_batch(ids: list[int], calendar: WorkingCalendar, today: date) -> int:
    cases = list(Case.objects.filter(pk__in=ids).select_for_update().order_by("pk"))
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(case__in=ids).order_by("case_id", "version"):
        steps[step.case_id].append(step)
    changed = []
    for case in cases:
        procedure = procedure_on(case.programme, case.applied_on)
        clocks = clock_of(procedure, steps[case.pk], calendar, today)
        new = (clocks.stage_due_on, clocks.total_due_on)
        if new != (case.stage_due_on, case.total_due_on):
            case.stage_due_on, case.total_due_on = new
            changed.append(case)
    Case.objects.bulk_update(changed, ["stage_due_on", "total_due_on"])
    return len(changed)
