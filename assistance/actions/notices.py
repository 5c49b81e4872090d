"""Putting cases up for public notice and taking them down; photos of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yunyang_relief.core import audit, files
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region, User

from ..enums import NoticeKind
from ..models import Notice, NoticeEntry, NoticePhoto
from ..numbering import next_number
from ..proposals import Proposal
from ..publication import PublicRow

if TYPE_CHECKING:
    from .work import Work

MAX_PHOTOS = 12


def put_up(work: Work) -> None:
    """data: starts_on, place, hotline. Joins the township's notice of that day and place."""
    case, procedure = work.case, work.dossier.procedure
    came = work.dossier.came_to_notice
    assert came is not None  # the case is at the notice
    assert case.proposal is not None
    again = came.code == "propose_again"
    kind = NoticeKind.AGAIN if again else NoticeKind.FIRST
    limit = procedure.second_notice if again else procedure.notice
    assert limit is not None  # only procedures with such a notice bring a case to it
    township = Region.objects.get(pk=case.region.township_code)
    # Two cases put up at the same moment must find one notice, not make two.
    Region.objects.select_for_update(no_key=True).get(pk=township.pk)
    notice = Notice.objects.filter(
        region=township, programme=case.programme, kind=kind, **work.data
    ).first() or Notice.objects.create(
        number=next_number(township, "公示", work.data["starts_on"]),
        region=township,
        programme=case.programme,
        kind=kind,
        days=limit.days,
        ends_on=limit.end(work.data["starts_on"], work.dossier.calendar),
        **work.data,
    )
    proposal = Proposal.stored(case.proposal, work.dossier.rulings)
    work.make(NoticeEntry(notice=notice, row=PublicRow.of(work.dossier, proposal).stored()))
    work.said = {
        "notice": notice.pk,
        "starts_on": notice.starts_on.isoformat(),
        "ends_on": notice.ends_on.isoformat(),
    }
    work.summary = f"{notice.number}，{notice.starts_on} 至 {notice.ends_on}，{notice.place}"


def take_down(work: Work) -> None:
    """Remove the case's line from a notice that is still running."""
    entry = work.dossier.entry_of_round
    if entry and entry.removed_on is None and entry.notice.ends_on >= work.dossier.today:
        work.change(entry, removed_on=work.dossier.today)


@transaction.atomic
def add_notice_photo(notice: Notice, upload: UploadedFile[bytes], *, actor: User) -> NoticePhoto:
    """Keep a photo of the board; raise Refused for a wrong file or one too many."""
    if notice.photos.count() >= MAX_PHOTOS:
        raise Refused("too-many-photos", f"一期公示最多 {MAX_PHOTOS} 张照片")
    photo = NoticePhoto.objects.create(
        notice=notice, file=files.store_upload(upload, actor=actor), added_by=actor
    )
    audit.record("add_notice_photo", notice, actor=actor, after={"photo": str(photo.uid)})
    return photo
