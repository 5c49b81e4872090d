"""What the audit trail calls the deeds of the registry."""

AUDITED = {
    "fill_registry": "装入示例住户",
    "open_household": "建立住户档案",
    "move_household": "迁移住户",
    "look_up_person": "按身份号码查找",
    "add_member": "增加成员",
    "change_membership": "修改成员关系",
    "remove_member": "减少成员",
    "update_person": "修改身份信息",
    "start_survey": "开始入户调查",
    "complete_section": "填完调查一节",
    "complete_survey": "完成入户调查",
    "record_fact": "登记事实",
    "correct_fact": "更正事实",
    "withdraw_fact": "撤下事实",
    "verify_fact": "核实事实",
    "rehome_fact": "事实随人转户",
    "pay_aid": "登记已付医疗救助",
    "attach": "上传附件",
    "remove_attachment": "撤下附件",
}
