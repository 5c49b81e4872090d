"""One form per kind of statement, in the words and the order of the survey."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from yunyang_relief.core import idcards
from yunyang_relief.core.forms import MonthField, YuanField

from .. import enums
from ..models import (
    Absence,
    Asset,
    BankAccount,
    Circumstances,
    Condition,
    Disability,
    Enrolment,
    Expenditure,
    Guarantee,
    Hardship,
    Illness,
    IncomeItem,
    Obligor,
    RuralRegistration,
)
from .fields import MemberField, SealedInput, YesNoField
from .rows import FactRow


def not_after(day: date | None, today: date, what: str) -> None:
    """Refuse a day in the future."""
    if day and day > today:
        raise ValidationError(f"{what}不能晚于今天（{today}），请核对")


def after(start: date | None, end: date | None, message: str) -> None:
    """Refuse a period that ends before it begins."""
    if start and end and end <= start:
        raise ValidationError(message)


# --- the household ---------------------------------------------------------------------------


class CircumstancesForm(FactRow):
    is_needed = True
    columns: ClassVar = {
        "register_address": "c3",
        "address": "c3",
        "hukou_kind": "c2",
        "has_contracted_land": "c2",
        "has_collective_income": "c2",
        "hires_labour": "c2",
        "is_in_hardship": "c3",
    }
    has_contracted_land = YesNoField(label="有承包土地")
    has_collective_income = YesNoField(label="参加农村集体经济收益分配")
    hires_labour = YesNoField(label="雇人经营")
    is_in_hardship = YesNoField(
        label="家庭生活确有困难",
        required=False,
        choices=[("", "不涉及"), ("True", "是"), ("False", "否")],
        help_text="只在成年重残或长期卧床者申请分户计算时填写",
    )

    class Meta:
        model = Circumstances
        fields = (
            "register_address",
            "address",
            "hukou_kind",
            "has_contracted_land",
            "has_collective_income",
            "hires_labour",
            "is_in_hardship",
        )
        help_texts: ClassVar = {
            "register_address": "户口簿上的地址",
            "hukou_kind": "有承包地或参加集体分配的按农村低保，原农转城的按城市低保",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fact is None and "hires_labour" not in (self.given.typed or {}):
            self.initial["hires_labour"] = None


class HardshipForm(FactRow):
    is_needed = True
    label = "三清"
    columns: ClassVar = {"situation": "c6", "causes": "c6", "main_cause": "c3", "needs": "c6"}
    causes = forms.MultipleChoiceField(
        label="致困原因",
        choices=enums.Cause.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选致困原因，可多选"},
    )
    needs = forms.MultipleChoiceField(
        label="帮扶需求",
        choices=enums.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选帮扶需求，可多选"},
    )

    class Meta:
        model = Hardship
        fields = ("situation", "causes", "main_cause", "needs")
        widgets: ClassVar = {"situation": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {"situation": "谁在家、靠什么生活、最近发生了什么，两三句话"}


class GuaranteeForm(FactRow):
    is_needed = True
    columns: ClassVar = {"is_met": "c2", "evidence": "c2", "assessed_on": "c2"}
    is_met = YesNoField(label="有保障")

    class Meta:
        model = Guarantee
        fields = ("is_met", "evidence", "assessed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_met"].label = self.title
        self.fields["is_met"].error_messages["required"] = "请选择是或否"
        self.fields["evidence"].widget.attrs["placeholder"] = "看到了什么，例如存粮 50 斤"
        if self.fact is None:
            self.initial["assessed_on"] = self.initial["assessed_on"] or self.given.today

    @property
    def title(self) -> str:
        return str(self.instance.get_kind_display())

    def clean_assessed_on(self) -> date:
        day: date = self.cleaned_data["assessed_on"]
        not_after(day, self.given.today, "查看日期")
        return day


class BankAccountForm(FactRow):
    label = "银行账户"
    columns: ClassVar = {"holder": "c2", "bank": "c2", "number": "c2"}
    holder = MemberField(label="户名", required=True)
    number = SealedInput(label="银行账号", help_text="存折账号或银行卡号")

    class Meta:
        model = BankAccount
        fields = ("holder", "bank")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.fact
        self.fields["number"].required = account is None
        self.fields["number"].error_messages["required"] = "请填写银行账号，照存折或银行卡正面抄写"
        if isinstance(account, BankAccount) and account.holder not in self.given.people:
            holder = self.fields["holder"]
            assert isinstance(holder, MemberField)
            holder.offer([*self.given.people, account.holder])

    def clean_number(self) -> str | None:
        typed: str | None = self.cleaned_data["number"]
        number = typed and "".join(typed.split())
        if number is not None and not (number.isascii() and number.isdigit()):
            raise ValidationError("银行账号只能是数字，请去掉其他字符")
        if number is not None and not 8 <= len(number) <= 30:
            raise ValidationError(f"银行账号应为 8—30 位，现有 {len(number)} 位，请核对")
        return number

    def warnings(self) -> list[str]:
        if not self.is_bound or self.is_blank or self.is_dropped:
            return []
        found = []
        number = self.cleaned_data.get("number") or ""
        if 16 <= len(number) <= 19 and not passes_luhn(number):
            found.append("银行账号未通过银行卡校验：是存折账号的不用管，是银行卡的请逐位核对。")
        if self.cleaned_data["holder"] not in self.given.people:
            found.append("银行账户的户名不是本户成员，请核对是否应改为户主或监护人的账户。")
        return found


def passes_luhn(number: str) -> bool:
    """Check a bank card's last digit (ISO/IEC 7812-1); passbook accounts need not pass."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


