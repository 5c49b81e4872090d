"""特困 walked by its people: assessed, approved, looked after, handed over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistance.deadlines import clock_of
from assistance.dossier import Dossier
from assistance.enums import EndReason, Programme, Stage
from assistance.flags import agreements_ending, endings_posted, years_not_checked
from assistance.models import Award, CareAgreement, Step
from assistance.programmes.tekun import TEKUN_2021
from assistance.todos import case_todos
from households.models import CareAssessment, Household, Placement
from tests.awards import make_award
from yunyang_relief.core import clock
from yunyang_relief.core.calendar import WorkingCalendar
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region

from .families import entitled_household, widow
from .walks import Team, Walk

pytestmark = pytest.mark.django_db
ABLE = dict.fromkeys(
    ("can_eat", "can_dress", "can_get_up", "can_use_toilet", "can_walk", "can_bathe"), True
)


class TekunWalk(Walk):
    """A person who has nobody, from application to the end of support."""

    def assess(self, code: str = "assess_care", **changes: Any) -> TekunWalk:
        abilities = ABLE | {"can_bathe": False} | changes
        self.take(
            code,
            self.team.caseworker,
            person=self.household.head,
            assessed_on=self.day,
            assessors="蒲江、谭远",
            **abilities,
        )
        return self

    def to_review(self) -> TekunWalk:
        self.to_inquiry().later(3)
        self.check().investigate()
        self.assess().take("conclude_inquiry", self.team.caseworker)
        return self

    def to_support(self) -> TekunWalk:
        self.to_review().propose().publish().past_notice().report().approve()
        return self

    def place(self, bed: str = "3-2") -> TekunWalk:
        self.take(
            "place",
            self.team.caseworker,
            person=self.household.head,
            wish="centralised",
            institution="云阳县城乡敬老院",
            bed=bed,
            since=self.day,
        )
        return self

    def propose_end(self) -> TekunWalk:
        self.take(
            "propose_end",
            self.team.official,
            reason=EndReason.OBLIGED,
            facts="其侄已依法成为监护人并有赡养能力",
            place="社区公开栏",
            posted_on=self.day,
        )
        return self


# 710 basic, 200 for one of six abilities lacking.
AMOUNT = Decimal("910.00")


@pytest.fixture
def walk(team: Team, poor_household: Household) -> TekunWalk:
    return TekunWalk(
        team, poor_household, day=date(2019, 6, 3), amount=AMOUNT, programme=Programme.TEKUN
    )


def test_the_straight_way_from_application_to_support(walk: TekunWalk) -> None:
    walk.to_support()
    assert walk.case.stage == Stage.ASSISTING
    assert walk.case.is_open
    assert (walk.case.stage_due_on, walk.case.total_due_on) == (None, None)
    award = walk.case.award
    assert (award.amount, award.start_month) == (AMOUNT, date(2019, 7, 1))
    assert award.category == "城市特困"


def test_self_care_is_assessed_before_the_review_and_verified_by_it(walk: TekunWalk) -> None:
    walk.to_inquiry().later(3)
    walk.check().investigate()
    with pytest.raises(Refused, match="自理能力评估"):
        walk.take("conclude_inquiry", walk.team.caseworker)
    walk.assess()
    fact = CareAssessment.objects.current().get(person=walk.household.head)
    assert (fact.verification, fact.verified_by) == ("verified", walk.team.caseworker)
    assert (fact.can_eat, fact.can_bathe, fact.assessors) == (True, False, "蒲江、谭远")


def test_inquiry_and_review_share_one_limit(walk: TekunWalk) -> None:
    """20 working days from Monday 2019-06-03; 端午 on 06-07 is a holiday: until 07-02."""
    walk.to_inquiry()
    assert walk.case.stage_due_on == date(2019, 7, 2)
    walk.later(3).check().investigate()
    walk.assess().take("conclude_inquiry", walk.team.caseworker)
    assert walk.case.stage_due_on == date(2019, 7, 2)


def test_fifteen_working_days_each_under_the_rules_of_2021() -> None:
    accepted = Step(
        code="accept", from_stage=Stage.APPLIED, to_stage=Stage.INQUIRY, on=date(2021, 8, 2)
    )
    found = clock_of(TEKUN_2021, [accepted], WorkingCalendar(), date(2021, 8, 2))
    assert (found.stage_due_on, found.total_due_on) == (date(2021, 8, 23), None)


def test_no_own_approval(walk: TekunWalk) -> None:
    walk.to_review()
    with pytest.raises(Refused):
        walk.take("propose", walk.team.caseworker, amount=AMOUNT)
    with pytest.raises(Refused, match="不能办理"):
        walk.approve()


def test_an_objection_is_looked_into_and_published_again_for_seven_days(walk: TekunWalk) -> None:
    walk.to_review().propose().publish().later(2).object()
    assert walk.case.stage == Stage.RECHECK
    # 20 working days after Saturday 2019-06-08: 07-05.
    assert walk.case.stage_due_on == date(2019, 7, 5)
    walk.investigate().answer().take("propose_again", walk.team.official, amount=AMOUNT)
    walk.publish()
    assert walk.case.notice_entries.last().notice.days == 7


def test_dibao_ends_with_the_month_before(walk: TekunWalk) -> None:
    """C50: approved in June, 低保 until June, 特困 from July, never both."""
    dibao = make_award(
        walk.household,
        walk.team.officer,
        lines=[("", "380.00", "")],
        months=(date(2019, 5, 1), date(2019, 6, 1)),
    )
    walk.to_support()
    dibao.refresh_from_db()
    tekun = walk.case.award
    assert dibao.end_month == tekun.start_month == date(2019, 7, 1)
    assert dibao.end_reason == EndReason.TEKUN
    july = Award.objects.active_in(date(2019, 7, 1)).filter(household=walk.household)
    june = Award.objects.active_in(date(2019, 6, 1)).filter(household=walk.household)
    assert (list(july), list(june)) == ([tekun], [dibao])


def test_a_reported_change_is_assessed_again_in_ten_working_days(
    team: Team, poor_household: Household
) -> None:
    """C52: reported 2021-08-02, until 2021-08-16; whoever notes it later gains no days."""
    reported = Step(
        code="report_change",
        from_stage=Stage.ASSISTING,
        to_stage=Stage.ASSISTING,
        on=date(2021, 8, 4),
        data={"counts_from": "2021-08-02"},
    )
    approved = Step(
        code="approve",
        from_stage=Stage.CONFIRMATION,
        to_stage=Stage.ASSISTING,
        on=date(2021, 7, 20),
    )
    calendar, today = WorkingCalendar(), date(2021, 8, 4)
    found = clock_of(TEKUN_2021, [approved, reported], calendar, today)
    assert found.stage_due_on == date(2021, 8, 16)
    again = Step(
        code="reassess",
        from_stage=Stage.ASSISTING,
        to_stage=Stage.ASSISTING,
        on=date(2021, 8, 9),
    )
    found = clock_of(TEKUN_2021, [approved, reported, again], calendar, today)
    assert found.stage_due_on is None


def test_a_change_is_a_todo_until_it_was_assessed_again(walk: TekunWalk) -> None:
    walk.to_support().later(10)
    caseworker = walk.team.caseworker
    assert not _todos(walk)
    walk.take(
        "report_change",
        caseworker,
        person=walk.household.head,
        reported_on=walk.day,
        reporter="社区干部",
        situation="摔伤后卧床",
    )
    assert walk.case.stage_due_on is not None
    assert _todos(walk) == ["复评生活自理能力"]
    walk.later(5).assess("reassess", can_walk=False, can_dress=False, can_get_up=False)
    assert walk.case.stage_due_on is None
    assert not _todos(walk)
    change = walk.case.abilitychanges.get()
    assert change.reassessed_on == walk.day
    fact = CareAssessment.objects.current().get(person=walk.household.head)
    assert not fact.can_walk


def _todos(walk: TekunWalk) -> list[str]:
    return [todo.title for todo in case_todos(walk.team.caseworker, walk.day)]


def test_a_bed_is_given_to_one_person(walk: TekunWalk, team: Team, community: Region) -> None:
    walk.to_support().place()
    fact = Placement.objects.current().get(person=walk.household.head)
    assert (fact.form, fact.institution) == ("centralised", "云阳县城乡敬老院")
    other = entitled_household(community, team.caseworker, person=widow("谭桂芳"))
    second = TekunWalk(
        team, other, day=date(2019, 6, 3), amount=AMOUNT, programme=Programme.TEKUN
    ).to_support()
    with pytest.raises(Refused, match="床位已有人入住"):
        second.place()
    walk.later(1).take(
        "leave_bed", team.caseworker, placement=walk.case.bedplacements.get(), until=walk.day
    )
    second.place()
    assert second.case.bedplacements.get().bed == "3-2"


def test_a_care_agreement_has_a_period(walk: TekunWalk) -> None:
    walk.to_support()
    data = {
        "person": walk.household.head,
        "number": "双江照料〔2019〕1号",
        "carer": "蒲桂兰",
        "relation": "邻居",
        "phone": "13900000000",
        "content": "日常看护、做饭洗衣、就医陪护",
        "standard": "每月 200 元",
        "starts_on": date(2019, 7, 1),
    }
    with pytest.raises(Refused, match="晚于协议开始"):
        walk.take("sign_agreement", walk.team.caseworker, ends_on=date(2019, 7, 1), **data)
    walk.take("sign_agreement", walk.team.caseworker, ends_on=date(2020, 7, 1), **data)
    agreement = CareAgreement.objects.get(case=walk.case)
    assert not list(agreements_ending(date(2020, 5, 31)))
    assert [f.due_on for f in agreements_ending(date(2020, 6, 1))] == [date(2020, 7, 1)]
    assert "13900000000" not in str(agreement.phone)
    assert Placement.objects.current().get(person=walk.household.head).form == "scattered"


def test_a_year_is_checked_once(walk: TekunWalk) -> None:
    walk.to_support()
    # Supported since 2019-07.
    assert not list(years_not_checked(date(2020, 6, 30)))
    assert len(list(years_not_checked(date(2020, 7, 1)))) == 1
    check = {"year": 2019, "checked_on": walk.day, "is_fit": True, "remark": ""}
    walk.take("check_year", walk.team.caseworker, **check)
    with pytest.raises(Refused, match="已年审"):
        walk.take("check_year", walk.team.caseworker, **check)


def test_support_ends_after_seven_days_of_notice_with_the_next_month(walk: TekunWalk) -> None:
    walk.to_support().place()
    walk.day = date(2019, 9, 16)
    walk.propose_end()
    with pytest.raises(Refused, match="2019-09-24 起可以决定"):
        walk.take("end_support", walk.team.officer)
    walk.day = date(2019, 9, 24)
    assert not list(endings_posted(date(2019, 9, 23)))
    assert len(list(endings_posted(walk.day))) == 1
    with pytest.raises(Refused):
        walk.take("end_support", walk.team.official)
    walk.take("end_support", walk.team.officer)
    assert not list(endings_posted(walk.day))
    award = Award.objects.get(case=walk.case)
    assert (walk.case.stage, award.end_month) == (Stage.DONE, date(2019, 10, 1))
    assert award.end_reason == EndReason.OBLIGED
    assert not walk.case.bedplacements.filter(until=None).exists()
    ready = Walk(walk.team, walk.household, day=walk.day)
    ready.to_confirmation().approve()
    assert ready.case.award.start_month >= award.end_month


def test_an_ending_may_be_dropped(walk: TekunWalk) -> None:
    walk.to_support().later(5)
    walk.propose_end().take("drop_end", walk.team.officer, "经查义务人无履行能力")
    assert walk.case.stage == Stage.ASSISTING
    assert walk.case.endings.get().is_confirmed is False
    assert walk.case.award.end_month is None


def test_a_second_case_of_the_kind_is_refused(walk: TekunWalk) -> None:
    walk.to_support()
    with pytest.raises(Refused, match="已有一件特困申请在办"):
        walk.apply()
    with clock.on(walk.day):
        assert Dossier(walk.case, walk.day).procedure.title.startswith("特困人员认定办法")


def test_dibao_waits_for_the_end_of_support(walk: TekunWalk) -> None:
    walk.to_support()
    # 546.00 − 200.00, and 60.00 for her age.
    dibao = Walk(walk.team, walk.household, day=walk.day, amount=Decimal("406.00"))
    dibao.to_confirmation()
    with pytest.raises(Refused, match="不能同时享受低保"):
        dibao.approve()
