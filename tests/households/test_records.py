"""专项情况 in the browser: one page for every kind, by row, scoped, nothing half-written."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from households import actions
from households.actions import Identity
from households.enums import LeaveReason, Verification
from households.forms import section_form
from households.models import (
    CareAssessment,
    DoctorContract,
    Emergency,
    Fact,
    HealthRecord,
    HospitalStay,
    Household,
    IncomeItem,
    JobRegistration,
    Membership,
)
from households.records import BY_CODE, KINDS, listed, rows_of
from households.verification import KINDS as VERIFIED_KINDS
from households.verification import kinds_for
from households.wording import describe
from tests.households.forms import errors_in, fields_of, fill_in, saved
from tests.people import make_household, make_person, make_user
from yunyang_relief.core import clock
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.models import AuditEvent, Region, TimelineEntry, User

TODAY = date(2019, 11, 15)
GIRL = "500235201308200122"
STAY = {
    "hospital": "云阳县人民医院",
    "level": "second",
    "insurance": "resident_1",
    "diagnosis": "肺部感染",
    "admitted_on": "2019-05-02",
    "discharged_on": "2019-05-14",
    "settled_on": "2019-05-14",
    "cost": "12,000",
    "in_catalogue": "10000",
    "basic_paid": "5820",
}
ABLE = {f"can_{what}": "True" for what in ("eat", "dress", "get_up", "use_toilet", "walk", "bathe")}
CARE = ABLE | {"can_bathe": "False", "assessed_on": "2019-06-01"}
# A filled-in row of each kind; its household has one member, who need not be chosen.
FILLED: dict[str, dict[str, str]] = {
    "care": CARE,
    "placement": {"wish": "scattered"},
    "orphanhood": {"kind": "unsupported", "guardian": "冉光明"},
    "stay": STAY,
    "contract": {"team": "双江卫生院第 2 团队", "signed_on": "2019-03-01", "until": "2020-03-01"},
    "record": {"opened_on": "2018-07-01", "number": "双江-00417"},
    "enrolment": {"stage": "primary", "school": "双江小学", "year_of_study": "2"},
    "job": {"is_willing": "True", "registered_on": "2019-08-01", "skills": "焊工证"},
    "offer": {
        "post": "某物业公司保洁",
        "offered_on": "2019-09-01",
        "outcome": "refused",
        "is_justified": "on",
        "reason": "需照顾重病配偶",
    },
    "housing": {"tenure": "rented", "area": "46", "monthly_rent": "400", "wish": "subsidy"},
    "loss": {
        "event": "2019 年 6 月洪涝",
        "kind": "flood",
        "occurred_on": "2019-06-22",
        "damage": "severe",
        "needs_shelter": "on",
    },
    "emergency": {"kind": "fire", "occurred_on": "2019-10-02", "self_paid": "8000"},
}


@pytest.fixture(autouse=True)
def day() -> Any:
    with clock.on(TODAY):
        yield


def record_url(household: Household, kind: str) -> str:
    return reverse("households:record", args=[household.pk, kind])


def row(kind: str, index: int = 0, /, **typed: str) -> dict[str, str]:
    return {f"{kind}-{index}-{name}": value for name, value in (FILLED[kind] | typed).items()}


def current(kind: str) -> Any:
    return BY_CODE[kind].model.objects.current()


def tab(browser: Client, household: Household) -> str:
    page = browser.get(reverse("households:detail", args=[household.pk]), {"tab": "special"})
    assert page.status_code == 200
    return str(page.content.decode())


# --- every kind ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FILLED)
def test_a_record_is_saved_told_audited_and_listed(
    browser: Client, household: Household, kind: str
) -> None:
    response = fill_in(browser, record_url(household, kind), row(kind))
    assert saved(response)
    assert response.headers["Location"].endswith("?tab=special")
    fact = current(kind).get()
    assert fact.verification == Verification.UNVERIFIED
    event = AuditEvent.objects.get(action="record_fact")
    assert event.subject_id == str(fact.pk)
    assert TimelineEntry.objects.filter(household_uid=household.uid).count() == 1
    html = tab(browser, household)
    assert describe(fact) in html
    assert "申报" in html
    again = browser.get(record_url(household, kind)).content.decode()
    kept = fields_of(again)
    assert kept[f"{kind}-0-base"] == [str(fact.uid)]
    assert saved(browser.post(record_url(household, kind), kept))
    assert BY_CODE[kind].model.objects.count() == 1


@pytest.mark.parametrize("kind", FILLED)
def test_a_record_is_withdrawn(browser: Client, household: Household, kind: str) -> None:
    url = record_url(household, kind)
    assert saved(fill_in(browser, url, row(kind)))
    assert saved(fill_in(browser, url, {f"{kind}-0-drop": "on"}))
    assert not current(kind).exists()
    assert BY_CODE[kind].model.objects.count() == 1
    assert AuditEvent.objects.filter(action="withdraw_fact").exists()


@pytest.mark.parametrize("kind", FILLED)
def test_an_untouched_page_records_nothing(
    browser: Client, household: Household, kind: str
) -> None:
    assert saved(fill_in(browser, record_url(household, kind), {}))
    assert not current(kind).exists()
    assert not TimelineEntry.objects.exists()


@pytest.mark.parametrize("kind", FILLED)
def test_a_second_click_records_nothing_twice(
    browser: Client, household: Household, kind: str
) -> None:
    url = record_url(household, kind)
    sent = fields_of(browser.get(url).content.decode()) | row(kind)
    first, second = browser.post(url, sent), browser.post(url, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert current(kind).count() == 1


def test_every_kind_has_words_an_office_and_a_filled_in_row() -> None:
    assert set(FILLED) == set(BY_CODE)
    offices = {kind.model for kind in VERIFIED_KINDS}
    assert {kind.model for kind in KINDS} <= offices
    recorded = [model for model in Fact.__subclasses__() for model in _concrete(model)]
    assert {model for model in recorded if model.__module__.endswith("records")} <= {
        kind.model for kind in KINDS
    }


def _concrete(model: Any) -> list[Any]:
    below = [leaf for child in model.__subclasses__() for leaf in _concrete(child)]
    return below if model._meta.abstract else [model]


# --- what cannot be --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("stay", {"in_catalogue": "13000"}, "目录内费用不能多于总费用，请对照结算单核对"),
        ("stay", {"basic_paid": "10001"}, "基本医保支付不能多于目录内费用"),
        ("stay", {"other_paid": "7000"}, "合计多于总费用"),
        ("stay", {"basic_paid": ""}, "没有支付的填 0"),
        ("stay", {"insurance": "none"}, "未参保的没有医保支付"),
        ("stay", {"discharged_on": "2019-05-01"}, "出院日期不能早于入院日期"),
        ("stay", {"settled_on": "2019-05-01"}, "结算日期不能早于入院日期"),
        ("stay", {"settled_on": "2019-11-16"}, "结算日期不能晚于今天（2019-11-15）"),
        ("stay", {"admitted_on": "1979-04-30"}, "早于冉启明的出生日期（1979-05-01）"),
        ("stay", {"cost": "-1"}, "金额不能为负数"),
        ("stay", {"cost": "很多"}, "填写数字金额"),
        ("stay", {"person": "987654"}, "选择"),
        ("stay", {"person": ""}, "请选择成员"),
        ("care", {"can_walk": ""}, "请选择室内自主行走"),
        ("care", {"assessed_on": "2019-11-16"}, "评估日期不能晚于今天"),
        ("placement", {"form": "centralised"}, "集中供养的请填写供养机构"),
        ("placement", {"institution": "敬老院"}, "只有集中供养的填写供养机构"),
        ("placement", {"since": "2019-01-01"}, "只有集中供养的填写入住日期"),
        ("contract", {"until": "2019-03-01"}, "期满日期应晚于签约日期"),
        ("record", {"opened_on": "2020-01-01"}, "建档日期不能晚于今天"),
        ("enrolment", {"year_of_study": "13"}, "12"),
        ("enrolment", {"admitted_on": "2019-12-01"}, "入学（录取）日期不能晚于今天"),
        ("job", {"post_until": "2020-01-01"}, "请一并填写上岗日期"),
        ("job", {"post_since": "2019-02-01", "post_until": "2019-01-01"}, "应晚于上岗日期"),
        ("offer", {"reason": ""}, "拒绝有正当理由的请写明理由"),
        ("offer", {"outcome": "accepted"}, "只有拒绝的才勾选正当理由"),
        ("housing", {"tenure": "owned"}, "只有租住的填写月租金"),
        ("housing", {"tenure": "none", "monthly_rent": ""}, "无固定住所的，面积填 0"),
        ("housing", {"area": "-3"}, "面积和租金不能为负数"),
        ("loss", {"casualty": "injured"}, "有人员伤亡的请选择成员"),
        ("loss", {"damage": "", "needs_shelter": ""}, "请至少登记一项"),
        ("loss", {"settled_on": "2019-06-01"}, "恢复居住日期不能早于受灾日期"),
        ("emergency", {"kind": "illness"}, "请选择患病或入学的成员"),
        ("emergency", {"kind": "other"}, "其他特殊困难请写明是什么困难"),
        ("emergency", {"relieved_on": "2019-10-01"}, "缓解日期不能早于发生日期"),
    ],
)
def test_a_record_that_cannot_be(
    browser: Client, household: Household, kind: str, typed: dict[str, str], says: str
) -> None:
    sent = {name: value for name, value in row(kind, **typed).items() if value}
    cleared = {name: "" for name, value in row(kind, **typed).items() if not value}
    response = fill_in(browser, record_url(household, kind), sent | cleared)
    assert response.status_code == 422
    errors = errors_in(response)
    assert says in "".join(errors)
    assert len(errors) == 1, errors
    assert f"本页有 {len(errors)} 处要改" in response.content.decode()
    kept = fields_of(response.content.decode())
    # A choice that is not offered cannot be shown as chosen.
    assert all(kept.get(name) == [value] for name, value in sent.items() if value != "987654")
    assert not current(kind).exists()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("stay", {"cost": 1, "in_catalogue": 2}),
        ("stay", {"discharged_on": date(2019, 5, 1)}),
        ("stay", {"person": None}),
        ("placement", {"form": "centralised"}),
        ("job", {"post_until": date(2020, 1, 1)}),
        ("offer", {"reason": ""}),
        ("loss", {"casualty": "dead"}),
        ("housing", {"tenure": "owned"}),
        ("emergency", {"kind": "university"}),
    ],
)
def test_no_way_around_the_form(
    browser: Client, household: Household, caseworker: User, kind: str, values: dict[str, Any]
) -> None:
    """What a form refuses, the action refuses from anybody else as well."""
    assert saved(fill_in(browser, record_url(household, kind), row(kind)))
    fact = current(kind).get()
    successor = fact.successor()
    for name, value in values.items():
        setattr(successor, name, value)
    with pytest.raises(ValidationError):
        actions.save_fact(successor, replaces=fact, actor=caseworker)
    assert current(kind).get() == fact


def test_what_looks_odd_is_saved_and_said(browser: Client, household: Household) -> None:
    url = record_url(household, "orphanhood")
    page = browser.get(url).content.decode()
    response = browser.post(url, fields_of(page) | row("orphanhood"), follow=True)
    assert "冉启明已满 18 周岁，请核对" in response.content.decode()
    assert current("orphanhood").exists()


# --- several rows ----------------------------------------------------------------------------


@pytest.fixture
def couple(community: Region) -> Household:
    """A household of two."""
    return make_household(
        community, (make_person("冉启明"), "01"), (make_person("向秀英", sex="2"), "10")
    )


def test_rows_are_added_without_scripts(browser: Client, couple: Household) -> None:
    url = record_url(couple, "stay")
    people = [str(pk) for pk in couple.memberships.values_list("person", flat=True)]
    first = fields_of(browser.get(url).content.decode()) | row("stay", person=people[0])
    html = browser.post(url, first | {"add": "stay"}).content.decode()
    assert 'value="12,000"' in html
    assert not HospitalStay.objects.exists()
    assert saved(browser.post(url, fields_of(html) | row("stay", 1, person=people[1])))
    assert set(HospitalStay.objects.values_list("person", flat=True)) == {int(p) for p in people}


def test_a_person_has_one_assessment(browser: Client, couple: Household) -> None:
    url = record_url(couple, "care")
    head = str(couple.head_id)
    assert saved(fill_in(browser, url, row("care", person=head)))
    sent = fields_of(browser.get(url).content.decode()) | {"add": "care"}
    html = browser.post(url, sent).content.decode()
    response = browser.post(url, fields_of(html) | row("care", 1, person=head))
    assert response.status_code == 422
    assert "冉启明已有一行，请在那一行填写" in "".join(errors_in(response))
    assert current("care").count() == 1


def test_no_more_rows_than_people(browser: Client, household: Household) -> None:
    url = record_url(household, "record")
    assert saved(fill_in(browser, url, row("record")))
    assert 'name="add"' not in browser.get(url).content.decode()


# --- several people at work ------------------------------------------------------------------


def test_a_stale_page_is_told_and_can_insist(
    browser: Client,
    household: Household,
    signed_in: Callable[[User], Client],
    second_caseworker: User,
) -> None:
    url = record_url(household, "contract")
    fill_in(browser, url, row("contract"))
    mine = fields_of(browser.get(url).content.decode())
    assert saved(fill_in(signed_in(second_caseworker), url, {"contract-0-team": "第 3 团队"}))
    response = browser.post(url, mine | {"contract-0-team": "第 4 团队"})
    html = response.content.decode()
    assert response.status_code == 409
    assert second_caseworker.name in html
    assert "第 3 团队" in html
    assert "第 4 团队" in html
    assert DoctorContract.objects.current().get().team == "第 3 团队"
    assert saved(browser.post(url, fields_of(html)))
    assert DoctorContract.objects.current().get().team == "第 4 团队"


def test_two_who_assess_the_same_person_meet(
    browser: Client,
    household: Household,
    signed_in: Callable[[User], Client],
    second_caseworker: User,
) -> None:
    url = record_url(household, "care")
    mine = fields_of(browser.get(url).content.decode())
    assert saved(fill_in(signed_in(second_caseworker), url, row("care")))
    response = browser.post(url, mine | row("care", can_walk="False"))
    assert response.status_code == 409
    assert second_caseworker.name in "".join(errors_in(response))
    assert CareAssessment.objects.get().can_walk
    assert saved(browser.post(url, fields_of(response.content.decode())))
    assert not CareAssessment.objects.current().get().can_walk


def test_a_page_without_its_token_is_offered_again(browser: Client, household: Household) -> None:
    url = record_url(household, "emergency")
    sent = fields_of(browser.get(url).content.decode()) | row("emergency") | {"token": "x"}
    response = browser.post(url, sent)
    assert response.status_code == 422
    assert "再保存一次" in "".join(errors_in(response))
    assert not Emergency.objects.exists()
    assert saved(browser.post(url, fields_of(response.content.decode())))
    assert Emergency.objects.count() == 1


def test_a_closed_household_is_left_alone(browser: Client, household: Household) -> None:
    url = record_url(household, "housing")
    sent = fields_of(browser.get(url).content.decode()) | row("housing")
    Household.objects.filter(pk=household.pk).update(closed_on=TODAY)
    response = browser.post(url, sent)
    assert response.status_code == 409
    assert "销户" in "".join(errors_in(response))
    assert not current("housing").exists()


# --- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["stay", "housing", "care"])
def test_another_townships_records_are_a_missing_page(
    household: Household,
    signed_in: Callable[[User], Client],
    other_township_caseworker: User,
    kind: str,
) -> None:
    stranger = signed_in(other_township_caseworker)
    url = record_url(household, kind)
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, row(kind)).status_code == 404
    assert not current(kind).exists()


def test_an_unknown_kind_is_a_missing_page(browser: Client, household: Household) -> None:
    assert browser.get(record_url(household, "lottery")).status_code == 404


def test_readers_see_records_and_no_way_to_change_them(
    browser: Client,
    household: Household,
    signed_in: Callable[[User], Client],
    township_official: User,
) -> None:
    url = record_url(household, "stay")
    assert saved(fill_in(browser, url, row("stay")))
    reader = signed_in(township_official)
    html = tab(reader, household)
    assert "云阳县人民医院" in html
    assert url not in html
    assert reader.get(url).status_code == 403
    assert reader.post(url, row("stay")).status_code == 403


def test_a_row_of_another_household_is_not_taken(
    browser: Client, household: Household, community: Region
) -> None:
    other = make_household(community, (make_person("谭光明"), "01"), number="双江-0417")
    assert saved(fill_in(browser, record_url(other, "housing"), row("housing")))
    theirs = current("housing").get()
    sent = row("housing", area="99") | {"housing-0-base": str(theirs.uid)}
    response = fill_in(browser, record_url(household, "housing"), sent)
    assert response.status_code == 422
    assert "这一行已不在本户" in "".join(errors_in(response))
    sent = row("stay", person=str(other.head_id))
    assert fill_in(browser, record_url(household, "stay"), sent).status_code == 422
    assert current("housing").get() == theirs
    assert not HospitalStay.objects.exists()


# --- people who move -------------------------------------------------------------------------


def test_records_follow_their_person(
    browser: Client, household: Household, community: Region, caseworker: User
) -> None:
    """What is known of somebody leaves with them and is there where they go."""
    identity = Identity("冉雨桐", GIRL)
    member = actions.add_member(household, identity, relation="30", actor=caseworker)
    about_her = {"person": str(member.person_id)}
    for kind in ("stay", "record", "job", "enrolment"):
        assert saved(
            fill_in(
                browser, record_url(household, kind), row(kind, **_of_a_child(kind), **about_her)
            )
        )
    _leave(member, caseworker)
    assert not any(one.lines for _, kinds in listed(household) for one in kinds)
    for kind in ("stay", "record"):
        rows = rows_of(BY_CODE[kind], household, user=caseworker, today=TODAY)
        assert [one.fact for one in rows.rows] == [None]  # type: ignore[attr-defined]  # rows of facts
    home = make_household(community, (make_person("谭光明"), "01"), number="双江-0417")
    actions.add_member(home, identity, relation="42", actor=caseworker)
    there = {one.kind.code for _, kinds in listed(home) for one in kinds if one.lines}
    assert there == {"stay", "record", "job", "enrolment"}
    assert HealthRecord.objects.current().get().household == home
    assert JobRegistration.objects.current().get().household == home


def _of_a_child(kind: str) -> dict[str, str]:
    return {"record": {"opened_on": "2019-01-01"}}.get(kind, {})


def _leave(member: Membership, actor: User) -> None:
    actions.remove_member(member, because=LeaveReason.MARRIAGE, left_on=TODAY, actor=actor)


def test_what_the_survey_shows_leaves_with_its_person_as_well(
    household: Household, caseworker: User
) -> None:
    hers = actions.add_member(household, Identity("冉雨桐", GIRL), relation="30", actor=caseworker)
    for person in (hers.person, household.head):
        IncomeItem.objects.create(
            household=household, person=person, kind="donation", monthly_amount=100, since=TODAY
        )
    assert _incomes_shown(household, caseworker) == {hers.person_id, household.head_id}
    _leave(hers, caseworker)
    assert _incomes_shown(household, caseworker) == {household.head_id}


def _incomes_shown(household: Household, user: User) -> set[int]:
    rows: Any = section_form("income", household, user=user, today=TODAY).sets[0].rows
    return {row.fact.person_id for row in rows}


# --- who verifies what -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("department", "kinds"),
    [
        (Department.MEDICAL_INSURANCE, {"stay"}),
        (Department.HEALTH, {"contract", "record"}),
        (Department.HUMAN_RESOURCES, {"job", "offer"}),
        (Department.HOUSING, {"housing"}),
        (Department.EMERGENCY, {"loss"}),
        (Department.CIVIL_AFFAIRS, {"care", "placement", "orphanhood", "emergency"}),
    ],
)
def test_each_office_verifies_its_own(
    browser: Client,
    household: Household,
    county: Region,
    signed_in: Callable[[User], Client],
    department: Department,
    kinds: set[str],
) -> None:
    bureau = make_user("bureau", Role.BUREAU, county, department)
    new = {kind.code for kind in kinds_for(bureau)} & set(BY_CODE)
    assert new - {"enrolment"} == kinds
    desk = signed_in(bureau)
    for kind in kinds:
        assert saved(fill_in(browser, record_url(household, kind), row(kind)))
        url = f"{reverse('households:verify')}?kind={kind}"
        fact = current(kind).get()
        assert describe(fact) in desk.get(url).content.decode()
        desk.post(url, {"verify": str(fact.pk)})
        assert current(kind).get().verification == Verification.VERIFIED
    assert "部门数据" in tab(browser, household)


def test_a_change_asks_for_verification_again(browser: Client, household: Household) -> None:
    url = record_url(household, "housing")
    fill_in(browser, url, row("housing"))
    current("housing").update(verification=Verification.VERIFIED)
    assert saved(fill_in(browser, url, {"housing-0-area": "50"}))
    assert current("housing").get().verification == Verification.UNVERIFIED
