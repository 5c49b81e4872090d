"""Writes of the assistance app: one open door for cases, a few for what they give."""

from .awards import extend_entitlements, stop_award
from .backpay import approve_back_pay, decline_back_pay
from .cases import advance, open_case, open_cases, open_directly, refresh_deadlines
from .notices import add_notice_photo

__all__ = [
    "add_notice_photo",
    "advance",
    "approve_back_pay",
    "decline_back_pay",
    "extend_entitlements",
    "open_case",
    "open_cases",
    "open_directly",
    "refresh_deadlines",
    "stop_award",
]
