"""The filters of the household list, for pages and API. Higher apps `add_filter` theirs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from yunyang_relief.core import clock
from yunyang_relief.core.fields import ending
from yunyang_relief.core.filters import FreshFilterSet
from yunyang_relief.core.forms import fold
from yunyang_relief.core.models import COMMUNITY, Region

from .enums import Cause, Health, RuralStatus
from .models import (
    Condition,
    Disability,
    Enrolment,
    Hardship,
    Household,
    Illness,
    Membership,
    Person,
    RuralRegistration,
    Survey,
)
from .pinyin import matching as sounds_like

Rows = QuerySet[Household]
LATIN = re.compile(r"[a-z]+", re.IGNORECASE)
TAIL = re.compile(r"\d{3}[\dX]", re.IGNORECASE)
WHOLE_NUMBER = re.compile(r"\d{14,17}[\dX]", re.IGNORECASE)
SURVEY_STATES = [("open", "调查中"), ("done", "已调查"), ("never", "未调查")]
TRAITS = [
    ("disability", "有残疾人"),
    ("illness", "有重病人员"),
    ("student", "有在校学生"),
    ("elder", "有 70 岁以上老人"),
    ("child", "有未成年人"),
    ("rural", "有农村建档立卡人员"),
]


class HouseholdFilter(FreshFilterSet):
    """Households by name, place, causes, survey and who lives there."""

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="姓名、拼音首字母、户编号、证件后四位"
    )
    region = django_filters.ChoiceFilter(label="乡镇、社区", method="within", choices=())
    causes = django_filters.ChoiceFilter(
        label="致困原因", method="having_cause", choices=Cause.choices
    )
    survey = django_filters.ChoiceFilter(label="入户调查", method="surveyed", choices=SURVEY_STATES)
    trait = django_filters.ChoiceFilter(label="成员", method="having_trait", choices=TRAITS)

    class Meta:
        model = Household
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if user is not None and user.is_authenticated:
            self.filters["region"].extra["choices"] = region_choices(user.region_id)

    def search(self, rows: Rows, _: str, text: str) -> Rows:
        """By name, initials or spelling, last four of an identity number, household number."""
        return rows.filter(found_by(text))

    def within(self, rows: Rows, _: str, code: str) -> Rows:
        return rows.filter(region__code__startswith=code)

    def having_cause(self, rows: Rows, _: str, cause: str) -> Rows:
        stated = Hardship.objects.current().filter(household=OuterRef("pk"))
        return rows.filter(Exists(stated.filter(causes__contains=[cause])))

    def surveyed(self, rows: Rows, _: str, state: str) -> Rows:
        surveys = Survey.objects.filter(household=OuterRef("pk"))
        if state == "never":
            return rows.filter(~Exists(surveys))
        return rows.filter(Exists(surveys.filter(completed_at__isnull=state == "open")))

    def having_trait(self, rows: Rows, _: str, trait: str) -> Rows:
        here = Membership.objects.filter(household=OuterRef("pk"), until=None)
        return rows.filter(Exists(here.filter(_trait(trait, clock.today()))))


class SurveyFilter(FreshFilterSet):
    """Surveys by household, state and who takes part."""

    q = django_filters.CharFilter(
        label="查找", method="search", help_text="户主姓名、拼音首字母、户编号"
    )
    state = django_filters.ChoiceFilter(
        label="状态", method="at_state", choices=[("open", "填写中"), ("done", "已完成")]
    )
    mine = django_filters.BooleanFilter(label="我参与的", method="with_me")

    class Meta:
        model = Survey
        fields: tuple[str, ...] = ()

    def search(self, rows: Any, _: str, text: str) -> Any:
        return rows.filter(household__in=Household.objects.filter(found_by(text)))

    def at_state(self, rows: Any, _: str, state: str) -> Any:
        return rows.filter(completed_at__isnull=state == "open")

    def with_me(self, rows: Any, _: str, is_mine: bool) -> Any:
        mine = Q(surveyors=self.request.user) | Q(started_by=self.request.user)
        mine_ids = Survey.objects.filter(mine).values("pk")
        return rows.filter(pk__in=mine_ids) if is_mine else rows.exclude(pk__in=mine_ids)


def _trait(trait: str, today: date) -> Q:
    def stated(model: Any, **values: Any) -> Q:
        return Q(Exists(model.objects.current().filter(person=OuterRef("person"), **values)))

    return {
        "disability": lambda: stated(Disability),
        "illness": lambda: (
            stated(Illness, is_major=True) | stated(Condition, health=Health.SERIOUSLY_ILL)
        ),
        "student": lambda: stated(Enrolment),
        "elder": lambda: Q(person__born_on__lte=years_before(today, 70)),
        "child": lambda: Q(person__born_on__gt=years_before(today, 18)),
        "rural": lambda: stated(
            RuralRegistration, status__in=(RuralStatus.HELPED, RuralStatus.GRADUATED)
        ),
    }[trait]()


def years_before(day: date, years: int) -> date:
    """The birth date of somebody who turns that old on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def found_by(text: str) -> Q:
    """A filter for households that a search text means; a whole identity number means none.

    Whole numbers never travel in an address: they are looked up by `households:find`.
    """
    text = fold(text)
    if WHOLE_NUMBER.fullmatch(text):
        return Q(pk__in=())
    here = Membership.objects.filter(household=OuterRef("pk"), until=None)
    if TAIL.fullmatch(text):
        people = Person.objects.filter(ending(Person, "id_number", text))
        return Q(Exists(here.filter(person__in=people))) | Q(number__endswith=text)
    named = Q(person__name__contains=text)
    if LATIN.fullmatch(text):
        named |= sounds_like("person__pinyin", text)
    return Q(number__icontains=text) | Q(Exists(here.filter(named)))


def region_choices(code: str) -> list[tuple[str, str]]:
    """The regions directly below the user's: townships for the county, else communities."""
    wanted = 9 if len(code) < 9 else COMMUNITY
    rows = Region.objects.filter(code__startswith=code, level=wanted)
    return [(region.code, region.name) for region in rows]


def add_filter(name: str, condition: django_filters.Filter) -> None:
    """Let a higher app narrow the list; call it when the app is ready."""
    HouseholdFilter.base_filters[name] = condition
