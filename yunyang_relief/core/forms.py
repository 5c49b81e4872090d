"""Base forms: input is folded from full width, errors name the field and how to mend it."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator

from .models import User


def fold(text: str) -> str:
    """Return half-width text without surrounding space (people paste from everywhere)."""
    return unicodedata.normalize("NFKC", text).strip()


def whole_number(text: str) -> int | None:
    """Read a number of an address or a hidden field; None for what no column could hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


MAX_DIGITS = 18  # all that fits a bigint
# Control characters, and those that hide or turn the text around them; lines are for text areas.
_UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNSEEN_MESSAGE = "含有看不见的字符，多半是复制时带来的，请删去后手工重输"
refuse_unseen = RegexValidator(f"[{_UNSEEN}]", _UNSEEN_MESSAGE, inverse_match=True)
refuse_lines = RegexValidator(f"[{_UNSEEN}\n\r]", _UNSEEN_MESSAGE, inverse_match=True)
YEARS = range(1900, 2101)


class YuanField(forms.DecimalField):
    """An amount in yuan; takes 1,092.00 and 1092元 as well."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"max_digits": 12, "decimal_places": 2, "min_value": Decimal(0), **options}
        )
        self.widget.attrs |= {"inputmode": "decimal"}
        self.error_messages |= {
            "invalid": "填写数字金额，例如 1092.00",
            "min_value": "金额不能为负数，请去掉负号或改到对应的收支项",
        }

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = fold(value).replace(",", "").removesuffix("元").strip()
        return super().to_python(value)


class MonthField(forms.DateField):
    """A month, held as its first day; takes 2019-11, 2019.11 and 2019年11月."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m", "%Y-%m-%d", "%Y.%m", "%Y年%m月", "%Y/%m"])
        super().__init__(**options)
        self.error_messages["invalid"] = "填写年月，例如 2019-11"

    def to_python(self, value: Any) -> Any:
        day = super().to_python(fold(value) if isinstance(value, str) else value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day and day.replace(day=1)


class ChineseForm(forms.BaseForm):
    """Wording and folding shared by all forms; mix into Form or ModelForm."""

    was_refused = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._word(name, field)

    @staticmethod
    def _word(name: str, field: forms.Field) -> None:
        label = str(field.label or name).split("（")[0]
        verb = "选择" if isinstance(field, forms.ChoiceField) else "填写"
        field.error_messages["required"] = f"请{verb}{label}"
        if isinstance(field, forms.CharField):
            has_lines = isinstance(field.widget, forms.Textarea)
            field.validators.append(refuse_unseen if has_lines else refuse_lines)
        if "invalid_choice" in field.error_messages and isinstance(field, forms.ModelChoiceField):
            field.error_messages["invalid_choice"] = f"所选{label}不存在或不在您的辖区，请重新选择"
        if isinstance(field, forms.DateField) and not isinstance(field, MonthField):
            field.error_messages["invalid"] = f"{label}不是真实的日期，请按 2019-11-15 的样子填写"
            field.input_formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlainForm(ChineseForm, forms.Form):
    """A form without a model."""


class FactForm(ChineseForm, forms.ModelForm):  # type: ignore[type-arg]  # one base for many models
    """A form over one model row."""


# Django's own wording of these is half English, or hard to act on.
_PASSWORD_RULES = {
    "password_too_short": "密码太短，至少要 {min_length} 位，请加长",
    "password_too_similar": "密码与姓名或用户名太像，请换一个",
    "password_too_common": "这是常见的密码，容易被猜到，请换一个",
    "password_entirely_numeric": "密码不能全是数字，请加上字母或符号",
}


def require_strong(password: str, user: User | None) -> None:
    """Raise ValidationError with everything that is wrong with a password."""
    try:
        validate_password(password, user)
    except forms.ValidationError as error:
        raise forms.ValidationError(
            [
                _PASSWORD_RULES[problem.code or ""].format(**(problem.params or {}))
                for problem in error.error_list
            ]
        ) from error


class PasswordChangeForm(PlainForm):
    """Change one's own password."""

    current = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        help_text="不少于 12 位，不用姓名、用户名、常见密码，不全是数字",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not check_password(current, self.user.password):
            raise forms.ValidationError("现在的密码不对，请重新输入")
        return current

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new, again = data.get("new"), data.get("again")
        if new and again and new != again:
            self.add_error("again", "两次输入的新密码不一致，请重新输入")
        elif new and new == data.get("current"):
            self.add_error("new", "新密码不能与现在的相同，请换一个")
        elif new:
            try:
                require_strong(new, self.user)
            except forms.ValidationError as error:
                self.add_error("new", error)
        return data
