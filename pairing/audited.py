"""What the audit trail calls the deeds of pairing."""

AUDITED = {
    "register_unit": "登记帮扶单位",
    "register_helper": "登记帮扶责任人",
    "retire_helper": "停用帮扶责任人",
    "assign_pair": "安排结对",
    "end_pair": "结束结对",
    "record_visit": "登记走访",
}
