"""What becomes of applications: each story takes steps and yields working days to wait.

The first day of a story is the day of application. One that is cut off by the last day shows a
case in the stage it has reached by then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from assistance.enums import AppraisalResult, CheckResult, EndReason, Paper

from .diary import Story
from .handling import Handling

H = TypeVar("H", bound=Handling)
Plot = Callable[[H], Story]
# Longer than any limit: the case lies until somebody takes it up.
FORGOTTEN = 250


def tell(plot: Plot[H], case: H) -> Story:
    """Tell a story to its end, or until the family is refused."""
    for wait in plot(case):
        if case.is_refused:
            return
        yield wait


# --- stretches of the way -------------------------------------------------------------------


def _accepted(case: Handling) -> Story:
    case.apply()
    yield case.chance.randint(1, 2)
    case.accept()
    case.request_check()


def _inquired(case: Handling) -> Story:
    yield case.chance.randint(1, 3)
    case.investigate()
    yield case.chance.randint(1, 3)
    case.receive_check()


def _appraised(case: Handling) -> Story:
    case.to_appraisal()
    yield case.chance.randint(2, 4)
    case.appraise()
    yield case.chance.randint(1, 3)


def _at_review(case: Handling) -> Story:
    yield from _accepted(case)
    yield from _inquired(case)
    yield from _appraised(case)


def _published(case: Handling) -> Story:
    case.propose()
    yield 1
    case.publish()


def _at_confirmation(case: Handling) -> Story:
    yield from _at_review(case)
    yield from _published(case)
    yield case.days_of_notice
    case.report()
    yield case.chance.randint(1, 4)


# --- good ends ------------------------------------------------------------------------------


def approved(case: Handling) -> Story:
    yield from _at_confirmation(case)
    case.approve()


def approved_after_supplement(case: Handling) -> Story:
    case.apply(without=Paper.INCOME)
    yield 1
    case.ask_for(Paper.INCOME)
    yield 6
    case.receive(Paper.INCOME)
    yield 1
    case.accept()
    case.request_check()
    yield from _inquired(case)
    yield from _appraised(case)
    yield from _published(case)
    yield case.days_of_notice
    case.report()
    yield 3
    case.approve()


def approved_after_dispute(case: Handling) -> Story:
    """The residents doubt it; a second visit settles the doubts."""
    yield from _accepted(case)
    yield from _inquired(case)
    case.to_appraisal()
    yield 3
    case.appraise(AppraisalResult.DISPUTED)
    yield 4
    case.investigate("再次入户并电话核实务工情况，与申报一致")
    yield from _appraised(case)
    yield from _published(case)
    yield case.days_of_notice
    case.report()
    yield 2
    case.approve()


def approved_after_objection(case: Handling, *, is_upheld: bool = False) -> Story:
    """A neighbour objects; where they are right the amount changes before the second notice."""
    yield from _at_review(case)
    yield from _published(case)
    yield 3
    case.object()
    yield 3
    case.investigate("就异议重新入户，核对工资和社保记录")
    if is_upheld:
        case.correct_income()
    yield 2
    case.answer_objection(is_upheld=is_upheld)
    yield 2
    case.propose_again()
    yield 1
    case.publish()
    yield case.days_of_notice
    case.report()
    yield 2
    case.approve()


def approved_with_other_income(case: Handling) -> Story:
    return approved_after_objection(case, is_upheld=True)


def approved_after_return(case: Handling) -> Story:
    yield from _at_confirmation(case)
    case.return_to_township()
    yield 2
    if case.is_published_unchanged:
        case.resubmit()
    else:
        yield from _published(case)
        yield case.days_of_notice
        case.report()
    yield 2
    case.approve()


def approved_though_related(case: Handling) -> Story:
    """Related to somebody on the committee: the county visits before it decides."""
    yield from _accepted(case)
    case.declare_near_relative()
    yield from _inquired(case)
    yield from _appraised(case)
    yield from _published(case)
    yield case.days_of_notice
    case.report()
    yield 2
    case.county_visit()
    yield 1
    case.approve()


def approved_by_ruling(case: Handling) -> Story:
    """The rules leave a point open, which people settle."""
    yield from _at_review(case)
    case.propose_ruling()
    yield 1
    yield from _published(case)
    yield case.days_of_notice
    case.report()
    yield 3
    case.settle_rulings()
    yield 1
    case.approve()


def _stopped(reason: EndReason, note: str) -> Plot[Handling]:
    def story(case: Handling) -> Story:
        yield from approved(case)
        yield case.chance.randint(30, 60)
        case.stop(reason, note)

    return story


stopped_for_income = _stopped(EndReason.INCOME, "家中劳动力稳定就业，家庭人均收入超过保障标准")
stopped_for_death = _stopped(EndReason.DECEASED, "保障对象已死亡，其余成员另行核定")
stopped_by_wish = _stopped(EndReason.VOLUNTARY, "本人书面申请退出")
stopped_for_moving = _stopped(EndReason.MOVED, "全家户籍迁往外区县")


# --- other ends -----------------------------------------------------------------------------


def rejected(case: Handling) -> Story:
    case.apply(without=Paper.AUTHORISATION)
    yield 1
    case.ask_for(Paper.AUTHORISATION)
    yield 20
    case.reject("一次性告知后一个月内未补交核查授权书，无法核对家庭经济状况")


def withdrawn(case: Handling) -> Story:
    yield from _accepted(case)
    yield 4
    case.withdraw("申请人外出务工，自愿撤回申请")


def withdrawn_from_notice(case: Handling) -> Story:
    yield from _at_review(case)
    yield from _published(case)
    yield 3
    case.withdraw("子女接走赡养，自愿撤回申请")


def refused_at_review(case: Handling) -> Story:
    """The finding is against the family."""
    yield from _at_review(case)
    case.propose()
    yield 1


def refused_after_check(case: Handling) -> Story:
    yield from _accepted(case)
    yield 3
    case.investigate("入户时未见申报的困难情形")
    yield 1
    case.receive_check(CheckResult.UNFIT)
    yield 2
    case.refuse_after_check("经济状况核对查明家庭财产超过规定，书面告知申请人")


def refused_against_finding(case: Handling) -> Story:
    """What the registry holds would allow it; what the township found out does not."""
    yield from _at_review(case)
    case.refuse_at_review("入户和邻里走访查明全家常年在外居住，不在本地共同生活，不予批准")


def refused_by_county(case: Handling) -> Story:
    yield from _at_confirmation(case)
    case.county_visit()
    yield 1
    case.refuse("县级入户查明其女按月给付赡养费未申报，重新核算后不符合条件")


# --- unfinished on purpose ------------------------------------------------------------------


def waiting_for_papers(case: Handling) -> Story:
    case.apply(without=Paper.INCOME)
    yield 1
    case.ask_for(Paper.INCOME)


def lying_at_inquiry(case: Handling) -> Story:
    yield from _accepted(case)
    yield FORGOTTEN


def lying_at_appraisal(case: Handling) -> Story:
    yield from _accepted(case)
    yield from _inquired(case)
    case.to_appraisal()


def lying_at_review(case: Handling) -> Story:
    yield from _at_review(case)


def lying_after_notice(case: Handling) -> Story:
    yield from _at_review(case)
    yield from _published(case)


def lying_at_confirmation(case: Handling) -> Story:
    yield from _at_confirmation(case)
    yield FORGOTTEN


def objection_open(case: Handling) -> Story:
    yield from _at_review(case)
    yield from _published(case)
    yield 3
    case.object()


def objection_answered(case: Handling) -> Story:
    yield from objection_open(case)
    yield 2
    case.investigate("就异议重新入户，核对工资和社保记录")
    yield 1
    case.answer_objection(is_upheld=False)


def relative_not_visited(case: Handling) -> Story:
    yield from _accepted(case)
    case.declare_near_relative()
    yield from _inquired(case)
    yield from _appraised(case)
    yield from _published(case)
    yield case.days_of_notice
    case.report()


def ruling_open(case: Handling) -> Story:
    yield from _at_review(case)
    case.propose_ruling()
    yield 1
    yield from _published(case)
    yield case.days_of_notice
    case.report()
