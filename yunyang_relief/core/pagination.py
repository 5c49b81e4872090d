"""Keyset paging for pages and API alike: the last page costs what the first one does."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

M = TypeVar("M", bound=models.Model)
PAGE_SIZES = (20, 50, 100)
COUNT_LIMIT = 1000


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """Some rows and the way to their neighbours; the links are query strings or empty."""

    rows: list[M]
    size: int
    count: int
    next_query: str
    previous_query: str

    @property
    def count_text(self) -> str:
        """The number of matches: exact to 1,000, then "1000+"."""
        return str(self.count) if self.count <= COUNT_LIMIT else f"{COUNT_LIMIT}+"

    @property
    def next_url(self) -> str:
        return f"?{self.next_query}" if self.next_query else ""

    @property
    def previous_url(self) -> str:
        return f"?{self.previous_query}" if self.previous_query else ""


def paginate(
    queryset: QuerySet[M], params: QueryDict, *, order: Sequence[str], size: int = PAGE_SIZES[0]
) -> KeysetPage[M]:
    """Return the page that `params` asks for (`after` or `before`, `size`).

    `order` names columns that are never null and together unique, "-" for descending.
    A cursor that does not decode starts from the beginning.
    """
    size = _size(params, size)
    backward = bool(params.get("before"))
    position = _decode(params.get("before") or params.get("after") or "", len(order))
    rows = _slice(queryset, order, position, size, backward=backward)
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        rows.reverse()
    has_next = bool(rows) and (more if not backward else True)
    has_previous = bool(rows) and (more if backward else position is not None)
    return KeysetPage(
        rows=rows,
        size=size,
        count=queryset.order_by()[: COUNT_LIMIT + 1].count(),
        next_query=_link(params, "after", rows[-1], order) if has_next else "",
        previous_query=_link(params, "before", rows[0], order) if has_previous else "",
    )


def _size(params: QueryDict, default: int) -> int:
    return {str(size): size for size in PAGE_SIZES}.get(params.get("size", ""), default)


def _slice(
    queryset: QuerySet[M],
    order: Sequence[str],
    position: list[Any] | None,
    size: int,
    *,
    backward: bool,
) -> list[M]:
    ordering = [_flip(name) for name in order] if backward else list(order)
    if position is not None:
        # A forged cursor does not fit its columns: the beginning is as good a place as any.
        with suppress(ValidationError, ValueError, TypeError):
            queryset = queryset.filter(_beyond(ordering, position))
    return list(queryset.order_by(*ordering)[: size + 1])


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(ordering: Sequence[str], position: list[Any]) -> Q:
    """Rows after a position: (a > x) or (a = x and b > y) …"""
    condition = Q()
    equal = Q()
    for name, value in zip(ordering, position, strict=True):
        column = name.lstrip("-")
        step = Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        condition |= equal & step
        equal &= Q(**{column: value})
    return condition


def _link(params: QueryDict, direction: str, row: M, order: Sequence[str]) -> str:
    query = params.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query[direction] = _encode([_value(row, name.lstrip("-")) for name in order])
    return query.urlencode()


def _value(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _encode(values: list[Any]) -> str:
    text = json.dumps(values, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, width: int) -> list[Any] | None:
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    is_ours = isinstance(values, list) and len(values) == width
    return values if is_ours and "\\u0000" not in json.dumps(values) else None


class KeysetPagination(BasePagination):
    """The same paging for the API; the viewset names its `order`."""

    page: KeysetPage[Any]

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        order = getattr(view, "order", ("pk",))
        self.page = paginate(queryset, request.query_params, order=order, size=PAGE_SIZES[1])
        self.base = request.build_absolute_uri(request.path)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self.page.count_text,
                "next": self.page.next_url and self.base + self.page.next_url,
                "previous": self.page.previous_url and self.base + self.page.previous_url,
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "description": "相邻一页的地址，没有时为空"}
        count = {"type": "string", "description": "符合条件的条数，超过 1000 时为 1000+"}
        properties = {"count": count, "next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
            for name in ("after", "before", "size")
        ]
