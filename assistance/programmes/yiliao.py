"""医疗救助: by the medical-insurance bureau itself for 低保 and 特困, else by application.

社会救助暂行办法 27–31: 低保 and 特困 directly by the county's bureau (30); others apply to the
township, which reviews and publishes before the bureau decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from households.actions import pay_aid
from households.models import HospitalStay
from yunyang_relief.core.access import Role
from yunyang_relief.core.errors import Refused

from ..actions.decisions import FOLLOWING
from ..actions.work import Work
from ..dossier import Dossier
from ..enums import Level, Paper, Programme, Stage
from ..models import Award, StayAid
from ..needs import found_fit, need, rulings_settled
from ..procedure import Limit, Procedure, Unit
from ..proposals import Proposal
from ..queries import receives_dibao_or_tekun
from ..workflow import CASEWORKER, MAKING, TOWNSHIP, By, pick

YILIAO_2014 = Procedure(
    programme=Programme.YILIAO,
    since=date(2014, 5, 1),
    title="社会救助暂行办法 第五章",
    source="社会救助暂行办法 27–31",
    decider=Level.COUNTY,
    total={},
    total_excludes_appraisal_and_notice=False,
    limits={},
    notice=Limit(7, Unit.CALENDAR, "社会救助暂行办法 30，天数暂按条例 18（三）"),
    second_notice=Limit(3, Unit.CALENDAR, "社会救助暂行办法 30，天数暂按条例 18（三）"),
    appraisal_required=False,
    open_questions=(
        "医疗救助没有规定办理时限，待云阳县局确认",
        "医疗救助公示没有规定天数，暂按低保的 7 日、3 日，待云阳县局确认",
    ),
    papers=(Paper.APPLICATION, Paper.IDENTITY, Paper.AUTHORISATION, Paper.BILLS),
    needs_survey=False,
)


@need("在享低保或特困待遇（暂行办法 30）")
def receives(dossier: Dossier) -> str:
    if receives_dibao_or_tekun(dossier.case.household, dossier.today):
        return ""
    return "该户没有在享的低保、特困待遇，不能直接办理：请由本人向乡镇（街道）提出申请"


@need("由县医保局直接办理")
def opened_directly(dossier: Dossier) -> str:
    return "" if dossier.done("open_directly") else "本案由乡镇（街道）受理，应退回乡镇审核"


@need("由乡镇（街道）受理")
def opened_by_township(dossier: Dossier) -> str:
    return "本案由县医保局直接办理，应退回经办" if dossier.done("open_directly") else ""


def settle_bills(work: Work, award: Award, proposal: Proposal) -> None:
    """Write down what each bill got, and on the bill itself that it was paid.

    What an official granted above the lower end goes to the bills in their order, to each no
    more than its own upper end. Raises Refused when a bill was corrected meanwhile.
    """
    bills = HospitalStay.objects.current().filter(household=work.case.household).order_by("pk")
    stays, raised = list(bills), award.amount - proposal.least
    for bill in proposal.finding.details["settlements"]:
        least = Decimal(bill["aid"] or 0)
        more = min(raised, Decimal(bill["most"] or 0) - least)
        raised -= more
        if not least + more:
            continue
        _settle(work, stays[bill["number"]], bill, least + more)


def _settle(work: Work, stay: HospitalStay, bill: dict[str, Any], amount: Decimal) -> None:
    said = (stay.admitted_on.isoformat(), stay.cost)
    if said != (bill["admitted_on"], Decimal(bill["cost"])):
        raise Refused("bills-changed", "住院费用刚有更正，请刷新页面，核对后再办")
    pay_aid(stay, amount, actor=work.actor)
    work.make(
        StayAid(
            stay=stay,
            category=bill["category"],
            base=Decimal(bill["base"]),
            ratio=bill["ratio"],
            amount=amount,
            settlement=bill,
        )
    )


FOLLOWING[Programme.YILIAO] = settle_bills

BUREAU = frozenset({Role.BUREAU})
S = Stage
PROGRAMME = Programme.YILIAO
PROCEDURES = (YILIAO_2014,)
TABLE = (
    *pick("open_directly", needs=(receives, found_fit)),
    *pick("settle", form="GrantForm", needs=(receives, found_fit)),
    *pick(
        "apply",
        "record_papers",
        "accept",
        "request_supplement",
        "receive_supplement",
        "reject",
        "request_check",
        "receive_check",
        "investigate",
        "skip_appraisal",
        "refuse_after_check",
    ),
    *(
        replace(step, sources=step.sources | {S.MATCHING}, by=CASEWORKER | TOWNSHIP | BUREAU)
        for step in pick("propose_ruling")
    ),
    *pick("propose", "resubmit", "propose_again", form="GrantForm"),
    *pick(
        "return_to_inquiry",
        "publish",
        "report",
        "object",
        "return_to_review",
        "object_again",
        "answer_objection",
        "refuse_at_review",
    ),
    *pick("settle_ruling", by=By.OFFICE, apart_from=MAKING),
    *pick("approve", needs=(rulings_settled, found_fit)),
    *pick("refuse"),
    *pick("return_to_township", occasion=opened_by_township),
    *pick("return_to_office", occasion=opened_directly),
    *pick("declare_near_relative", "withdraw"),
)
