"""Which office can say whether a fact is true: the one table of the verification desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Value

from yunyang_relief.core.access import Department, Resource, Role, Verb
from yunyang_relief.core.scoping import scope_of

from .enums import AssetKind, ExpenditureKind, IncomeKind, Verification
from .models import (
    Absence,
    Asset,
    BankAccount,
    CareAssessment,
    Circumstances,
    Condition,
    Disability,
    DisasterLoss,
    DoctorContract,
    Emergency,
    Enrolment,
    Expenditure,
    Fact,
    HealthRecord,
    HospitalStay,
    Housing,
    Illness,
    IncomeItem,
    JobOffer,
    JobRegistration,
    Obligor,
    Orphanhood,
    Placement,
    RuralRegistration,
)

if TYPE_CHECKING:
    from yunyang_relief.core.models import User


@dataclass(frozen=True)
class VerifiedKind:
    """Statements that one office can supply; without a department it is the caseworker's visit."""

    code: str
    label: str
    model: type[Fact]
    department: Department | None = None
    # Which values of the model's `kind` are meant; empty for all of the model's rows.
    kinds: frozenset[str] = frozenset()
    # The rest of a model that other entries take `kinds` of.
    other_than: frozenset[str] = field(default=frozenset())

    @property
    def condition(self) -> Q:
        """A filter for this kind's rows among its model's."""
        if self.kinds:
            return Q(kind__in=self.kinds)
        return ~Q(kind__in=self.other_than) if self.other_than else Q()

    def covers(self, fact: Fact) -> bool:
        """Tell whether a statement is of this kind."""
        if type(fact) is not self.model:
            return False
        kind = getattr(fact, "kind", "")
        return kind in self.kinds if self.kinds else kind not in self.other_than


EARNED = frozenset({IncomeKind.WAGE, IncomeKind.PENSION, IncomeKind.UNEMPLOYMENT})
HOUSES = frozenset({AssetKind.HOUSE})
MEDICAL = frozenset({ExpenditureKind.MEDICAL})

KINDS: tuple[VerifiedKind, ...] = (
    VerifiedKind("disability", "残疾", Disability, Department.DISABLED_FEDERATION),
    VerifiedKind("illness", "疾病", Illness, Department.HEALTH),
    VerifiedKind("enrolment", "在读", Enrolment, Department.EDUCATION),
    VerifiedKind("medical", "医疗费用", Expenditure, Department.MEDICAL_INSURANCE, MEDICAL),
    VerifiedKind("occupation", "从业与劳动能力", Condition, Department.HUMAN_RESOURCES),
    VerifiedKind(
        "earnings", "工资、养老金、失业金", IncomeItem, Department.HUMAN_RESOURCES, EARNED
    ),
    VerifiedKind("house", "住房", Asset, Department.HOUSING, HOUSES),
    VerifiedKind("stay", "住院与特殊病种治疗", HospitalStay, Department.MEDICAL_INSURANCE),
    VerifiedKind("contract", "家庭医生签约", DoctorContract, Department.HEALTH),
    VerifiedKind("record", "电子健康档案", HealthRecord, Department.HEALTH),
    VerifiedKind("job", "就业登记", JobRegistration, Department.HUMAN_RESOURCES),
    VerifiedKind("offer", "职业介绍", JobOffer, Department.HUMAN_RESOURCES),
    VerifiedKind("housing", "住房状况", Housing, Department.HOUSING),
    VerifiedKind("loss", "受灾情况", DisasterLoss, Department.EMERGENCY),
    VerifiedKind("circumstances", "户情", Circumstances),
    VerifiedKind("rural", "农村建档立卡", RuralRegistration),
    VerifiedKind("absence", "不在户情形", Absence),
    VerifiedKind("income", "其他收入", IncomeItem, other_than=EARNED),
    VerifiedKind("asset", "其他财产", Asset, other_than=HOUSES),
    VerifiedKind("expenditure", "其他支出", Expenditure, other_than=MEDICAL),
    VerifiedKind("obligor", "户外义务人", Obligor),
    VerifiedKind("account", "银行账户", BankAccount),
    VerifiedKind("orphanhood", "孤儿、事实无人抚养儿童", Orphanhood),
    VerifiedKind("care", "自理能力评估", CareAssessment),
    VerifiedKind("placement", "供养方式", Placement),
    VerifiedKind("emergency", "困难事由", Emergency),
)
BY_CODE = {kind.code: kind for kind in KINDS}
TO_DO = (Verification.UNVERIFIED, Verification.DISPUTED)


def kinds_for(user: User) -> tuple[VerifiedKind, ...]:
    """The kinds a user works on: a bureau its own; townships may check anything on a visit."""
    if user.role != Role.BUREAU:
        return KINDS
    own = user.department
    return tuple(kind for kind in KINDS if (kind.department or Department.CIVIL_AFFAIRS) == own)


def may_verify(user: User, fact: Fact) -> bool:
    """Tell whether this statement is the user's to verify (regions are checked by the lock)."""
    return user.may(Resource.VERIFICATION, Verb.EDIT) and any(
        kind.covers(fact) for kind in kinds_for(user)
    )


def to_verify(kind: VerifiedKind, user: User) -> QuerySet[Any]:
    """Current statements of a kind in the user's region that are unverified or disputed."""
    rows: QuerySet[Any] = kind.model.objects.current()
    return rows.filter(
        kind.condition,
        scope_of(user, Resource.VERIFICATION, "household__region_id"),
        verification__in=TO_DO,
        household__closed_on=None,
    )


def counts_for(user: User) -> list[tuple[VerifiedKind, int]]:
    """The user's kinds, each with how many statements wait; one query."""
    return _count(user, lambda kind: TO_DO)


def waiting_for(user: User) -> list[tuple[VerifiedKind, int]]:
    """What is this user's turn: a bureau checks, the township's visit settles doubts.

    Bureaus: unverified statements of their kinds. Others: unverified ones that no bureau can
    supply, and disputed ones of every kind.
    """
    if user.role == Role.BUREAU:
        return _count(user, lambda kind: (Verification.UNVERIFIED,))
    return _count(user, lambda kind: (Verification.DISPUTED,) if kind.department else TO_DO)


def _count(
    user: User, states: Callable[[VerifiedKind], tuple[Verification, ...]]
) -> list[tuple[VerifiedKind, int]]:
    """Count the statements in the states that each kind is asked for; one query."""
    kinds = kinds_for(user)
    counted = [
        to_verify(kind, user)
        .filter(verification__in=states(kind))
        .order_by()
        .annotate(of_kind=Value(kind.code))
        .values("of_kind")
        .annotate(number=Count("pk"))
        .values_list("of_kind", "number")
        for kind in kinds
    ]
    if not counted:
        return []
    first, *others = counted
    numbers = dict(first.union(*others, all=True))
    return [(kind, numbers.get(kind.code, 0)) for kind in kinds]
