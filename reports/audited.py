"""What the audit trail calls the deeds of reports."""

AUDITED = {
    "download_ledger": "下载台账",
    "download_notice": "下载公示表",
    "spot_check": "抽查案件",
    "download_trial": "下载试算明细",
    "download_back_pay": "下载补发明细",
}
