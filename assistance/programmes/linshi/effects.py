"""What the steps of 临时救助 leave behind, and how aid is noted so that no cause is paid twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from households.actions import save_fact
from households.models import Emergency
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import User
from yunyang_relief.core.money import FEN, yuan_text

from ...actions.decisions import FOLLOWING, decide_approval
from ...actions.effects import effect_of
from ...actions.work import Work
from ...enums import AidForm, Level, Outcome, Programme
from ...models import Award, CaseByCase, Decision, FirstAid, ReviewMeeting
from ...proposals import Proposal
from .needs import BY_SPENDING, causes_of, first_aid_of, township_limit

# --- 急难型 -----------------------------------------------------------------------------------


@effect_of("request_first_aid")
def request_first_aid(work: Work) -> None:
    """data: emergency, situation. No check, appraisal or notice comes before the aid."""
    emergency: Emergency = work.data["emergency"]
    if emergency.kind in BY_SPENDING:
        raise Refused("not-a-mishap", "支出型困难按一般程序办理，不能先行救助")
    _guard_cause(work, emergency)
    work.make(FirstAid(**work.data))
    work.case.accepted_on = work.dossier.today
    work.case.caseworker = work.actor
    work.said = {"emergency": str(emergency.uid)}
    work.summary = emergency.get_kind_display()


@effect_of("aid_first", "aid_first_by_county")
def aid_first(work: Work) -> None:
    """data: amount, form, given_on. Given on the spot: a decision, but nothing is left to pay."""
    aid, amount = first_aid_of(work.dossier), Decimal(work.data["amount"])
    in_township = work.transition.code == "aid_first"
    if in_township:
        _guard_limit(work, amount)
    cause = _current(work, aid.emergency)
    _guard_cause(work, cause)
    work.change(aid, **work.data)
    _note_aid(cause, amount, actor=work.actor)
    decision = Decision.objects.create(
        case=work.case,
        outcome=Outcome.APPROVED,
        level=Level.TOWNSHIP if in_township else Level.COUNTY,
        decided_by=work.actor,
        decided_on=work.dossier.today,
        reason=work.note,
        amount=amount,
        frozen=work.freeze(),
    )
    form = AidForm(work.data["form"])
    work.said = {"decision": decision.pk, "amount": str(amount), "form": form.value}
    work.summary = f"{form.label} {yuan_text(amount)} 元，{work.data['given_on']} 发放"


def _guard_limit(work: Work, amount: Decimal) -> None:
    limit = township_limit(work.dossier)
    if limit is None or amount > limit:
        told = "待云阳县局确认" if limit is None else f"为 {limit} 元"
        raise Refused("beyond-limit", f"乡镇（街道）审批限额{told}，请由县民政局先行救助")


@effect_of("note_relief")
def note_relief(work: Work) -> None:
    """data: relieved_on. The time for the paperwork counts from this day, whenever it is noted."""
    aid, relieved_on = first_aid_of(work.dossier), work.data["relieved_on"]
    work.change(aid, relieved_on=relieved_on)
    _supersede(_current(work, aid.emergency), actor=work.actor, relieved_on=relieved_on)
    work.said = {"counts_from": relieved_on.isoformat()}
    work.summary = f"{relieved_on} 缓解"


@effect_of("complete_paperwork")
def complete_paperwork(work: Work) -> None:
    """data: completed_on, registered, signed."""
    work.change(first_aid_of(work.dossier), completed_on=work.data["completed_on"])
    work.said = {"completed_on": work.data["completed_on"]}
    work.summary = "已登记救助对象、事由、金额，经办人员已补签字盖章"


# --- 支出型与一事一议 -------------------------------------------------------------------------


@effect_of("hold_meeting")
def hold_meeting(work: Work) -> None:
    """data: the fields of ReviewMeeting."""
    meeting = ReviewMeeting(**work.data)
    work.make(meeting)
    work.said = {"held_on": meeting.held_on, "agrees": meeting.agrees}
    work.summary = f"{meeting.attendees}；{'同意' if meeting.agrees else '不同意'}救助"


@effect_of("propose_one_by_one")
def propose_one_by_one(work: Work) -> None:
    """data: the fields of CaseByCase. The sum is the township's; the county has to confirm it."""
    emergency: Emergency = work.data["emergency"]
    _guard_cause(work, emergency)
    amount = Decimal(work.data["amount"]).quantize(FEN)
    agreed = replace(work.dossier.proposal, granted=None, agreed=amount)
    work.make(CaseByCase(**(work.data | {"amount": amount})))
    work.case.proposal = agreed.as_json()
    work.said = {"amount": str(amount), "emergency": str(emergency.uid)}
    work.summary = f"拟救助 {yuan_text(amount)} 元；{work.data['signatories']}签字"


@effect_of("approve_in_township")
def approve_in_township(work: Work) -> None:
    """data: see decide_approval."""
    decide_approval(work, level=Level.TOWNSHIP)


def note_aid(work: Work, award: Award, proposal: Proposal) -> None:
    """Each cause keeps what it was given."""
    for emergency, amount in _shares(work, proposal):
        _note_aid(emergency, amount, actor=work.actor)


FOLLOWING[Programme.LINSHI] = note_aid


def _shares(work: Work, proposal: Proposal) -> list[tuple[Emergency, Decimal]]:
    """What each cause of the household gets; what an official added goes to the first of them."""
    if proposal.is_agreed:
        settled = CaseByCase.objects.filter(case=work.case).order_by("pk").last()
        assert settled is not None  # only that step agrees on a sum
        return [(_current(work, settled.emergency), proposal.amount)]
    waiting: dict[str, list[Emergency]] = defaultdict(list)
    for emergency in causes_of(work.dossier):
        waiting[emergency.kind].append(emergency)
    shares = [
        (waiting[line["kind"]].pop(0), Decimal(line["yuan"]))
        for line in proposal.finding.amounts
        if waiting[line.get("kind", "")]
    ]
    if shares:
        first, yuan = shares[0]
        shares[0] = (first, yuan + proposal.amount - proposal.least)
    return shares


# --- the causes -------------------------------------------------------------------------------


def _guard_cause(work: Work, emergency: Emergency) -> None:
    """A cause is helped in one place, and once."""
    if emergency.household_id != work.case.household_id:
        raise Refused("not-theirs", "该困难事由不属于本户，请重新选择")
    if emergency.is_applied_elsewhere:
        raise Refused("applied-elsewhere", "同一事由已在他地申请，不予受理（双地申请）")
    if emergency.already_aided:
        raise Refused(
            "aided-before",
            f"同一事由已救助 {yuan_text(emergency.already_aided)} 元，不能重复救助",
        )


def _current(work: Work, emergency: Emergency) -> Emergency:
    """The statement that now holds about a cause; raise Refused when it was withdrawn."""
    found = causes_of(work.dossier).filter(
        kind=emergency.kind, occurred_on=emergency.occurred_on, person=emergency.person_id
    )
    current = found.first()
    if current is None:
        raise Refused("cause-gone", "该困难事由已从住户档案撤下，请先核对“困难事由”")
    return current


def _note_aid(emergency: Emergency, amount: Decimal, *, actor: User) -> None:
    if amount:
        _supersede(emergency, actor=actor, already_aided=emergency.already_aided + amount)


def _supersede(emergency: Emergency, *, actor: User, **changes: Any) -> None:
    """State a cause anew; who verified it stays."""
    kept = ("source", "verification", "verified_by", "verified_on", "note")
    fact = emergency.successor(**{name: getattr(emergency, name) for name in kept}, **changes)
    save_fact(fact, replaces=emergency, actor=actor)