# --- a member --------------------------------------------------------------------------------


class ConditionForm(FactRow):
    is_needed = True
    label = "基本状况"
    columns: ClassVar = {
        "marriage": "c2",
        "education": "c2",
        "health": "c2",
        "labour": "c2",
        "occupation": "c2",
        "insurance": "c2",
        "has_income_proof": "c3 flat",
        "can_live_independently": "c3 flat",
    }

    class Meta:
        model = Condition
        fields = (
            "marriage",
            "education",
            "health",
            "labour",
            "occupation",
            "insurance",
            "has_income_proof",
            "can_live_independently",
        )


class DisabilityForm(FactRow):
    label = "残疾"
    columns: ClassVar = {"kind": "h", "grade": "h", "card_number": "c2", "valid_until": "c2"}
    card_number = SealedInput(label="残疾证号", help_text="20 位：身份号码加类别、等级各一位")

    class Meta:
        model = Disability
        fields = ("kind", "grade", "valid_until")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        number = self.cleaned_data.get("card_number")
        if number:
            self._check_card(idcards.normalise(number))
        return cleaned

    def _check_card(self, number: str) -> None:
        if len(number) < 20:
            self.add_error(
                "card_number", f"残疾证号应为 20 位，现有 {len(number)} 位，请对照证件重填"
            )
            return
        kind, grade = self.cleaned_data.get("kind"), self.cleaned_data.get("grade")
        if kind and grade and number[18:20] != f"{kind}{grade}":
            self.add_error("card_number", "残疾证号末两位与所选类别、等级不一致，请对照证件改正")

    def belongs_to(self, id_number: str) -> bool:
        """Tell whether the typed card begins with this identity number."""
        number = self.cleaned_data.get("card_number")
        return not number or idcards.normalise(number).startswith(idcards.normalise(id_number))


class IllnessForm(FactRow):
    label = "疾病"
    columns: ClassVar = {
        "disease": "c3",
        "is_major": "c3",
        "needs_long_treatment": "c3 flat",
        "is_bedridden": "c3 flat",
    }

    class Meta:
        model = Illness
        fields = ("disease", "is_major", "needs_long_treatment", "is_bedridden")
        help_texts: ClassVar = {"disease": "照诊断证明填写，例如“终末期肾病”"}


