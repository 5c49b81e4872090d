"""The one door to rows: who sees which, by role and by the prefix of a region code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from .access import Resource, Role, may, programmes_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a region. The model says where: `region_path` and `resource`.

    `region_path` is the lookup to the region's code, e.g. "region_id" or
    "household__region_id"; `resource` is the class of data of the access table. Where a row
    belongs to a programme, `programme_path` leads to its code.
    """

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Narrow to what this user may see; without a region or a grant that is nothing."""
        model: Any = self.model
        return self.filter(scope_of(user, model.resource, model.region_path, model.programme_path))


def scope_of(
    user: User | AnonymousUser, resource: Resource, region_path: str, programme_path: str = ""
) -> Q:
    """Return the condition that `visible_to` applies, for rows reached along `region_path`.

    A bureau sees, of what belongs to a programme, only what it handles itself or keeps for all.
    """
    if not may(user, resource) or not user.is_authenticated or not user.region_id:
        return Q(pk__in=())
    here = Q(**{f"{code_path(region_path)}__startswith": user.region_id})
    if programme_path and user.role == Role.BUREAU:
        here &= Q(**{f"{programme_path}__in": programmes_of(user.department, resource)})
    return here


def code_path(region_path: str) -> str:
    """The lookup for the text of a region's code: a foreign key's column takes no prefix."""
    return f"{region_path[:-3]}__code" if region_path.endswith("_id") else region_path


class ScopedModel(models.Model):
    """A row that belongs to a region; base pages and base viewsets call `visible_to`."""

    region_path: ClassVar[str] = "region_id"
    programme_path: ClassVar[str] = ""
    resource: ClassVar[Resource]

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
