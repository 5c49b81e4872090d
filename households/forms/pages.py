"""Forms that are a page of their own: a new household, a move, the end of a survey, a look-up."""

from __future__ import annotations

from typing import Any

from django import forms

from yunyang_relief.core import clock, idcards
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.forms import PlainForm
from yunyang_relief.core.models import COMMUNITY, Region, User
from yunyang_relief.core.pages import OnceFormMixin

from .. import enums, queries
from ..actions.people import Identity
from ..models import Survey
from .fields import SealedInput
from .identity import asks_at_once


class NewHouseholdForm(PlainForm, OnceFormMixin):
    """Where, and who the head is; the rest is asked by the survey."""

    region = forms.ModelChoiceField(
        label="村（社区）", queryset=Region.objects.none(), empty_label="请选择"
    )
    id_number = SealedInput(label="户主公民身份号码", help_text="填完自动得出出生日期、性别、周岁")
    name = forms.CharField(label="户主姓名", max_length=40)
    phone = SealedInput(label="联系电话", help_text="没有的留空")
    ethnicity = forms.ChoiceField(label="民族", choices=enums.Ethnicity.choices, initial="01")
    id_override_reason = forms.CharField(
        label="没有号码或号码不合校验的理由", required=False, max_length=100
    )
    born_on = forms.DateField(label="出生日期", required=False)
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "请选择"), *enums.Sex.choices]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = self.fields["region"]
        assert isinstance(regions, forms.ModelChoiceField)
        regions.queryset = Region.objects.filter(level=COMMUNITY, code__startswith=user.region_id)
        if user.region.level == COMMUNITY:
            regions.initial = user.region_id
        self.fields["id_number"].widget.attrs |= asks_at_once()

    @property
    def identity(self) -> Identity:
        """What was typed, as the action takes it."""
        typed = {name: self.cleaned_data[name] for name in Identity.__dataclass_fields__}
        return Identity(**typed)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            try:
                self.identity.settled(clock.today())
            except Refused as refused:
                name = "born_on" if refused.code == "birth-unknown" else "id_number"
                self.add_error(name, refused.message)
        return cleaned


class MoveForm(PlainForm):
    """Where a household moves to, and when."""

    region = forms.ModelChoiceField(
        label="迁往村（社区）", queryset=Region.objects.none(), empty_label="请选择"
    )
    moved_on = forms.DateField(label="迁移日期")

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = self.fields["region"]
        assert isinstance(regions, forms.ModelChoiceField)
        communities = Region.objects.filter(code__startswith=county)
        regions.queryset = communities.filter(level=COMMUNITY)
        townships = {r.code: r.name for r in communities.exclude(level=COMMUNITY)}
        regions.label_from_instance = lambda obj: (  # type: ignore[method-assign]  # a documented hook
            f"{townships.get(obj.township_code, '')} {obj.name}"
        )
        self.fields["moved_on"].initial = clock.today


class FindForm(PlainForm):
    """A whole identity number; it travels in the body of a POST alone."""

    id_number = forms.CharField(
        label="公民身份号码", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_id_number(self) -> str:
        try:
            return idcards.parse(self.cleaned_data["id_number"]).number
        except idcards.InvalidIdCard as error:
            raise forms.ValidationError(str(error)) from None


class ConfirmForm(PlainForm):
    """Who visited, when, and who signed."""

    surveyors = forms.ModelMultipleChoiceField(
        label="调查人",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选调查人，应有两名以上"},
    )
    visited_on = forms.DateField(label="入户日期")
    respondent = forms.CharField(label="被调查人", max_length=40)
    respondent_signed = forms.BooleanField(label="被调查人已在调查表上签字", required=False)
    surveyors_signed = forms.BooleanField(label="调查人均已在调查表上签字", required=False)

    def __init__(self, *args: Any, survey: Survey, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["surveyors"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        people.queryset = queries.surveyor_choices(survey.household)
        head = survey.household.head
        people.initial = [user.pk]
        self.fields["visited_on"].initial = clock.today
        self.fields["respondent"].initial = head.name if head else ""


class AttachmentForm(PlainForm):
    """A photo or PDF and what it shows."""

    kind = forms.ChoiceField(
        label="材料种类", choices=[("", "请选择"), *enums.AttachmentKind.choices]
    )
    file = forms.FileField(
        label="文件",
        help_text="JPG、PNG 照片或 PDF，不超过 10 MB",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= {
            "required": "请选择要上传的文件",
            "empty": "这个文件是空的，请选择原文件",
            "invalid": "没有收到文件，请重新选择",
        }


class NoteForm(PlainForm):
    """What somebody who verifies has to say."""

    note = forms.CharField(label="说明", required=False, max_length=200)


class ReasonForm(PlainForm):
    """Why somebody has to see a protected value."""

    reason = forms.CharField(label="事由", min_length=4, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages |= {
            "required": "请写明查看事由，例如“电话核对离婚情况”",
            "min_length": "事由至少 4 个字，写明办什么事",
        }
