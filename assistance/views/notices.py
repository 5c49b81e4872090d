"""Publications: for staff, for everybody, on paper, and the photos of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from yunyang_relief.core import clock, files
from yunyang_relief.core.access import PUBLIC, Access, Resource, Verb
from yunyang_relief.core.pages import (
    ListPage,
    ObjectFormPage,
    ObjectPage,
    Page,
    PolicyMixin,
)
from yunyang_relief.core.views.operations import file_response

from .. import actions, forms
from ..filters import NoticeFilter
from ..models import Case, Notice, NoticePhoto
from ..publication import published

if TYPE_CHECKING:
    from django.db.models import QuerySet

SEES = Access(Resource.NOTICE)
PUTS_UP = Access(Resource.NOTICE, Verb.EDIT)


class NoticeList(ListPage):
    """Publications of the region."""

    access = SEES
    template_name = "assistance/notices.html"
    model = Notice
    filterset_class = NoticeFilter

    def get_queryset(self) -> QuerySet[Any]:
        notices: Any = super().get_queryset().select_related("region")
        return notices.with_counts()  # type: ignore[no-any-return]  # NoticeQuerySet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=clock.today(), **kwargs)


class NoticeDetail(ObjectPage):
    """One publication with its cases and photos."""

    access = SEES
    template_name = "assistance/notice.html"
    model = Notice
    select_related = ("region",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice: Notice = kwargs["object"]
        today = clock.today()
        return super().get_context_data(
            entries=notice.entries.filter(
                case__in=Case.objects.visible_to(self.user)
            ).select_related("case__household__head", "case__region"),
            photos=notice.photos.select_related("file", "added_by"),
            is_public=notice.is_public_on(today),
            passed=notice.passed_on(today),
            form=forms.PhotoForm(),
            may_edit=self.user.may(Resource.NOTICE, Verb.EDIT),
            **kwargs,
        )


class AddPhoto(ObjectFormPage):
    """Keep a photo of the board."""

    access = PUTS_UP
    template_name = "assistance/photo.html"
    model = Notice
    select_related = ("region",)
    form_class = forms.PhotoForm

    def carry_out(self, form: Any) -> str:
        actions.add_notice_photo(self.object, form.cleaned_data["photo"], actor=self.user)
        messages.success(self.request, "公示照片已保存。")
        return reverse("assistance:notice_detail", args=[self.object.pk])


class PhotoFile(PolicyMixin):
    """Download one photo."""

    access = SEES

    def get(self, request: HttpRequest, pk: int, uid: Any) -> HttpResponse:
        notices = Notice.objects.visible_to(self.user)
        photo = get_object_or_404(
            NoticePhoto.objects.select_related("file"), uid=uid, notice=pk, notice__in=notices
        )
        content = files.open_file(photo.file, actor=self.user, reason="查看公示照片")
        return file_response(content, photo.file.name, photo.file.content_type)


class NoticePaper(ObjectPage):
    """The 公示表 on A4, with the same words as the public page."""

    access = SEES
    template_name = "assistance/papers/notice.html"
    model = Notice
    select_related = ("region",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(text=published(kwargs["object"]), **kwargs)


class PublicNotice(Page):
    """What everybody may read while the notice runs; afterwards there is no such page."""

    access = PUBLIC
    template_name = "assistance/public_notice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = get_object_or_404(Notice.objects.select_related("region"), uid=self.kwargs["uid"])
        today = clock.today()
        if not notice.is_public_on(today):
            raise Http404
        return super().get_context_data(
            text=published(notice),
            left=(notice.ends_on - today).days,
            length=notice.length,
            passed=notice.passed_on(today),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store"
        return response
