"""What the steps of a case leave behind: told, checked, visited, appraised, published."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from eligibility.enums import Verdict
from households.models import Person
from yunyang_relief.core.access import Resource
from yunyang_relief.core.fields import SealedField
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import Region, StoredFile, User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet, scope_of

from ..enums import (
    AppraisalResult,
    CheckResult,
    Kinship,
    NoticeKind,
    Paper,
    Programme,
    RulingState,
)
from .cases import Case, Step

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Record(models.Model):
    """What one step of a case left behind; who and when stand in the step."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]


@tracked
class Authorisation(Record):
    """核查授权书: an adult member lets the county check the family's means (220号 12)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="授权人")
    signed_on = models.DateField("收到日期")

    class Meta(Record.Meta):
        verbose_name = "核查授权"
        verbose_name_plural = "核查授权"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="one_authorisation_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.signed_on}"


@tracked
class Supplement(Record):
    """一次性告知: every missing paper told at once, and once only (条例 17)."""

    missing = ArrayField(
        models.CharField(max_length=16, choices=Paper.choices), verbose_name="须补正的材料"
    )
    other = models.CharField("其他须补正事项", max_length=300, blank=True, default="")
    told_on = models.DateField("告知日期")
    returned_on = models.DateField("补齐日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "补正告知"
        verbose_name_plural = "补正告知"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], name="one_supplement_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 补正 {self.told_on}"

    @property
    def missing_labels(self) -> list[str]:
        return [Paper(paper).label for paper in self.missing]


@tracked
class Check(Record):
    """经济状况核对: asked of the county's checking centre, and what came back."""

    requested_on = models.DateField("提请日期")
    received_on = models.DateField("收到结果日期", null=True, blank=True)
    result = models.CharField(
        "核对结果", max_length=12, choices=CheckResult.choices, blank=True, default=""
    )
    summary = models.CharField("核对情况", max_length=500, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = "经济状况核对"
        verbose_name_plural = "经济状况核对"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="check_has_a_result_once_received",
                condition=Q(received_on=None, result="")
                | Q(received_on__gte=F("requested_on")) & ~Q(result=""),
                violation_error_message="收到日期不能早于提请日期，并须选择核对结果",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(received_on=None),
                name="one_waiting_check_per_case",
                violation_error_message="已有一次核对在等待结果，请先登记其结果",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 核对 {self.requested_on}"


@tracked
class Investigation(Record):
    """入户调查 by at least two surveyors, signed by both sides (民发〔2012〕220号 18、19)."""

    surveyor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="调查人")
    second_surveyor = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="第二调查人"
    )
    visited_on = models.DateField("入户日期")
    respondent = models.CharField("被调查人", max_length=40)
    respondent_signed = models.BooleanField("被调查人已签字", default=False)
    surveyors_signed = models.BooleanField("两名调查人已签字", default=False)
    neighbours = models.CharField("邻里访问情况", max_length=300, blank=True, default="")
    findings = models.TextField("核实情况", max_length=1000)

    class Meta(Record.Meta):
        verbose_name = "入户调查"
        verbose_name_plural = "入户调查"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="two_different_surveyors",
                condition=~Q(surveyor=F("second_surveyor")),
                violation_error_message="入户调查须由两人进行，请选择另一名第二调查人",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 入户 {self.visited_on}"


