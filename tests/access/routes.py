"""Every route of the product with its view class, read from the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.views import View

from yunyang_relief.core.access import Access

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One URL pattern: its full name, the names of its arguments, and the class behind it."""

    name: str
    arguments: tuple[str, ...]
    view: Any

    def access_for(self, method: str) -> Access | None:
        """The grant this route asks for, None when no policy names it."""
        rule = getattr(self.view, "access_for", None)
        if rule is not None:
            access: Access | None = rule(method.upper())
            return access
        return getattr(self.view, "access", None)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods the class answers."""
        if issubclass(self.view, View) and not hasattr(self.view, "get_extra_actions"):
            return tuple(
                m for m in METHODS if hasattr(self.view, m) and m in self.view.http_method_names
            )
        return ("get",)


def all_routes() -> list[Route]:
    """Walk the whole resolver."""
    return sorted(_walk(get_resolver(), ""), key=lambda route: route.name)


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None) or getattr(
                entry.callback, "cls", None
            )
            arguments = (*entry.pattern.converters, *entry.pattern.regex.groupindex)
            yield Route(f"{namespace}{entry.name}", tuple(dict.fromkeys(arguments)), view)
