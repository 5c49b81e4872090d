"""Writes of the assistance app: one open door for cases, a few for what they give."""

from .awards import extend_entitlements, stop_award
from .cases import advance, open_case, open_cases, refresh_deadlines
from .notices import add_notice_photo

__all__ = [
    "add_notice_photo",
    "advance",
    "extend_entitlements",
    "open_case",
    "open_cases",
    "refresh_deadlines",
    "stop_award",
]
