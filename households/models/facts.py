"""What is stated: dated rows with a source and a verification state, superseded, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from yunyang_relief.core.access import Resource
from yunyang_relief.core.fields import SealedField, SealedPart
from yunyang_relief.core.history import tracked
from yunyang_relief.core.models import User
from yunyang_relief.core.scoping import ScopedModel, ScopedQuerySet

from .. import enums
from .fields import uid_field, yuan_field
from .people import Household, Person

BOOKKEEPING = frozenset(
    {
        "id",
        "uid",
        "household",
        "source",
        "verification",
        "verified_by",
        "verified_on",
        "recorded_at",
        "recorded_by",
        "superseded_at",
        "superseded_by",
        "note",
    }
)


class FactQuerySet(ScopedQuerySet[Any]):
    """Statements of one kind."""

    def current(self) -> Self:
        """What is known now."""
        return self.filter(superseded_at=None)

    def known_at(self, moment: Any) -> Self:
        """What was known at a past moment."""
        return self.filter(
            Q(superseded_at=None) | Q(superseded_at__gt=moment), recorded_at__lte=moment
        )


class Fact(ScopedModel):
    """A statement about a household or one of its people, with its source and state.

    Rows are never overwritten: `households.actions.supersede` closes one and opens the next.
    """

    resource = Resource.HOUSEHOLD
    region_path = "household__region_id"
    # Whose statement it is: at most one row with the same values here is current.
    # Empty for kinds of which any number may be.
    identity: ClassVar[tuple[str, ...]] = ()

    uid = uid_field()
    household = models.ForeignKey(Household, models.CASCADE, related_name="%(class)ss")
    source = models.CharField(
        "来源", max_length=12, choices=enums.Source.choices, default=enums.Source.DECLARED
    )
    verification = models.CharField(
        "核实状态",
        max_length=12,
        choices=enums.Verification.choices,
        default=enums.Verification.UNVERIFIED,
    )
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    verified_on = models.DateField("核实日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    superseded_at = models.DateTimeField("被替代时间", null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="替代人"
    )

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def wrong(self) -> Iterator[tuple[str, str]]:
        """What does not fit together: the column to mend, and how to mend it."""
        yield from ()

    def clean(self) -> None:
        problems = dict(self.wrong())
        if problems:
            raise ValidationError(problems)

    def clean_fields(self, exclude: Any = None) -> None:
        """Also give amounts the places of their column, so that 2000 and 2000.00 read alike."""
        super().clean_fields(exclude)
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(field, models.DecimalField) and isinstance(value, Decimal):
                setattr(
                    self, field.attname, value.quantize(Decimal(1).scaleb(-field.decimal_places))
                )

    @classmethod
    def value_fields(cls) -> list[models.Field[Any, Any]]:
        """The columns that say something, without the bookkeeping."""
        return [
            field
            for field in cls._meta.concrete_fields
            if field.name not in BOOKKEEPING and not isinstance(field, SealedPart)
        ]

    def says_same_as(self, other: Fact) -> bool:
        """Tell whether two statements of a kind have the same values."""
        return all(
            getattr(self, _attribute(field)) == getattr(other, _attribute(field))
            for field in self.value_fields()
        )

    def successor(self, **changes: Any) -> Self:
        """Return an unsaved statement with the same values, but for `changes`."""
        values = {
            _attribute(field): getattr(self, _attribute(field)) for field in self.value_fields()
        }
        return type(self)(household_id=self.household_id, **(values | changes))


def _attribute(field: models.Field[Any, Any]) -> str:
    # A protected field reads as a value of its own; a foreign key without a query.
    return field.name if isinstance(field, SealedField) else field.attname


class HouseholdFact(Fact):
    """At most one current statement of the kind per household."""

    identity = ("household",)

    class Meta(Fact.Meta):
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(superseded_at=None),
                name="one_current_%(class)s_per_household",
            )
        ]


class PersonFact(Fact):
    """At most one current statement of the kind per person."""

    identity = ("person",)

    person = models.ForeignKey(Person, models.CASCADE, related_name="%(class)ss")

    class Meta(Fact.Meta):
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(superseded_at=None),
                name="one_current_%(class)s_per_person",
            )
        ]


class ItemFact(Fact):
    """Any number of current statements per household (income items, assets …)."""

    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="成员",
    )

    class Meta(Fact.Meta):
        abstract = True
        indexes: ClassVar = [
            models.Index(
                fields=["household"], condition=Q(superseded_at=None), name="%(class)s_current"
            )
        ]


@tracked
class Circumstances(HouseholdFact):
    """户情: register, land, housing and living expenses that routing and tests look at."""

    register_address = models.CharField("户籍地址", max_length=120, blank=True, default="")
    address = models.CharField("现居住地址", max_length=120)
    hukou_kind = models.CharField("户籍性质", max_length=10, choices=enums.HukouKind.choices)
    has_contracted_land = models.BooleanField("有承包土地")
    has_collective_income = models.BooleanField("参加农村集体经济收益分配")
    is_in_hardship = models.BooleanField(
        "家庭生活确有困难",
        null=True,
        blank=True,
        help_text="成年重残或长期卧床者申请分户计算时填写",
    )
    hires_labour = models.BooleanField("雇人经营", default=False)

    class Meta(HouseholdFact.Meta):
        verbose_name = "户情"


@tracked
class Hardship(HouseholdFact):
    """三清: situation, causes and needs in the survey's words (22号文 四（二）一)."""

    situation = models.TextField("家庭情况", max_length=1000)
    main_cause = models.CharField("主要致困原因", max_length=16, choices=enums.Cause.choices)
    causes = ArrayField(
        models.CharField(max_length=16, choices=enums.Cause.choices), verbose_name="致困原因"
    )
    needs = ArrayField(
        models.CharField(max_length=16, choices=enums.Need.choices), verbose_name="帮扶需求"
    )

    class Meta(HouseholdFact.Meta):
        verbose_name = "致困原因与需求"

    def wrong(self) -> Iterator[tuple[str, str]]:
        if self.main_cause and self.main_cause not in (self.causes or []):
            yield "main_cause", "主要致困原因应是所选致困原因之一，请在上面一并勾选"


