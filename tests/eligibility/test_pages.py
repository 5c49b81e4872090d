"""The pages about results: right for those who may see them, missing for all others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility import actions, policy
from eligibility.engine.programme import discover, seeds
from eligibility.enums import Basis, Cause
from eligibility.models import Result
from households.actions import start_survey
from households.models import Household
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from tests.households.forms import fields_of
from yunyang_relief.core import clock
from yunyang_relief.core.models import Region, User

ON = date(2019, 11, 15)
pytestmark = pytest.mark.django_db
OF_A_HOUSEHOLD = ("panel", "tab", "sheet", "sheet_print")


@pytest.fixture(autouse=True)
def business_date() -> Any:
    with clock.on(ON):
        yield


@pytest.fixture
def browser(client: Client, caseworker: User) -> Client:
    client.force_login(caseworker)
    return client


@pytest.fixture
def entitled(community: Region) -> Household:
    return register(_family(), community)


def address(name: str, household: Household, **query: str) -> str:
    arguments: list[Any] = [household.pk]
    if name.startswith("sheet"):
        arguments.append("dibao")
    parameters = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(f'eligibility:{name}', args=arguments)}?{parameters}"


def page(browser: Client, name: str, household: Household, **query: str) -> str:
    response = browser.get(address(name, household, **query))
    assert response.status_code == 200
    return response.content.decode()


def test_the_panel_shows_both_results_and_what_is_missing(
    browser: Client, entitled: Household
) -> None:
    entitled.incomeitems.update(verification="unverified")
    shown = page(browser, "panel", entitled)
    assert "城市低保" in shown
    assert "按申报测算" in shown
    assert "1,260.00" in shown
    assert "甲的工资薪金未核实（用人单位、县人力社保局）" in shown
    assert reverse("eligibility:sheet", args=[entitled.pk, "dibao"]) in shown


def test_the_sheet_answers_first_and_its_lines_sum_to_the_total(
    browser: Client, entitled: Household
) -> None:
    shown = page(browser, "sheet", entitled)
    assert shown.index("符合") < shown.index("壹仟贰佰陆拾元整") < shown.index("本户事实")
    assert "580.00 × 2 − 0.00" in shown
    assert "1,160.00 + 100.00" in shown
    assert "1,260.00" in shown
    assert "22号文 二（一）一" in shown
    assert "甲 工资薪金" in shown
    assert "暂行，待确认" in shown


def test_basis_and_day_of_the_sheet_can_be_chosen(browser: Client, entitled: Household) -> None:
    entitled.incomeitems.update(verification="unverified", monthly_amount=5000)
    assert "待核实" in page(browser, "sheet", entitled)
    assert "<b>不符合</b>的条件：家庭月收入" in page(
        browser, "sheet", entitled, basis=Basis.DECLARED
    )
    assert "580.00 × 2" in page(browser, "sheet", entitled, on="2019-09-01")
    assert "546.00 × 2" in page(browser, "sheet", entitled, on="2019-08-31")


def test_a_wrong_day_says_so_and_today_is_shown(browser: Client, entitled: Household) -> None:
    shown = page(browser, "sheet", entitled, on="2019-13-01")
    assert "测算日期不是真实的日期" in shown
    assert "1,260.00" in shown
    assert "只能按 2017-04-01 以后的日期核算" in page(browser, "sheet", entitled, on="2015-01-01")


def test_a_closed_household_is_told_and_not_worked_out(
    browser: Client, entitled: Household
) -> None:
    entitled.closed_on = ON
    entitled.save()
    for name in OF_A_HOUSEHOLD:
        assert "该户已销户" in page(browser, name, entitled)


def test_the_printed_sheet_carries_the_same_amount(browser: Client, entitled: Household) -> None:
    shown = page(browser, "sheet_print", entitled)
    assert "壹仟贰佰陆拾元整" in shown
    assert "只作核算说明" in shown


def test_the_tab_tells_how_the_result_changed(browser: Client, entitled: Household) -> None:
    actions.recompute([entitled.pk], on=date(2019, 11, 1), cause=Cause.REVIEW)
    assert "结果没有变动" in page(browser, "tab", entitled)
    entitled.incomeitems.update(monthly_amount=600, until=None)
    actions.recompute([entitled.pk], on=ON, cause=Cause.FACTS)
    shown = page(browser, "tab", entitled)
    assert "1,260.00 元，2019-11-01 起" in shown
    assert "660.00 元" in shown
    assert "收入登记或核实变动" in shown


def test_no_page_shows_another_townships_household(
    client: Client, other_township_caseworker: User, entitled: Household
) -> None:
    client.force_login(other_township_caseworker)
    for name in OF_A_HOUSEHOLD:
        assert client.get(address(name, entitled)).status_code == 404
    missing = Household(pk=10**9)
    for name in OF_A_HOUSEHOLD:
        assert client.get(address(name, missing)).status_code == 404


def test_the_panel_reckons_with_the_users_own_drafts(
    browser: Client, entitled: Household, caseworker: User, second_caseworker: User
) -> None:
    survey = start_survey(entitled, actor=caseworker)
    section = reverse("households:section", args=[entitled.pk, "income"])
    typed = fields_of(browser.get(section).content.decode())
    typed["income-0-monthly_amount"] = "9000"
    draft = reverse("households:draft", args=[entitled.pk, "income"])
    assert browser.post(draft, typed).status_code < 300
    shown = page(browser, "panel", entitled, survey=str(survey.pk))
    assert "不符合" in shown
    assert "1,260.00" not in shown
    assert "1,260.00" in page(browser, "panel", entitled)
    browser.force_login(second_caseworker)
    assert "1,260.00" in page(browser, "panel", entitled, survey=str(survey.pk))


def test_somebody_elses_survey_opens_no_drafts(
    browser: Client, entitled: Household, other_household: Household, caseworker: User
) -> None:
    other = other_household.surveys.create(started_by=caseworker)
    assert browser.get(address("panel", entitled, survey=str(other.pk))).status_code == 404
    assert browser.get(address("panel", entitled, survey="x")).status_code == 404


def test_an_unknown_programme_is_a_missing_page(browser: Client, entitled: Household) -> None:
    url = reverse("eligibility:sheet", args=[entitled.pk, "nothing"])
    assert browser.get(url).status_code == 404


def test_who_has_no_grant_is_refused(
    client: Client, administrator: User, entitled: Household
) -> None:
    client.force_login(administrator)
    for name in OF_A_HOUSEHOLD:
        assert client.get(address(name, entitled)).status_code == 403
    assert client.get(reverse("eligibility:parameters")).status_code == 403


def test_pages_ask_few_queries_however_large_the_family(
    browser: Client, community: Region, entitled: Household
) -> None:
    large = _family()
    large["members"] += [_member(f"丙{n}", "97") for n in range(20)]
    crowd = register(large, community)
    for name in OF_A_HOUSEHOLD:
        browser.get(address(name, entitled))
        counts = []
        for household in (entitled, crowd):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                browser.get(address(name, household))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20, name


# --- list -----------------------------------------------------------------------------------


def test_the_household_list_shows_and_filters_results(
    browser: Client, community: Region, entitled: Household
) -> None:
    rich = register(_family(income="9000.00"), community)
    actions.recompute([entitled.pk, rich.pk], on=ON, cause=Cause.REVIEW)
    everybody = browser.get(reverse("households:list")).content.decode()
    assert "1,260.00" in everybody
    found = browser.get(reverse("households:list") + "?dibao=verified-PASS").content.decode()
    assert entitled.number in found
    assert rich.number not in found
    found = browser.get(reverse("households:list") + "?dibao=verified-FAIL").content.decode()
    assert rich.number in found
    assert entitled.number not in found


def test_results_are_seen_in_their_region_only(
    other_township_caseworker: User, caseworker: User, entitled: Household
) -> None:
    actions.recompute([entitled.pk], on=ON, cause=Cause.REVIEW)
    assert Result.objects.visible_to(caseworker).count() == Result.objects.count() > 0
    assert not Result.objects.visible_to(other_township_caseworker).exists()


# --- parameters and clauses -----------------------------------------------------------------


def test_the_parameters_page_lists_each_with_its_state(browser: Client) -> None:
    shown = browser.get(reverse("eligibility:parameters")).content.decode()
    assert "城市低保标准" in shown
    assert "580.00" in shown
    url = reverse("eligibility:parameter", args=["dibao.urban_standard"])
    assert url in shown
    periods = browser.get(url).content.decode()
    assert "546.00" in periods
    assert "2018-08-28" in periods
    unknown = browser.get(reverse("eligibility:parameters") + "?state=unknown").content.decode()
    assert "城市低保标准" not in unknown
    assert "人均金融资产上限" in unknown


def test_a_clause_of_the_measures_shows_its_words(browser: Client) -> None:
    url = reverse("eligibility:clause")
    shown = browser.get(url, {"of": "22号文 二（一）二；条例 第二十条"}).content.decode()
    assert "申请前 6 个月家庭总收入扣减同期治疗自负费用或学费后" in shown
    assert "适时提高城市低保对象中" not in shown
    assert "第二十条" in shown
    assert browser.get(url, {"of": "某文件 第一条"}).status_code == 404
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize(
    ("cited", "words"),
    [
        ("特困人员认定办法 第六条", "应当认定为本办法所称的无生活来源"),
        ("社会救助暂行办法 第三十七至四十条", "第四十条"),
        ("社会救助暂行办法 第五章", "医疗救助"),
        ("社会救助暂行办法 第二十九条（二）", "第二十九条"),
        ("自然灾害救助条例 第十四条、第十八条", "第十八条"),
        ("民发〔2018〕23号 二（二）", "先行救助"),
        ("城市低保条例（1999）第二条", "第二条"),
        ("民发〔2021〕57号 第七条（三）", "第七条"),
        ("22号文 二（八）", "一事一议"),
    ],
)
def test_a_clause_opens_the_text_of_its_article(cited: str, words: str) -> None:
    found = policy.citations(cited)
    assert found
    assert all(citation.paragraphs for citation in found)
    shown = "".join(f"{citation.heading}{''.join(citation.paragraphs)}" for citation in found)
    assert words in shown


def test_an_article_that_a_law_does_not_have_has_no_text() -> None:
    (found,) = policy.citations("特困人员认定办法 第九十条")
    assert (found.article, found.paragraphs) == ("第九十条", ())


def test_every_citation_leads_somewhere() -> None:
    cited = {revision.clause for revision in seeds().revisions}
    cited |= {programme.clause for programme in discover().values()}
    for seed in range(30):
        cited |= _clauses(seed)
    for text in cited:
        found = policy.citations(text)
        assert len(found) >= len(text.split("；")), text
        own = [citation for citation in found if "22号" in citation.source]
        assert all(citation.paragraphs for citation in own), text


def _clauses(seed: int) -> set[str]:
    from eligibility.engine import records

    families = Families(seed)
    on = families.day()
    facts = records.read([families.record(on)])
    found: set[str] = set()
    for programme in discover().values():
        explained = programme.decide(facts, seeds(), on).explain(0)
        found |= {line["clause"] for key in ("criteria", "amounts") for line in explained[key]}
    return found


def _family(income: str = "0.00") -> dict[str, Any]:
    student = _member("乙", "20") | {
        "born_on": date(2008, 1, 1),
        "enrolment": {"stage": "primary"},
    }
    return {
        "household": {
            "hukou_kind": "urban",
            "has_contracted_land": False,
            "has_collective_income": False,
        },
        "hardship": {"causes": ["schooling"], "main_cause": "schooling"},
        "members": [_member("甲", "01"), student],
        "incomes": [
            {
                "member": "甲",
                "kind": "wage",
                "monthly_amount": income,
                "since": date(2019, 1, 1),
            }
        ],
        "assets": [],
        "expenditures": [],
        "obligors": [],
    }


def _member(name: str, relation: str) -> dict[str, Any]:
    return {
        "name": name,
        "relation": relation,
        "sex": "1",
        "born_on": date(1975, 1, 1),
        "condition": {"labour": "able", "occupation": "flexible"},
    }
