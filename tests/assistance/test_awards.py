"""Awards month by month, their end, and what asks for attention."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assistance import actions, tasks
from assistance.enums import EndReason
from assistance.models import Award
from assistance.months import add_months
from assistance.todos import case_todos, review_todos
from eligibility.models import DirtyHousehold
from yunyang_relief.core import clock, flags
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Flag, User

from .walks import CANNED, Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(walk: Walk) -> Award:
    walk.to_confirmation().approve()
    return Award.objects.get()


def months(award: Award) -> list[str]:
    return [f"{month:%Y-%m}" for month in award.entitlements.values_list("month", flat=True)]


def test_each_month_once_from_the_start_month(award: Award) -> None:
    assert months(award) == ["2019-09"]
    assert actions.extend_entitlements(date(2019, 12, 1)) == 3
    assert months(award) == ["2019-12", "2019-11", "2019-10", "2019-09"]
    assert actions.extend_entitlements(date(2019, 12, 1)) == 0
    assert AuditEvent.objects.get(action="extend_entitlements").after["made"] == 3


def test_the_monthly_task_reaches_this_month(award: Award) -> None:
    with clock.on(date(2019, 11, 15)):
        tasks.extend_entitlements()
    assert months(award) == ["2019-11", "2019-10", "2019-09"]


def test_an_ended_award_gets_no_further_month(award: Award, county_officer: User) -> None:
    with clock.on(date(2019, 10, 20)):
        actions.extend_entitlements(date(2019, 10, 1))
        actions.stop_award(
            award,
            month=date(2019, 11, 1),
            reason=EndReason.DECEASED,
            note="2019-10-18 去世",
            actor=county_officer,
        )
    actions.extend_entitlements(date(2020, 3, 1))
    assert months(award) == ["2019-10", "2019-09"]
    award.refresh_from_db()
    assert (award.end_month, award.ended_by) == (date(2019, 11, 1), county_officer)


def test_ending_needs_words_and_no_past_month(award: Award, county_officer: User) -> None:
    def stop(month: date, note: str) -> None:
        with clock.on(date(2019, 10, 20)):
            actions.stop_award(
                award, month=month, reason=EndReason.INCOME, note=note, actor=county_officer
            )

    with pytest.raises(Refused, match="须书面说明理由"):
        stop(date(2019, 11, 1), " ")
    with pytest.raises(Refused, match="不能早于本月"):
        stop(date(2019, 9, 1), "就业后收入超过标准")
    stop(date(2019, 11, 1), "就业后收入超过标准")
    with pytest.raises(Refused, match="已决定自 2019-11 起停发"):
        stop(date(2019, 12, 1), "再停一次")


def test_a_new_award_follows_an_ended_one_without_overlap(
    award: Award, walk: Walk, county_officer: User
) -> None:
    walk.later(1)
    with clock.on(walk.day):
        actions.stop_award(
            award,
            month=date(2019, 10, 1),
            reason=EndReason.VOLUNTARY,
            note="自愿退出",
            actor=county_officer,
        )
    walk.to_confirmation().approve()
    first, second = Award.objects.order_by("pk")
    assert first.end_month == second.start_month == date(2019, 10, 1)


def test_no_award_before_the_old_one_has_ended(
    award: Award, walk: Walk, county_officer: User
) -> None:
    """Ended from December, applied again in September: October would be paid twice."""
    walk.later(1)
    with clock.on(walk.day):
        actions.stop_award(
            award,
            month=date(2019, 12, 1),
            reason=EndReason.VOLUNTARY,
            note="自愿退出",
            actor=county_officer,
        )
    walk.to_confirmation()
    with pytest.raises(Refused, match="同一月份不能重复享受"):
        walk.approve()


def test_a_begun_or_ended_award_has_the_household_looked_at_again(
    award: Award, county_officer: User
) -> None:
    assert DirtyHousehold.objects.filter(household_id=award.household_id).exists()
    DirtyHousehold.objects.all().delete()
    Award.objects.update(next_review_on=None)
    assert DirtyHousehold.objects.filter(household_id=award.household_id).exists()


def test_months_are_added_with_care() -> None:
    assert add_months(date(2019, 8, 31), 6) == date(2020, 2, 29)
    assert add_months(date(2019, 12, 15), 1) == date(2020, 1, 15)
    assert add_months(date(2019, 9, 18), 12) == date(2020, 9, 18)


# --- pages --------------------------------------------------------------------------------------


def test_stopping_in_the_browser(award: Award, walk: Walk, county_officer: User) -> None:
    client = Client()
    client.force_login(county_officer)
    url = reverse("assistance:award_stop", args=[award.pk])
    with clock.on(walk.day):
        page = client.get(url).content.decode()
        token = page.split('name="token" value="')[1].split('"')[0]
        sent = {"token": token, "month": "2019-10", "reason": "", "note": ""}
        bad = client.post(url, sent)
        good = client.post(url, sent | {"reason": "income", "note": "就业后收入超过标准"})
        shown = client.get(reverse("assistance:award", args=[award.pk])).content.decode()
    assert bad.status_code == 422
    assert "请选择停发原因" in bad.content.decode()
    assert good.status_code == 302
    assert "自 2019-10 起不再发放：家庭收入超过保障标准" in shown


def test_only_the_county_stops(award: Award, caseworker: User, auditor: User) -> None:
    url = reverse("assistance:award_stop", args=[award.pk])
    for user in (caseworker, auditor):
        client = Client()
        client.force_login(user)
        assert client.get(url).status_code == 403


def test_another_township_sees_no_award(
    award: Award, caseworker: User, other_township_caseworker: User
) -> None:
    url = reverse("assistance:award", args=[award.pk])
    client = Client()
    client.force_login(caseworker)
    assert client.get(url).status_code == 200
    assert "440.00" in client.get(reverse("assistance:awards")).content.decode()
    client.force_login(other_township_caseworker)
    assert client.get(url).status_code == 404
    assert "440.00" not in client.get(reverse("assistance:awards")).content.decode()


# --- tasks and warnings ---------------------------------------------------------------------------


def titles(user: User, day: date) -> list[str]:
    return [todo.title for source in (case_todos, review_todos) for todo in source(user, day)]


def test_each_stage_is_somebodys_task(walk: Walk) -> None:
    team = walk.team

    def whose() -> dict[str, list[str]]:
        people = {"worker": team.caseworker, "official": team.official, "officer": team.officer}
        return {name: titles(user, walk.day) for name, user in people.items()}

    nobody: dict[str, list[str]] = {"worker": [], "official": [], "officer": []}
    walk.apply(with_papers=False)
    assert whose() == nobody | {"worker": ["受理或一次性告知补正"]}
    walk.take("record_papers", team.caseworker, **CANNED["record_papers"](walk)).accept()
    assert whose() == nobody | {"worker": ["核对并入户调查（须 2 人）"]}
    walk.check().investigate().to_appraisal()
    assert whose() == nobody | {"worker": ["组织民主评议"]}
    walk.appraise()
    assert whose() == nobody | {"official": ["提出审核意见"]}
    walk.propose()
    assert whose() == nobody | {"worker": ["张贴公示"]}
    walk.publish()
    assert whose() == nobody | {"official": ["公示期满后报送审批"]}
    walk.object()
    assert whose() == nobody | {"worker": ["重查并答复异议人"]}
    walk.investigate().answer()
    assert whose() == nobody | {"official": ["重查后重新提出意见"]}
    walk.propose("propose_again").publish().past_notice().report()
    assert whose() == nobody | {"officer": ["作出审批决定"]}
    walk.approve()
    assert whose() == nobody


def test_another_township_has_no_task_of_ours(walk: Walk, other_township_caseworker: User) -> None:
    walk.to_inquiry()
    assert titles(other_township_caseworker, walk.day) == []


def test_reviews_come_up_a_month_ahead(award: Award, caseworker: User) -> None:
    assert award.next_review_on is not None
    assert titles(caseworker, award.next_review_on - timedelta(days=31)) == []
    assert titles(caseworker, award.next_review_on - timedelta(days=30)) == ["定期复核（A 类）"]
    assert titles(caseworker, award.next_review_on + timedelta(days=9)) == ["定期复核（A 类）"]


def open_flags(day: date) -> set[str]:
    kinds = (
        "case_overdue",
        "notice_run_out",
        "relative_not_visited",
        "review_overdue",
        "award_without_review",
        "renewal_lapsed",
    )
    flags.refresh(day, kinds=kinds)
    return set(Flag.objects.open().values_list("kind", flat=True))


def test_an_overdue_stage_warns_until_it_is_done(walk: Walk) -> None:
    walk.to_inquiry()
    assert open_flags(date(2019, 9, 17)) == set()
    assert open_flags(date(2019, 9, 18)) == {"case_overdue"}
    assert "“核对与调查”超期" in Flag.objects.get().text
    walk.day = date(2019, 9, 18)
    walk.check().investigate().to_appraisal()
    assert open_flags(walk.day) == set()


def test_a_notice_that_ran_out_warns_until_it_is_reported(walk: Walk) -> None:
    walk.to_notice().past_notice()
    assert open_flags(walk.day) == set()
    walk.later(1)
    assert open_flags(walk.day) == {"notice_run_out"}
    walk.report()
    assert open_flags(walk.day) == set()


def test_an_unvisited_relative_warns_until_the_county_has_been_there(walk: Walk) -> None:
    walk.apply()
    relative = CANNED["declare_near_relative"](walk)
    walk.take("declare_near_relative", walk.team.caseworker, **relative)
    walk.accept().later(3).check().investigate().to_appraisal().appraise().propose().publish()
    walk.past_notice().report()
    assert open_flags(walk.day) == {"relative_not_visited"}
    walk.take("visit", walk.team.officer, **CANNED["visit"](walk))
    assert open_flags(walk.day) == set()


def test_reviews_overdue_or_missing_warn(award: Award) -> None:
    assert award.next_review_on is not None
    Award.objects.update(renewal_due_on=None)
    assert open_flags(award.next_review_on) == set()
    assert open_flags(award.next_review_on + timedelta(days=1)) == {"review_overdue"}
    Award.objects.update(next_review_on=None)
    assert open_flags(award.next_review_on) == {"award_without_review"}


def test_a_lapsed_renewal_is_for_people_to_end(award: Award) -> None:
    """C85: class C, renewal due on 2019-06-30 and not asked for by 2019-07-05."""
    due = date(2019, 6, 30)
    Award.objects.update(
        klass="C",
        start_month=date(2019, 3, 1),
        next_review_on=date(2019, 8, 1),
        renewal_due_on=due,
    )
    assert open_flags(due) == set()
    assert open_flags(date(2019, 7, 5)) == {"renewal_lapsed"}
    flag = Flag.objects.open().get()
    assert "视为自动退出" in flag.text
    assert "书面告知" in flag.text
    # Nothing ended by itself.
    award.refresh_from_db()
    assert award.end_month is None
    Award.objects.update(renewal_due_on=date(2019, 9, 30))
    assert open_flags(date(2019, 7, 5)) == set()


def test_the_api_reads_the_same_cases(
    walk: Walk, caseworker: User, other_township_caseworker: User
) -> None:
    walk.to_inquiry()
    client = Client()
    url = "/api/v1/cases/"
    client.force_login(caseworker)
    found: Any = client.get(url, {"stage": "inquiry"}).json()
    assert [row["number"] for row in found["results"]] == [walk.case.number]
    assert found["results"][0]["stage_label"] == "核对与调查"
    assert client.get(url, {"stage": "review"}).json()["results"] == []
    client.force_login(other_township_caseworker)
    assert client.get(url).json()["results"] == []
