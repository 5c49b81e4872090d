"""A site of its own for each drill."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.durability.sites import Site

OpenSite = Callable[..., Site]


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[OpenSite]:
    """Open a site; extra arguments are its environment."""
    if sys.platform != "linux":
        pytest.skip("the drills read /proc")
    opened: list[Site] = []

    def open_one(**environment: str) -> Site:
        opened.append(Site(tmp_path / f"site-{len(opened)}", **environment))
        return opened[-1]

    yield open_one
    for site in opened:
        site.close()
