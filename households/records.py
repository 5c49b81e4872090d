"""专项情况: the one table of what is recorded beyond the survey, and its reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from . import queries, wording
from .forms import Input, records
from .forms.rows import MAX_ROWS, FactRow, RowSet, fact_rows
from .models import Fact, Household, HouseholdFact, PersonFact
from .review import Line

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from yunyang_relief.core.models import User


class Subject(Enum):
    """What kinds of records are about; the value is the heading they stand under."""

    CARE = "照料与供养"
    HEALTH = "医疗与健康"
    SCHOOLING = "教育"
    WORK = "就业"
    HOUSING = "住房"
    DISASTER = "受灾"
    HARDSHIP = "困难事由"


@dataclass(frozen=True)
class RecordKind:
    """A kind of statement with a page of its own, named in its address by `code`."""

    code: str
    subject: Subject
    form: type[FactRow]
    # What the button for one more row says.
    add_label: str = "添加一人"
    hint: str = ""

    @property
    def model(self) -> type[Fact]:
        """The table the statements lie in."""
        model: type[Fact] = self.form._meta.model
        return model

    @property
    def label(self) -> str:
        """How people call it."""
        return str(self.model._meta.verbose_name)

    @property
    def is_single(self) -> bool:
        """Whether a household has at most one."""
        return issubclass(self.model, HouseholdFact)

    @property
    def is_personal(self) -> bool:
        """Whether each person has at most one."""
        return issubclass(self.model, PersonFact)


KINDS: tuple[RecordKind, ...] = (
    RecordKind(
        "care",
        Subject.CARE,
        records.CareAssessmentForm,
        hint="六项都能自主的为全自理；照现场所见逐项填，不按年龄推断",
    ),
    RecordKind(
        "placement", Subject.CARE, records.PlacementForm, hint="特困人员本人的意愿和现在的供养方式"
    ),
    RecordKind("orphanhood", Subject.CARE, records.OrphanhoodForm, hint="已按儿童福利保障的孩子"),
    RecordKind(
        "stay",
        Subject.HEALTH,
        records.HospitalStayForm,
        "添加一次",
        "每次结算一行，照结算单抄写；没有结算的先填预交和估计费用",
    ),
    RecordKind(
        "contract", Subject.HEALTH, records.DoctorContractForm, "登记签约", "按户签约，一户一份"
    ),
    RecordKind("record", Subject.HEALTH, records.HealthRecordForm, hint="每人一份"),
    RecordKind(
        "enrolment",
        Subject.SCHOOLING,
        records.EnrolmentRecordForm,
        hint="与入户调查“成员”一节是同一份登记",
    ),
    RecordKind("job", Subject.WORK, records.JobRegistrationForm, hint="劳动年龄内没有工作的成员"),
    RecordKind(
        "offer", Subject.WORK, records.JobOfferForm, "添加一次", "每介绍一次工作一行，注明结果"
    ),
    RecordKind("housing", Subject.HOUSING, records.HousingForm, "登记住房", "现在住的地方"),
    RecordKind("loss", Subject.DISASTER, records.DisasterLossForm, "添加一次", "每次灾害一行"),
    RecordKind(
        "emergency", Subject.HARDSHIP, records.EmergencyForm, "添加一项", "申请临时救助的事由"
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def rows_of(
    kind: RecordKind,
    household: Household,
    *,
    user: User,
    today: date,
    typed: QueryDict | None = None,
    **options: Any,
) -> RowSet:
    """The rows of a kind: as recorded, or from what was typed (see `Input`)."""
    members = list(queries.members_on(household, today))
    given = Input(
        household=household, today=today, user=user, memberships=members, typed=typed, **options
    )
    limit = 1 if kind.is_single else len(members) if kind.is_personal else MAX_ROWS
    return fact_rows(
        kind.form, kind.code, given, rows=records.RecordRows, label=kind.label, limit=limit
    )


@dataclass
class Recorded:
    """What is recorded of one kind."""

    kind: RecordKind
    lines: list[Line] = field(default_factory=list)


def listed(household: Household) -> Iterator[tuple[Subject, list[Recorded]]]:
    """All kinds under their subjects, each with what stands of this household."""
    for subject, kinds in groupby(KINDS, key=lambda kind: kind.subject):
        yield subject, [Recorded(kind, _lines(kind, household)) for kind in kinds]


def _lines(kind: RecordKind, household: Household) -> list[Line]:
    return [
        Line(_about(fact), wording.describe(fact), fact)
        for fact in queries.current_facts(kind.model, household)
    ]


def _about(fact: Any) -> str:
    person = getattr(fact, "person", None)
    return person.name if person else "全家"
