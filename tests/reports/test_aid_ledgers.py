"""F8 and F9: the county's columns and what was decided, bill by bill and student by student."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistance import actions
from assistance.enums import Programme
from households.enums import Verification
from households.models import BankAccount, Enrolment, Household, Membership
from reports.actions import build
from reports.ledgers import LEDGERS, Extract
from tests.assistance.families import entitled_household, stay
from tests.awards import make_award
from tests.people import make_person, make_user
from tests.reports.conftest import ACCOUNT, NOVEMBER, OCTOBER, headers_of, lines_of, sheet_of
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.models import Region, User

pytestmark = pytest.mark.django_db
# domain.md F8 and F9, column by column; 商保 and 医院减免 are one sum in the registry.
F8_HEADERS = [
    *("住院号", "姓名", "性别", "年龄", "身份号码", "救助类型", "证号", "属地", "医院(级别)"),
    *("病种", "入/出院/入院", "入/出院/出院", "住院总费用", "纳入保险报销费用(目录内)"),
    *("目录外费用", "目录外占比", "保险支付", "大病支付", "商保、医院减免", "救助基数"),
    *("救助比例", "救助金额", "其他救助", "自付", "先诊疗后付费", "结算日期"),
]
F9_HEADERS = [
    *("学年学期", "学校", "学段", "年级班级", "学生", "身份号码", "监护人", "对象类别", "寄宿"),
    *("免保教费", "生活费/寄宿补助", "免学费", "助学金", "免教科书", "住宿费", "贷款", "合计"),
    "账号",
]


@pytest.fixture
def recipient(community: Region, caseworker: User) -> Household:
    """A widow with 低保, a hospital bill, and a niece at a senior high school."""
    household = entitled_household(community, caseworker)
    make_award(household, caseworker, lines=[("", "380.00", "")], months=(NOVEMBER,))
    stay(household, caseworker, diagnosis="肺炎")
    niece = make_person("向小梅", sex="2", born_on=date(2003, 8, 8))
    Membership.objects.create(
        household=household, person=niece, relation="42", since=date(2019, 4, 1)
    )
    Enrolment.objects.create(
        household=household,
        person=niece,
        stage="senior_high",
        school="云阳中学",
        grade="高一",
        verification=Verification.VERIFIED,
        recorded_by=caseworker,
    )
    BankAccount.objects.create(
        household=household, holder=household.head, bank="重庆农商行", number=ACCOUNT
    )
    return household


def decide(household: Household, programme: Programme, amount: str, county: Region) -> None:
    """Taken up by one official of the office, approved by another."""
    office: Department = programme.office
    one, other = (make_user(f"{office.value}{n}", Role.BUREAU, county, office) for n in (1, 2))
    data = {"amount": Decimal(amount)}
    case = actions.open_directly(household, programme=programme, data=data, actor=one)
    actions.advance(case, "approve", actor=other, version=case.version, data=data)


def lines(code: str, region: Region, user: User, month: date = NOVEMBER) -> list[dict[str, Any]]:
    ledger = LEDGERS[code]
    sheet = sheet_of(build(ledger, Extract(month=month, region=region, user=user)))
    depth = {"yiliao": range(3, 5), "jiaoyu": range(3, 4)}[code]
    assert headers_of(sheet, depth) == {"yiliao": F8_HEADERS, "jiaoyu": F9_HEADERS}[code]
    return lines_of(sheet, depth)


def test_an_aided_bill_stands_in_f8(
    recipient: Household, county: Region, county_officer: User
) -> None:
    decide(recipient, Programme.YILIAO, "1963.50", county)
    (line,) = lines("yiliao", county, county_officer)
    assert (line["姓名"], line["年龄"], line["属地"]) == ("向秀英", 71, "双江街道云江社区")
    assert (line["医院(级别)"], line["病种"]) == ("云阳县人民医院（二级）", "肺炎")
    sums = ("住院总费用", "目录外费用", "保险支付", "救助基数", "救助金额", "自付")
    assert [line[name] for name in sums] == [10000, 1000, 6195, 2805, 1963.5, 1841.5]
    assert (line["目录外占比"], line["救助比例"], line["先诊疗后付费"]) == ("10.00%", "70%", "否")
    assert lines("yiliao", county, county_officer, OCTOBER) == []


def test_an_aided_student_stands_in_f9(
    recipient: Household, county: Region, county_officer: User
) -> None:
    decide(recipient, Programme.JIAOYU, "1000.00", county)
    (line,) = lines("jiaoyu", county, county_officer)
    assert (line["学年学期"], line["学校"], line["学段"]) == ("2019秋", "云阳中学", "普通高中")
    assert (line["学生"], line["监护人"], line["对象类别"]) == ("向小梅", "向秀英", "城市低保")
    assert (line["免学费"], line["免教科书"], line["贷款"]) == ("免收", "免收（免费提供）", None)
    assert (line["助学金"], line["合计"], line["免保教费"]) == (1000, 1000, None)
    assert line["账号"] == "6*****************2"


def test_another_township_has_no_lines(
    recipient: Household, county: Region, other_township: Region, other_township_caseworker: User
) -> None:
    decide(recipient, Programme.YILIAO, "1963.50", county)
    assert lines("yiliao", other_township, other_township_caseworker) == []
