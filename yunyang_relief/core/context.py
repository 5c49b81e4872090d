"""What the shell of every page shows: menu, counts, banner, recent pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import clock
from .access import Resource
from .models import Job, User
from .registry import MENU_GROUPS, Todo, registry

RECENT_KEY = "recent"
RECENT_COUNT = 5


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`; evaluated only by pages that show the shell."""
    user = getattr(request, "user", None)
    banner = {"business_date": clock.today(), "demo_banner": clock.is_fixed() or settings.DEMO}
    if not isinstance(user, User) and not (user and user.is_authenticated):
        return banner
    todos: Any = SimpleLazyObject(lambda: my_todos(request))
    return banner | {
        "todos": todos,
        "todo_count": SimpleLazyObject(lambda: len(my_todos(request))),
        "overdue_count": SimpleLazyObject(lambda: _overdue(my_todos(request))),
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "recent": [
            item | {"current": item["url"] == request.path}
            for item in request.session.get(RECENT_KEY, [])
        ],
        "jobs_running": SimpleLazyObject(lambda: _jobs_running(request)),
        "can_search": user.may(Resource.HOUSEHOLD) if isinstance(user, User) else False,
    }


def my_todos(request: HttpRequest) -> list[Todo]:
    """The user's tasks, read once per request."""
    if not hasattr(request, "_todos"):
        request._todos = registry.todos_for(request.user, clock.today())  # type: ignore[attr-defined, arg-type]  # a per-request cache; the caller checked the user
    return request._todos  # type: ignore[attr-defined, no-any-return]  # see above


def _overdue(todos: list[Todo]) -> int:
    today = clock.today()
    return sum(todo.due_on is not None and todo.due_on < today for todo in todos)


def _jobs_running(request: HttpRequest) -> int:
    open_states = (Job.State.QUEUED, Job.State.RUNNING)
    return Job.objects.filter(created_by=request.user, state__in=open_states).count()  # type: ignore[misc]  # the caller checked the user


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    counts = Counter(todo.kind for todo in my_todos(request))
    groups = []
    for label, icon in MENU_GROUPS:
        items = [
            {
                "label": item.label,
                "url": reverse(item.url_name),
                "current": request.path == reverse(item.url_name),
                "count": sum(counts[kind] for kind in item.todo_kinds),
            }
            for item in sorted(registry.menu, key=lambda item: item.order)
            if item.group == label and item.access.allows(request.user)
        ]
        if items:
            groups.append(
                {
                    "label": label,
                    "icon": icon,
                    "items": items,
                    "open": any(item["current"] for item in items),
                    "count": sum(int(str(item["count"])) for item in items),
                }
            )
    return groups


def remember(request: HttpRequest, label: str, icon: str) -> None:
    """Keep this page one click away in the strip 最近打开 (labels hold names, never numbers)."""
    item = {"label": label, "url": request.path, "icon": icon}
    recent = request.session.get(RECENT_KEY, [])
    if recent[:1] == [item]:
        return  # looking again costs no write
    others = [i for i in recent if i["url"] != request.path]
    request.session[RECENT_KEY] = [item, *others][:RECENT_COUNT]
