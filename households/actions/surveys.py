"""Visiting a household: the survey with its sections, drafts and papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.utils import timezone

from yunyang_relief.core import audit, clock, files, timeline
from yunyang_relief.core.access import Resource
from yunyang_relief.core.errors import Refused

from ..enums import Section
from ..models import Attachment, Draft, Household, Survey
from .changes import Change, lock, tell_changes

if TYPE_CHECKING:
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile

    from yunyang_relief.core.models import User

DRAFT_LIFETIME = timedelta(days=30)
MIN_SURVEYORS = 2  # 入户调查由两名以上调查人员进行
TO_FILL = tuple(section for section in Section if section != Section.CONFIRM)


class Content(Protocol):
    """What a section holds: it writes itself and says what it changed."""

    @property
    def code(self) -> Section: ...

    def save(self, *, household: Household, actor: User) -> list[Change]: ...


@transaction.atomic
def start_survey(household: Household, *, actor: User) -> Survey:
    """Return the household's open survey, or begin one."""
    household = lock(household, actor, resource=Resource.SURVEY)
    open_survey: Survey | None = household.surveys.filter(completed_at=None).first()
    if open_survey:
        return open_survey
    survey = Survey.objects.create(household=household, started_by=actor)
    survey.surveyors.add(actor)
    audit.record("start_survey", survey, actor=actor)
    timeline.tell(household.uid, "开始入户调查", actor=actor, icon="clipboard-list")
    return survey


@transaction.atomic
def save_section(survey: Survey, content: Content, *, is_done: bool, actor: User) -> None:
    """Write a section as a whole, say whether it is complete, and forget its draft.

    All of it or, when the content raises Refused, nothing.
    """
    household = lock(survey.household, actor)
    changes = content.save(household=household, actor=actor)
    label = Section(content.code).label
    tell_changes(household, f"调查填写“{label}”", changes, actor=actor, icon="clipboard-list")
    complete_section(survey, content.code, is_done=is_done, actor=actor)
    drop_draft(survey, content.code, actor=actor)


@transaction.atomic
def complete_section(survey: Survey, section: str, *, is_done: bool = True, actor: User) -> None:
    """Say that a section's present content is complete, or no longer.

    Of a complete section an empty list means "none"; of an incomplete one, "not known".
    """
    lock(survey.household, actor)
    survey = _open(survey)
    if (section in survey.sections_done) == is_done:
        return
    household = Household.objects.get(pk=survey.household_id)
    for row, name in ((survey, "sections_done"), (household, "surveyed")):
        done = [code for code in getattr(row, name) if code != section]
        setattr(row, name, [*done, section] if is_done else done)
        row.save(update_fields=[name])
    audit.record("complete_section", survey, actor=actor, after={section: is_done})


@transaction.atomic
def complete_survey(
    survey: Survey,
    *,
    surveyors: Sequence[User],
    visited_on: date,
    respondent: str,
    respondent_signed: bool,
    surveyors_signed: bool,
    actor: User,
) -> None:
    """Finish a survey; raise Refused naming everything that is still missing."""
    lock(survey.household, actor)
    survey = _open(survey)
    missing = [
        f"“{section.label}”还没有标记填完"
        for section in TO_FILL
        if section not in survey.sections_done
    ]
    missing += [] if len(set(surveyors)) >= MIN_SURVEYORS else ["入户调查应有两名以上调查人"]
    missing += [] if visited_on <= clock.today() else ["入户日期不能晚于今天"]
    missing += [] if respondent_signed else ["被调查人还没有签字"]
    missing += [] if surveyors_signed else ["调查人还没有签字"]
    if missing:
        raise Refused("survey-incomplete", "；".join(missing) + "。补齐后再完成调查")
    survey.surveyors.set(surveyors)
    survey.visited_on, survey.respondent = visited_on, respondent
    survey.respondent_signed = survey.surveyors_signed = True
    survey.completed_at = timezone.now()
    survey.save()
    survey.drafts.all().delete()
    names = "、".join(user.name for user in surveyors)
    audit.record(
        "complete_survey",
        survey,
        actor=actor,
        after={"surveyors": [user.pk for user in surveyors], "visited_on": visited_on},
    )
    timeline.tell(
        survey.household.uid,
        f"入户调查：{names}",
        actor=actor,
        detail=f"被调查人{respondent}和调查人均已签字",
        icon="home-check",
        happened_on=visited_on,
    )


def _open(survey: Survey) -> Survey:
    """The survey as it is now; raise Refused when it is finished."""
    row = Survey.objects.select_related("household").get(pk=survey.pk)
    if row.completed_at:
        day = timezone.localtime(row.completed_at)
        raise Refused(
            "survey-finished", f"这份调查已于 {day:%Y-%m-%d} 完成，要改请重新开始一次调查"
        )
    return row


# --- drafts ----------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    survey: Survey, section: str, content: str, *, actor: User, problems: int | None = None
) -> Draft:
    """Keep what the actor typed into a section, sealed and for nobody else.

    `problems` counts what the last submission was refused for; None leaves the count.
    """
    _open(survey)
    draft = (
        Draft.objects.select_for_update().filter(user=actor, survey=survey, section=section).first()
    ) or Draft(user=actor, survey=survey, section=section)
    draft.content = content
    draft.saved_at = timezone.now()
    if problems is not None:
        draft.problems = problems
    draft.save()
    return draft


def drop_draft(survey: Survey, section: str, *, actor: User) -> None:
    """Forget what the actor typed into a section and did not save."""
    Draft.objects.filter(user=actor, survey=survey, section=section).delete()


def drop_old_drafts() -> int:
    """Delete drafts that nobody came back to; return how many."""
    return Draft.objects.filter(saved_at__lt=timezone.now() - DRAFT_LIFETIME).delete()[0]


# --- papers ----------------------------------------------------------------------------------


@transaction.atomic
def attach(
    household: Household, upload: UploadedFile[bytes], *, kind: str, actor: User
) -> Attachment:
    """Keep a photo or PDF with the household; raise Refused for anything else."""
    household = lock(household, actor)
    attachment = Attachment.objects.create(
        household=household,
        kind=kind,
        file=files.store_upload(upload, actor=actor),
        added_by=actor,
    )
    after = {"name": attachment.file.name, "kind": kind, "sha256": attachment.file.sha256}
    audit.record("attach", attachment, actor=actor, after=after)
    change = Change("上传附件", f"{attachment.get_kind_display()}：{attachment.file.name}")
    tell_changes(household, "", [change], actor=actor, icon="paperclip")
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, *, actor: User) -> None:
    """Take a paper off the file; it stays in the records."""
    household = lock(attachment.household, actor)
    row = Attachment.objects.select_related("file").get(pk=attachment.pk)
    if row.removed_at:
        return
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    audit.record("remove_attachment", row, actor=actor, before={"name": row.file.name})
    change = Change("撤下附件", f"{row.get_kind_display()}：{row.file.name}")
    tell_changes(household, "", [change], actor=actor, icon="paperclip")
