"""A/B/C class and when the next review and renewal are due (条例 第二十六条；动态管理规范)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eligibility.engine.columns import Codes, Ints
from eligibility.engine.parameters import Use

if TYPE_CHECKING:
    from eligibility.programmes.dibao.assessment import Assessment

CLASSES = ("A", "B", "C", "待定")
A, B, C, UNCLASSIFIED = range(4)


@dataclass(slots=True)
class Reviews:
    """By household: class (index into CLASSES), months between reviews and between renewals."""

    classes: Codes
    review_months: Ints
    renewal_months: Ints
    uses: tuple[Use, ...]


def reviews(a: Assessment) -> Reviews:
    """A: everybody is a key person; B: one able worker; C: two or more; else not provided for.

    An able worker without work also falls under the ordinance, monthly in the town and quarterly
    in the country: the shorter of the two periods holds.
    """
    members, policy, urban = a.facts.members, a.policy, a.is_urban
    all_key = members.count(a.additions.key_persons) == a.people.count
    able, idle = members.count(a.workers.able), members.any(a.workers.idle)
    classes = np.where(able >= 2, C, np.where(able == 1, B, UNCLASSIFIED))
    classes = np.where(all_key & (a.people.count > 0), A, classes).astype(np.int8)
    is_c, unclassified = classes == C, classes == UNCLASSIFIED

    months_c = np.where(urban, policy.review_c_urban.value, policy.review_c_rural.value)
    fixed = (policy.review_a.value, policy.review_b.value, 0, policy.review_unclassified.value)
    by_class = np.where(is_c, months_c, np.array(fixed)[classes])
    months_idle = np.where(urban, policy.review_idle_urban.value, policy.review_idle_rural.value)
    sooner = idle & (months_idle < by_class)
    renewal = (
        policy.renewal_a.value,
        policy.renewal_b.value,
        policy.renewal_c.value,
        policy.renewal_unclassified.value,
    )
    return Reviews(
        classes=classes,
        review_months=np.where(sooner, months_idle, by_class),
        renewal_months=np.array(renewal)[classes],
        uses=(
            policy.review_c_urban.where(lambda: is_c & urban & ~sooner),
            policy.review_c_rural.where(lambda: is_c & ~urban & ~sooner),
            policy.review_idle_urban.where(lambda: sooner & urban),
            policy.review_idle_rural.where(lambda: sooner & ~urban),
            policy.review_unclassified.where(unclassified),
            policy.renewal_c.where(is_c),
            policy.renewal_unclassified.where(unclassified),
            policy.working_age_women.where(partial(members.any, a.workers.borderline)),
        ),
    )
