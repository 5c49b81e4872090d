"""Past decisions worked out again from what was kept with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from eligibility import freezing
from eligibility.freezing import Difference, Replay

from .models import Case, Decision


@dataclass(frozen=True)
class Outcome:
    """What came of one decision: its replay, or why it could not be replayed."""

    decision: Decision
    replay: Replay | None
    fault: str = ""

    @property
    def is_same(self) -> bool:
        return self.replay is not None and self.replay.is_same_result

    @property
    def differences(self) -> list[Difference]:
        if self.replay is None:
            return [Difference("存档", "可重算", f"不能重算：{self.fault}")]
        return self.replay.differences


def stored_decisions() -> QuerySet[Decision]:
    """The decisions that kept what they rest on, the earliest first."""
    rows = Decision.objects.filter(frozen__has_key="facts").order_by("pk")
    return rows.select_related("case__household__head")


def replay_all(decisions: QuerySet[Decision]) -> Iterator[Outcome]:
    """Work decisions out again, one by one; what cannot be read any more differs as well."""
    for decision in decisions.iterator(chunk_size=500):
        yield _replay(decision)


def replay_case(case: Case) -> Outcome | None:
    """The replay of a case's decision; None where nothing was decided, or nothing kept."""
    decision = stored_decisions().filter(case=case).first()
    return _replay(decision) if decision else None


def _replay(decision: Decision) -> Outcome:
    try:
        return Outcome(decision, freezing.replay(decision.frozen))
    except (ValueError, LookupError, TypeError) as error:
        return Outcome(decision, None, fault=str(error))
