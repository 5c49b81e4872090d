"""Taking a ledger away: whose it is, masked or with a reason, at once or as a job."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assistance.models import Award
from reports import actions
from tests.people import make_user
from tests.reports.conftest import ACCOUNT, PHONE, RAN_ID, lines_of, sheet_of
from yunyang_relief.core import files, jobs
from yunyang_relief.core.access import Department, Role
from yunyang_relief.core.models import AuditEvent, Job, Region, StoredFile, User

pytestmark = pytest.mark.django_db
F1_HEADER_ROWS = range(3, 6)
F1 = "/reports/ledgers/dibao/"


def ask(user: User, region: str, **data: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(F1, {"month": "2019-11", "region": region, **data})


def look(user: User, path: str = F1) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(path)


@pytest.mark.usefixtures("other_award")
class TestDownload:
    def test_masked_without_a_reason(
        self, ran_award: Award, caseworker: User, township: Region
    ) -> None:
        response = ask(caseworker, township.code)
        assert response.status_code == 200
        assert response["Content-Type"] == files.XLSX
        (line,) = lines_of(sheet_of(response.content), F1_HEADER_ROWS)
        assert line["公民身份号码"] == "5****************X"
        event = AuditEvent.objects.get(action="download_ledger")
        assert (event.actor, event.region_code) == (caseworker, township.code)
        ids = str(ran_award.household_id)
        assert event.after == {
            "ledger": "dibao",
            "month": "2019-11-01",
            "households": 1,
            "households_sha256": hashlib.sha256(ids.encode()).hexdigest(),
            "is_unmasked": False,
        }

    def test_whole_numbers_with_a_reason(
        self, ran_award: Award, caseworker: User, township: Region
    ) -> None:
        response = ask(caseworker, township.code, is_unmasked="on", reason="核对发放")
        (line,) = lines_of(sheet_of(response.content), F1_HEADER_ROWS)
        assert line["公民身份号码"] == RAN_ID
        assert (line["联系电话"], line["银行账号"]) == (PHONE, ACCOUNT)
        event = AuditEvent.objects.get(action="download_ledger")
        assert (event.reason, event.after["is_unmasked"]) == ("核对发放", True)
        assert RAN_ID not in str(event.after)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_no_whole_numbers_without_a_reason(
        self, ran_award: Award, caseworker: User, township: Region, reason: str
    ) -> None:
        response = ask(caseworker, township.code, is_unmasked="on", reason=reason)
        assert response.status_code == 422
        assert "请填写理由" in response.content.decode()
        assert not AuditEvent.objects.filter(action="download_ledger").exists()

    def test_departments_get_masks_only(
        self, ran_award: Award, finance_bureau: User, county: Region
    ) -> None:
        response = ask(finance_bureau, county.code, is_unmasked="on", reason="想看")
        lines = lines_of(sheet_of(response.content), F1_HEADER_ROWS)
        assert len(lines) == 2
        assert lines[0]["银行账号"] == "6*****************2"
        assert "完整的身份号码" not in look(finance_bureau).content.decode()

    def test_departments_of_other_fields_get_nothing(
        self, ran_award: Award, county: Region
    ) -> None:
        housing = make_user("housing", Role.BUREAU, county, Department.HOUSING)
        assert ask(housing, county.code).status_code == 404
        assert look(housing).status_code == 404
        index = look(housing, reverse("reports:index")).content.decode()
        assert "没有可取用的台账" in index
        assert "没有可看的数据" in look(housing, reverse("reports:overview")).content.decode()

    def test_another_township_is_not_there(
        self, ran_award: Award, caseworker: User, other_township: Region
    ) -> None:
        response = ask(caseworker, other_township.code)
        assert response.status_code == 422
        assert "不在您的辖区" in response.content.decode()
        assert look(caseworker, f"{F1}?region={other_township.code}").status_code == 404
        paper = f"{F1}print/?region={other_township.code}"
        assert look(caseworker, paper).status_code == 404

    def test_community_helpers_have_no_ledgers(
        self, ran_award: Award, community_helper: User, community: Region
    ) -> None:
        assert ask(community_helper, community.code).status_code == 403

    def test_a_month_to_come_is_refused(
        self, ran_award: Award, caseworker: User, township: Region
    ) -> None:
        client = Client()
        client.force_login(caseworker)
        response = client.post(F1, {"month": "2019-12", "region": township.code})
        assert response.status_code == 422
        assert "不能晚于本月" in response.content.decode()


def test_preview_and_paper_show_masks(
    ran_award: Award, other_award: Award, caseworker: User
) -> None:
    for path in (F1, f"{F1}print/"):
        page = look(caseworker, path).content.decode()
        assert "冉启明" in page
        assert "760.00" in page
        assert "陶永芳" not in page
        assert not any(secret in page for secret in (RAN_ID, PHONE, ACCOUNT))
    assert not AuditEvent.objects.filter(action="download_ledger").exists()


def test_an_empty_month_says_so(caseworker: User) -> None:
    page = look(caseworker, f"{F1}?month=2018-01").content.decode()
    assert "这个月没有在发的待遇" in page


@pytest.mark.django_db(transaction=True)
def test_a_long_ledger_is_a_job(
    ran_award: Award, caseworker: User, township: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    response = ask(caseworker, township.code, is_unmasked="on", reason="核对发放")
    job = Job.objects.get()
    assert response["Location"] == reverse("core:job", args=[job.pk])
    assert RAN_ID not in str(job.params)
    assert "核对发放" not in str(job.params)
    jobs.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 1, 1)
    file = StoredFile.objects.get(uid=job.result["file"])
    assert file.expires_at
    assert RAN_ID.encode() not in files.path_of(file).read_bytes()
    client = Client()
    client.force_login(caseworker)
    content = client.get(reverse("core:job_file", args=[job.pk])).content
    (line,) = lines_of(sheet_of(content), F1_HEADER_ROWS)
    assert line["公民身份号码"] == RAN_ID


class TestTodos:
    """Last month's ledger is fetched by the 10th, or the working day after."""

    def todos(self, user: User) -> list[Any]:
        from reports.todos import ledger_todos

        return list(ledger_todos(user, date(2019, 11, 15)))

    def test_it_waits_until_a_colleague_took_it(
        self, ran_award: Award, finance_bureau: User, disabled_federation: User, county: Region
    ) -> None:
        (todo,) = self.todos(finance_bureau)
        assert todo.title == "下载 2019-10 云阳县城市低保对象台账"
        # 10 November 2019 was a Sunday.
        assert todo.due_on == date(2019, 11, 11)
        assert look(finance_bureau, todo.url).status_code == 200
        colleague = make_user("finance2", Role.BUREAU, county, Department.FINANCE)
        client = Client()
        client.force_login(colleague)
        client.post(F1, {"month": "2019-10", "region": county.code})
        assert self.todos(finance_bureau) == []
        assert len(self.todos(disabled_federation)) == 1

    def test_a_part_of_the_county_is_not_enough(
        self, ran_award: Award, county_officer: User, township: Region
    ) -> None:
        client = Client()
        client.force_login(county_officer)
        client.post(F1, {"month": "2019-10", "region": township.code})
        assert len(self.todos(county_officer)) == 1

    def test_nobody_fetches_an_empty_month(self, finance_bureau: User) -> None:
        assert self.todos(finance_bureau) == []

    def test_townships_and_other_departments_have_none(
        self, ran_award: Award, caseworker: User, county: Region
    ) -> None:
        housing = make_user("housing", Role.BUREAU, county, Department.HOUSING)
        assert self.todos(caseworker) == []
        assert self.todos(housing) == []
