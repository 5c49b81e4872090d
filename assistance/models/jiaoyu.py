"""教育资助: what the school said, and what each student was given in a term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from households.enums import Stage
from households.models import Person
from yunyang_relief.core.access import Resource
from yunyang_relief.core.history import tracked
from yunyang_relief.core.scoping import ScopedModel

from .records import Record

# The kinds of aid by the code of their line, as the ledger names them.
AID_KINDS = {
    "tuition_care": "免保教费",
    "living": "生活补助",
    "boarder": "寄宿生生活补助",
    "tuition": "免学费",
    "grant": "助学金",
    "textbook": "免教科书费",
    "dorm": "免住宿费",
    "loan": "生源地助学贷款",
}


@tracked
class SchoolReview(Record):
    """学校审核: the school confirms who studies there and how (暂行办法 三十六)."""

    school = models.CharField("学校", max_length=80)
    reviewed_on = models.DateField("学校审核日期")
    reviewer = models.CharField("学校审核人", max_length=40)
    opinion = models.CharField("学校意见", max_length=300)

    class Meta(Record.Meta):
        verbose_name = "学校审核"
        verbose_name_plural = "学校审核"

    def __str__(self) -> str:
        return f"{self.school} {self.reviewed_on}"


@tracked
class TermAid(Record, ScopedModel):
    """What one student was given in one term: once, whatever the number of cases."""

    resource = Resource.CASE
    region_path = "case__region_id"
    programme_path = "case__programme"

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="term_aids", verbose_name="学生"
    )
    term = models.CharField("学期", max_length=8)
    stage = models.CharField("学段", max_length=12)
    school = models.CharField("学校", max_length=80)
    grade = models.CharField("年级", max_length=20, blank=True, default="")
    is_boarder = models.BooleanField("寄宿")
    # [{kind, label, clause, arithmetic, yuan}] of the student; they sum to the amount.
    lines = models.JSONField("资助项目")
    amount = models.DecimalField("资助金额（元）", max_digits=12, decimal_places=2)

    class Meta(Record.Meta):
        verbose_name = "学期资助"
        verbose_name_plural = "学期资助"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "term"],
                name="one_aid_per_student_and_term",
                violation_error_message="该学生本学期已获资助，同一学期不能重复资助",
            ),
            models.CheckConstraint(name="term_aid_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.term} {self.amount}"

    @property
    def stage_label(self) -> str:
        return Stage(self.stage).label

    @property
    def kinds(self) -> str:
        """What it consists of, in words."""
        return "、".join(AID_KINDS[line["kind"]] for line in self.lines)
