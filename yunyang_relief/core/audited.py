"""What the audit trail calls the deeds of core."""

AUDITED = {
    "sign_in": "登录",
    "sign_out": "退出登录",
    "change_password": "修改自己的密码",
    "open_account": "新建用户",
    "update_account": "修改用户",
    "reset_password": "重置密码",
    "correct_calendar": "调整工作日历",
    "drop_calendar_correction": "撤销工作日历调整",
    "start_job": "启动后台作业",
    "cancel_job": "取消后台作业",
    "open_file": "打开文件",
    "unmask": "查看完整号码",
}
