"""What a ledger is, and what somebody asks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from yunyang_relief.core import clock
from yunyang_relief.core.access import PROGRAMME_DEPARTMENTS, Resource, Role, Verb
from yunyang_relief.core.fields import Sealed
from yunyang_relief.core.models import COUNTY, TOWNSHIP, Region, User

from ..columns import Column
from ..workbook import A4, Layout

R = TypeVar("R")

SIGNATURES = ("单位负责人：", "审核人：", "填表人：", "联系电话：")


@dataclass(frozen=True)
class Extract:
    """Whose rows, of which month (its first day), in which region, masked or not.

    `limit` keeps to the first so many households, for a look at a ledger.
    """

    month: date
    region: Region
    user: User
    is_unmasked: bool = False
    limit: int | None = None

    def show(self, value: Sealed) -> str:
        """Return a protected value as this extract may show it; the caller leaves the trace."""
        return value.open_unlogged() if self.is_unmasked else str(value)

    @property
    def office(self) -> str:
        """Who fills the form in: the department, or the office of the region."""
        if self.user.department:
            return f"云阳{self.user.get_department_display()}"
        return office_of(self.user.region)

    @cached_property
    def townships(self) -> dict[str, str]:
        """Names of the townships by code."""
        rows = Region.objects.filter(level=TOWNSHIP, code__startswith=self.region.code[:TOWNSHIP])
        return dict(rows.values_list("code", "name"))


def office_of(region: Region) -> str:
    """Return the office that seals a region's papers."""
    if region.level == COUNTY:
        return "云阳县民政局"
    if region.level > TOWNSHIP:
        return f"云阳县{region.name}"
    ending = "办事处" if region.name.endswith("街道") else "人民政府"
    return f"云阳县{region.name}{ending}"


@dataclass(frozen=True)
class Ledger(Generic[R]):
    """One ledger of the county: its form, and where its rows come from.

    `rows` yields the rows of an extract, some hundred in memory at a time; `count` says how many
    households they belong to, `households` which.
    """

    code: str
    title: str
    about: str
    programme: str
    columns: tuple[Column[R], ...]
    rows: Callable[[Extract], Iterable[R]]
    households: Callable[[Extract], list[int]]
    counted: str
    # What names a row: repeated on each sheet of paper.
    keys: tuple[str, ...]
    frozen_columns: int
    paper: str = A4

    def layout(self, extract: Extract) -> Layout:
        """What stands around the rows of an extract."""
        return Layout(
            title=self.title,
            left=f"填报单位（盖章）：{extract.office}",
            right="　　".join(
                (
                    f"统计月份：{extract.month.year}年{extract.month.month}月",
                    f"填报日期：{worded(clock.today())}",
                    "单位：户、人、元",
                )
            ),
            counted=self.counted,
            signatures="　　　　　　".join((*SIGNATURES, f"制表时间：{worded(clock.today())}")),
            frozen_columns=self.frozen_columns,
            paper=self.paper,
        )


def worded(day: date) -> str:
    """Return e.g. 2019年11月15日."""
    return f"{day.year}年{day.month}月{day.day}日"


def may_download(user: User, programme: str) -> bool:
    """Tell whether a user may have a programme's ledgers: a department only its own field's."""
    if not user.may(Resource.LEDGER, Verb.DOWNLOAD):
        return False
    return user.role != Role.BUREAU or user.department in PROGRAMME_DEPARTMENTS[programme]


AnyLedger = Ledger[Any]
