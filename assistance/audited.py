"""What the audit trail calls the deeds of assistance."""

from .paying.steps import STEPS
from .workflow import WORKFLOWS

MONEY = {
    "build_batch": "生成发放批次",
    "refresh_batch": "重新生成发放批次",
    "hold_payment": "暂缓发放",
    "release_payment": "恢复发放",
    "export_bank_file": "导出代发文件",
    "read_bank_reply": "读入银行回盘",
    "open_fund": "登记资金",
    "change_fund": "调整资金",
    "open_recovery": "立项追缴",
    "repay": "登记缴回",
    "waive_recovery": "核销追缴",
}


def words() -> dict[str, str]:
    """Every step of every programme's cases, and what is done with notices and awards."""
    steps = {
        f"case_{code}": f"案件：{transition.label}"
        for table in WORKFLOWS.values()
        for code, transition in table.items()
    }
    batches = {f"batch_{code}": f"发放批次：{step.label}" for code, step in STEPS.items()}
    return (
        steps
        | batches
        | MONEY
        | {
            "add_notice_photo": "上传公示照片",
            "stop_award": "停发待遇",
            "approve_back_pay": "批准补发",
            "decline_back_pay": "不予补发",
            "extend_entitlements": "生成每月应发",
        }
    )
