"""What the steps of 特困 leave behind, and how its award takes the place of 低保."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from households.actions import save_fact, verify_fact
from households.enums import CareForm, Source, Verification
from households.models import CareAssessment, Person, Placement
from households.models.facts import PersonFact

from ...actions.awards import stop_award
from ...actions.decisions import FOLLOWING
from ...actions.effects import effect_of
from ...actions.work import Work
from ...enums import EndReason, Programme
from ...models import (
    AbilityChange,
    AnnualCheck,
    Award,
    BedPlacement,
    CareAgreement,
    Ending,
)
from ...months import add_months, first_of_month
from ...proposals import Proposal
from .needs import waiting_change, waiting_ending

ABILITIES = ("can_eat", "can_dress", "can_get_up", "can_use_toilet", "can_walk", "can_bathe")


# --- facts ------------------------------------------------------------------------------------


@effect_of("assess_care", "reassess")
def assess_care(work: Work) -> None:
    """data: person, the six abilities, assessed_on, assessors. The act itself verifies them."""
    data = work.data
    _state(work, CareAssessment(household=work.case.household, **data))
    lacking = [name for name in ABILITIES if not data[name]]
    change = waiting_change(work.dossier)
    if work.transition.code == "reassess" and change:
        work.change(change, reassessed_on=data["assessed_on"])
    work.said = {"assessed_on": data["assessed_on"], "lacking": len(lacking)}
    work.summary = f"{data['person'].name}：{len(lacking)} 项不能自主；评估人{data['assessors']}"


def _state(work: Work, fact: PersonFact) -> None:
    """State what is known of a person now, as verified by whoever states it."""
    current = type(fact).objects.current().filter(person=fact.person).first()
    saved = save_fact(fact, replaces=current, actor=work.actor)
    if saved.verification != Verification.VERIFIED:
        verify_fact(
            saved, verification=Verification.VERIFIED, actor=work.actor, source=Source.VISIT
        )


# --- approval and 低保 -------------------------------------------------------------------------


def hand_over(work: Work, award: Award, proposal: Proposal) -> None:
    """低保 ends with the month before 特困 begins (22号文 二（二）一)."""
    running = Award.objects.filter(
        Q(end_month=None) | Q(end_month__gt=award.start_month),
        household=work.case.household,
        unit=work.case.unit,
        programme=Programme.DIBAO,
    )
    for dibao in running:
        others = award.family_size - award.people
        note = f"自 {award.start_month:%Y-%m} 起享受特困供养，两项待遇不重复享受"
        if others > 0:
            note += f"；其余 {others} 名成员的低保须重新申请核算"
        stop_award(
            dibao, month=award.start_month, reason=EndReason.TEKUN, note=note, actor=work.actor
        )


FOLLOWING[Programme.TEKUN] = hand_over


# --- 供养服务 ----------------------------------------------------------------------------------


@effect_of("sign_agreement")
def sign_agreement(work: Work) -> None:
    """data: the fields of CareAgreement."""
    agreement = CareAgreement(**work.data)
    work.make(agreement)
    _live(work, agreement.person, CareForm.SCATTERED)
    work.said = {"number": agreement.number, "ends_on": agreement.ends_on}
    work.summary = f"{agreement.number}，照料人{agreement.carer}，{agreement.ends_on} 到期"


@effect_of("place")
def place(work: Work) -> None:
    """data: person, wish, institution, bed, since."""
    placed = {name: work.data[name] for name in ("person", "institution", "since")}
    work.make(BedPlacement(bed=work.data["bed"], **placed))
    _live(work, placed["person"], CareForm.CENTRALISED, placed["institution"], placed["since"])
    work.said = {"bed": work.data["bed"]}
    work.summary = f"{placed['person'].name}入住{placed['institution']}{work.data['bed']}"


@effect_of("leave_bed")
def leave_bed(work: Work) -> None:
    """data: placement, until."""
    left: BedPlacement = work.data["placement"]
    work.change(left, until=work.data["until"])
    _live(work, left.person, CareForm.SCATTERED)
    work.said = {"until": work.data["until"]}
    work.summary = f"{left.person.name}离开{left.institution}{left.bed}"


def _live(
    work: Work, person: Person, form: CareForm, institution: str = "", since: Any = None
) -> None:
    """Keep among the household's facts how somebody lives now."""
    fact = Placement(
        household=work.case.household,
        person=person,
        wish=form,
        form=form,
        institution=institution,
        since=since,
    )
    _state(work, fact)


@effect_of("report_change")
def report_change(work: Work) -> None:
    """data: the fields of AbilityChange. The time counts from the report, whenever it is noted."""
    change = AbilityChange(**work.data)
    work.make(change)
    work.said = {"counts_from": change.reported_on.isoformat()}
    work.summary = f"{change.person.name}：{change.situation}"


@effect_of("check_year")
def check_year(work: Work) -> None:
    """data: the fields of AnnualCheck."""
    check = AnnualCheck(**work.data)
    work.make(check)
    work.said = {"year": check.year, "is_fit": check.is_fit}
    work.summary = f"{check.year} 年度，{'仍符合' if check.is_fit else '不再符合'}供养条件"


@effect_of("conclude_inquiry")
def conclude_inquiry(work: Work) -> None:
    """Inquiry and review share one limit, which counts from the acceptance."""
    accepted_on = work.case.accepted_on
    assert accepted_on is not None  # the inquiry begins with the acceptance
    work.said = {"counts_from": accepted_on.isoformat()}


# --- 终止 -------------------------------------------------------------------------------------


@effect_of("propose_end")
def propose_end(work: Work) -> None:
    """data: reason, facts, place, posted_on. Public as long as a proposal is."""
    data, notice = work.data, work.dossier.procedure.notice
    assert notice is not None  # all rules of 特困 have one
    until = notice.end(data["posted_on"], work.dossier.calendar)
    work.make(Ending(posted_until=until, **data))
    work.said = {"reason": data["reason"], "posted_until": until}
    work.summary = f"{EndReason(data['reason']).label}；{data['posted_on']} 至 {until} 公示"


@effect_of("drop_end")
def drop_end(work: Work) -> None:
    """The support goes on."""
    ending = waiting_ending(work.dossier)
    assert ending is not None  # the step's occasion
    work.change(ending, settled_on=work.dossier.today, is_confirmed=False)


@effect_of("end_support")
def end_support(work: Work) -> None:
    """The award ends with this month; beds are free, and 低保 may be applied for (第二十七条)."""
    ending = waiting_ending(work.dossier)
    assert ending is not None  # the step's occasion
    today = work.dossier.today
    work.change(ending, settled_on=today, is_confirmed=True)
    month = add_months(first_of_month(today), 1)
    award = work.case.award
    if award.end_month is None:
        # An award that has not begun yet ends before its first month.
        stop_award(
            award,
            month=max(month, award.start_month),
            reason=ending.reason,
            note=ending.facts,
            actor=work.actor,
        )
    for bed in BedPlacement.objects.filter(case=work.case, until=None):
        work.change(bed, until=max(today, bed.since))
    work.said = {"month": month, "reason": ending.reason}
    work.summary = f"{month:%Y-%m} 起终止；符合低保、临时救助条件的及时衔接"
