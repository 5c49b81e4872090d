"""Warnings open with their cause, follow it, and close when it is gone."""

from collections.abc import Iterator
from datetime import date

import pytest

from yunyang_relief.core import flags
from yunyang_relief.core.access import Role
from yunyang_relief.core.models import Flag, Region
from yunyang_relief.core.registry import FlagDraft, FlagKind, registry

TODAY = date(2019, 11, 15)


@pytest.fixture
def causes(community: Region) -> Iterator[list[FlagDraft]]:
    drafts: list[FlagDraft] = []
    kind = FlagKind(
        "test", "试验", "原因消除", frozenset({Role.CASEWORKER}), lambda _: list(drafts)
    )
    registry.add_flag_kind(kind)
    yield drafts
    del registry.flag_kinds["test"]


def refresh() -> tuple[int, int]:
    return flags.refresh(TODAY, kinds=("test",))["test"]


def test_a_flag_lives_as_long_as_its_cause(causes: list[FlagDraft], community: Region) -> None:
    causes.append(FlagDraft("household:1", community.code, "无帮扶责任人"))
    assert refresh() == (1, 0)
    assert refresh() == (0, 0)
    causes.clear()
    assert refresh() == (0, 1)
    causes.append(FlagDraft("household:1", community.code, "无帮扶责任人"))
    assert refresh() == (1, 0)
    assert Flag.objects.count() == 2
    assert Flag.objects.open().count() == 1


def test_an_open_flag_follows_its_cause(causes: list[FlagDraft], community: Region) -> None:
    causes.append(FlagDraft("case:1", community.code, "超期 1 天"))
    refresh()
    causes[0] = FlagDraft("case:1", community.code, "超期 2 天", due_on=TODAY)
    assert refresh() == (0, 0)
    flag = Flag.objects.get()
    assert (flag.text, flag.due_on) == ("超期 2 天", TODAY)
