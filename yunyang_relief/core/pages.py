"""Base pages: every route names its access, every object comes through `visible_to`.

A page class sets `access`; `write_access` when POST asks for more than GET. The access test
walks the routes and fails on one without.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.generic import FormView, TemplateView, View

from .access import Access
from .errors import Refused
from .models import SubmittedForm, User
from .pagination import paginate

if TYPE_CHECKING:
    import django_filters
    from django.db import models


class PolicyMixin(View):
    """Asks the access table before anything else."""

    access: ClassVar[Access]
    write_access: ClassVar[Access | None] = None
    http_method_names = ["get", "post", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        needed = self.access_for(request.method or "GET")
        if not needed.allows(request.user):
            return self.refuse(request, needed)
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def access_for(cls, method: str) -> Access:
        """The grant that a method of this page asks for."""
        reading = method in {"GET", "HEAD", "OPTIONS"}
        return cls.access if reading or cls.write_access is None else cls.write_access

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say it in words: an empty answer leaves people before the browser's own error page."""
        bare = super().http_method_not_allowed(request, *args, **kwargs)
        page = render(request, "405.html", status=bare.status_code)
        page.headers["Allow"] = bare.headers["Allow"]
        return page

    @staticmethod
    def refuse(request: HttpRequest, needed: Access) -> HttpResponseBase:
        """Send strangers to the login page; tell others which permission is missing."""
        if request.user.is_authenticated:
            return render(request, "403.html", {"refusal": needed.refusal}, status=403)
        if request.headers.get("HX-Request"):
            return HttpResponse("登录已过期，请重新登录", status=401)
        return redirect_to_login(request.get_full_path())

    @property
    def user(self) -> User:
        """The signed-in user (only for pages that ask for one)."""
        assert isinstance(self.request.user, User)
        return self.request.user


class Page(PolicyMixin, TemplateView):
    """A page of its own making."""


class ObjectMixin(PolicyMixin):
    """A page about one scoped row; a row out of sight is a missing row."""

    model: ClassVar[Any]
    select_related: ClassVar[tuple[str, ...]] = ()

    def get_object(self) -> Any:
        """Return the row of the URL if this user may see it, else raise Http404."""
        rows = self.model.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related(*self.select_related), pk=self.kwargs["pk"])


class ObjectPage(ObjectMixin, TemplateView):
    """Shows one row as `object`."""

    object: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(object=self.object, **kwargs))


class ListPage(Page):
    """Filtered, scoped rows, a keyset page at a time."""

    model: ClassVar[Any]
    filterset_class: ClassVar[type[django_filters.FilterSet]]
    order: ClassVar[tuple[str, ...]] = ("-pk",)

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows this user may see; subclasses add what their cells read."""
        rows: models.QuerySet[Any] = self.model.objects.visible_to(self.request.user)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filterset = self.filterset_class(
            self.request.GET, queryset=self.get_queryset(), request=self.request
        )
        rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
        page = paginate(rows, self.request.GET, order=self.order)
        return super().get_context_data(filterset=filterset, page=page, **kwargs)


class FormMixin(PolicyMixin):
    """A form whose refusals stand beside it and whose second click does nothing twice."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what was typed; 422 tells scripts that nothing happened."""
        response: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]  # from FormView
            self.get_context_data(form=form)  # type: ignore[attr-defined]  # from FormView
        )
        response.status_code = 409 if getattr(form, "was_refused", False) else 422
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Carry the form out; a refusal becomes an error of the form."""
        try:
            with transaction.atomic():
                url = self.carry_out(form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            form.was_refused = True
            return self.form_invalid(form)
        return HttpResponseRedirect(url)

    def carry_out(self, form: Any) -> str:
        """Call the action and return where to go next."""
        raise NotImplementedError


class FormPage(FormMixin, FormView[forms.BaseForm]):
    """A form of its own making."""


class ObjectFormPage(ObjectMixin, FormPage):
    """A form about one scoped row, which is there as `object`."""

    object: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.access_for(request.method or "GET").allows(request.user):
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)


class OnceFormMixin(forms.Form):
    """A form that is carried out at most once, however often it is sent."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def submit_once(token: uuid.UUID, user: User, make: Callable[[], str]) -> str:
    """Run `make` for the first submission of a form and return its URL to every one.

    A second submission waits for the first one's commit; when the first fails, the next tries.
    """
    with transaction.atomic():
        form, is_first = SubmittedForm.objects.get_or_create(token=token, defaults={"user": user})
        if is_first:
            form.url = make()
            form.save(update_fields=["url"])
        return form.url
