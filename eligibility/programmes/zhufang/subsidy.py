"""实物配租 and 租赁补贴: what a household is offered, and how much it is (22号文 二（六）).

The county has not said how much: until it has, the subsidy is not known, and another district's
figures are shown for comparison only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from eligibility.engine.codes import HousingForm
from eligibility.engine.columns import Flags, Ints
from eligibility.engine.criteria import Amount, Figure, Line, everywhere, plain_yuan, yuan
from eligibility.engine.facts import Facts
from eligibility.engine.parameters import Revision
from eligibility.programmes.zhufang.policy import ZhufangPolicy

CLAUSE = "22号文 二（六）"
UNSTATED = HousingForm.having(HousingForm.UNSTATED)
WANTS_ALLOCATION = ~HousingForm.having(HousingForm.SUBSIDY)
WANTS_SUBSIDY = ~HousingForm.having(HousingForm.ALLOCATION)


class Subsidy:
    """The monthly subsidy of every household, and which form it wants.

    undecided: households that may still choose, so that their sum is not known. rate_known:
    households for which everything that the subsidy rests on is known.
    """

    def __init__(self, facts: Facts, policy: ZhufangPolicy, people: Figure, count: Ints) -> None:
        wish = facts.households.wanted_housing
        self.policy, self.people, self.count = policy, people, count
        self.allocated: Flags = WANTS_ALLOCATION[wish]
        self.subsidised: Flags = WANTS_SUBSIDY[wish]
        self.undecided: Flags = UNSTATED[wish]
        alone = count == 1
        self.parameters: tuple[tuple[Revision[int], Flags], ...] = (
            (policy.subsidy_rate, everywhere(len(facts))),
            (policy.single_area, alone),
            (policy.area_per_person, ~alone),
            (policy.household_area_cap, everywhere(len(facts))),
        )
        self.rate_known: Flags = np.logical_and.reduce(
            [~mask | parameter.is_known for parameter, mask in self.parameters]
        )
        self.fen: Ints = np.where(self.rate_known, self._fen(lambda p: p.stated or 0), 0)

    def _area(self, of: Callable[[Revision[int]], int]) -> Ints:
        """Square metres that are subsidised."""
        policy = self.policy
        alone, together = of(policy.single_area), of(policy.area_per_person) * self.count
        area = np.where(self.count == 1, alone, together)
        return np.minimum(area, of(policy.household_area_cap))

    def _fen(self, of: Callable[[Revision[int]], int]) -> Ints:
        return self._area(of) * of(self.policy.subsidy_rate)

    @property
    def known(self) -> Flags:
        """Households whose monthly sum is known; who is allocated a home gets none."""
        subsidy_known = self.rate_known & self.people.known & ~self.undecided
        known: Flags = ~self.subsidised | subsidy_known
        return known

    def amount(self) -> Amount:
        """The subsidy as the amount of those who want it."""
        uses = (parameter.where(self.subsidised & mask) for parameter, mask in self.parameters)
        return Amount(self.fen * (self.subsidised & self.known), self._lines, tuple(uses))

    def _lines(self, row: int) -> Iterator[Line]:
        if self.allocated[row]:
            words = "优先轮候配租，不另发租赁补贴"
            form = HousingForm.ALLOCATION
            yield Line("housing", form.label, CLAUSE, words, 0, [], form.code)
        else:
            used = [parameter for parameter, mask in self.parameters if mask[row]]
            form, fen = HousingForm.SUBSIDY, int(self.fen[row])
            yield Line("housing", form.label, CLAUSE, self._words(row), fen, used, form.code)

    def _words(self, row: int) -> str:
        policy, count = self.policy, self.count[row]
        area = f"{policy.single_area.value} ㎡"
        if count != 1:
            area = f"{policy.area_per_person.value} ㎡ × {count} 人"
        cap = policy.household_area_cap.value
        return f"{yuan(policy.subsidy_rate.value)} × min({area}，{cap} ㎡)"

    def offers(self, row: int) -> list[dict[str, Any]]:
        """The forms a household may have, the one it wants or both, with yuan a month."""
        offers = []
        if self.allocated[row]:
            offers.append(_offer(HousingForm.ALLOCATION, 0))
        if self.subsidised[row]:
            known = self.rate_known[row] and self.people.known[row]
            offers.append(_offer(HousingForm.SUBSIDY, int(self.fen[row]) if known else None))
        return offers

    def notes(self, row: int) -> Iterator[str]:
        """What a household that may have help is told about form and sum."""
        if self.undecided[row]:
            yield "希望的保障方式未登记，实物配租和租赁补贴均可选择。"
        if self.subsidised[row] and not self.rate_known[row]:
            unknown = "、".join(
                f"“{parameter.label}”"
                for parameter, mask in self.parameters
                if mask[row] and not parameter.is_known
            )
            sample = yuan(self._fen(lambda p: p.stated or p.placeholder or 0)[row])
            yield (
                f"{unknown}待云阳县局确认，租赁补贴金额待定；"
                f"参照巴南区标准每月 {sample} 元，仅供参考。"
            )


def _offer(form: HousingForm, fen: int | None) -> dict[str, Any]:
    return {
        "form": form.code,
        "label": form.label,
        "yuan": None if fen is None else plain_yuan(fen),
    }
