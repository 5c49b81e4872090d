"""A case as its page shows it: progress, papers, record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .dossier import Dossier
from .enums import Stage
from .models import Notice, Step
from .workflow import APPROVED, PROPOSED, stages_ahead, stages_of, transition_of


@dataclass(frozen=True)
class Station:
    """One station of the stepper."""

    label: str
    state: str
    date: str = ""
    who: str = ""
    due: dt.date | None = None


Told = tuple[str, str]


def _step(*codes: str) -> Callable[[Dossier], Told]:
    """Day and actor of the latest of these steps."""

    def tell(dossier: Dossier) -> Told:
        step = dossier.last(*codes)
        return (f"{step.on:%m-%d}", step.actor.name) if step else ("", "")

    return tell


def _inquiry(dossier: Dossier) -> Told:
    if not dossier.investigations:
        return "", ""
    last = dossier.investigations[-1]
    return f"{last.visited_on:%m-%d}", f"{last.surveyor.name}、{last.second_surveyor.name}"


def _meeting(dossier: Dossier) -> Told:
    if not dossier.appraisals:
        return "", ""
    last = dossier.appraisals[-1]
    return f"{last.held_on:%m-%d}", f"{last.attended} 人到会，{last.votes_for} 人认为符合"


def _notice(dossier: Dossier) -> Told:
    if not dossier.entries:
        return "", ""
    notice = dossier.entries[-1].notice
    return f"{notice.starts_on:%m-%d} 起", notice.number


def _award(dossier: Dossier) -> Told:
    award = getattr(dossier.case, "award", None)
    if award is None:
        return "", ""
    return f"{award.start_month:%Y-%m}", "一次性" if award.is_once else "起按月发放"


# The stations of the procedure: the stages that belong to each, and what is told of it.
STATIONS: tuple[tuple[str, frozenset[Stage], Callable[[Dossier], Told]], ...] = (
    ("受理", frozenset({Stage.APPLIED, Stage.SUPPLEMENT}), _step("accept", "reject")),
    ("核对与调查", frozenset({Stage.INQUIRY}), _inquiry),
    ("民主评议", frozenset({Stage.APPRAISAL}), _meeting),
    ("评审会", frozenset({Stage.MEETING}), _step("hold_meeting", "propose_one_by_one")),
    ("乡镇审核", frozenset({Stage.REVIEW}), _step(*PROPOSED, "refuse_at_review")),
    ("公示", frozenset({Stage.NOTICE, Stage.RECHECK}), _notice),
    ("学校审核", frozenset({Stage.SCHOOL}), _step("review_at_school")),
    ("比对核算", frozenset({Stage.MATCHING}), _step("settle")),
    ("审批", frozenset({Stage.CONFIRMATION}), _step(*APPROVED, "refuse")),
    ("补办手续", frozenset({Stage.PAPERWORK}), _step("note_relief")),
    ("发放", frozenset({Stage.APPROVED}), _award),
    ("供养服务", frozenset({Stage.ASSISTING}), _step("sign_agreement", "place")),
    ("办结", frozenset({Stage.DONE}), _step("complete_paperwork", "end_support")),
)


def stations(dossier: Dossier) -> list[Station]:
    """The stepper: what is done, where the case is, what is still to come."""
    stage = _standing(dossier)
    way = stages_ahead(dossier.case.programme, dossier.steps[0].to_stage)
    way |= {Stage(step.to_stage) for step in dossier.steps}
    # Where it stands belongs to its way, whatever way it went on from there.
    passed = (way - _left_out(dossier)) | {Stage(stage)}
    known = [station for station in STATIONS if station[1] & passed]
    present = next(number for number, (_, stages, _) in enumerate(known) if stage in stages)
    return [
        _station(dossier, *station[::2], place=number - present)
        for number, station in enumerate(known)
    ]


ENDED_WELL = frozenset({Stage.APPROVED, Stage.DONE})
AID_FIRST = frozenset({Stage.APPLIED, Stage.CONFIRMATION, Stage.PAPERWORK, Stage.DONE})


def _left_out(dossier: Dossier) -> set[Stage]:
    """Stages of the table that this case does not come to."""
    stages = stages_of(dossier.case.programme)
    way = dossier.last("request_first_aid", "return_to_intake")
    if way and way.code == "request_first_aid":
        return stages - AID_FIRST
    held = dossier.procedure.appraisal_required or dossier.appraisals
    left_out = set() if held else {Stage.APPRAISAL}
    if Stage.PAPERWORK in stages:
        left_out |= {Stage.PAPERWORK, Stage.DONE}
    return left_out


def _standing(dossier: Dossier) -> str:
    """The stage a case is in, or the one it was in when it ended without an award."""
    ended_early = not dossier.case.is_open and dossier.case.stage not in ENDED_WELL
    return dossier.steps[-1].from_stage if ended_early else dossier.case.stage


def _station(
    dossier: Dossier, label: str, tell: Callable[[Dossier], Told], *, place: int
) -> Station:
    """`place`: before (negative), at (0) or after where the case stands."""
    is_done = place < 0 or dossier.case.stage in ENDED_WELL
    state = "done" if is_done else "todo" if place else "now"
    when, who = tell(dossier) if place <= 0 else ("", "")
    return Station(
        label=dossier.procedure.confirmation_label if label == "审批" else label,
        state=state,
        date=when,
        who=who,
        due=dossier.case.stage_due_on if state == "now" else None,
    )


@dataclass(frozen=True)
class RecordLine:
    """A step as the narrow timeline shows it."""

    happened_on: dt.date
    at: Any
    icon: str
    text: str
    detail: str
    actor: Any
    is_decision: bool


def record_lines(dossier: Dossier) -> list[RecordLine]:
    """Everything done in the case, newest first."""
    return [_record_line(dossier, step) for step in reversed(dossier.steps)]


def _record_line(dossier: Dossier, step: Step) -> RecordLine:
    transition = transition_of(dossier.case.programme, step.code)
    detail = "；".join(filter(None, (step.data.get("summary", ""), step.note)))
    return RecordLine(
        happened_on=step.on,
        at=step.at,
        icon=transition.icon,
        text=transition.told,
        detail=detail,
        actor=step.actor,
        is_decision=transition.is_decision,
    )


@dataclass(frozen=True)
class Day:
    """A day of a notice; `state` is past, now, end or empty."""

    day: dt.date
    label: str
    state: str


def notice_days(notice: Notice, today: dt.date) -> list[Day]:
    """A notice day by day: the starting day is not counted, the end is marked."""
    length = (notice.ends_on - notice.starts_on).days
    return [_notice_day(notice, number, length, today) for number in range(length + 1)]


def _notice_day(notice: Notice, number: int, length: int, today: dt.date) -> Day:
    day = notice.starts_on + dt.timedelta(days=number)
    label = "开始" if number == 0 else f"第 {number} 天" if number <= notice.days else "顺延"
    label = "期满" if number == length else label
    if number == length:
        state = "end"
    elif day == today:
        state = "now"
    else:
        state = "past" if day < today else ""
    return Day(day, label, state)
