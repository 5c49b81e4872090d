"""The REST side's door to the access table.

Apart from api.py, for REST framework imports its default permissions while it is being imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

    from .access import Access


class PolicyPermission(BasePermission):
    """Asks the access table; a view without `access` is refused to everybody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        needed: Access | None = getattr(view, "access", None)
        if needed is None:
            return False
        if not needed.allows(request.user):
            self.message = needed.refusal
            return False
        return True
