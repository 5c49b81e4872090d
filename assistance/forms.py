"""The forms of the steps. Each yields the `data` its step's effect reads."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from eligibility.enums import Verdict
from eligibility.findings import Finding
from households.models import Household, Person
from yunyang_relief.core import clock
from yunyang_relief.core.access import Role
from yunyang_relief.core.forms import MonthField, PlainForm, YuanField, fold
from yunyang_relief.core.models import User

from .dossier import Dossier
from .enums import (
    AppraisalResult,
    CheckResult,
    EndReason,
    Kinship,
    Paper,
    Programme,
)
from .models import Notice
from .months import first_of_month
from .proposals import Proposal
from .workflow import Transition

SURVEYORS = (Role.CASEWORKER, Role.COMMUNITY_HELPER, Role.TOWNSHIP_OFFICIAL)
YES_NO = ((True, "是"), (False, "否"))


class PastDateField(forms.DateField):
    """A day on which something has happened: not after the business date."""

    def __init__(self, **options: Any) -> None:
        super().__init__(initial=clock.today, **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(fold(value) if isinstance(value, str) else value)
        if day and day > clock.today():
            raise forms.ValidationError(f"{self.label}不能晚于今天（{clock.today()}）")
        return day


class PickField(forms.ModelChoiceField[Any]):
    """One row of a table, none chosen beforehand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"queryset": None, "empty_label": "请选择", **options})


class YesNoField(forms.TypedChoiceField):
    """是 or 否, neither chosen beforehand."""

    def __init__(self, **options: Any) -> None:
        shown = {"choices": YES_NO, "widget": forms.RadioSelect, **options}
        super().__init__(coerce=lambda value: value == "True", empty_value=None, **shown)


class PlainStep(PlainForm):
    """What every step's form has: the version its page showed, and a word of the official."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    note = forms.CharField(
        label="意见、理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, transition: Transition, dossier: Dossier, user: User, **kwargs: Any
    ) -> None:
        self.transition, self.dossier, self.user = transition, dossier, user
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = dossier.case.version
        if transition.note_required:
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = (
                f"“{transition.label}”须写明理由，请填写后再提交"
            )
        self.prepare()

    def prepare(self) -> None:
        """Offer this case's own choices."""

    def renew(self, fresh: PlainStep) -> None:
        """Bring what the page vouches for up to date; what was typed stays."""
        sent: Any = self.data
        data = sent.copy()
        for name, field in fresh.fields.items():
            if isinstance(field.widget, forms.HiddenInput):
                data[name] = fresh.get_initial_for_field(field, name)
        self.data = data

    @property
    def laid_out(self) -> list[tuple[forms.BoundField, str]]:
        """The step's own fields, each with its width in the six columns."""
        own = [self[name] for name in self.fields if name not in PlainStep.base_fields]
        return [(bound, _width(bound.field)) for bound in own if not bound.is_hidden]

    def step_data(self) -> dict[str, Any]:
        """What the effect of the step reads."""
        shared = PlainStep.base_fields
        return {name: value for name, value in self.cleaned_data.items() if name not in shared}


def _width(field: forms.Field) -> str:
    """Columns of six that a field takes."""
    if (getattr(field, "max_length", None) or 0) > 100:
        return "c6"
    return "c3" if isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput) else "c2"


class ProposalForm(PlainStep):
    """A yes that is bound to the amount its page showed."""

    amount = forms.DecimalField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        proposal = self.dossier.assessable
        if proposal and proposal.is_known and proposal.is_within_range:
            self.fields["amount"].initial = proposal.amount


class GrantForm(ProposalForm):
    """The same where the rules leave a range: the lower end unless something else is chosen."""

    granted = YuanField(label="拟救助金额（元）")

    def prepare(self) -> None:
        proposal = self.dossier.assessable
        if proposal is None or proposal.finding.total is None:
            return
        self.fields["amount"].initial = proposal.least
        granted = self.fields["granted"]
        granted.initial = proposal.granted or proposal.least
        granted.help_text = f"规定幅度 {proposal.least} 至 {proposal.most} 元，高于下限的写明理由"

    def clean_granted(self) -> Any:
        granted, proposal = self.cleaned_data["granted"], self.dossier.assessable
        is_known = proposal and proposal.finding.total is not None
        if proposal and is_known and not proposal.least <= granted <= proposal.most:
            raise forms.ValidationError(
                f"金额应在 {proposal.least} 至 {proposal.most} 元之间，请改正"
            )
        return granted


