"""What each step does beside moving the case: the records it leaves, by code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from eligibility.enums import Verdict
from households.models import Person
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.money import yuan_text

from ..enums import (
    AppraisalResult,
    CheckResult,
    Kinship,
    Level,
    Outcome,
    Paper,
    RulingState,
)
from ..models import (
    Appraisal,
    Authorisation,
    Check,
    CountyVisit,
    Decision,
    Investigation,
    NearRelative,
    Objection,
    Ruling,
    Supplement,
)
from ..workflow import PROPOSED, REFUSED
from .decisions import decide_approval
from .notices import put_up, take_down
from .work import Work

Effect = Callable[[Work], None]
EFFECTS: dict[str, Effect] = {}


def effect_of(*codes: str) -> Callable[[Effect], Effect]:
    """Register an effect for these steps."""

    def register(effect: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(codes, effect))
        return effect

    return register


# --- application ----------------------------------------------------------------------------


@effect_of("apply", "record_papers", "receive_supplement")
def keep_papers(work: Work) -> None:
    """data: papers (codes now in hand), signed (people whose authorisation is)."""
    papers = [paper.value for paper in Paper if paper in set(work.data["papers"])]
    signed: list[Person] = list(work.data["signed"])
    work.case.papers = papers
    work.said = {"papers": papers, "signed": [person.name for person in signed]}
    work.summary = f"收到 {len(papers)} 种材料，{len(signed)} 人签核查授权书"
    known = {a.person_id: a for a in work.dossier.authorisations} if work.case.pk else {}
    for person in signed:
        if known.pop(person.pk, None) is None:
            work.make(Authorisation(person=person, signed_on=work.dossier.today))
    for mistaken in known.values():
        work.drop(mistaken)
    if work.transition.code == "receive_supplement" and work.dossier.supplement:
        work.change(work.dossier.supplement, returned_on=work.dossier.today)


@effect_of("accept")
def accept(work: Work) -> None:
    """The thirty days begin, in the hands of who accepts."""
    work.case.accepted_on = work.dossier.today
    work.case.caseworker = work.actor


@effect_of("request_supplement")
def tell_supplement(work: Work) -> None:
    """data: missing (paper codes), other (free text)."""
    missing, other = list(work.data["missing"]), work.data.get("other", "")
    if not missing and not other:
        raise Refused("nothing-missing", "请勾选须补正的材料，或写明其他须补正的事项")
    work.make(Supplement(missing=missing, other=other, told_on=work.dossier.today))
    work.said = {"missing": missing, "other": other}
    work.summary = "、".join([*(Paper(paper).label for paper in missing), *filter(None, [other])])


# --- inquiry --------------------------------------------------------------------------------


@effect_of("request_check")
def request_check(work: Work) -> None:
    """data: requested_on."""
    work.make(Check(requested_on=work.data["requested_on"]))
    work.said = {"requested_on": work.data["requested_on"]}


@effect_of("receive_check")
def receive_check(work: Work) -> None:
    """data: received_on, result (CheckResult), summary."""
    waiting = next(check for check in work.dossier.checks if check.received_on is None)
    fields = {name: work.data[name] for name in ("received_on", "result", "summary")}
    work.change(waiting, **fields)
    work.said = fields
    work.summary = CheckResult(work.data["result"]).label


@effect_of("investigate")
def investigate(work: Work) -> None:
    """data: the fields of Investigation."""
    investigation = Investigation(**work.data)
    work.make(investigation)
    work.said = {
        "visited_on": investigation.visited_on,
        "surveyors": [investigation.surveyor_id, investigation.second_surveyor_id],
    }
    work.summary = (
        f"{investigation.visited_on} 入户，"
        f"调查人{investigation.surveyor.name}、{investigation.second_surveyor.name}"
    )


@effect_of("appraise", "appraise_disputed", "appraise_recheck")
def appraise(work: Work) -> None:
    """data: the fields of Appraisal."""
    appraisal = Appraisal(**work.data)
    disputed = appraisal.result == AppraisalResult.DISPUTED
    if disputed != (work.transition.code == "appraise_disputed"):
        raise Refused(
            "appraisal-result", "评议结论与所选办理事项不一致：争议较大的应重新调查，其余报审核"
        )
    work.make(appraisal)
    work.said = {"held_on": appraisal.held_on, "result": appraisal.result}
    work.summary = (
        f"{appraisal.attended} 人到会，认为符合 {appraisal.votes_for} 人；"
        f"结论：{appraisal.get_result_display()}"
    )


# --- proposal, notice, objection ------------------------------------------------------------


@effect_of("propose_ruling")
def propose_ruling(work: Work) -> None:
    """data: criterion (code), verdict (PASS or FAIL), reason, evidence."""
    pending = {c["code"]: c["label"] for c in work.dossier.proposal.pending}
    code = work.data["criterion"]
    if code not in pending:
        raise Refused("not-pending", "该判定项已经不是待核实，不需要人工认定，请刷新页面")
    work.make(Ruling(label=pending[code], **work.data))
    work.said = {"criterion": code, "verdict": work.data["verdict"]}
    work.summary = f"{pending[code]}：{Verdict(work.data['verdict']).label}"


@effect_of(*PROPOSED)
def propose(work: Work) -> None:
    """data: amount (yuan, as the official saw it), granted (yuan within the range, if there is
    one). Keeps the finding that was proposed.
    """
    lowest = replace(work.dossier.proposal, granted=None, agreed=None)
    work.guard_amount(lowest)
    proposal = replace(lowest, granted=work.data.get("granted"))
    if not proposal.is_within_range:
        raise Refused("outside-range", f"金额应在 {lowest.least} 至 {lowest.most} 元之间，请改正")
    if proposal.amount > proposal.least and not work.note:
        raise Refused("note-required", "高于规定幅度下限的，请写明理由")
    work.case.proposal = proposal.as_json()
    work.said = {"amount": str(proposal.amount)}
    work.summary = f"拟救助 {yuan_text(proposal.amount)} 元/{proposal.period}"


EFFECTS["publish"] = put_up
EFFECTS["return_to_review"] = take_down


@effect_of("object", "object_again")
def object_to_notice(work: Work) -> None:
    """data: received_on, objector (sealed), text. The line comes down while it is looked into."""
    take_down(work)
    work.make(Objection(**work.data))
    work.said = {"received_on": work.data["received_on"]}
    work.summary = "异议人信息保密"


@effect_of("answer_objection")
def answer_objection(work: Work) -> None:
    """data: objection, answered_on, answer, is_upheld."""
    fields = {name: work.data[name] for name in ("answered_on", "answer", "is_upheld")}
    work.change(work.data["objection"], **fields)
    work.said = {"objection": work.data["objection"].pk, "is_upheld": fields["is_upheld"]}
    work.summary = "异议成立" if fields["is_upheld"] else "异议不成立"


# --- decision -------------------------------------------------------------------------------


@effect_of("visit")
def county_visit(work: Work) -> None:
    """data: the fields of CountyVisit."""
    visit = CountyVisit(**work.data)
    work.make(visit)
    work.said = {"visited_on": visit.visited_on, "agrees": visit.agrees}
    work.summary = f"{visit.visitors}；{'与乡镇调查一致' if visit.agrees else '与乡镇调查不一致'}"


@effect_of("settle_ruling")
def settle_ruling(work: Work) -> None:
    """data: ruling, is_confirmed."""
    ruling: Ruling = work.data["ruling"]
    state = RulingState.CONFIRMED if work.data["is_confirmed"] else RulingState.DECLINED
    work.change(ruling, state=state, settled_by=work.actor, settled_on=work.dossier.today)
    work.said = {"criterion": ruling.criterion, "state": state}
    work.summary = f"{ruling.label}：{state.label}"


EFFECTS["approve"] = decide_approval


@effect_of(*REFUSED)
def refuse(work: Work) -> None:
    """The decision keeps what the engine found, agreeing or not, and the official's reason."""
    at_end = work.transition.code == "refuse"
    level = work.dossier.procedure.decider if at_end else Level.TOWNSHIP
    frozen = work.freeze() if work.dossier.assessable else {}
    Decision.objects.create(
        case=work.case,
        outcome=Outcome.REFUSED,
        level=level,
        decided_by=work.actor,
        decided_on=work.dossier.today,
        reason=work.note,
        frozen=frozen,
    )


# --- at any time ----------------------------------------------------------------------------


@effect_of("declare_near_relative")
def declare_near_relative(work: Work) -> None:
    """data: member, official, post, kinship."""
    work.case.is_near_relative = True
    relative = NearRelative(filed_on=work.dossier.today, **work.data)
    work.make(relative)
    work.said = {"kinship": relative.kinship, "post": relative.post}
    work.summary = f"{relative.post}{relative.official}的{Kinship(relative.kinship).label}"


@effect_of("withdraw")
def withdraw(work: Work) -> None:
    """A line on a running notice comes down with the application."""
    take_down(work)
