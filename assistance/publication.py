"""What may be public of a case, and nothing else (条例 18（五）: 不得公开无关的信息)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from .dossier import Dossier
from .models import Notice
from .proposals import Proposal


@dataclass(frozen=True)
class PublicRow:
    """One line of a 公示表: the whole of what its renderers can read."""

    head: str
    family_size: int
    people: int
    community: str
    category: str
    klass: str
    amount: Decimal

    @classmethod
    def of(cls, dossier: Dossier, proposal: Proposal) -> Self:
        """Take the public words out of a case; the name is masked here, once."""
        case = dossier.case
        head = case.household.head or case.applicant
        return cls(
            head=mask_name(head.name),
            family_size=len(dossier.members),
            people=proposal.people,
            community=case.region.name,
            category=proposal.category,
            klass=proposal.finding.klass,
            amount=proposal.amount,
        )

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """Read a stored line back; a key that is not of the line is an error."""
        return cls(**(row | {"amount": Decimal(row["amount"])}))

    def stored(self) -> dict[str, Any]:
        """The line as JSON."""
        return asdict(self) | {"amount": str(self.amount)}


def mask_name(name: str) -> str:
    """Hide the middle: 张三 → 张*, 向秀英 → 向*英, 欧阳明德 → 欧**德."""
    if len(name) < 3:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


@dataclass(frozen=True)
class PublicNoticeText:
    """A whole publication in public words; page, print and Excel are made from it alone."""

    uid: str
    number: str
    title: str
    programme: str
    township: str
    kind: str
    starts_on: date
    ends_on: date
    days: int
    place: str
    hotline: str
    rows: tuple[PublicRow, ...]

    @property
    def people(self) -> int:
        """All people covered."""
        return sum(row.people for row in self.rows)

    @property
    def family_sizes(self) -> int:
        """All people in the families."""
        return sum(row.family_size for row in self.rows)

    @property
    def amount(self) -> Decimal:
        """Yuan a month in all."""
        return sum((row.amount for row in self.rows), Decimal(0))


def published(notice: Notice) -> PublicNoticeText:
    """A publication with the lines that are still up, in the order they were put up."""
    lines = notice.entries.filter(removed_on=None).order_by("pk").values_list("row", flat=True)
    programme = notice.get_programme_display()
    return PublicNoticeText(
        uid=str(notice.uid),
        number=notice.number,
        title=f"{notice.region}{programme}拟保障对象公示",
        programme=programme,
        township=notice.region.name,
        kind=notice.get_kind_display(),
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        days=notice.days,
        place=notice.place,
        hotline=notice.hotline,
        rows=tuple(PublicRow.read(line) for line in lines),
    )