@tracked
class Appraisal(Record):
    """民主评议: residents' representatives are at least two thirds of those present (220号 22)."""

    held_on = models.DateField("评议日期")
    place = models.CharField("地点", max_length=60)
    chair = models.CharField("主持人", max_length=40)
    due = models.PositiveSmallIntegerField("应到人数")
    attended = models.PositiveSmallIntegerField("实到人数")
    representatives = models.PositiveSmallIntegerField("其中村（居）民代表")
    votes_for = models.PositiveSmallIntegerField("认为符合")
    votes_against = models.PositiveSmallIntegerField("认为不符合")
    votes_abstained = models.PositiveSmallIntegerField("弃权", default=0)
    result = models.CharField("评议结论", max_length=10, choices=AppraisalResult.choices)
    opinion = models.TextField("评议意见", max_length=500, blank=True, default="")
    all_signed = models.BooleanField("到会人员已签字", default=False)

    class Meta(Record.Meta):
        verbose_name = "民主评议"
        verbose_name_plural = "民主评议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appraisal_people_add_up",
                condition=Q(representatives__lte=F("attended"), attended__lte=F("due")),
                violation_error_message="实到人数不能多于应到人数，代表人数不能多于实到人数",
            ),
            models.CheckConstraint(
                name="appraisal_two_thirds_representatives",
                condition=Q(attended__lte=F("representatives") * 3 / 2),
                violation_error_message=(
                    "村（居）民代表不足实到人数的三分之二，本次评议无效，请补足代表后重新评议"
                ),
            ),
            models.CheckConstraint(
                name="appraisal_votes_add_up",
                condition=Q(attended=F("votes_for") + F("votes_against") + F("votes_abstained")),
                violation_error_message="三种意见的人数之和须等于实到人数",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 评议 {self.held_on}"


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    """Publications of a region."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A notice is its township's; a community sees those on which its own cases stand."""
        ours = scope_of(user, Resource.NOTICE, "region_id", "programme")
        lines = NoticeEntry.objects.filter(
            scope_of(user, Resource.NOTICE, "case__region_id", "case__programme"),
            notice=OuterRef("pk"),
        )
        return self.filter(ours | Q(Exists(lines)))

    def running(self, today: date) -> Self:
        return self.filter(starts_on__lte=today, ends_on__gte=today)

    def with_counts(self) -> Self:
        """Add how many cases still hang there, and how many were taken down."""
        up = Q(entries__removed_on=None)
        return self.annotate(
            up_count=models.Count("entries", filter=up),
            down_count=models.Count("entries", filter=~up),
        )


@tracked
class Notice(ScopedModel):
    """One publication of a township: the cases put up on the same day at the same places.

    `uid` is the address of the public page, so that nobody can count or guess others.
    """

    resource = Resource.NOTICE

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("公示文号", max_length=40, unique=True, editable=False)
    programme = models.CharField("项目", max_length=16, choices=Programme.choices)
    kind = models.CharField("种类", max_length=8, choices=NoticeKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="乡镇（街道）")
    place = models.CharField("公示地点", max_length=120)
    starts_on = models.DateField("公示起始日")
    ends_on = models.DateField("公示期满日")
    days = models.PositiveSmallIntegerField("公示天数")
    hotline = models.CharField("监督电话", max_length=40)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "programme", "kind", "starts_on", "place", "hotline"],
                name="one_notice_per_day_and_place",
            ),
            models.CheckConstraint(
                name="notice_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="公示期满日应晚于起始日",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "-id"])]

    def __str__(self) -> str:
        return self.number

    @property
    def length(self) -> int:
        """Days from the first to the last, one moved off a holiday included."""
        return (self.ends_on - self.starts_on).days

    def passed_on(self, day: date) -> int:
        """Days of it that are over: the starting day is not counted."""
        return max(0, min((day - self.starts_on).days, self.length))

    def is_public_on(self, day: date) -> bool:
        """Tell whether the public page is up: from the first day to the last."""
        return self.starts_on <= day <= self.ends_on


@tracked
class NoticeEntry(Record):
    """A case's line on a notice, frozen in the few words that may be public."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notice_entries")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="entries")
    # A `publication.PublicRow`; nothing else is ever shown to the public.
    row = models.JSONField("公示内容")
    # An objection or a withdrawal takes the line down before the end.
    removed_on = models.DateField("撤下日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "公示内容"
        verbose_name_plural = "公示内容"

    def __str__(self) -> str:
        return f"{self.notice} {self.case_id}"


@tracked
class NoticePhoto(models.Model):
    """A photo of the board where a notice hangs."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间", default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "公示照片"
        verbose_name_plural = "公示照片"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.notice} 照片"


@tracked
class Objection(Record):
    """异议: somebody disagrees with a published proposal; who it was stays sealed (条例 34)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    received_on = models.DateField("收到日期")
    objector = SealedField("text", "异议人")
    text = models.TextField("异议内容", max_length=500)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer = models.TextField("重查结果与答复", max_length=500, blank=True, default="")
    is_upheld = models.BooleanField("异议成立", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "公示异议"
        verbose_name_plural = "公示异议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="objection_answered_in_full",
                condition=Q(answered_on=None, answer="", is_upheld=None)
                | Q(answered_on__gte=F("received_on"), is_upheld__isnull=False) & ~Q(answer=""),
                violation_error_message="答复须写明日期、结果和异议是否成立，日期不能早于收到日期",
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.text[:30]}"


@tracked
class NearRelative(Record):
    """F19: an applicant's near relative handles 低保 or sits on the residents' committee."""

    member = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="家庭成员")
    official = models.CharField("经办人员、村（居）干部姓名", max_length=40)
    post = models.CharField("其单位职务", max_length=60)
    kinship = models.CharField("是其", max_length=12, choices=Kinship.choices)
    filed_on = models.DateField("报县备案日期")

    class Meta(Record.Meta):
        verbose_name = "近亲属备案"
        verbose_name_plural = "近亲属备案"

    def __str__(self) -> str:
        return f"{self.member} 系 {self.post}{self.official}的{self.get_kinship_display()}"


@tracked
class CountyVisit(Record):
    """The county's own visit: a sample, and every case of a near relative (条例 18（四）、33)."""

    visited_on = models.DateField("入户日期")
    visitors = models.CharField("核查人员", max_length=80)
    agrees = models.BooleanField("与乡镇调查一致")
    findings = models.TextField("核查情况", max_length=500)

    class Meta(Record.Meta):
        verbose_name = "县级入户核查"
        verbose_name_plural = "县级入户核查"

    def __str__(self) -> str:
        return f"{self.case_id} 县级入户 {self.visited_on}"


@tracked
class Ruling(Record):
    """人工认定: a criterion the rules leave open, settled for this case by people."""

    criterion = models.CharField("判定项", max_length=60)
    label = models.CharField("判定项名称", max_length=120)
    verdict = models.CharField("认定", max_length=8, choices=Verdict.choices)
    reason = models.CharField("理由", max_length=300)
    evidence = models.CharField("依据材料", max_length=300)
    state = models.CharField(
        "状态", max_length=10, choices=RulingState.choices, default=RulingState.PROPOSED
    )
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    settled_on = models.DateField("确认日期", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "人工认定"
        verbose_name_plural = "人工认定"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "criterion"],
                condition=~Q(state=RulingState.DECLINED),
                name="one_ruling_per_criterion",
                violation_error_message="该判定项已有一份人工认定",
            ),
            models.CheckConstraint(
                name="ruling_says_yes_or_no",
                condition=Q(verdict__in=(Verdict.PASS, Verdict.FAIL)),
            ),
            models.CheckConstraint(
                name="ruling_settled_by_somebody",
                condition=Q(state=RulingState.PROPOSED, settled_by=None, settled_on=None)
                | ~Q(state=RulingState.PROPOSED)
                & Q(settled_by__isnull=False, settled_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.get_verdict_display()}"
