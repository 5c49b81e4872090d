"""Reading households written by hand: what is understood, and what is refused with which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from eligibility.engine.codes import Cause, DisabilityType, IncomeKind, Relation
from eligibility.engine.columns import ALWAYS, NEVER, as_date
from eligibility.engine.records import BadRecord, outline, read


def member(**stated: Any) -> dict[str, Any]:
    return {"name": "张三", "relation": "01", "sex": "1", "born_on": date(1970, 1, 1), **stated}


def income(**stated: Any) -> dict[str, Any]:
    return {"kind": "wage", "monthly_amount": 100, **stated}


def test_what_is_written_is_what_the_rules_see() -> None:
    facts = read(
        [
            {
                "id": "甲",
                "applied_on": "2019-03-15",
                "members": [
                    member(disability={"kind": "4", "grade": 1, "verification": "disputed"})
                ],
                "incomes": [income(member="张三", monthly_amount=1092.55, since=date(2019, 1, 1))],
                "assets": [{"kind": "house", "area": "86.4"}],
                "hardship": {"causes": ["illness", "debt"], "main_cause": "debt"},
            }
        ]
    )

    assert as_date(facts.households.applied_on[0]) == date(2019, 3, 15)
    assert facts.members.relation[0] == Relation.SELF
    assert facts.members.disability_kind[0] == DisabilityType.PHYSICAL
    assert not facts.members.disability_verified[0]
    assert facts.members.since[0] == ALWAYS
    assert facts.members.until[0] == NEVER
    assert facts.incomes.kind[0] == IncomeKind.WAGE
    assert facts.incomes.monthly_amount[0] == 109_255
    assert facts.incomes.member[0] == 0
    assert facts.assets.area[0] == 8640
    assert not facts.assets.value_known[0]
    assert facts.households.caused_by_illness[0]
    assert not facts.households.caused_by_schooling[0]


def test_a_section_left_out_is_unknown_and_an_empty_list_is_none() -> None:
    facts = read([{"incomes": []}])

    assert facts.households.income_known[0]
    assert not facts.households.assets_known[0]
    assert not facts.households.members_known[0]
    assert not facts.households.circumstances_known[0]


def test_households_after_the_first_link_to_their_own_members() -> None:
    facts = read([{"members": [member(), member(name="李四")]}, {"members": [member()]}])
    other = read(
        [
            {"members": [member(), member(name="李四")]},
            {"members": [member()], "incomes": [income(member=0), income()]},
        ]
    )

    assert facts.members.household.tolist() == [0, 0, 1]
    assert other.incomes.member.tolist() == [2, -1]
    assert other.incomes.household.tolist() == [1, 1]


@pytest.mark.parametrize("written", [1, "1", "01"])
def test_a_code_that_yaml_took_for_a_number_is_understood(written: Any) -> None:
    assert read([{"members": [member(relation=written)]}]).members.relation[0] == Relation.SELF


@pytest.mark.parametrize(
    ("record", "path", "words"),
    [
        ({"household": {"hukou": "urban"}}, "household.hukou", "是否想写 hukou_kind"),
        ({"member": []}, "member", "是否想写 members"),
        ({"colour": 1}, "colour", "可写的有"),
        ({"household": {"hukou_kind": "urban"}}, "household.has_contracted_land", "缺少"),
        ({"household": []}, "household", "键: 值"),
        ({"incomes": {"kind": "wage"}}, "incomes", "没有的写 []"),
        ({"incomes": ["wage"]}, "incomes[0]", "键: 值"),
        ({"incomes": [income(kind="wages")]}, "incomes[0].kind", "是否想写 wage"),
        ({"incomes": [income(monthly_amount=-1)]}, "incomes[0].monthly_amount", "不能为负数"),
        ({"incomes": [income(monthly_amount="1.005")]}, "incomes[0].monthly_amount", "两位小数"),
        ({"incomes": [income(monthly_amount="壹")]}, "incomes[0].monthly_amount", "不是数字"),
        ({"incomes": [income(monthly_amount=True)]}, "incomes[0].monthly_amount", "不是数字"),
        ({"incomes": [income(monthly_amount=10**14)]}, "incomes[0].monthly_amount", "一万亿"),
        ({"incomes": [income(since="2019-02-30")]}, "incomes[0].since", "不是日期"),
        ({"incomes": [income(since=2019)]}, "incomes[0].since", "不是日期"),
        ({"incomes": [income(member="李四")]}, "incomes[0].member", "成员中没有“李四”"),
        ({"incomes": [income(member=0)]}, "incomes[0].member", "成员中没有"),
        ({"incomes": [income(verification="maybe")]}, "incomes[0].verification", "没有代码"),
        ({"members": [member(unit="一")]}, "members[0].unit", "不是整数"),
        (
            {"members": [member(disability={"kind": "4", "grade": 5})]},
            "members[0].disability.grade",
            "1 至 4",
        ),
        (
            {"members": [member(condition={"labour": "able"})]},
            "members[0].condition.occupation",
            "从业状况",
        ),
        ({"hardship": {"causes": "illness"}}, "hardship.causes", "列表"),
        ({"hardship": {"causes": ["ill"]}}, "hardship.causes", "没有代码"),
        (
            {
                "expenditures": [
                    {"kind": "medical", "spent_on": "2019-01-01", "amount": 1, "reimbursed": 2}
                ]
            },
            "expenditures[0].reimbursed",
            "不能超过",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_a_way_to_mend_it(
    record: dict[str, Any], path: str, words: str
) -> None:
    with pytest.raises(BadRecord) as refused:
        read([record])

    assert refused.value.path == path
    assert words in refused.value.message


def test_a_name_borne_by_two_members_is_no_link() -> None:
    record = {"members": [member(), member()], "incomes": [income(member="张三")]}

    with pytest.raises(BadRecord, match="2 名成员叫“张三”"):
        read([record])


def test_the_outline_names_every_key_once() -> None:
    paths = [path for path, _ in outline()]

    assert len(paths) == len(set(paths))
    assert {"id", "household.hukou_kind", "members[].disability.grade", "obligors[].is_able"} <= {
        *paths
    }
    assert sum(path == "hardship.causes" for path in paths) == 1
    assert Cause.ILLNESS.code == "illness"
