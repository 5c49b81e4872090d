"""What the audit trail calls the deeds of assistance."""

from .workflow import WORKFLOWS


def words() -> dict[str, str]:
    """Every step of every programme's cases, and what is done with notices and awards."""
    steps = {
        f"case_{code}": f"案件：{transition.label}"
        for table in WORKFLOWS.values()
        for code, transition in table.items()
    }
    return steps | {
        "add_notice_photo": "上传公示照片",
        "stop_award": "停发待遇",
        "approve_back_pay": "批准补发",
        "decline_back_pay": "不予补发",
        "extend_entitlements": "生成每月应发",
    }