class EnrolmentForm(FactRow):
    label = "在读"
    columns: ClassVar = {
        "stage": "c2",
        "school": "c2",
        "grade": "c2",
        "year_of_study": "c2",
        "admitted_on": "c2",
        "is_full_time": "h flat",
        "is_boarder": "h flat",
    }

    class Meta:
        model = Enrolment
        fields: tuple[str, ...] = (
            "stage",
            "school",
            "grade",
            "year_of_study",
            "admitted_on",
            "is_full_time",
            "is_boarder",
        )
        help_texts: ClassVar = {
            "year_of_study": "入学第一年填 1，留级重读的照填",
            "admitted_on": "新生填录取通知书上的日期",
        }
        error_messages: ClassVar = {"school": {"required": "填写就读学校，例如“云阳县某某中学”"}}

    def clean_admitted_on(self) -> date | None:
        day: date | None = self.cleaned_data["admitted_on"]
        not_after(day, self.given.today, "入学（录取）日期")
        return day


class RuralRegistrationForm(FactRow):
    label = "农村建档立卡"
    columns: ClassVar = {"status": "c3", "removed_on": "c3"}

    class Meta:
        model = RuralRegistration
        fields = ("status", "removed_on")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_removed = self.cleaned_data.get("status") == enums.RuralStatus.REMOVED
        if is_removed and not self.cleaned_data.get("removed_on"):
            self.add_error("removed_on", "已清退的请填写清退日期")
        return cleaned


class AbsenceForm(FactRow):
    label = "不在户情形"
    columns: ClassVar = {"kind": "c2", "since": "c2", "until": "c2"}

    class Meta:
        model = Absence
        fields = ("kind", "since", "until")
        labels: ClassVar = {"until": "止"}
        help_texts: ClassVar = {"until": "还没有结束的留空"}

    def clean_until(self) -> date | None:
        end: date | None = self.cleaned_data["until"]
        after(self.cleaned_data.get("since"), end, "结束日期应晚于开始日期，请核对")
        return end


# --- items -----------------------------------------------------------------------------------


