"""Lines of the left menu and the panel on a household's page."""

from yunyang_relief.core.access import Access, Resource, Verb
from yunyang_relief.core.registry import MenuItem, Panel, registry

SEES_CASES = Access(Resource.CASE)
SEES_AWARDS = Access(Resource.AWARD)
SEES_BILLS = Access(Resource.MEDICAL)
HANDLES_CASES = Access(Resource.CASE, Verb.EDIT)
SEES_PAYMENTS = Access(Resource.PAYMENT)
SEES_FUNDS = Access(Resource.FUND)
SEES_NOTICES = Access(Resource.NOTICE)


def register() -> None:
    """Fill the sockets; called once when the app is ready."""
    registry.menu += [
        MenuItem("受理", "申请受理", "assistance:intake", HANDLES_CASES, 10, ("case_intake",)),
        MenuItem(
            "调查", "核对与调查", "assistance:inquiries", HANDLES_CASES, 40, ("case_inquiry",)
        ),
        MenuItem("评议公示", "公示管理", "assistance:notices", SEES_NOTICES, 20, ("case_notice",)),
        MenuItem(
            "评议公示",
            "民主评议",
            "assistance:appraisals",
            HANDLES_CASES,
            10,
            ("case_appraisal",),
        ),
        MenuItem("审核确认", "案件办理", "assistance:list", SEES_CASES, 10, ("case_decision",)),
        MenuItem("审核确认", "住院费用", "assistance:bills", SEES_BILLS, 20, ("bill",)),
        MenuItem("审核确认", "学期资助", "assistance:terms", SEES_CASES, 30, ("term",)),
        MenuItem("查询统计", "签约与建档", "assistance:health", SEES_BILLS, 40),
        MenuItem("资金", "待遇", "assistance:awards", SEES_AWARDS, 10),
        MenuItem("资金", "补发建议", "assistance:back_pays", SEES_AWARDS, 20, ("back_pay",)),
        MenuItem("资金", "发放批次", "assistance:payments", SEES_PAYMENTS, 30, ("payment",)),
        MenuItem("资金", "资金预算", "assistance:funds", SEES_FUNDS, 40),
        MenuItem("资金", "追缴", "assistance:recoveries", SEES_PAYMENTS, 50),
        MenuItem("复核", "定期复核", "assistance:reviews", SEES_AWARDS, 10, ("review",)),
    ]
    registry.panels.append(Panel("案件与待遇", "assistance:panel", 40, SEES_CASES))
