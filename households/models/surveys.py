"""How facts are gathered: visits, what was typed and not saved yet, papers."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from yunyang_relief.core.access import Resource
from yunyang_relief.core.fields import SealedField
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import StoredFile, User
from yunyang_relief.core.scoping import ScopedModel

from .. import enums
from .fields import uid_field
from .people import Household


@tracked
class Survey(ScopedModel):
    """One visit to a household: who asked, when, and who signed."""

    resource = Resource.SURVEY
    region_path = "household__region_id"

    uid = uid_field()
    household = models.ForeignKey(Household, models.CASCADE, related_name="surveys")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    started_at = models.DateTimeField("开始时间", default=timezone.now, editable=False)
    surveyors = models.ManyToManyField(User, related_name="surveys", verbose_name="调查人")
    visited_on = models.DateField("入户日期", null=True, blank=True)
    respondent = models.CharField("被调查人", max_length=40, blank=True, default="")
    respondent_signed = models.BooleanField("被调查人已签字", default=False)
    surveyors_signed = models.BooleanField("调查人已签字", default=False)
    sections_done = ArrayField(
        models.CharField(max_length=16, choices=enums.Section.choices), default=list, blank=True
    )
    completed_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "入户调查"
        verbose_name_plural = "入户调查"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(completed_at=None),
                name="one_open_survey_per_household",
                violation_error_message="该户已有一份调查在填写，请接着填那一份",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household} 入户调查"


class Draft(models.Model):
    """What somebody typed into a section and has not saved yet: private, sealed, kept 30 days."""

    uid = uid_field()
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="drafts")
    section = models.CharField(max_length=16, choices=enums.Section.choices)
    content = SealedField("text", "内容")
    problems = models.PositiveSmallIntegerField("上次提交时要改的处数", default=0)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = "草稿"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "survey", "section"], name="one_draft_per_user_and_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.get_section_display()}"


@tracked
class Attachment(ScopedModel):
    """A paper or photo that belongs to a household."""

    resource = Resource.HOUSEHOLD
    region_path = "household__region_id"

    uid = uid_field()
    household = models.ForeignKey(Household, models.CASCADE, related_name="attachments")
    kind = models.CharField("材料种类", max_length=16, choices=enums.AttachmentKind.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间", default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField("撤下时间", null=True, blank=True)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file.name}"
