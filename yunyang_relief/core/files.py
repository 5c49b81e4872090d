"""Sealed files: uploads and exports lie encrypted under random names and leave a trace."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import puremagic
from django.conf import settings
from django.utils import timezone

from . import audit, crypto
from .errors import Refused
from .models import StoredFile

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from .models import User

MAX_UPLOAD = 10 * 1024 * 1024
UPLOAD_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".pdf": "application/pdf",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_LIFETIME = timedelta(days=7)


def store_upload(upload: UploadedFile[bytes], *, actor: User) -> StoredFile:
    """Check and keep an upload; raise Refused when it is too large or not what its name says."""
    name = Path(upload.name or "").name[-120:]
    ending = Path(name).suffix.lower()
    if ending not in UPLOAD_TYPES:
        raise Refused("file-type", f"“{name}”不能上传：只收 JPG、PNG 照片和 PDF，请转换格式后再传")
    if not upload.size or upload.size > MAX_UPLOAD:
        raise Refused("file-size", f"“{name}”超过 10 MB 或是空文件，请压缩或重新拍照后再传")
    content = upload.read()
    if not _looks_like(content, ending):
        raise Refused(
            "file-disguised", f"“{name}”的内容不是 {ending[1:].upper()} 文件，请选择原文件"
        )
    return store(name, UPLOAD_TYPES[ending], content, actor=actor)


def _looks_like(content: bytes, ending: str) -> bool:
    try:
        kinds = {match.mime_type for match in puremagic.magic_string(content[:4096])}
    except (puremagic.PureError, ValueError):
        return False
    return UPLOAD_TYPES[ending] in kinds


def store(
    name: str, content_type: str, content: bytes, *, actor: User | None, expires: bool = False
) -> StoredFile:
    """Seal content to disk and return its row; exports expire."""
    file = StoredFile(
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=actor,
        expires_at=timezone.now() + EXPORT_LIFETIME if expires else None,
    )
    path = path_of(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(crypto.seal(content, binding=f"file:{file.uid}"))
    file.save()
    return file


def path_of(file: StoredFile) -> Path:
    """Where the sealed content lies."""
    name = file.uid.hex
    return settings.MEDIA_ROOT / name[:2] / name


def open_file(file: StoredFile, *, actor: User, reason: str) -> bytes:
    """Return the content and record who took it; raise Refused when it has expired."""
    if file.expires_at and file.expires_at < timezone.now():
        raise Refused("file-expired", "该文件已过期删除，请重新生成")
    audit.record("open_file", file, actor=actor, reason=reason, after={"name": file.name})
    return crypto.unseal(path_of(file).read_text(), binding=f"file:{file.uid}")


def delete_expired() -> int:
    """Remove the content of expired files; their rows stay as a trace. Returns how many."""
    removed = 0
    for file in StoredFile.objects.filter(expires_at__lt=timezone.now()):
        path = path_of(file)
        removed += path.exists()
        path.unlink(missing_ok=True)
    return removed