class IncomeForm(FactRow):
    label = "收入"
    columns: ClassVar = {
        "person": "c2",
        "kind": "c2",
        "monthly_amount": "c2",
        "since": "c2",
        "until": "c2",
        "payer": "c2",
    }
    person = MemberField(label="成员")
    monthly_amount = YuanField(label="月金额（元）", help_text="按年收的除以 12；扣成本后的净额")
    since = MonthField(label="起月", help_text="从哪个月开始有")
    until = MonthField(label="止月", required=False, help_text="最后一个月；还在领的留空")

    class Meta:
        model = IncomeItem
        fields = ("person", "kind", "monthly_amount", "since", "until", "payer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # People name the last month of an income; the row keeps the first one without it.
        end = self.initial.get("until")
        if isinstance(end, date):
            self.initial["until"] = end - timedelta(days=1)

    def clean_until(self) -> date | None:
        last: date | None = self.cleaned_data["until"]
        if last is None:
            return None
        start = self.cleaned_data.get("since")
        if start and last < start:
            raise ValidationError("止月早于起月，请核对")
        return (last + timedelta(days=31)).replace(day=1)


class AssetForm(FactRow):
    label = "财产"
    columns: ClassVar = {
        "kind": "c2",
        "person": "c2",
        "value": "c2",
        "area": "c2",
        "description": "c2",
        "is_dangerous": "c3 flat",
        "has_value_evidence": "c3 flat",
    }
    person = MemberField(label="所有人", required=False, empty="全家共有")
    value = YuanField(label="金额或现值（元）", required=False, help_text="不清楚的留空，待核实")

    class Meta:
        model = Asset
        fields = (
            "kind",
            "person",
            "value",
            "area",
            "description",
            "is_dangerous",
            "has_value_evidence",
        )
        labels: ClassVar = {"description": "地址、牌号、银行等", "is_dangerous": "C、D 级危房"}
        help_texts: ClassVar = {"area": "只填住房、门面"}

    def clean_area(self) -> Any:
        area = self.cleaned_data["area"]
        if area is not None and area <= 0:
            raise ValidationError("建筑面积应大于 0，请核对；没有面积的留空")
        return area


class ExpenditureForm(FactRow):
    label = "支出"
    columns: ClassVar = {
        "kind": "c2",
        "person": "c2",
        "spent_on": "c2",
        "amount": "c2",
        "reimbursed": "c2",
        "reason": "c2",
    }
    person = MemberField(label="为谁支出", required=False, empty="全家")
    amount = YuanField(
        label="金额（元）", help_text="医疗填总费用；水电通讯物业填月均；保险、学费填每年"
    )
    reimbursed = YuanField(label="已报销、已救助（元）", required=False, help_text="没有的填 0")

    class Meta:
        model = Expenditure
        fields = ("kind", "person", "spent_on", "amount", "reimbursed", "reason")
        help_texts: ClassVar = {"reason": "建房、装修因灾因险的选一项"}

    def clean_spent_on(self) -> date:
        day: date = self.cleaned_data["spent_on"]
        not_after(day, self.given.today, "日期")
        return day

    def clean_reimbursed(self) -> Any:
        reimbursed = self.cleaned_data["reimbursed"] or 0
        amount = self.cleaned_data.get("amount")
        if amount is not None and reimbursed > amount:
            raise ValidationError("已报销、已救助的不能多于总金额，请对照结算单核对")
        return reimbursed


class ObligorForm(FactRow):
    label = "义务人"
    columns: ClassVar = {
        "name": "c2",
        "person": "c2",
        "relation": "c2",
        "id_number": "c2",
        "born_on": "c2",
        "family_size": "c2",
        "family_monthly_income": "c2",
        "supported_persons": "c2",
        "ordered_amount": "c2",
        "is_able": "c3 flat",
        "is_on_dibao": "c3 flat",
        "incapacity": "c3",
        "has_modest_property": "c3",
    }
    person = MemberField(label="被赡养（扶养、抚养）人")
    id_number = SealedInput(label="公民身份号码")
    family_monthly_income = YuanField(label="家庭月总收入（元）")
    ordered_amount = YuanField(
        label="判决、协议月给付额（元）", required=False, help_text="没有判决或协议的不填"
    )
    has_modest_property = YesNoField(
        label="财产符合特困供养规定",
        required=False,
        choices=[("", "未查明"), ("True", "是"), ("False", "否")],
        help_text="被赡养人可能是特困人员时填写",
    )

    class Meta:
        model = Obligor
        fields = (
            "name",
            "person",
            "relation",
            "born_on",
            "family_size",
            "family_monthly_income",
            "supported_persons",
            "ordered_amount",
            "is_able",
            "is_on_dibao",
            "incapacity",
            "has_modest_property",
        )
        help_texts: ClassVar = {
            "relation": "例如：长子、女儿、前夫",
            "born_on": "填了身份号码的自动得出",
            "incapacity": "被赡养人可能是特困人员时填写",
        }

    def clean_family_size(self) -> int:
        size: int = self.cleaned_data["family_size"]
        if size < 1:
            raise ValidationError("家庭人口至少为 1，请核对")
        return size

    def clean_supported_persons(self) -> int:
        number: int = self.cleaned_data["supported_persons"]
        if number < 1:
            raise ValidationError("被赡养人数至少为 1，请核对")
        return number

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        number = self.cleaned_data.get("id_number")
        if number:
            try:
                card = idcards.parse(number, on=self.given.today)
            except idcards.InvalidIdCard as error:
                self.add_error("id_number", str(error))
            else:
                self.cleaned_data["id_number"] = card.number
                self.cleaned_data["born_on"] = card.born_on
        return cleaned
