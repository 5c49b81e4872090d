"""Who a member is, as typed: the number tells birth date and sex where it can."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.crypto import salted_hmac

from yunyang_relief.core.errors import Refused
from yunyang_relief.core.forms import PlainForm

from .. import enums, queries
from ..actions.lookups import look_up_person
from ..actions.people import Identity
from ..models import Membership, Person
from .fields import SealedInput
from .rows import Input, show_typed, typed_or_nothing

NO_REASON = [("", "仍在本户")]


class IdentityForm(PlainForm):
    """Who somebody is; birth date and sex are typed only when the number cannot tell."""

    columns: ClassVar[dict[str, str]] = {
        "id_number": "c3",
        "name": "c3",
        "relation": "c2",
        "ethnicity": "c2",
        "phone": "c2",
    }
    base = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    id_number = SealedInput(label="公民身份号码", help_text="填完自动得出出生日期、性别、周岁")
    name = forms.CharField(label="姓名", max_length=40)
    relation = forms.ChoiceField(
        label="与户主关系", choices=[("", "请选择"), *enums.Relation.choices]
    )
    ethnicity = forms.ChoiceField(label="民族", choices=enums.Ethnicity.choices, initial="01")
    phone = SealedInput(label="联系电话", help_text="没有的留空，要清除填“无”")
    id_override_reason = forms.CharField(
        label="没有号码或号码不合校验的理由",
        required=False,
        max_length=100,
        help_text="例如：新生儿未上户；户口簿登记如此，已报派出所更正",
    )
    born_on = forms.DateField(label="出生日期", required=False)
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "请选择"), *enums.Sex.choices]
    )
    unit = forms.IntegerField(
        label="核算单元",
        min_value=0,
        max_value=9,
        initial=0,
        required=False,
        help_text="0 为全家一起；成年重残、长期卧床者单独核算的填 1、2……",
    )
    leaves_because = forms.ChoiceField(
        label="离开本户", required=False, choices=[*NO_REASON, *enums.LeaveReason.choices]
    )
    left_on = forms.DateField(label="离户日期", required=False)

    def __init__(
        self, given: Input, prefix: str, membership: Membership | None, is_known: bool
    ) -> None:
        self.given, self.membership, self.is_known = given, membership, is_known
        super().__init__(
            typed_or_nothing(given),
            prefix=prefix,
            initial=recorded_identity(membership) if membership else {},
            empty_permitted=membership is None,
            use_required_attribute=False,
        )
        if membership:
            for name in ("id_number", "phone"):
                sealed = self.fields[name]
                assert isinstance(sealed, SealedInput)
                sealed.show(getattr(membership.person, name))
        else:
            del self.fields["leaves_because"], self.fields["left_on"]
        self.fields["id_number"].widget.attrs |= asks_at_once(prefix)
        show_typed(self, given)

    @property
    def leaves(self) -> bool:
        """Whether the member is taken out of the household; the rest need not be right then."""
        return bool(self.cleaned_data.get("leaves_because")) if self.is_valid() else False

    @property
    def identity(self) -> Identity:
        """What was typed, as the actions take it."""
        typed = self.cleaned_data
        return Identity(
            name=typed["name"],
            id_number=typed["id_number"],
            sex=typed["sex"],
            born_on=typed["born_on"],
            ethnicity=typed["ethnicity"],
            phone=typed["phone"],
            id_override_reason=typed["id_override_reason"],
        )

    @property
    def has_new_number(self) -> bool:
        """Whether a number was typed that is not this member's already."""
        typed = self.cleaned_data.get("id_number")
        if not typed:
            return False
        known = self.membership.person.id_number.index if self.membership else ""
        return bool(Person(id_number=typed).id_number.index != known)

    def clean_name(self) -> str:
        name = "".join(str(self.cleaned_data["name"]).split())
        if any(character.isdigit() for character in name):
            raise forms.ValidationError("姓名里不能有数字，请核对是否与号码填反")
        return name

    def clean_phone(self) -> str | None:
        phone: str | None = self.cleaned_data["phone"]
        if phone and not 7 <= sum(character.isdigit() for character in phone) <= 15:
            raise forms.ValidationError("联系电话应为 7—15 位数字，例如 13800000000")
        return phone

    def clean_unit(self) -> int:
        return self.cleaned_data["unit"] or 0

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.is_known:
            self.add_error(None, "该成员已不在本户，请重新打开本页再填")
        elif self.cleaned_data.get("leaves_because"):
            self._check_leaving()
        elif not self.errors:
            self._check_number()
        return cleaned

    def _check_leaving(self) -> None:
        for name in [name for name in self.errors if name != "left_on"]:
            del self.errors[name]
        if not self.cleaned_data.get("left_on") and "left_on" not in self.errors:
            self.add_error("left_on", "请填写离户日期")

    def _check_number(self) -> None:
        known = self.membership.person if self.membership else None
        if known and known.id_number and self.cleaned_data["id_number"] is None:
            return
        try:
            settled = self.identity.settled(self.given.today)
        except Refused as refused:
            field = "born_on" if refused.code == "birth-unknown" else "id_number"
            self.add_error(field, refused.message)
            return
        self.cleaned_data |= {"id_number": settled.id_number}
        if self.has_new_number and not self.given.is_trial:
            self._check_duplicate(settled)

    def _check_duplicate(self, settled: Identity) -> None:
        try:
            found = look_up_person(settled.id_number or "", actor=self.given.user)
        except Refused as refused:
            self.add_error("id_number", refused.message)
            return
        if found.household:
            text = queries.elsewhere_text(found.household, self.given.user)
            if found.household == self.given.household:
                text = "该号码已是本户另一名成员的，请核对是否重复填写"
            self.add_error("id_number", text)
        elif found.person and (self.membership or found.person.name != settled.name):
            self.add_error("id_number", "该号码已登记在另一人名下，请对照证件核对号码和姓名")


def asks_at_once(prefix: str = "") -> dict[str, str]:
    """Attributes that let a number be read and looked up as soon as it is typed."""
    name = f"{prefix}-" if prefix else ""
    return {
        "hx-post": reverse("households:person-check"),
        "hx-trigger": "change",
        "hx-target": f"#{name}check" if prefix else "#id-check",
        "hx-params": f"{name}id_number,{name}name,prefix,household",
        "hx-vals": json.dumps({"prefix": prefix}),
    }


def recorded_identity(membership: Membership) -> dict[str, Any]:
    """What the identity form shows of a member; protected values stay out."""
    person = membership.person
    return {
        "base": membership.uid,
        "version": version_of(membership),
        "name": person.name,
        "relation": membership.relation,
        "ethnicity": person.ethnicity,
        "id_override_reason": person.id_override_reason,
        "born_on": person.born_on,
        "sex": person.sex,
        "unit": membership.unit,
    }


def version_of(membership: Membership) -> str:
    """A mark that changes with a member's identity, to notice a form that others overtook."""
    person = membership.person
    values = (
        person.name,
        person.id_number.index,
        person.phone.index,
        person.ethnicity,
        person.born_on,
        person.sex,
        membership.relation,
        membership.unit,
    )
    return salted_hmac("member", repr(values)).hexdigest()[:16]
