"""Writes of the assistance app: one open door for cases, a few for what they give."""

from .awards import extend_entitlements, stop_award
from .backpay import approve_back_pay, decline_back_pay
from .bank import keep_order, take_reply
from .cases import advance, open_case, open_cases, open_directly, refresh_deadlines
from .funds import change_fund, open_fund, open_recovery, repay, waive
from .notices import add_notice_photo
from .payments import (
    advance_batch,
    build_batch,
    examine,
    hold_line,
    lines_of,
    refresh_batch,
    release_line,
)

__all__ = [
    "add_notice_photo",
    "advance",
    "advance_batch",
    "approve_back_pay",
    "build_batch",
    "change_fund",
    "decline_back_pay",
    "examine",
    "extend_entitlements",
    "hold_line",
    "keep_order",
    "lines_of",
    "open_case",
    "open_cases",
    "open_directly",
    "open_fund",
    "open_recovery",
    "refresh_batch",
    "refresh_deadlines",
    "release_line",
    "repay",
    "stop_award",
    "take_reply",
    "waive",
]
