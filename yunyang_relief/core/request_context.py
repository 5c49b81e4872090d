"""Who is acting, and in which request: carried beside the call stack for audit and history."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import pghistory


@dataclass(frozen=True)
class RequestContext:
    """The actor's id, where the call came from, and an id to find its log lines."""

    actor_id: int | None
    request_id: str
    address: str | None = None


_current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def current() -> RequestContext:
    """Return the context in force; outside any, one without an actor."""
    return _current.get() or RequestContext(None, "")


@contextmanager
def acting(
    actor_id: int | None, *, request_id: str = "", address: str | None = None
) -> Iterator[RequestContext]:
    """Run a block as this actor: audit rows and row history inside it name them."""
    context = RequestContext(actor_id, request_id or uuid.uuid4().hex, address)
    token = _current.set(context)
    try:
        with pghistory.context(actor=actor_id, request=context.request_id):
            yield context
    finally:
        _current.reset(token)
