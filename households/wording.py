"""Facts in words: what a statement says and how two of them differ, for timelines and desks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yunyang_relief.core.money import yuan_text

from .models import Fact

NOTHING = "无"
DENIALS = {
    "is_met": "没有保障",
    "is_willing": "无就业意愿",
    "is_designated": "非定点医疗机构",
    "can_eat": "不能自主吃饭",
    "can_dress": "不能自主穿衣",
    "can_get_up": "不能自主上下床",
    "can_use_toilet": "不能自主如厕",
    "can_walk": "不能在室内自主行走",
    "can_bathe": "不能自主洗澡",
}
# Which columns tell what a statement is about, in the order people say them.
TELLING: dict[str, tuple[str, ...]] = {
    "circumstances": ("hukou_kind", "has_contracted_land", "has_collective_income", "address"),
    "hardship": ("main_cause", "causes", "needs"),
    "guarantee": ("kind", "is_met", "evidence"),
    "condition": ("health", "labour", "occupation", "marriage", "education"),
    "disability": ("kind", "grade"),
    "illness": ("disease", "is_major", "needs_long_treatment", "is_bedridden"),
    "enrolment": ("stage", "school", "grade", "year_of_study", "admitted_on"),
    "ruralregistration": ("status", "removed_on"),
    "absence": ("kind", "since", "until"),
    "incomeitem": ("kind", "monthly_amount", "since", "until", "payer"),
    "asset": ("kind", "value", "area", "description"),
    "expenditure": ("kind", "amount", "reimbursed", "spent_on"),
    "obligor": ("name", "relation", "family_size", "family_monthly_income", "ordered_amount"),
    "bankaccount": ("bank", "number"),
    "housing": ("tenure", "area", "monthly_rent", "wish"),
    "doctorcontract": ("team", "signed_on", "until"),
    "orphanhood": ("kind", "guardian"),
    "careassessment": (
        *("can_eat", "can_dress", "can_get_up", "can_use_toilet", "can_walk", "can_bathe"),
        "assessed_on",
    ),
    "placement": ("wish", "form", "institution", "since"),
    "jobregistration": ("is_willing", "registered_on", "skills", "post_since", "post_until"),
    "healthrecord": ("opened_on", "number"),
    "hospitalstay": (
        *("hospital", "diagnosis", "special_disease", "admitted_on", "discharged_on"),
        *(
            "cost",
            "in_catalogue",
            "basic_paid",
            "dabing_paid",
            "other_paid",
            "aid_paid",
            "is_designated",
        ),
    ),
    "joboffer": ("post", "offered_on", "outcome", "is_justified", "reason"),
    "disasterloss": (
        *("event", "occurred_on", "damage", "casualty", "needs_relief", "needs_shelter"),
        "settled_on",
    ),
    "emergency": ("kind", "occurred_on", "self_paid", "already_aided", "relieved_on"),
}
# Columns whose value says too little without their label.
LABELLED = {
    *(("placement", "wish"), ("placement", "form"), ("housing", "wish")),
    *(("healthrecord", "number"), ("jobregistration", "skills"), ("orphanhood", "guardian")),
}
# Columns that hold the first day of a month; people name the last month of an income.
MONTHS: dict[tuple[str | None, str], Callable[[date], str]] = {
    ("incomeitem", "since"): lambda day: f"{day:%Y-%m}",
    ("incomeitem", "until"): lambda day: f"{day - timedelta(days=1):%Y-%m}",
}


def describe(fact: Fact) -> str:
    """Return what a statement says in a line, e.g. "工资薪金，月金额 2,500.00 元，起月 2019-05"."""
    names = TELLING[fact._meta.model_name or ""]
    parts = (_phrase(fact, fact._meta.get_field(name)) for name in names)
    return "，".join(part for part in parts if part)


def _phrase(fact: Fact, field: Any) -> str:
    value = getattr(fact, field.name)
    if isinstance(value, bool):
        return label_of(field) if value else DENIALS.get(field.name, "")
    text = shown(fact, field)
    if text == NOTHING or value == 0:
        return ""
    needs_label = (
        isinstance(value, date | Decimal | list)
        or (isinstance(value, int) and not field.choices)
        or (fact._meta.model_name, field.name) in LABELLED
    )
    return f"{label_of(field)} {text}" if needs_label else text


def differences(old: Fact, new: Fact) -> str:
    """Return what changed, e.g. "月金额 2,000.00 元 → 2,500.00 元"."""
    pairs = (
        (label_of(field), shown(old, field), shown(new, field)) for field in new.value_fields()
    )
    return "，".join(
        f"{label} {before} → {after}" for label, before, after in pairs if before != after
    )


def label_of(field: Any) -> str:
    """Return a column's label without its unit."""
    return str(field.verbose_name).split("（")[0]


def shown(fact: Fact, field: Any) -> str:
    """Return a column's value as people read it; protected values as their masks."""
    value = getattr(fact, field.name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if not value and not isinstance(value, int | Decimal):
        return NOTHING
    if isinstance(value, list):
        labels = dict(field.base_field.choices)
        return "、".join(str(labels[item]) for item in value)
    if field.choices:
        return str(dict(field.flatchoices)[value])
    if isinstance(value, Decimal):
        return f"{value} ㎡" if field.name == "area" else f"{yuan_text(value)} 元"
    month = MONTHS.get((fact._meta.model_name, field.name))
    return month(value) if month else str(value)
