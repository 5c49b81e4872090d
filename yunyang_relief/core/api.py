"""Base of the REST side: the same access table, scoping and paging; errors as problem+json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import ReadOnlyModelViewSet

from . import request_context
from .access import Access
from .errors import Refused

if TYPE_CHECKING:
    from django.db import models

PROBLEM = "application/problem+json"


class ScopedViewSet(ReadOnlyModelViewSet):  # type: ignore[type-arg]  # generic in the stubs only
    """Reads scoped rows; a row out of sight is a missing row."""

    access: ClassVar[Access]
    model: ClassVar[Any]
    order: ClassVar[tuple[str, ...]] = ("pk",)

    def get_queryset(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model.objects.visible_to(self.request.user)
        return rows


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer RFC 9457 problem+json with a Chinese detail."""
    if isinstance(error, Refused):
        return _problem(status.HTTP_409_CONFLICT, error.code, error.message)
    if isinstance(error, Http404 | exceptions.NotFound):
        return _problem(404, "not-found", "没有这条记录，或它不在您的辖区")
    response = exception_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "error")
    if isinstance(error, exceptions.ValidationError):
        return _problem(response.status_code, "invalid", "提交的内容有误", errors=response.data)
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    return _problem(response.status_code, str(code).replace("_", "-"), str(detail))


def _problem(code: int, kind: str, detail: str, **more: Any) -> Response:
    body = {
        "type": f"/problems/{kind}",
        "title": detail,
        "status": code,
        "code": kind,
        "trace_id": request_context.current().request_id,
        **more,
    }
    return Response(body, status=code, content_type=PROBLEM)