@tracked
class Guarantee(Fact):
    """One of the five 两不愁三保障 answers, with its evidence."""

    identity = ("household", "kind")

    kind = models.CharField("项目", max_length=10, choices=enums.GuaranteeKind.choices)
    is_met = models.BooleanField("有保障")
    evidence = models.CharField("依据", max_length=200)
    assessed_on = models.DateField("查看日期")

    class Meta(Fact.Meta):
        verbose_name = "两不愁三保障"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=Q(superseded_at=None),
                name="one_current_guarantee_per_kind",
            )
        ]


@tracked
class Condition(PersonFact):
    """基本状况 of a member."""

    marriage = models.CharField("婚姻", max_length=2, choices=enums.Marriage.choices)
    education = models.CharField("学历", max_length=2, choices=enums.Education.choices)
    health = models.CharField("健康状况", max_length=16, choices=enums.Health.choices)
    labour = models.CharField("劳动能力", max_length=12, choices=enums.Labour.choices)
    occupation = models.CharField("从业状况", max_length=24, choices=enums.Occupation.choices)
    has_income_proof = models.BooleanField(
        "能提供收入证明", default=True, help_text="在职但不能提供的，按规定推定工资"
    )
    can_live_independently = models.BooleanField("能独立生活", default=True)
    insurance = models.CharField(
        "参保类型", max_length=12, choices=enums.Insurance.choices, blank=True, default=""
    )

    class Meta(PersonFact.Meta):
        verbose_name = "基本状况"


@tracked
class Disability(PersonFact):
    """A disability card (残联)."""

    kind = models.CharField("残疾类别", max_length=1, choices=enums.DisabilityType.choices)
    grade = models.PositiveSmallIntegerField("残疾等级", choices=enums.DisabilityGrade.choices)
    card_number = SealedField("id_number", "残疾证号")
    valid_until = models.DateField("有效期至", null=True, blank=True)

    class Meta(PersonFact.Meta):
        verbose_name = "残疾"


@tracked
class Illness(PersonFact):
    """A serious or chronic illness (卫生健康委、医保局)."""

    disease = models.CharField("病种", max_length=60)
    is_major = models.BooleanField("重大疾病")
    needs_long_treatment = models.BooleanField("需长期维持治疗", default=False)
    is_bedridden = models.BooleanField("长期卧床", default=False)

    class Meta(PersonFact.Meta):
        verbose_name = "疾病"


