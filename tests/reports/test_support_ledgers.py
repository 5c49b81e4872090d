"""F4 and F5: the county's columns, and what the procedures left behind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistance.actions import extend_entitlements
from assistance.enums import Programme
from households.enums import EmergencyKind
from households.models import Household
from reports.actions import build
from reports.ledgers import LEDGERS, Extract
from tests.assistance.conftest import poor_household, team
from tests.assistance.test_linshi import LinshiWalk, cause
from tests.assistance.test_tekun import AMOUNT, TekunWalk
from tests.assistance.walks import Team
from tests.reports.conftest import headers_of, lines_of, sheet_of
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region, User

__all__ = ["poor_household", "team"]

pytestmark = pytest.mark.django_db

# domain.md F4 and F5, column by column.
F4_HEADERS = [
    "序号",
    "乡镇",
    "村居",
    "姓名",
    "性别",
    "年龄",
    "身份号码",
    "对象类别",
    "残疾类别等级",
    "自理能力（6项得分）",
    "评估日期",
    "护理等级",
    "供养方式",
    "供养机构",
    "床位",
    "委托照料人",
    "关系",
    "电话",
    "协议编号/期限",
    "基本生活费",
    "护理补贴",
    "月合计",
    "批准时间",
    "特困证号",
    "年审",
    "开户行",
    "账号",
    "终止时间/原因",
]
F5_HEADERS = [
    "序号",
    "申请日期",
    "申请人",
    "身份号码",
    "户籍/居住地",
    "家庭人口",
    "对象类别",
    "困难类型",
    "事由",
    "自付费用",
    "人均可支配收入",
    "救助方式",
    "救助金额",
    "审批权限",
    "审批日期",
    "发放日期",
    "先行救助",
    "补手续日期",
    "年度累计/次数",
    "年度累计/金额",
    "经办人",
]


def sheet(code: str, month: date, user: User, region: Region) -> Any:
    return sheet_of(build(LEDGERS[code], Extract(month, region, user)))


def test_tekun(team: Team, poor_household: Household, township: Region) -> None:
    walk = TekunWalk(
        team, poor_household, day=date(2019, 6, 3), amount=AMOUNT, programme=Programme.TEKUN
    )
    walk.to_support().place("3-2")
    month = date(2019, 7, 1)
    with clock.on(date(2019, 7, 5)):
        extend_entitlements(month)
        found = sheet("tekun", month, team.officer, township)
    assert headers_of(found, range(3, 4)) == F4_HEADERS
    [line] = lines_of(found, range(3, 4))
    told = {
        "姓名": "向秀英",
        "年龄": 71,
        "对象类别": "老年",
        "自理能力（6项得分）": 5,
        "护理等级": "半护理",
        "供养方式": "集中供养",
        "供养机构": "云阳县城乡敬老院",
        "床位": "3-2",
    }
    assert {name: line[name] for name in told} == told
    amounts = [Decimal(str(line[n])) for n in ("基本生活费", "护理补贴", "月合计")]
    assert amounts == [Decimal(710), Decimal(200), Decimal(910)]


def test_linshi(team: Team, poor_household: Household, township: Region) -> None:
    walk = LinshiWalk(team, poor_household, day=date(2019, 9, 2), programme=Programme.LINSHI)
    fire = cause(poor_household, team.caseworker, EmergencyKind.FIRE, day=date(2019, 9, 1))
    walk.first_aid(fire).give()
    walk.later(1).take("note_relief", team.caseworker, relieved_on=walk.day)
    walk.take("complete_paperwork", team.caseworker, completed_on=walk.day)
    hardship = cause(
        poor_household,
        team.caseworker,
        EmergencyKind.OTHER,
        day=date(2019, 9, 1),
        description="遭遇诈骗",
    )
    second = LinshiWalk(team, poor_household, day=date(2019, 9, 4), programme=Programme.LINSHI)
    second.to_review().settle(hardship).publish().past_notice().report().approve()
    month = date(2019, 9, 1)
    with clock.on(date(2019, 10, 8)):
        found = sheet("linshi", month, team.officer, township)
    assert headers_of(found, range(3, 5)) == F5_HEADERS
    first, later = lines_of(found, range(3, 5))
    names = ("困难类型", "事由", "救助方式", "审批权限", "先行救助", "年度累计/次数")
    assert [first[n] for n in names] == ["急难", "火灾", "救助金", "县级主管部门", "是", 1]
    assert [later[n] for n in names] == ["急难", "其他特殊困难", "救助金", "一事一议", "否", 2]
    assert Decimal(str(later["年度累计/金额"])) == Decimal(3800)
    assert later["救助金额"] == 3000
