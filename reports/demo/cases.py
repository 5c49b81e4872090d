"""Plays the demo's year of applications: which stories, where, when begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from . import aid, stories
from .casting import Casting, Part
from .chance import Chance
from .diary import Diary
from .handling import Handling
from .staff import Desk, Staff
from .stories import Plot

# Townships with cases, and how many ordinary awards each has made this year.
AWARDS = {
    "双江街道": 44,
    "青龙街道": 34,
    "人和街道": 22,
    "盘龙街道": 18,
    "江口镇": 14,
    "高阳镇": 12,
    "南溪镇": 12,
    "凤鸣镇": 10,
}
# Where something of everything can be seen.
LEADING = ("双江街道", "青龙街道")


@dataclass(frozen=True)
class Scene:
    """A story that began so many days ago (earliest, latest)."""

    # Of whoever's hands it is in.
    plot: Plot[Any]
    days_ago: tuple[int, int]
    part: Part = Part.FIT
    hands: type[Handling] = Handling


EVERYTHING = (
    Scene(stories.approved_after_supplement, (200, 70)),
    Scene(stories.approved_after_dispute, (200, 80)),
    Scene(stories.approved_after_objection, (200, 95)),
    Scene(stories.approved_with_other_income, (200, 95), Part.EARNING),
    Scene(stories.approved_after_return, (200, 75)),
    Scene(stories.approved_though_related, (200, 75)),
    Scene(stories.approved_by_ruling, (200, 75), Part.UNSETTLED),
    Scene(stories.stopped_for_income, (300, 200)),
    Scene(stories.stopped_for_death, (300, 200)),
    Scene(stories.stopped_by_wish, (300, 200)),
    Scene(stories.stopped_for_moving, (180, 160)),
    Scene(stories.rejected, (160, 60), Part.ANY),
    Scene(stories.withdrawn, (160, 60), Part.ANY),
    Scene(stories.withdrawn_from_notice, (160, 60)),
    Scene(stories.refused_at_review, (160, 60), Part.UNFIT),
    Scene(stories.refused_after_check, (160, 60), Part.UNFIT),
    Scene(stories.refused_against_finding, (160, 60)),
    Scene(stories.refused_by_county, (160, 60)),
    Scene(stories.waiting_for_papers, (9, 6), Part.ANY),
    Scene(stories.lying_at_inquiry, (30, 24)),
    Scene(stories.lying_at_appraisal, (42, 34)),
    Scene(stories.lying_at_review, (75, 62)),
    Scene(stories.lying_after_notice, (50, 46)),
    Scene(stories.lying_at_confirmation, (70, 62)),
    Scene(stories.objection_open, (45, 40)),
    Scene(stories.objection_answered, (45, 40)),
    Scene(stories.relative_not_visited, (55, 50)),
    Scene(stories.ruling_open, (55, 50), Part.UNSETTLED),
)
# 特困 and 临时救助, at every stage of their own.
AIDED = (
    Scene(aid.supported_and_changed, (90, 80), Part.ALONE, aid.Support),
    Scene(aid.supported_at_review, (12, 9), Part.ALONE, aid.Support),
    Scene(aid.supported_no_more, (200, 120), Part.ALONE, aid.Support),
    Scene(aid.supported_in_a_home, (200, 90), Part.ALONE, aid.Support),
    Scene(aid.supported, (200, 90), Part.ALONE, aid.Support),
    Scene(aid.supported_at_inquiry, (12, 9), Part.ALONE, aid.Support),
    Scene(aid.helped_first, (0, 0), Part.ANY, aid.Aid),
    Scene(aid.helped_first, (90, 60), Part.ANY, aid.Aid),
    Scene(aid.helped_without_paperwork, (40, 30), Part.ANY, aid.Aid),
    Scene(aid.at_the_meeting, (14, 11), Part.FIT, aid.Aid),
    Scene(aid.helped_with_bills, (90, 60), Part.FIT, aid.Aid),
    Scene(aid.helped_one_by_one, (90, 60), Part.FIT, aid.Aid),
)
ELSEWHERE = (
    Scene(stories.stopped_for_income, (300, 200)),
    Scene(stories.refused_at_review, (160, 60), Part.UNFIT),
    Scene(stories.objection_open, (45, 40)),
)
# An application every few days: one in each stage by now.
RUNNING = {True: range(0, 48, 4), False: range(1, 48, 12)}


def begin(chance: Chance, staff: Staff, diary: Diary) -> list[Desk]:
    """Enter all stories into the diary; return the desks that take part."""
    desks = [desk for desk in staff.desks.values() if desk.township.name in AWARDS]
    casting = Casting(chance, [desk.township.code for desk in desks], diary.last_day)
    for desk in desks:
        for scene in _scenes(desk.township.name):
            _begin(scene, desk, chance, casting, diary)
    return desks


def _scenes(township: str) -> list[Scene]:
    leads = township in LEADING
    ordinary = [Scene(stories.approved, (318, 62))] * AWARDS[township]
    running = [Scene(stories.approved, (days, days)) for days in RUNNING[leads]]
    return [*((*AIDED, *EVERYTHING) if leads else ELSEWHERE), *running, *ordinary]


def _begin(scene: Scene, desk: Desk, chance: Chance, casting: Casting, diary: Diary) -> None:
    """Let a story begin where there is a household for it; in a small demo there may be none."""
    earliest, latest = (diary.last_day - timedelta(days=days) for days in scene.days_ago)
    day = chance.day(earliest, latest)
    # A few families have an award whose review is overdue.
    reviewed = not chance.happens(0.1)
    household = casting.choose(scene.part, desk.township.code, day, reviewed=reviewed)
    if household:
        diary.begin(day, stories.tell(scene.plot, scene.hands(chance, desk, household)))
