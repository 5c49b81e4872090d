"""The demo's data directory: the mark that lets us delete it, and the secrets made in it once."""

import base64
import os
import secrets
import shutil
from datetime import date
from pathlib import Path

from .errors import Refused

MARK = ".yunyang-demo"
SECRETS = "secrets.env"  # read by settings
# What other commands may have put there before; with anything else the directory is not ours.
_FAMILIAR = {"postgres", "broker", "broker-control", "files"}


def prepare_directory(directory: Path) -> None:
    """Make the directory and the queue's folders, and mark it as the demo's own."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if {entry.name for entry in directory.iterdir()} <= _FAMILIAR:
        (directory / MARK).touch()
    for queue in ("broker", "broker-control"):
        (directory / queue).mkdir(exist_ok=True)


def require_ours(directory: Path) -> None:
    """Refuse to delete a directory that the demo did not make."""
    if directory.exists() and not (directory / MARK).exists():
        raise Refused(
            "not-ours",
            f"{directory} 里有不是演示建立的文件，不敢删除。请用 YUNYANG_DATA 另指一个空目录。",
        )


def delete_directory(directory: Path) -> None:
    """Delete everything the demo keeps outside an external database, and forget its keys."""
    require_ours(directory)
    keys = directory / SECRETS
    for line in keys.read_text().splitlines() if keys.exists() else ():
        name, value = line.split("=", 1)
        if os.environ.get(name) == value:  # put there by settings; another value is the caller's
            del os.environ[name]
    if directory.exists():
        shutil.rmtree(directory)


def environment(directory: Path, today: date) -> dict[str, str]:
    """The variables that make settings those of this demo; its keys, made once, lie in a file."""
    keys = directory / SECRETS
    if not keys.exists():
        _write_secrets(keys)
    return os.environ | {
        "YUNYANG_DEMO": "1",
        "YUNYANG_TODAY": today.isoformat(),
        "YUNYANG_DATA": str(directory),
    }


def _write_secrets(path: Path) -> None:
    field_key = base64.b64encode(secrets.token_bytes(32)).decode()
    values = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "YUNYANG_FIELD_KEYS": f"demo:{field_key}",
        "YUNYANG_INDEX_KEY": secrets.token_hex(32),
    }
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    unfinished.rename(path)
