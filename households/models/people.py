"""Who: households, people, and who lives where during which period."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from yunyang_relief.core import idcards
from yunyang_relief.core.access import Resource
from yunyang_relief.core.fields import SealedField, matching
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Region, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from .. import enums
from ..pinyin import PinyinField
from .fields import period, uid_field

# What a survey states at most once of a person; also the names `with_facts` gives its rows.
# Other such statements (care, work, health records) are read where their page needs them.
PERSON_FACTS = (
    "condition",
    "disability",
    "illness",
    "enrolment",
    "ruralregistration",
    "absence",
)


class HouseholdQuerySet(ScopedQuerySet["Household"]):
    """Households of a region."""

    def open(self) -> Self:
        return self.filter(closed_on=None)


@tracked
class Household(ScopedModel):
    """People who live together and are assessed together."""

    resource = Resource.HOUSEHOLD

    uid = uid_field()
    number = models.CharField("户编号", max_length=20, unique=True, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（社区）")
    head = models.ForeignKey(
        "Person", models.PROTECT, null=True, related_name="+", verbose_name="户主"
    )
    opened_on = models.DateField("建档日期")
    closed_on = models.DateField("销户日期", null=True, blank=True)
    # Sections whose present content was confirmed complete: an empty one then means "none",
    # an unconfirmed one means "not known".
    surveyed = ArrayField(
        models.CharField(max_length=16, choices=enums.Section.choices),
        default=list,
        blank=True,
        verbose_name="已查清的部分",
    )
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField("更新时间", default=timezone.now)

    objects: ClassVar[Any] = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "住户"
        verbose_name_plural = "住户"
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["region", "number"])]

    def __str__(self) -> str:
        return f"{self.head.name}户" if self.head else self.number


@tracked
class Residence(models.Model):
    """Where a household belonged during a period; a move closes one row and opens the next."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="residences")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（社区）")
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "归属"
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_residence_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (period("since", "until"), RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.since} 起"


class PersonQuerySet(models.QuerySet["Person"]):
    """People, wherever they live."""

    def with_id_number(self, number: str) -> Self:
        """The person who holds exactly this identity number."""
        return self.filter(matching(Person, "id_number", number))


@tracked
class Person(models.Model):
    """An identity. Birth date and sex come from the identity number when there is one."""

    uid = uid_field()
    name = models.CharField("姓名", max_length=40)
    pinyin = PinyinField("name", "拼音")
    id_number = SealedField("id_number", "公民身份号码", tail=True)
    id_override_reason = models.CharField(
        "号码不合校验仍登记的理由", max_length=100, blank=True, default=""
    )
    sex = models.CharField("性别", max_length=1, choices=enums.Sex.choices)
    born_on = models.DateField("出生日期")
    ethnicity = models.CharField(
        "民族", max_length=2, choices=enums.Ethnicity.choices, default=enums.Ethnicity.HAN
    )
    phone = SealedField("phone", "联系电话", tail=True)
    died_on = models.DateField("死亡日期", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["id_number_index"],
                condition=~Q(id_number_index=""),
                name="one_person_per_id_number",
                violation_error_message="该公民身份号码已登记",
            ),
            models.CheckConstraint(
                name="death_after_birth",
                condition=Q(died_on=None) | Q(died_on__gte=F("born_on")),
                violation_error_message="死亡日期不能早于出生日期",
            ),
        ]
        indexes: ClassVar = [
            GinIndex(name="person_pinyin", fields=["pinyin"], opclasses=["gin_trgm_ops"]),
            GinIndex(name="person_name", fields=["name"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: date) -> int:
        """Full years of age."""
        return idcards.age_on(self.born_on, day)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who lives where, and when."""

    def on(self, day: date) -> Self:
        """Memberships in force on a day."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def with_facts(self) -> Self:
        """Also read the person and what is currently stated of them, in the same query.

        Each row gets the attributes of `PERSON_FACTS` (`condition`, `disability` …), None where
        nothing is stated.
        """
        current = {
            kind: models.FilteredRelation(
                f"person__{kind}s", condition=Q(**{f"person__{kind}s__superseded_at": None})
            )
            for kind in PERSON_FACTS
        }
        return self.annotate(**current).select_related("person", *current)


@tracked
class Membership(models.Model):
    """A person belongs to a household during a period: at most one household at a time."""

    uid = uid_field()
    household = models.ForeignKey(Household, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField("与户主关系", max_length=2, choices=enums.Relation.choices)
    # A grown-up severely disabled or bedridden member may be assessed apart from the family
    # (条例 11 末款; from 2021 民发〔2021〕57号 8): 0 is the family, others form units of their own.
    unit = models.PositiveSmallIntegerField("核算单元", default=0)
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)
    left_because = models.CharField(
        "离户原因", max_length=12, choices=enums.LeaveReason.choices, blank=True, default=""
    )

    # What `with_facts` reads where something is stated.
    condition: Any = None
    disability: Any = None
    illness: Any = None
    enrolment: Any = None
    ruralregistration: Any = None
    absence: Any = None

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "家庭成员"
        verbose_name_plural = "家庭成员"
        ordering: ClassVar = ["household_id", "relation", "id"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_household_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (period("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="该人员已在另一户，一人同时只能在一户",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation=enums.Relation.SELF, until=None),
                name="one_head_per_household",
                violation_error_message="一户只能有一名户主",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.get_relation_display()}）"


@tracked
class Access(models.Model):
    """A user from outside the region chain who may see one household for a while."""

    user = models.ForeignKey(User, models.CASCADE, related_name="household_access")
    household = models.ForeignKey(Household, models.CASCADE, related_name="access")
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "联系授权"

    def __str__(self) -> str:
        return f"{self.user} → {self.household}"
