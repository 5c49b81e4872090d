"""What happens around every request: who acts, how long a session lives, how a refusal looks."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from . import request_context
from .errors import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestContextMiddleware:
    """Carry the actor and a request id to audit and row history; keep pages out of caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        with request_context.acting(
            request.user.pk, request_id=request_id, address=request.META.get("REMOTE_ADDR") or None
        ):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class SessionPolicyMiddleware:
    """Sign out after idle time; send a holder of a first password to change it."""

    SEEN = "last_seen"
    # Writing the session on every request would cost a write per page.
    REFRESH_SECONDS = 60

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if self._is_idle(request):
                logout(request)
                messages.warning(request, "您较长时间没有操作，已自动退出。请重新登录，草稿仍在。")
                return self.get_response(request)
            if request.user.must_change_password and not self._is_exempt(request.path):
                return redirect("core:password_change")
        return self.get_response(request)

    def _is_idle(self, request: HttpRequest) -> bool:
        now = int(time.time())
        seen = request.session.get(self.SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if now - seen > self.REFRESH_SECONDS or self.SEEN not in request.session:
            request.session[self.SEEN] = now
        return False

    @staticmethod
    def _is_exempt(path: str) -> bool:
        allowed = (reverse("core:password_change"), reverse("core:logout"), settings.STATIC_URL)
        return path.startswith(allowed)


class RefusalMiddleware:
    """Show a `Refused` that no form caught: 409 with what is wrong and how to mend it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.accepts("text/html"):
            return render(request, "core/refused.html", {"refusal": exception}, status=409)
        return JsonResponse({"code": exception.code, "message": exception.message}, status=409)
