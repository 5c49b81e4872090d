"""The income of a calculation sheet, line by line, is the income that was compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from eligibility.engine import records
from eligibility.engine.programme import find, seeds
from eligibility.programmes.dibao.rules import DibaoFindings
from tests.eligibility.random_families import Families

ON = date(2019, 11, 15)


def explain(record: dict[str, Any], on: date = ON) -> tuple[DibaoFindings, dict[str, Any]]:
    findings = find("dibao").decide(records.read([record]), seeds(), on)
    assert isinstance(findings, DibaoFindings)
    return findings, findings.explain(0)["breakdown"]


def yuan(text: str) -> Decimal:
    return Decimal(text.removeprefix("约 ").replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("seed", range(300))
def test_lines_sum_to_the_figure_that_was_compared(seed: int) -> None:
    families = Families(seed)
    on = families.day()
    findings, found = explain(families.record(on), on)
    a = findings.assessment
    lines = sum((yuan(line["yuan"]) for line in found["lines"] if line["yuan"]), Decimal(0))
    # A line of twelfths of a 分 is shown rounded.
    assert abs(lines - yuan(found["total"])) <= Decimal("0.01") * len(found["lines"])
    if findings.by_expenditure[0]:
        compared = Decimal(int(a.burden.income.values[0] - a.burden.least_deducted[0])) / 100
    else:
        compared = Decimal(int(a.monthly_income.values[0])) / a.income.parts / 100
    assert abs(yuan(found["total"]) - compared) < Decimal("0.01")


def test_each_line_says_how_it_arose_and_why_it_counts() -> None:
    _, found = explain(_family())
    assert found["period"] == "2019-10，种养殖按前 12 个月平均"
    assert found["heading"] == "每月"
    assert [_line(line) for line in found["lines"]] == [
        ("甲 工资薪金", "1,500.00", "计入", "1,500.00"),
        ("乙 种养殖净收入", "120.00 × 5 ÷ 12", "计入", "50.00"),
        ("乙 残疾人两项补贴", "50.00", "不计入", None),
        ("丙 工资薪金", "900.00", "不是计入的家庭成员", None),
        ("乙 零工、灵活就业", "300.00 × 0", "不在核定期内", None),
        ("乙 租金、土地流转、集体分红", "200.00", "未核实，暂未计", None),
        ("赡养、扶养、抚养费", "应付 400.00 × 1，实收 100.00", "计入，两者取高", "400.00"),
    ]
    assert (found["total"], found["monthly"]) == ("1,950.00", "1,950.00 元/月")
    excluded = next(line for line in found["lines"] if line["note"] == "不计入")
    assert excluded["clause"] == "云阳府办发〔2017〕87号"


def test_the_window_of_heavy_spending_shows_what_was_deducted_and_what_not() -> None:
    family = _family()
    family["incomes"] = [_income("甲", "wage", "2650.00")]
    family["hardship"] = {"causes": ["illness", "schooling"], "main_cause": "illness"}
    family["obligors"] = []
    family["expenditures"] = [
        _spending("medical", "9000.00", "1000.00"),
        _spending("tuition", "3000.00", "0"),
    ]
    findings, found = explain(family)
    assert findings.by_expenditure[0]
    assert (found["period"], found["heading"]) == ("2019-05 至 2019-10", "6 个月")
    assert [_line(line) for line in found["lines"]] == [
        ("甲 工资薪金", "2,650.00 × 6", "计入", "15,900.00"),
        ("自负医疗费", "9,000.00 − 1,000.00", "总额减已报销、已救助", "−8,000.00"),
        ("学费", "3,000.00 − 0.00", "能否一并扣减待云阳县局确认，本次未扣", None),
    ]
    assert (found["total"], found["monthly"]) == ("7,900.00", "÷ 6 = 约 1,316.67 元/月")


def test_the_wage_imputed_to_who_cannot_prove_theirs_is_a_line() -> None:
    family = _family()
    family["incomes"], family["obligors"] = [_income("甲", "wage", "1500.00")], []
    family["members"][0]["condition"]["has_income_proof"] = False
    _, found = explain(family)
    assert _line(found["lines"][1]) == (
        "甲 推定工资",
        "每月不低于 1,700.00 的差额",
        "在职，不能提供收入证明",
        "200.00",
    )


def _line(line: dict[str, Any]) -> tuple[str, str, str, str | None]:
    return line["label"], line["arithmetic"], line["note"], line["yuan"]


def _family() -> dict[str, Any]:
    return {
        "household": {
            "hukou_kind": "urban",
            "has_contracted_land": False,
            "has_collective_income": False,
        },
        "hardship": {"causes": ["illness"], "main_cause": "illness"},
        "members": [
            _member("甲", "01"),
            _member("乙", "10"),
            _member("丙", "20") | {"absence": {"kind": "conscript", "since": date(2019, 1, 1)}},
        ],
        "incomes": [
            _income("甲", "wage", "1500.00"),
            _income("乙", "farming", "120.00") | {"since": date(2019, 6, 1)},
            _income("乙", "disability_subsidy", "50.00"),
            _income("丙", "wage", "900.00"),
            _income("乙", "casual", "300.00") | {"until": date(2019, 9, 1)},
            _income("乙", "rent", "200.00") | {"verification": "unverified"},
            _income("甲", "support", "100.00"),
        ],
        "assets": [],
        "expenditures": [],
        "obligors": [
            {
                "member": "甲",
                "name": "丁",
                "family_size": 1,
                "family_monthly_income": "1160.00",
                "ordered_amount": "400.00",
            }
        ],
    }


def _member(name: str, relation: str) -> dict[str, Any]:
    return {
        "name": name,
        "relation": relation,
        "sex": "1",
        "born_on": date(1975, 1, 1),
        "condition": {"labour": "able", "occupation": "employed"},
    }


def _income(member: str, kind: str, amount: str) -> dict[str, Any]:
    return {
        "member": member,
        "kind": kind,
        "monthly_amount": amount,
        "since": date(2018, 1, 1),
    }


def _spending(kind: str, amount: str, reimbursed: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "spent_on": date(2019, 8, 1),
        "amount": amount,
        "reimbursed": reimbursed,
    }
