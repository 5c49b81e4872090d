"""Keyset paging: walking forward and back visits every row once, in order."""

import pytest
from django.http import QueryDict

from yunyang_relief.core.models import Region
from yunyang_relief.core.pagination import COUNT_LIMIT, KeysetPage, paginate

pytestmark = pytest.mark.django_db
ORDER = ("-level", "code")


@pytest.fixture
def regions() -> list[str]:
    rows = [Region(code=f"500235{n:03}", name=f"镇{n}", level=9) for n in range(1, 48)]
    rows += [Region(code="500235", name="云阳县", level=6)]
    Region.objects.all().delete()
    Region.objects.bulk_create(rows)
    return [*(row.code for row in rows[:-1]), "500235"]


def page(query: str) -> KeysetPage[Region]:
    return paginate(Region.objects.all(), QueryDict(query), order=ORDER)


def walk(query: str, direction: str) -> list[list[str]]:
    pages = []
    while True:
        current = page(query)
        pages.append([row.code for row in current.rows])
        query = current.next_query if direction == "next" else current.previous_query
        if not query:
            return pages


def test_forward_visits_each_row_once(regions: list[str]) -> None:
    pages = walk("", "next")
    assert [code for rows in pages for code in rows] == regions
    assert [len(rows) for rows in pages] == [20, 20, 8]


def test_backward_retraces_the_pages(regions: list[str]) -> None:
    forward = walk("", "next")
    last_cursor = page(page("").next_query).next_query
    assert walk(last_cursor, "previous") == forward[::-1]


def test_filters_stay_in_the_links(regions: list[str]) -> None:
    assert "kind=x" in page("kind=x").next_query


def test_forged_cursors_start_at_the_beginning(regions: list[str]) -> None:
    for forged in ("!!", "bm90anNvbg", "WyJhIiwiYiJd", "W3siYSI6MX0sMV0", "Wzld"):
        assert page(f"after={forged}").rows[0].code == regions[0]


def test_size_is_one_of_the_offered(regions: list[str]) -> None:
    assert page("size=50").size == 50
    assert page("size=100000").size == 20


def test_counts_are_exact_to_the_limit() -> None:
    def text(count: int) -> str:
        return KeysetPage(
            rows=[], size=20, count=count, next_query="", previous_query=""
        ).count_text

    assert text(COUNT_LIMIT) == "1000"
    assert text(COUNT_LIMIT + 1) == "1000+"
