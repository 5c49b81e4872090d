"""The whole line in a real browser: surveyed, found entitled, decided, and in the ledger."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from assistance.models import Award, Case, Notice
from households.models import Household
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, sign_in
from yunyang_relief.core.models import User

# A man who lost the use of his legs, his wife with a stall, his mother of 72, a girl at school.
HEAD, WIFE = "512222197905010012", "51222219810312002X"
MOTHER, GIRL = "512222194706200047", "500235200607150028"

# 城市低保 from September 2019: 580.00 yuan a head and month.
STANDARD = Decimal("580.00")
# The stall brings 1,200.00 a month, a room let brings 300.00.
INCOME = Decimal("1200.00") + Decimal("300.00")
GAP = STANDARD * 4 - INCOME  # 2,320.00 - 1,500.00 = 820.00
# 重点救助: the man 60.00 as 一级重残 and 40.00 on top as 残疾人员, his mother 60.00 at 70 and over,
# the girl 100.00 as 在校学生; the wife nothing.
ADDITIONS = Decimal(60) + Decimal(40) + Decimal(60) + Decimal(100)  # 260.00
AMOUNT = GAP + ADDITIONS
SHOWN = "1,080.00"

MOVES_OF_A_SURVEY = 260
SURVEYED_ON = date(2019, 9, 2)
MET_ON = date(2019, 9, 9)
REVIEWED_ON = date(2019, 9, 10)
# Published on the 10th, the day itself not counted: the seventh day is the 17th.
REPORTED_ON = date(2019, 9, 18)
APPROVED_ON = date(2019, 10, 8)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("community", "other_community")
def test_from_a_survey_to_the_ledger(
    open_page: OpenPage,
    settings: Any,
    tmp_path: Path,
    caseworker: User,
    second_caseworker: User,
    disabled_federation: User,
    township_official: User,
    county_officer: User,
) -> None:
    assert f"{AMOUNT:,.2f}" == SHOWN
    page = open_page(1440)

    settings.BUSINESS_DATE = SURVEYED_ON
    hands = sign_in(page, caseworker)
    survey(hands)
    assert hands.moves <= MOVES_OF_A_SURVEY
    apply(hands)

    verify(sign_in(page, disabled_federation), "残疾")
    hands = sign_in(page, caseworker)
    verify(hands, "从业与劳动能力", "在读", "户情", "其他收入", "银行账户")
    look_into(hands, second_caseworker)
    settings.BUSINESS_DATE = MET_ON
    appraise(sign_in(page, caseworker))

    settings.BUSINESS_DATE = REVIEWED_ON
    review(sign_in(page, township_official))
    publish(sign_in(page, caseworker))
    read_notice(open_page(390))

    settings.BUSINESS_DATE = REPORTED_ON
    report(sign_in(page, township_official))
    settings.BUSINESS_DATE = APPROVED_ON
    hands = sign_in(page, county_officer)
    approve(hands)
    row = ledger_row(hands, tmp_path)
    assert row["户主姓名"] == "冉启明"
    assert row["户月差额"] == float(GAP)
    assert row["月发放合计"] == float(AMOUNT)


def open_case(hands: Hands) -> None:
    hands.page.goto(f"/cases/{Case.objects.get().pk}/")


# --- the caseworker ----------------------------------------------------------------------------


def survey(hands: Hands) -> None:
    """Fill in all nine sections, then see the entitlement."""
    page = hands.page
    page.goto("/households/")
    hands.follow("新建住户")
    hands.choose("村（社区）", "云江社区")
    hands.type("户主公民身份号码", HEAD)
    hands.type("户主姓名", "冉启明")
    expect(page.get_by_text("1979-05-01")).to_be_visible()
    hands.type("联系电话", "13900000001")
    hands.send("建档并开始入户调查")

    hands.type("户籍地址", "双江街道云江社区 2 组")
    hands.type("现居住地址", "双江街道滨江路 4 栋")
    hands.choose("户籍性质", "城镇")
    for question in ("有承包土地", "参加农村集体经济收益分配", "雇人经营"):
        hands.tick("否", question)
    finish_section(hands, "成员")
    fill_in_members(hands)
    finish_section(hands, "收入")
    fill_in_incomes(hands)
    finish_section(hands, "财产")
    finish_section(hands, "支出")
    finish_section(hands, "义务人")
    finish_section(hands, "致困原因与需求")
    fill_in_needs(hands)
    finish_section(hands, "附件")
    finish_section(hands, "核对确认")

    expect(page.get_by_text("冉雨桐").first).to_be_visible()
    hands.tick("乡镇经办人caseworker2", "调查人")
    hands.tick("被调查人已在调查表上签字")
    hands.tick("调查人均已在调查表上签字")
    hands.send("完成入户调查")
    expect(page.get_by_text("入户调查已完成，可以办理申请。")).to_be_visible()
    assert str(Household.objects.get()) == "冉启明户"


def finish_section(hands: Hands, following: str) -> None:
    hands.tick("本节已填完")
    hands.send("保存，下一节")
    expect(hands.page.locator(".yy-tasks [aria-current]").first).to_contain_text(following)


def fill_in_members(hands: Hands) -> None:
    page = hands.page
    condition = {"婚姻": "已婚", "学历": "初中", "健康状况": "健康", "参保类型": "居民医保一档"}
    with hands.within(page.locator("#members-0")):
        describe(hands, **condition, 劳动能力="完全丧失", 从业状况="无业（老年、病残等）")
        hands.unfold("残疾")
        hands.choose("残疾类别", "肢体")
        hands.choose("残疾等级", "一级")
        hands.type("残疾证号", f"{HEAD}41")
    with add_member(hands, 1, WIFE, "向秀英", "妻", "1981-03-12"):
        describe(hands, **condition, 劳动能力="有", 从业状况="灵活就业")
    with add_member(hands, 2, MOTHER, "谭桂香", "母亲", "1947-06-20"):
        describe(
            hands,
            **condition | {"婚姻": "丧偶", "健康状况": "多病"},
            劳动能力="无",
            从业状况="无业（老年、病残等）",
        )
    with add_member(hands, 3, GIRL, "冉雨桐", "女", "2006-07-15"):
        describe(hands, **condition | {"婚姻": "未婚"}, 劳动能力="无", 从业状况="在校学生")
        # The part on schooling has opened by itself.
        hands.choose("学段", "初中")
        hands.type("就读学校", "云阳县某某中学")


def add_member(hands: Hands, index: int, number: str, name: str, relation: str, born: str) -> Any:
    """Add a row; the number tells birth date, sex and age at once."""
    hands.press("添加成员")
    row = hands.page.locator(f"#members-{index}")
    expect(row).to_be_visible()
    with hands.within(row):
        hands.type("公民身份号码", number)
        hands.type("姓名", name)
        expect(row.locator(".yy-derived")).to_contain_text(born)
        hands.choose("与户主关系", relation)
    return hands.within(row)


def describe(hands: Hands, **answers: str) -> None:
    for label, option in answers.items():
        hands.choose(label, option)


def fill_in_incomes(hands: Hands) -> None:
    with hands.within(hands.page.locator("#income-0")):
        hands.choose("成员", "向秀英")
        hands.choose("收入种类", "零工、灵活就业")
        hands.type("月金额（元）", "1200")
        hands.type("起月", "2019-01")
    hands.press("添加一行")
    with hands.within(hands.page.locator("#income-1")):
        hands.choose("成员", "谭桂香")
        hands.choose("收入种类", "租金、土地流转、集体分红")
        hands.type("月金额（元）", "300")
        hands.type("起月", "2019-01")


def fill_in_needs(hands: Hands) -> None:
    hands.type("家庭情况", "户主瘫痪在床，靠妻子摆摊维持，女儿上初中。")
    hands.tick("残疾", "致困原因")
    hands.tick("因学", "致困原因")
    hands.choose("主要致困原因", "残疾")
    hands.tick("基本生活", "帮扶需求")
    hands.tick("教育", "帮扶需求")
    rows = hands.page.locator("[id^=guarantees-]")
    for index in range(5):
        with hands.within(hands.page.locator(f"#guarantees-{index}")):
            hands.tick("是")
            hands.type("依据", "入户查看")
    assert rows.count() >= 5
    hands.choose("户名", "冉启明")
    hands.type("开户银行", "重庆农村商业银行")
    hands.type("银行账号", "6217000000000000")
    # The panel reads the drafts: the amount is there before the survey is done.
    expect(entitlement(hands.page)).to_contain_text(SHOWN, timeout=15_000)
    expect(entitlement(hands.page)).to_contain_text("符合")


def entitlement(page: Page) -> Any:
    """低保 in the panel beside the survey."""
    return page.locator(".yy-ent li").filter(has_text="低保").first


def apply(hands: Hands) -> None:
    page = hands.page
    page.get_by_role("link", name="案件与待遇").click()
    hands.follow("申请救助")
    hands.tick("最低生活保障")
    for paper in (
        "书面申请书",
        "共同生活成员居民户口簿、身份证复印件",
        "重庆市社会救助家庭经济状况核查授权书",
        "家庭收入状况证明",
    ):
        hands.tick(paper)
    for name in ("冉启明", "向秀英", "谭桂香"):
        hands.tick(name, "已签核查授权书的成年成员")
    hands.tick("无")
    hands.send("登记申请")
    expect(page.get_by_role("heading", name=re.compile("冉启明户"))).to_be_visible()


def verify(hands: Hands, *kinds: str) -> None:
    """At the verification desk: all that waits of these kinds is true."""
    page = hands.page
    page.goto("/households/verify/")
    for kind in kinds:
        page.locator(".yy-chip").filter(has_text=kind).first.click()
        for box in page.locator("[name=fact]").all():
            box.check()
        page.locator(".yy-bulk").get_by_role("button", name="核实无误").click()
        expect(page.get_by_text(re.compile(r"已核实 \d+ 条"))).to_be_visible()


def look_into(hands: Hands, second: User) -> None:
    """Accept, have the means checked, and visit with a second surveyor."""
    open_case(hands)
    hands.send("受理")
    hands.follow("提请经济状况核对")
    hands.send("提请经济状况核对")
    hands.follow("登记核对结果")
    hands.tick("与申报一致")
    hands.type("核对情况", "户籍、车辆、住房、社保、存款与申报一致")
    hands.send("登记核对结果")
    hands.follow("登记入户调查")
    hands.choose("第二调查人", str(second))
    hands.type("核实情况", "人口、收入与申报一致")
    hands.tick("被调查人已在入户调查表上签字")
    hands.tick("两名调查人已签字")
    hands.send("登记入户调查")
    hands.send("调查结束，组织评议")
    expect(hands.page.get_by_role("heading", name="当前环节：民主评议")).to_be_visible()


def appraise(hands: Hands) -> None:
    open_case(hands)
    hands.follow("登记评议，报审核")
    hands.type("主持人", "蒲主任")
    for label, number in (
        ("应到人数", "15"),
        ("实到人数", "12"),
        ("其中居民代表", "9"),
        ("认为符合（人）", "12"),
        ("认为不符合（人）", "0"),
    ):
        hands.type(label, number)
    hands.tick("符合", "评议结论")
    hands.tick("到会人员均已签字")
    hands.send("登记评议，报审核")
    expect(hands.page.get_by_role("heading", name="当前环节：乡镇审核")).to_be_visible()


def publish(hands: Hands) -> None:
    open_case(hands)
    hands.follow("张贴公示")
    hands.type("监督电话", "12345")
    hands.send("张贴公示")
    expect(hands.page.get_by_text("还有 7 天")).to_be_visible()


# --- the township, the public, the county ---------------------------------------------------------


def review(hands: Hands) -> None:
    open_case(hands)
    expect(hands.page.locator(".yy-cols")).to_contain_text(SHOWN)
    hands.send("审核同意，进入公示")
    expect(hands.page.get_by_role("heading", name="当前环节：公示")).to_be_visible()


def read_notice(page: Page) -> None:
    """Anybody may read it; names are masked."""
    page.goto(f"/cases/public/{Notice.objects.get().uid}/")
    expect(page.get_by_text("冉*明").locator("visible=true")).to_be_visible()
    expect(page.get_by_text(SHOWN).locator("visible=true").first).to_be_visible()
    assert "冉启明" not in page.content()


def report(hands: Hands) -> None:
    open_case(hands)
    hands.send("无异议，报送审批")
    expect(hands.page.get_by_text("已公示无异议，报送审批。")).to_be_visible()


def approve(hands: Hands) -> None:
    open_case(hands)
    hands.send("批准")
    expect(hands.page.get_by_role("heading", name="办理结果")).to_be_visible()
    award = Award.objects.get()
    assert award.amount == AMOUNT
    assert award.start_month == date(2019, 10, 1)
    hands.follow("查看待遇")
    expect(hands.page.get_by_text("在发")).to_be_visible()


def ledger_row(hands: Hands, directory: Path) -> dict[str, Any]:
    """Download F1 and return its only row by the leaf headers of its columns."""
    page = hands.page
    page.goto("/reports/")
    hands.follow("云阳县城市低保对象台账")
    with page.expect_download() as download:
        hands.press("下载")
    path = directory / download.value.suggested_filename
    download.value.save_as(path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    top = next(index for index, row in enumerate(rows) if row[0] == "序号")
    return dict(zip(map(str, rows[top]), rows[top + 3], strict=True))
