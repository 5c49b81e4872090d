"""A case before one user: what they may do now, what is locked and why, and its forms."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict

from eligibility.enums import Verdict
from yunyang_relief.core.access import Resource, Verb
from yunyang_relief.core.models import User

from . import display, forms, papers
from .deadlines import whole_limit
from .dossier import Dossier
from .enums import RUNNING, Stage
from .forms import PlainStep, ProposalForm
from .models import Case, Decision, Notice, Step
from .needs import Need
from .procedure import Limit
from .proposals import Proposal
from .workflow import (
    APPROVED,
    PROPOSED,
    Option,
    Transition,
    is_for,
    option_for,
    transition_of,
    transitions_from,
)

# Steps that ask for no more than a word stand together under one field for it.
WORDLESS = (PlainStep, ProposalForm)
# Stages at which somebody judges by today's finding.
JUDGED_NOW = (Stage.REVIEW, Stage.RECHECK, Stage.MATCHING, Stage.CONFIRMATION)


class Desk:
    """Everything the case page reads. `opened` is the step whose form is on the table."""

    def __init__(self, dossier: Dossier, user: User, *, opened: Transition | None = None) -> None:
        self.dossier = dossier
        self.user = user
        self.opened = opened
        self.form: PlainStep | None = None

    @property
    def case(self) -> Case:
        return self.dossier.case

    # --- what can be done -----------------------------------------------------------------

    @cached_property
    def options(self) -> list[Option]:
        """The steps that belong to this user's role, open or locked."""
        if not self.user.may(Resource.CASE, Verb.EDIT):
            return []
        return [
            option_for(transition, self.dossier, self.user)
            for transition in transitions_from(self.dossier)
            if is_for(transition, self.dossier, self.user)
        ]

    @property
    def decisions(self) -> list[Option]:
        """Steps that need a word at most: the row of buttons."""
        return [option for option in self.options if form_class(option.transition) in WORDLESS]

    @property
    def entries(self) -> list[Option]:
        """Steps with a form of their own."""
        return [option for option in self.options if form_class(option.transition) not in WORDLESS]

    @property
    def locked(self) -> list[Option]:
        """Buttons that are shown but not to be had yet."""
        return [option for option in self.decisions if not option.is_open]

    @property
    def others(self) -> list[tuple[str, str]]:
        """What colleagues in other roles do at this stage: (who, which steps)."""
        theirs: dict[str, list[str]] = {}
        for transition in transitions_from(self.dossier):
            if is_for(transition, self.dossier, self.user) or transition.sources >= RUNNING:
                continue
            who = transition.who(self.dossier.procedure)
            theirs.setdefault(who, []).append(f"“{transition.label}”")
        return [(who, "、".join(labels)) for who, labels in theirs.items()]

    @cached_property
    def checklist(self) -> list[tuple[str, str]]:
        """The needs of this stage's ways onward: (need, what lacks or "")."""
        needs: dict[str, Need] = {
            need.label: need
            for transition in transitions_from(self.dossier)
            if transition.target and not transition.note_required
            for need in transition.needs
        }
        return [(label, need.lacking(self.dossier)) for label, need in needs.items()]

    # --- forms ----------------------------------------------------------------------------

    def form_for(self, transition: Transition, sent: QueryDict | None = None) -> PlainStep:
        """The form of a step, with what was sent or with what the case suggests."""
        chosen = form_class(transition)
        return chosen(sent, transition=transition, dossier=self.dossier, user=self.user)

    def open_form(self, sent: PlainStep | None) -> None:
        """Put the step's form on the table: the one sent, brought up to date, or a new one."""
        assert self.opened is not None  # a step was asked for
        fresh = self.form_for(self.opened)
        if sent is not None:
            sent.renew(fresh)
        self.form = sent or fresh

    @cached_property
    def word_form(self) -> PlainStep | None:
        """The form under the row of buttons."""
        if self.form is not None and type(self.form) in WORDLESS:
            return self.form
        if not self.decisions:
            return None
        wants_amount = [o for o in self.decisions if form_class(o.transition) is ProposalForm]
        return self.form_for((wants_amount or self.decisions)[0].transition)

    @property
    def entry_form(self) -> PlainStep | None:
        """The opened step's own form."""
        return None if self.form is None or type(self.form) in WORDLESS else self.form

    @property
    def lost_words(self) -> str:
        """What was written for a step that is no longer to be had."""
        if self.form is None or not self.form.is_bound or self.decisions or self.entry_form:
            return ""
        return str(self.form["note"].value() or "")

    @property
    def word_note(self) -> str:
        """Which of the buttons ask for a reason."""
        required = [f"“{o.transition.label}”" for o in self.decisions if o.transition.note_required]
        return f"{'、'.join(required)}必填" if required else "选填"

    # --- where it stands --------------------------------------------------------------------

    @property
    def stage_label(self) -> str:
        """The stage as this procedure calls it."""
        if self.case.stage == Stage.CONFIRMATION:
            return self.dossier.procedure.confirmation_label
        return self.case.get_stage_display()

    @property
    def stage_limit(self) -> Limit | None:
        """The limit that runs at this stage, while it does."""
        limits = self.dossier.procedure.limits
        return limits.get(self.case.stage) if self.case.stage_due_on else None

    @property
    def whole(self) -> Limit | None:
        return whole_limit(self.dossier.procedure, self.dossier.steps)

    @cached_property
    def stations(self) -> list[display.Station]:
        return display.stations(self.dossier)

    @cached_property
    def history(self) -> list[display.RecordLine]:
        return display.record_lines(self.dossier)

    @property
    def signatories(self) -> list[tuple[str, str]]:
        """Who reviewed and who decided."""
        decided = self.dossier.last(*APPROVED, "refuse")
        reviewed = self.dossier.last(*PROPOSED, "refuse_at_review")
        found = (("审核人", reviewed), ("审批人", decided))
        return [(label, step.actor.name) for label, step in found if step]

    # --- publication --------------------------------------------------------------------------

    @property
    def running_notice(self) -> Notice | None:
        """What hangs on the board now."""
        entry = self.dossier.entry_of_round
        return entry.notice if entry and self.case.stage == Stage.NOTICE else None

    @property
    def notice_left(self) -> int:
        """Days until the notice is over; negative afterwards."""
        assert self.running_notice
        return (self.running_notice.ends_on - self.dossier.today).days

    @property
    def notice_days(self) -> list[display.Day]:
        """The notice day by day."""
        assert self.running_notice
        return display.notice_days(self.running_notice, self.dossier.today)

    # --- proposal and outcome -------------------------------------------------------------------

    @cached_property
    def proposal(self) -> Proposal | None:
        """The decided, the published, or today's finding, whichever is furthest along."""
        if self.decision is not None and self.decision.frozen:
            frozen = Proposal.stored(self.decision.frozen["finding"], self.dossier.rulings)
            return frozen.as_chosen_in(self.case)
        if self.case.stage in JUDGED_NOW:
            return self.dossier.assessable
        stored = self.case.proposal
        return Proposal.stored(stored, self.dossier.rulings) if stored else None

    @property
    def amount_title(self) -> str:
        if self.case.stage == Stage.APPROVED:
            return "批准金额"
        return "拟保障金额" if self.case.is_open else "核算结果"

    @property
    def proposal_basis(self) -> str:
        """What the shown finding rests on."""
        if self.decision is not None:
            return "决定时冻结的事实"
        return "公示的结论" if self.case.stage == Stage.NOTICE else "已核实的事实"

    @property
    def published_amount_differs(self) -> bool:
        """The decider sees another amount than the public did."""
        proposal = self.proposal
        at_decision = self.case.stage == Stage.CONFIRMATION
        if not at_decision or proposal is None or not proposal.is_fit:
            return False
        published = self.dossier.published_amount
        return bool(published) and published != str(proposal.amount)

    @property
    def decision(self) -> Decision | None:
        return getattr(self.case, "decision", None)

    @property
    def disagreed(self) -> bool:
        """The official refused what the engine found to fit."""
        refused = self.case.stage == Stage.REFUSED
        return refused and self.proposal is not None and self.proposal.verdict != Verdict.FAIL

    @property
    def told_by(self) -> date | None:
        """Until when the applicant has to be told of a refusal in writing."""
        limit, closed_on = self.dossier.procedure.refusal_told, self.case.closed_on
        if limit is None or closed_on is None:
            return None
        return limit.end(closed_on, self.dossier.calendar)

    @property
    def last_step(self) -> Step:
        return self.dossier.steps[-1]

    @property
    def ended_words(self) -> str:
        """How a case ended without a decision, in a sentence."""
        told = transition_of(self.case.programme, self.last_step.code).told
        return f"{self.last_step.actor} {self.last_step.on} {told}。"

    # --- papers -----------------------------------------------------------------------------------

    @cached_property
    def documents(self) -> list[papers.Listed]:
        return papers.listed(self.dossier)

    @property
    def complete_documents(self) -> int:
        return sum(paper.kind == "pass" for paper in self.documents)

    @property
    def has_approval_form(self) -> bool:
        return papers.KINDS["approval"].is_ready(self.dossier)

    @property
    def result_papers(self) -> list[papers.Listed]:
        """What the applicant is handed at the end."""
        handed = ("批准通知书", "不予批准告知书", "不予受理告知书", "终止告知书")
        return [paper for paper in self.documents if paper.title in handed]


def form_class(transition: Transition) -> type[PlainStep]:
    """The form that the table names."""
    form = transition.form
    found: Any = getattr(forms, form) if isinstance(form, str) else form
    chosen: type[PlainStep] = found
    return chosen
