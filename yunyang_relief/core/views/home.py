"""The first page of the day: what there is to do, and what warns."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import HttpRequest, JsonResponse

from .. import clock
from ..access import PUBLIC, SIGNED_IN, Access, Resource
from ..context import my_todos
from ..filters import FlagFilter
from ..models import Flag
from ..pages import ListPage, Page, PolicyMixin
from ..registry import Todo, registry

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

SOON = timedelta(days=7)
SHOWN = 20


def urgency(todo: Todo, today: date) -> str:
    """Return the group of the home table that a task belongs to."""
    if todo.due_on is None:
        return "无固定期限"
    if todo.due_on < today:
        return "已超期"
    if todo.due_on == today:
        return "今日到期"
    return "7 日内到期" if todo.due_on <= today + SOON else "7 日以后"


def grouped(todos: list[Todo], today: date) -> list[tuple[str, list[Todo]]]:
    """Tasks in groups of urgency (the list comes sorted by due date, undated last)."""
    return [(name, list(rows)) for name, rows in groupby(todos, key=lambda t: urgency(t, today))]


class Home(Page):
    """Five counts, the most urgent tasks, the warnings."""

    access = SIGNED_IN
    template_name = "core/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        todos = my_todos(self.request)
        counts = Counter(urgency(todo, today) for todo in todos)
        return super().get_context_data(
            counts={
                "overdue": counts["已超期"],
                "today": counts["今日到期"],
                "soon": counts["7 日内到期"],
                "all": len(todos),
                "flags": Flag.objects.visible_to(self.user).open().count(),
            },
            groups=grouped(todos[:SHOWN], today),
            hidden=max(len(todos) - SHOWN, 0),
            kinds=sorted(Counter(todo.group for todo in todos).items()),
            flags=self.flag_summary(),
            **kwargs,
        )

    def flag_summary(self) -> list[dict[str, Any]]:
        """One line per kind of open warning, with what closes it."""
        counts = Counter(
            Flag.objects.visible_to(self.user).open().order_by().values_list("kind", flat=True)
        )
        return [
            {"kind": kind, "count": counts[kind.code]}
            for kind in registry.flag_kinds.values()
            if counts[kind.code]
        ]


class TodoList(Page):
    """All tasks, or those of one group or urgency (`?group=`, `?urgency=`)."""

    access = SIGNED_IN
    template_name = "core/todos.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        group, wanted = (self.request.GET.get(name, "") for name in ("group", "urgency"))
        todos = [
            todo
            for todo in my_todos(self.request)
            if (not group or todo.group == group) and (not wanted or urgency(todo, today) == wanted)
        ]
        return super().get_context_data(
            groups=grouped(todos, today), shown=len(todos), group=group, urgency=wanted, **kwargs
        )


class FlagList(ListPage):
    """Warnings of the user's region."""

    access = Access(Resource.FLAG)
    template_name = "core/flags.html"
    model = Flag
    filterset_class = FlagFilter
    order = ("-opened_at", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset().select_related("region")
        return rows if self.request.GET.get("closed") else rows.open()  # type: ignore[attr-defined]  # FlagQuerySet


class Help(Page):
    """How each role works with the system."""

    access = SIGNED_IN
    template_name = "core/help.html"


class Health(PolicyMixin):
    """Whether this process can serve: the database answers."""

    access = PUBLIC

    def get(self, request: HttpRequest) -> JsonResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return JsonResponse({"status": "ok"})
