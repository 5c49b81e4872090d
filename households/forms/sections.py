"""The sections of a survey: which rows each holds, judged and written as one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from .. import queries
from ..actions.changes import Change
from ..enums import GuaranteeKind, Section
from ..models import Guarantee, Household, Membership
from .facts import (
    AssetForm,
    BankAccountForm,
    CircumstancesForm,
    ExpenditureForm,
    GuaranteeForm,
    HardshipForm,
    IncomeForm,
    ObligorForm,
)
from .members import MemberRows
from .rows import FactRow, Input, RowSet, fact_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import QueryDict

    from yunyang_relief.core.components.form_parts import FieldError
    from yunyang_relief.core.models import User


class SectionForm:
    """The rows of one section."""

    code: ClassVar[Section]
    hint: ClassVar[str] = ""
    # What the button for one more row says.
    add_label: ClassVar[str] = ""
    form: ClassVar[type[FactRow]]
    size: ClassVar[int] = 0

    def __init__(self, given: Input) -> None:
        self.given = given
        self.sets = self.build(given)

    def build(self, given: Input) -> list[RowSet]:
        """Return the sets of rows, in the order of the page."""
        return [fact_rows(self.form, self.code, given, size=self.size)]

    @property
    def label(self) -> str:
        return str(self.code.label)

    def is_valid(self) -> bool:
        """Judge every row, not only up to the first wrong one."""
        verdicts = [rows.is_valid() for rows in self.sets]
        return all(verdicts)

    def errors(self) -> list[FieldError]:
        """Everything wrong, in the order of the page."""
        return list(chain.from_iterable(rows.errors() for rows in self.sets))

    def warnings(self) -> list[str]:
        """What looks odd and was saved all the same."""
        return list(chain.from_iterable(rows.warnings() for rows in self.sets))

    def save(self, *, household: Household, actor: User) -> list[Change]:
        """Write all rows (see `actions.save_section`)."""
        return [
            change for rows in self.sets for change in rows.save(household=household, actor=actor)
        ]

    def save_valid(self, *, household: Household, actor: User) -> None:
        """Write the rows that can be written, for a rehearsal."""
        for rows in self.sets:
            rows.save_valid(household=household, actor=actor)


class CircumstancesSection(SectionForm):
    code = Section.CIRCUMSTANCES
    hint = "决定按城市还是农村低保办理"
    form = CircumstancesForm
    size = 1


class MembersSection(SectionForm):
    code = Section.MEMBERS
    hint = "与户主共同生活的都要填"
    add_label = "添加成员"

    def build(self, given: Input) -> list[RowSet]:
        return [MemberRows(given)]


class IncomeSection(SectionForm):
    code = Section.INCOME
    hint = "每人每种收入一行；没有收入的直接勾“本节已填完”"
    add_label = "添加一行"
    form = IncomeForm


class AssetsSection(SectionForm):
    code = Section.ASSETS
    hint = "存款、房屋、车船、商铺、企业等；没有的直接勾“本节已填完”"
    add_label = "添加一行"
    form = AssetForm


class ExpenditureSection(SectionForm):
    code = Section.EXPENDITURE
    hint = "医疗、学费按票据一张一行；水电通讯、保险、建房购房每种一行"
    add_label = "添加一行"
    form = ExpenditureForm


class ObligorsSection(SectionForm):
    code = Section.OBLIGORS
    hint = "不在本户、对成员有赡养扶养抚养义务的人"
    add_label = "添加一人"
    form = ObligorForm


class NeedsSection(SectionForm):
    code = Section.NEEDS
    hint = "三清、两不愁三保障、发放账户"

    def build(self, given: Input) -> list[RowSet]:
        return [
            fact_rows(HardshipForm, "hardship", given, size=1, label="三清"),
            guarantee_rows(given),
            fact_rows(BankAccountForm, "account", given, size=1, label="银行账户"),
        ]


class AttachmentsSection(SectionForm):
    code = Section.ATTACHMENTS
    hint = "申请书、授权书、证件、收入和医疗证明、入户照片"

    def build(self, given: Input) -> list[RowSet]:
        return []


def guarantee_rows(given: Input) -> RowSet:
    """The five answers, each in its place, answered or not."""
    kinds = list(GuaranteeKind)
    current = {
        fact.kind: fact for fact in Guarantee.objects.current().filter(household=given.household)
    }

    def make(prefix: str, fact: Any, is_known: bool) -> Any:
        kind = kinds[int(prefix.rpartition("-")[2])]
        belongs = fact is None or fact.kind == kind
        return GuaranteeForm(
            given, prefix, fact if belongs else None, is_known=is_known and belongs, kind=kind
        )

    def find(uid: UUID) -> Guarantee | None:
        found: Guarantee | None = Guarantee.objects.filter(
            household=given.household, uid=uid
        ).first()
        return found

    return RowSet(
        "guarantees",
        given,
        recorded=[current.get(kind) for kind in kinds],
        make=make,
        find=find,
        size=len(kinds),
        label="两不愁三保障",
    )


SECTIONS: dict[str, type[SectionForm]] = {
    section.code: section
    for section in (
        CircumstancesSection,
        MembersSection,
        IncomeSection,
        AssetsSection,
        ExpenditureSection,
        ObligorsSection,
        NeedsSection,
        AttachmentsSection,
    )
}


def section_form(
    code: str,
    household: Household,
    *,
    user: User,
    today: date,
    typed: QueryDict | None = None,
    **options: Any,
) -> SectionForm:
    """Build a section: as recorded, or from what was typed (see `Input`)."""
    members: Sequence[Membership] = list(queries.members_on(household, today))
    given = Input(
        household=household, today=today, user=user, memberships=members, typed=typed, **options
    )
    return SECTIONS[code](given)
