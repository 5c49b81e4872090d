"""Sealing of protected text: AES-256-GCM envelopes and keyed blind indexes.

Envelope: `1.<key id>.<base64url(nonce + ciphertext)>`. The first configured key seals; every
configured key opens, so keys rotate by putting a new one in front and re-sealing.
"""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "1"
NONCE_BYTES = 12


class SealBroken(Exception):
    """An envelope was altered, moved to another row or field, or its key is gone."""


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    pairs = (key.split(":", 1) for key in keys)
    return {key_id: AESGCM(base64.b64decode(material)) for key_id, material in pairs}


def _keys() -> dict[str, AESGCM]:
    return _ring(tuple(settings.FIELD_KEYS))


def seal(plain: bytes, *, binding: str) -> str:
    """Return an envelope that opens only with the same `binding` (model, field and row)."""
    key_id, key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    body = nonce + key.encrypt(nonce, plain, binding.encode())
    return f"{VERSION}.{key_id}.{base64.urlsafe_b64encode(body).decode()}"


def unseal(envelope: str, *, binding: str) -> bytes:
    """Return what was sealed; raise SealBroken when it cannot be trusted."""
    try:
        version, key_id, text = envelope.split(".", 2)
        body = base64.urlsafe_b64decode(text)
        if version != VERSION:
            raise SealBroken(f"unknown envelope version {version}")
        return _keys()[key_id].decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], binding.encode())
    except (ValueError, KeyError, InvalidTag) as error:
        raise SealBroken(f"envelope for {binding} does not open") from error


def blind_index(kind: str, text: str, *, length: int = 32) -> str:
    """Return a keyed digest (hex) for equality search; the same text gives the same digest."""
    digest = hmac.new(settings.INDEX_KEY.encode(), f"{kind}:{text}".encode(), sha256)
    return digest.hexdigest()[:length]
