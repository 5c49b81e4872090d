"""What the public may read, for how long, and nothing else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assistance import actions
from assistance.models import Notice
from assistance.publication import PublicRow, mask_name, published
from tests.people import make_region
from yunyang_relief.core import clock
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import AuditEvent, Region, User

from .families import entitled_household, widow
from .walks import Team, Walk

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ID_NUMBER = "512225194802111722"


def get(url: str, day: Any, user: User | None = None) -> Any:
    client = Client()
    if user:
        client.force_login(user)
    with clock.on(day):
        return client.get(url)


@pytest.fixture
def notice(team: Team, community: Region) -> Notice:
    person = widow(id_number=ID_NUMBER, phone="13900000071")
    Walk(team, entitled_household(community, team.caseworker, person=person)).to_notice()
    return Notice.objects.get()


@pytest.mark.django_db
def test_the_public_page_shows_what_is_allowed(notice: Notice) -> None:
    response = get(reverse("assistance:notice", args=[notice.uid]), notice.starts_on)
    page = response.content.decode()
    assert response.status_code == 200
    for shown in ("向*英", "云江社区", "城市低保 A 类", "440.00", "12345", "双江公示〔2019〕1号"):
        assert shown in page
    for hidden in ("向秀英", "2 组", ID_NUMBER, "13900000071", "1948", "租金"):
        assert hidden not in page
    assert "noindex" in response["X-Robots-Tag"]
    assert not re.search(r"\d{15}|\d{17}[\dXx]|1\d{10}", re.sub(r"[0-9a-f-]{36}", "", page))


@pytest.mark.django_db
def test_the_public_page_is_gone_when_the_notice_is_over(notice: Notice) -> None:
    url = reverse("assistance:notice", args=[notice.uid])
    assert get(url, notice.ends_on).status_code == 200
    assert get(url, notice.ends_on + timedelta(days=1)).status_code == 404
    assert get(url, notice.starts_on - timedelta(days=1)).status_code == 404
    unknown = "00000000-0000-4000-8000-000000000000"
    assert get(reverse("assistance:notice", args=[unknown]), notice.ends_on).status_code == 404


@pytest.mark.django_db
def test_a_line_taken_down_is_gone_at_once(walk: Walk) -> None:
    walk.to_notice()
    notice = Notice.objects.get()
    walk.later(1).object()
    page = get(reverse("assistance:notice", args=[notice.uid]), walk.day).content.decode()
    assert "向*英" not in page
    assert "全部撤下" in page


@pytest.mark.django_db
def test_the_printed_table_has_the_same_words(notice: Notice, caseworker: User) -> None:
    url = reverse("assistance:notice_paper", args=[notice.pk])
    page = get(url, notice.starts_on, caseworker).content.decode()
    assert "向*英" in page
    assert "向秀英" not in page
    assert "合计 1 户" in page


@pytest.mark.django_db
def test_the_sums_of_a_notice(team: Team, community: Region, notice: Notice) -> None:
    other = entitled_household(community, team.caseworker, person=widow("谭成芬"), income="300")
    walk = Walk(team, other)
    walk.amount -= 100
    walk.to_notice()
    text = published(notice)
    assert [row.head for row in text.rows] == ["向*英", "谭*芬"]
    assert (text.people, text.family_sizes, str(text.amount)) == (2, 2, "780.00")


@given(st.text(alphabet="欧阳张三李四明德秀英买买提·", min_size=1, max_size=8))
def test_a_masked_name_is_never_the_name(name: str) -> None:
    masked = mask_name(name)
    assert "*" in masked
    assert masked != name
    assert masked[0] == name[0]


def test_names_as_notices_write_them() -> None:
    names = {"张三": "张*", "向秀英": "向*英", "欧阳明德": "欧**德", "张": "张*"}
    assert {name: mask_name(name) for name in names} == names


def test_a_stored_line_holds_nothing_else() -> None:
    row = {
        "head": "向*英",
        "family_size": 1,
        "people": 1,
        "community": "云江社区",
        "category": "城市低保",
        "klass": "A",
        "amount": "440.00",
    }
    assert PublicRow.read(row).stored() == row
    with pytest.raises(TypeError, match="id_number"):
        PublicRow.read(row | {"id_number": ID_NUMBER})


@pytest.mark.django_db
def test_photos_of_the_board(
    notice: Notice, caseworker: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("公示栏.png", PNG, content_type="image/png")
    photo = actions.add_notice_photo(notice, upload, actor=caseworker)
    url = reverse("assistance:notice_photo_file", args=[notice.pk, photo.uid])
    assert get(url, notice.starts_on, caseworker).content == PNG
    assert AuditEvent.objects.filter(action="add_notice_photo").exists()
    with pytest.raises(Refused, match="只收 JPG、PNG"):
        actions.add_notice_photo(notice, SimpleUploadedFile("a.exe", b"MZ"), actor=caseworker)


@pytest.mark.django_db
def test_staff_pages_of_notices_are_scoped(
    notice: Notice, caseworker: User, other_township_caseworker: User
) -> None:
    for name in ("notice_detail", "notice_paper", "notice_photo"):
        url = reverse(f"assistance:{name}", args=[notice.pk])
        assert get(url, notice.starts_on, caseworker).status_code == 200
        assert get(url, notice.starts_on, other_township_caseworker).status_code == 404
    lists = reverse("assistance:notices")
    assert notice.number in get(lists, notice.starts_on, caseworker).content.decode()
    elsewhere = get(lists, notice.starts_on, other_township_caseworker).content.decode()
    assert notice.number not in elsewhere


@pytest.mark.django_db
def test_a_community_sees_its_own_lines_only(
    team: Team, community: Region, notice: Notice, community_helper: User
) -> None:
    elsewhere = make_region("500235001902", "杏家湾社区")
    person = widow("谭成芬")
    Walk(team, entitled_household(elsewhere, team.caseworker, person=person)).to_notice()
    url = reverse("assistance:notice_detail", args=[notice.pk])
    page = get(url, notice.starts_on, community_helper).content.decode()
    assert "向秀英户" in page
    assert "谭成芬" not in page
    community_helper.region = make_region("500235001903", "白云社区")
    community_helper.save()
    assert get(url, notice.starts_on, community_helper).status_code == 404