class PapersForm(PlainStep):
    """The papers in hand, and who has signed the authorisation."""

    papers = forms.MultipleChoiceField(
        label="已收到的材料",
        choices=Paper.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    signed = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="已签核查授权书的成年成员",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        self.fields["papers"].initial = self.dossier.case.papers
        _offer_adults(self.fields["signed"], self.dossier.adults)
        self.fields["signed"].initial = [a.person_id for a in self.dossier.authorisations]


def _offer_adults(field: forms.Field, adults: list[Person]) -> None:
    assert isinstance(field, forms.ModelMultipleChoiceField)
    field.queryset = Person.objects.filter(pk__in=[person.pk for person in adults])


class SupplementForm(PlainStep):
    """Every missing paper, told at once."""

    missing = forms.MultipleChoiceField(
        label="须补正的材料",
        choices=Paper.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一次告知全部，以后不能再次要求补正（条例第十七条）",
    )
    other = forms.CharField(label="其他须补正的事项", max_length=300, required=False)

    def prepare(self) -> None:
        in_hand = self.dossier.case.papers
        field = self.fields["missing"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [choice for choice in Paper.choices if choice[0] not in in_hand]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("missing") and not data.get("other"):
            self.add_error("missing", "请勾选须补正的材料，或写明其他须补正的事项")
        return data


class RequestCheckForm(PlainStep):
    """Ask the county's checking centre."""

    requested_on = PastDateField(label="提请日期")


class ReceiveCheckForm(PlainStep):
    """What the checking centre answered."""

    received_on = PastDateField(label="收到结果日期")
    result = forms.ChoiceField(
        label="核对结果", choices=CheckResult.choices, widget=forms.RadioSelect
    )
    summary = forms.CharField(
        label="核对情况",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明户籍、车辆、住房、社保、存款等与申报是否一致，有出入的写明如何更正",
    )


class InvestigationForm(PlainStep):
    """A visit of two surveyors."""

    visited_on = PastDateField(label="入户日期")
    surveyor = PickField(label="调查人")
    second_surveyor = PickField(label="第二调查人")
    respondent = forms.CharField(label="被调查人", max_length=40)
    findings = forms.CharField(
        label="核实情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="人口、收入、财产、支出与申报是否一致，吃穿住用实际情况",
    )
    neighbours = forms.CharField(label="邻里访问情况", max_length=300, required=False)
    respondent_signed = forms.BooleanField(label="被调查人已在入户调查表上签字", required=False)
    surveyors_signed = forms.BooleanField(label="两名调查人已签字", required=False)

    def prepare(self) -> None:
        team = surveyors_of(self.dossier)
        for name in ("surveyor", "second_surveyor"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = team
        self.fields["surveyor"].initial = self.user.pk
        self.fields["respondent"].initial = self.dossier.case.applicant.name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("surveyor") and data.get("surveyor") == data.get("second_surveyor"):
            self.add_error("second_surveyor", "入户调查须由两人进行，请选择另一名第二调查人")
        return data


def surveyors_of(dossier: Dossier) -> QuerySet[User]:
    """Who may survey: the township's own people."""
    township = dossier.case.region_id[:9]
    return User.objects.filter(
        role__in=SURVEYORS, is_active=True, region__code__startswith=township
    ).order_by("role", "name")


class AppraisalForm(PlainStep):
    """The residents' meeting."""

    held_on = PastDateField(label="评议日期")
    place = forms.CharField(label="地点", max_length=60)
    chair = forms.CharField(label="主持人", max_length=40)
    due = forms.IntegerField(label="应到人数", min_value=1, max_value=500)
    attended = forms.IntegerField(label="实到人数", min_value=1, max_value=500)
    representatives = forms.IntegerField(
        label="其中居民代表",
        min_value=0,
        max_value=500,
        help_text="不得少于实到人数的三分之二",
    )
    votes_for = forms.IntegerField(label="认为符合（人）", min_value=0, max_value=500)
    votes_against = forms.IntegerField(label="认为不符合（人）", min_value=0, max_value=500)
    votes_abstained = forms.IntegerField(label="弃权（人）", min_value=0, max_value=500, initial=0)
    result = forms.ChoiceField(
        label="评议结论",
        choices=[c for c in AppraisalResult.choices if c[0] != AppraisalResult.DISPUTED],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label="评议意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    all_signed = forms.BooleanField(
        label="到会人员均已签字", error_messages={"required": "评议记录须由到会人员签字确认"}
    )

    def prepare(self) -> None:
        self.fields["place"].initial = f"{self.dossier.case.region}会议室"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        due, attended, representatives = data["due"], data["attended"], data["representatives"]
        if attended > due:
            self.add_error("attended", f"实到 {attended} 人多于应到 {due} 人，请核对")
        if representatives > attended:
            self.add_error("representatives", f"代表 {representatives} 人多于实到 {attended} 人")
        elif representatives * 3 < attended * 2:
            self.add_error(
                "representatives",
                f"代表 {representatives} 人不足实到 {attended} 人的三分之二，"
                "评议无效，请补足代表后重新评议",
            )
        votes = data["votes_for"] + data["votes_against"] + data["votes_abstained"]
        if votes != attended:
            self.add_error("votes_for", f"三种意见共 {votes} 人，与实到 {attended} 人不等，请核对")
        return data


class DisputedAppraisalForm(AppraisalForm):
    """A meeting that could not agree: the inquiry is done again."""

    result = forms.ChoiceField(
        label="评议结论",
        choices=[(AppraisalResult.DISPUTED, AppraisalResult.DISPUTED.label)],
        initial=AppraisalResult.DISPUTED,
        widget=forms.HiddenInput,
    )


class RulingForm(PlainStep):
    """人工认定 of a criterion that the rules leave open."""

    criterion = forms.ChoiceField(label="待核实的判定项")
    verdict = forms.ChoiceField(
        label="认定",
        choices=[c for c in Verdict.choices if c[0] != Verdict.PENDING],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="认定理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.CharField(
        label="依据材料", max_length=300, help_text="例如：不动产登记查询单、乡镇集体研究记录"
    )

    def prepare(self) -> None:
        proposal = self.dossier.assessable
        pending = proposal.pending if proposal else []
        field = self.fields["criterion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((c["code"], c["label"]) for c in pending)]


class PublishForm(PlainStep):
    """Put the proposal up on the board."""

    starts_on = forms.DateField(label="公示起始日", initial=clock.today)
    place = forms.CharField(label="公示地点", max_length=120)
    hotline = forms.CharField(
        label="监督电话", max_length=40, help_text="公示表上公开的监督电话，例如 12345"
    )

    def prepare(self) -> None:
        region = self.dossier.case.region
        latest = Notice.objects.filter(region=region.township_code).order_by("-pk").first()
        self.fields["place"].initial = f"{region}公开栏"
        self.fields["hotline"].initial = latest.hotline if latest else ""

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        today = clock.today()
        if not today <= day <= today + timedelta(days=7):
            raise forms.ValidationError(
                f"公示起始日须是张贴当日，在 {today} 至 {today + timedelta(days=7)} 之间"
            )
        return day


class ObjectionForm(PlainStep):
    """Somebody disagrees; who it was is kept sealed."""

    received_on = PastDateField(label="收到日期")
    objector = forms.CharField(
        label="异议人", max_length=40, help_text="加密保存，不对外公开；匿名的填“匿名”"
    )
    text = forms.CharField(
        label="异议内容", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(PlainStep):
    """Tell the objector what looking into it has shown."""

    objection = PickField(label="异议")
    answered_on = PastDateField(label="答复日期")
    is_upheld = YesNoField(label="异议成立")
    answer = forms.CharField(
        label="重查结果与答复", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self) -> None:
        field = self.fields["objection"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = self.dossier.case.objections.filter(answered_on=None)


class CountyVisitForm(PlainStep):
    """The county looks for itself."""

    visited_on = PastDateField(label="入户日期")
    visitors = forms.CharField(label="核查人员", max_length=80, help_text="两人以上，用顿号隔开")
    agrees = YesNoField(label="与乡镇调查一致")
    findings = forms.CharField(
        label="核查情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self) -> None:
        self.fields["visitors"].initial = self.user.name


class SettleRulingForm(PlainStep):
    """The county confirms a ruling of the township, or does not."""

    ruling = PickField(label="人工认定")
    is_confirmed = YesNoField(label="同意乡镇的认定")

    def prepare(self) -> None:
        field = self.fields["ruling"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = self.dossier.case.rulings.filter(state="proposed")


class RelativeFields(forms.Form):
    """F19: whose relative, and how."""

    member = PickField(label="有近亲属关系的家庭成员")
    official = forms.CharField(label="经办人员、村社区干部姓名", max_length=40)
    post = forms.CharField(label="其单位和职务", max_length=60)
    kinship = forms.ChoiceField(label="家庭成员是其", choices=[("", "请选择"), *Kinship.choices])


class NearRelativeForm(PlainStep, RelativeFields):
    """Register a near relative that came to light."""

    def prepare(self) -> None:
        _offer_members(self.fields["member"], self.dossier.case.household)


def _offer_members(field: forms.Field, household: Household) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Person.objects.filter(
        memberships__household=household, memberships__until=None
    ).order_by("memberships__relation")


class ApplyForm(PlainForm, RelativeFields):
    """An application: who applies, when, with which papers, and the near-relative question."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    programmes = forms.MultipleChoiceField(
        label="申请的项目",
        widget=forms.CheckboxSelectMultiple,
        help_text="可以一次申请几项，分别审核",
        error_messages={"required": "请勾选要申请的项目，至少一项"},
    )
    applicant = PickField(label="申请人")
    applied_on = PastDateField(label="申请日期")
    papers = PapersForm.base_fields["papers"]
    signed = PapersForm.base_fields["signed"]
    has_relative = YesNoField(
        label="与经办人员、村社区委员会成员有无近亲属关系",
        choices=((True, "有"), (False, "无")),
        help_text="近亲属：配偶、父母、子女、兄弟姐妹、祖父母、外祖父母、孙子女、外孙子女",
    )
    RELATIVE = tuple(RelativeFields.base_fields)

    def __init__(
        self,
        *args: Any,
        household: Household,
        adults: list[Person],
        programmes: Sequence[Programme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["programmes"]
        assert isinstance(offered, forms.MultipleChoiceField)
        offered.choices = [(programme.value, programme.label) for programme in programmes]
        offered.initial = [programmes[0].value] if len(programmes) == 1 else []
        for name in ("applicant", "member"):
            _offer_members(self.fields[name], household)
        _offer_adults(self.fields["signed"], adults)
        self.fields["applicant"].initial = household.head_id
        for name in self.RELATIVE:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_relative"):
            for name in self.RELATIVE:
                if not data.get(name):
                    self.add_error(name, f"有近亲属关系的，请填写{self.fields[name].label}")
        return data

    def relative_data(self) -> dict[str, Any]:
        """What the declaration of the relative reads."""
        return {name: self.cleaned_data[name] for name in self.RELATIVE}


class DirectForm(PlainForm):
    """A household taken up by the office: bound to the finding that its page showed."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    amount = forms.DecimalField(widget=forms.HiddenInput)
    granted = YuanField(label="拟救助金额（元）")
    note = forms.CharField(
        label="意见、理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="高于规定幅度下限的写明理由",
    )

    def __init__(self, *args: Any, finding: Finding | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if finding is None or finding.total is None:
            return  # what was due when the page was made is not any more: the action says so
        least = Proposal(finding).least
        self.fields["amount"].initial = self.fields["granted"].initial = least
        self.fields["granted"].help_text = f"规定幅度 {least} 至 {Proposal(finding).most} 元"


class StopForm(PlainForm):
    """End an award."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    month = MonthField(label="停发月", help_text="从这个月起不再发放")
    reason = forms.ChoiceField(label="停发原因", choices=[("", "请选择"), *EndReason.choices])
    note = forms.CharField(
        label="停发说明",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明事实和依据，将书面告知对象（条例第二十八条）",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].initial = first_of_month(clock.today())


class PhotoForm(PlainForm):
    """A photo of the board."""

    photo = forms.FileField(
        label="公示照片",
        help_text="JPG、PNG，不超过 10 MB",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )


class BackPayForm(PlainForm):
    """The approval of a proposal of back-payments."""

    note = forms.CharField(label="审批意见", max_length=300, required=False)


class DeclineBackPayForm(PlainForm):
    """Why a household is left out."""

    reason = forms.CharField(
        label="不予补发的理由",
        max_length=300,
        help_text="例如 已另案补发、家庭情况已变化按实际月份核定",
    )