@tracked
class Enrolment(PersonFact):
    """A place at school (教委)."""

    stage = models.CharField("学段", max_length=12, choices=enums.Stage.choices)
    school = models.CharField("就读学校", max_length=80)
    grade = models.CharField("年级", max_length=20, blank=True, default="")
    is_full_time = models.BooleanField("全日制", default=True)
    is_boarder = models.BooleanField("寄宿", default=False)
    year_of_study = models.PositiveSmallIntegerField(
        "本学段第几学年",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    admitted_on = models.DateField("本学段入学（录取）日期", null=True, blank=True)

    class Meta(PersonFact.Meta):
        verbose_name = "在读"


@tracked
class RuralRegistration(PersonFact):
    """农村建档立卡 (22号文 四（二）三)."""

    status = models.CharField("在册状态", max_length=10, choices=enums.RuralStatus.choices)
    removed_on = models.DateField("清退日期", null=True, blank=True)

    class Meta(PersonFact.Meta):
        verbose_name = "农村建档立卡"


@tracked
class Absence(PersonFact):
    """A state that takes a registered member out of the people who live together."""

    kind = models.CharField("情形", max_length=16, choices=enums.AbsenceKind.choices)
    since = models.DateField("起")
    until = models.DateField("止（不含）", null=True, blank=True)

    class Meta(PersonFact.Meta):
        verbose_name = "不在户情形"


@tracked
class IncomeItem(ItemFact):
    """Money a member receives each month between two months, before any rule looks at it."""

    kind = models.CharField("收入种类", max_length=20, choices=enums.IncomeKind.choices)
    monthly_amount = yuan_field("月金额（元）")
    since = models.DateField("起月", help_text="该月 1 日")
    until = models.DateField("止月（不含）", null=True, blank=True)
    payer = models.CharField("单位或来源", max_length=60, blank=True, default="")

    class Meta(ItemFact.Meta):
        verbose_name = "收入"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="income_not_negative",
                condition=Q(monthly_amount__gte=0),
                violation_error_message="收入不能为负数",
            )
        ]


@tracked
class Asset(ItemFact):
    """Something the family owns."""

    kind = models.CharField("财产种类", max_length=12, choices=enums.AssetKind.choices)
    value = yuan_field("金额或现值（元）", null=True, blank=True)
    area = models.DecimalField(
        "建筑面积（㎡）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    is_dangerous = models.BooleanField("C、D 级危房", default=False)
    has_value_evidence = models.BooleanField("现值有依据", default=False)
    description = models.CharField(
        "说明（地址、牌号、银行等）", max_length=100, blank=True, default=""
    )

    class Meta(ItemFact.Meta):
        verbose_name = "财产"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="asset_not_negative",
                condition=(Q(value=None) | Q(value__gte=0)) & (Q(area=None) | Q(area__gt=0)),
                violation_error_message="金额不能为负数，面积应大于 0",
            )
        ]


@tracked
class Expenditure(ItemFact):
    """A payment, or a yearly or monthly charge, that a rule looks at."""

    kind = models.CharField("支出种类", max_length=20, choices=enums.ExpenditureKind.choices)
    spent_on = models.DateField("日期", help_text="按票据日期；按月按年的支出填最近一次缴费日")
    amount = yuan_field(
        "金额（元）", help_text="医疗填总费用；水电通讯物业填月均；保险、学费填每年"
    )
    reimbursed = yuan_field("已报销、已救助（元）", default=0)
    reason = models.CharField(
        "除外情形", max_length=12, choices=enums.SpendingReason.choices, blank=True, default=""
    )

    class Meta(ItemFact.Meta):
        verbose_name = "支出"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reimbursed_within_amount",
                condition=Q(amount__gte=0, reimbursed__gte=0) & Q(reimbursed__lte=F("amount")),
                violation_error_message="金额不能为负数，已报销部分不能超过总金额",
            )
        ]


@tracked
class Obligor(ItemFact):
    """Somebody outside the household who owes support to a member (赡养、扶养、抚养义务人)."""

    name = models.CharField("姓名", max_length=40)
    relation = models.CharField("与被赡养人关系", max_length=20)
    id_number = SealedField("id_number", "公民身份号码")
    born_on = models.DateField("出生日期", null=True, blank=True)
    family_size = models.PositiveSmallIntegerField("家庭人口")
    family_monthly_income = yuan_field("家庭月总收入（元）")
    supported_persons = models.PositiveSmallIntegerField("被赡养人数", default=1)
    ordered_amount = yuan_field(
        "判决、协议月给付额（元）", null=True, blank=True, help_text="没有判决或协议的不填"
    )
    is_able = models.BooleanField("有赡养能力", default=True)
    is_on_dibao = models.BooleanField("本人为低保对象", default=False)
    incapacity = models.CharField(
        "不能履行义务的情形",
        max_length=12,
        choices=enums.Incapacity.choices,
        blank=True,
        default="",
    )
    has_modest_property = models.BooleanField("财产符合特困供养规定", null=True, blank=True)

    class Meta(ItemFact.Meta):
        verbose_name = "户外义务人"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="obligor_family_is_real",
                condition=Q(
                    family_size__gte=1, supported_persons__gte=1, family_monthly_income__gte=0
                ),
                violation_error_message="家庭人口和被赡养人数至少为 1，收入不能为负数",
            )
        ]


@tracked
class BankAccount(HouseholdFact):
    """Where the award is paid."""

    holder = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="户名")
    bank = models.CharField("开户银行", max_length=40)
    number = SealedField("account", "银行账号")

    class Meta(HouseholdFact.Meta):
        verbose_name = "银行账户"
