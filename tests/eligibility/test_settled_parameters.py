"""What the county settles decides: cases that awaited a parameter, once it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from eligibility.engine.casefile import decide, read_case
from eligibility.engine.parameters import ParameterSet, Revision, State
from eligibility.engine.programme import discover, find, seeds
from tests.eligibility.test_cases import documents, seen

ELIGIBLE, REFUSED, OPEN = {"verdict": "PASS"}, {"verdict": "FAIL"}, {"verdict": "PENDING"}

# Banan's figures, as if the county had taken them over.
SUBSIDY = {
    "subsidy_rate": 2000,
    "single_area": 20,
    "area_per_person": 15,
    "household_area_cap": 60,
}
ALLOCATION_OFFER = {"form": "allocation", "label": "实物配租", "yuan": "0.00"}
SUBSIDY_OFFER = {"form": "subsidy", "label": "租赁补贴", "yuan": "400.00"}
INCOME_OF_2018 = {"local_disposable_income": 3_000_000}
# A rule like that of another county, as if Yunyang had one.
D_COSTS = {
    "illness_threshold_d": 2_000_000,
    "illness_ratio_low_d": Fraction(1, 10),
    "illness_ratio_high_d": Fraction(1, 5),
    "illness_cap_d": 700_000,
}
D_MONTHS = {"treatment_months_d": 2, "disaster_months_d": 3}
REFUSED_THRICE = {
    "name": "冉甲",
    "count": 3,
    "action": "县民政局可减发或停发低保金",
    "scope": "仅本人的低保金",
    "provisional": False,
}

Settlement = tuple[str, dict[str, Any], dict[str, Any]]

# case (and which of its days), parameters (of its programme unless named) and what they are
# settled at, what follows
SETTLED: list[Settlement] = [
    ("dibao C26", {"financial_multiple": 12}, REFUSED),
    ("dibao C26", {"financial_multiple": 24}, ELIGIBLE),
    ("dibao D74", {"minimum_housing_area": 30}, ELIGIBLE),
    ("dibao D74", {"minimum_housing_area": 29}, REFUSED),
    ("dibao E54", {"minimum_housing_area": 29}, OPEN),
    ("dibao E54", {"minimum_housing_area": 1}, OPEN),
    ("dibao E53", {"minimum_housing_area": 10}, OPEN),
    ("dibao E53", {"minimum_housing_area": 10, "district_housing_area": 69}, REFUSED),
    ("dibao E53", {"minimum_housing_area": 10, "district_housing_area": 70}, ELIGIBLE),
    ("dibao D82", {"business_property_rule": "disqualifies"}, REFUSED),
    ("dibao D82", {"business_property_rule": "allowed"}, ELIGIBLE),
    (
        "dibao D66",
        {"business_property_rule": "disqualifies"},
        {"criteria": {"business": "PENDING"}},
    ),
    ("dibao C22", {"vehicle_rule": "allowed"}, ELIGIBLE),
    ("dibao D89", {"utilities_share": Fraction(80, 546)}, REFUSED),
    ("dibao D89", {"utilities_share": Fraction(81, 546)}, ELIGIBLE),
    ("dibao D97", {"hired_labour_rule": "disqualifies"}, REFUSED),
    ("dibao D97", {"hired_labour_rule": "allowed"}, ELIGIBLE),
    ("dibao E55", {"hired_labour_rule": "disqualifies"}, {"criteria": {"hired_labour": "PENDING"}}),
    ("dibao D55", {"deduct_both": "one"}, REFUSED),
    ("dibao D55", {"deduct_both": "both"}, ELIGIBLE | {"total": "238.00", "notes": []}),
    ("dibao D54", {"deduct_both": "both"}, ELIGIBLE | {"gap": "738.00"}),
    ("dibao C37", {"expenditure_window": "to_the_day"}, REFUSED),
    ("dibao D60", {"expenditure_window": "to_the_day"}, REFUSED),
    ("dibao E02", {"preschool_age": 6}, {"additions": "0.00", "notes": []}),
    ("dibao E02", {"preschool_age": 7}, {"additions": "100.00", "notes": []}),
    ("dibao C03", {"minimum_payment": 2000}, {"total": "20.00"}),
    ("dibao E56", {"minimum_payment": 999}, {"total": "9.99", "provisional": False}),
    ("dibao C26", {"minimum_payment": 1000}, OPEN),
    ("dibao C11 1", {"elderly_from": "month_after_birthday"}, {"total": "246.00"}),
    ("dibao D30", {"rounding": "jiao_up"}, {"total": "1008.70"}),
    ("dibao D30", {"rounding": "yuan_up"}, {"total": "1009.00"}),
    ("dibao C01", {"rounding": "yuan_up"}, {"total": "546.00"}),
    ("dibao D04", {"converted_with_land": "rural"}, {"total": "110.00", "category": "农村低保"}),
    ("dibao D05", {"converted_with_land": "rural"}, {"category": "城市低保"}),
    ("dibao E49", {"income_deductions": "none"}, {"notes": []}),
    ("bangfu C57", {"partial_registration": "household"}, REFUSED | {"manual": False}),
    ("bangfu C57", {"partial_registration": "person"}, ELIGIBLE | {"manual": False}),
    ("dibao D39 1", {"industry_wage": 250_000}, ELIGIBLE | {"total": "368.00"}),
    (
        "linshi C79",
        INCOME_OF_2018 | D_COSTS,
        OPEN | {"route": "一事一议", "missing": ["须一事一议"]},
    ),
    (
        "linshi C79",
        {"local_disposable_income": 3_200_000} | D_COSTS,
        OPEN | {"route": "一事一议", "total": "4000.00"},
    ),
    (
        "linshi C79",
        {"local_disposable_income": 3_200_001} | D_COSTS,
        ELIGIBLE | {"route": "支出型", "total": "4000.00", "most": "7000.00", "provisional": True},
    ),
    ("linshi C77-C", INCOME_OF_2018, ELIGIBLE | {"total": "546.00", "most": "3276.00"}),
    ("linshi C77-C", INCOME_OF_2018 | {"proposed_months": 7}, {"total": "3276.00"}),
    (
        "linshi L35",
        INCOME_OF_2018 | D_MONTHS | {"university_aid_d": 100_000},
        ELIGIBLE | {"total": "2092.00", "most": None},
    ),
    ("linshi L15", INCOME_OF_2018 | {"university_aid_c": 300_000}, {"total": "3000.00"}),
    ("linshi L51", INCOME_OF_2018 | D_COSTS, OPEN),
    ("linshi L51", {"local_disposable_income": 100} | D_COSTS, {"route": "一事一议"}),
    ("linshi L04", {"dibao.rounding": "jiao_up"}, {"total": "0.10", "most": "0.10"}),
    ("linshi C75", {"township_limit": 100_000}, {"township_limit": "1000.00"}),
    ("jiuye C72", {"refusal_scope": "person"}, {"refusals": [REFUSED_THRICE]}),
    ("bangfu B05", {"graduated_registration": "released"}, ELIGIBLE),
    ("tekun T58", {"disposable_income": 3_840_000}, REFUSED),
    ("tekun T58", {"disposable_income": 3_840_001}, ELIGIBLE | {"provisional": False}),
    ("tekun T61", {"disposable_income": 3_971_300}, ELIGIBLE),
    ("tekun T42", {"disposable_income": 3_600_000}, REFUSED),
    ("tekun T42", {"disposable_income": 3_600_001}, ELIGIBLE),
    ("tekun C50", {"start_rule": "approval_month"}, {"start_month": "2019-06"}),
    ("zaihai Z01", {"emergency_relief": 15_000}, {"total": "300.00", "provisional": False}),
    ("zaihai Z04", {"minor_damage": 50_000}, {"total": "500.00"}),
    ("zaihai Z08", {"bereavement": 2_000_000}, {"total": "20000.00"}),
    ("zaihai Z09", {"transition_relief": 45_000}, {"total": None}),
    ("zaihai Z09", {"transition_relief": 45_000, "transition_months": 4}, {"total": "2700.00"}),
    ("zaihai Z09", {"transition_relief": 45_000, "transition_months": 2}, {"total": "1800.00"}),
    ("zaihai Z10", {"collapsed_house": 3_000_000}, {"total": "30000.00"}),
    ("zaihai Z11", {"severe_damage": 1_000_000}, {"total": "10000.00"}),
    ("zaihai Z19", {"bereavement": 2_000_000, "minor_damage": 50_000}, {"total": "20500.00"}),
    ("zaihai Z20", {"bereavement": 2_000_000}, {"total": "20000.00"}),
    ("zaihai Z21", {"minor_damage": 50_000}, {"total": "500.00"}),
    ("yiliao M20", {"other_recipients": "aided"}, ELIGIBLE | {"total": "25000.00"}),
    ("yiliao M20", {"other_recipients": "refused"}, REFUSED),
    ("yiliao M28", {"uninsured_rule": "aided"}, ELIGIBLE | {"total": "2800.00"}),
    ("yiliao M28", {"uninsured_rule": "refused"}, REFUSED | {"criteria": {"hospital": "FAIL"}}),
    ("yiliao M47", {"uninsured_rule": "refused"}, OPEN),
    ("yiliao C61", {"tilt_day": "admission"}, {"total": "1963.50"}),
    ("yiliao M01", {"tilt_ratio_kind": "relative"}, {"total": "2211.30"}),
    ("yiliao M04", {"tilt_first_year": 2019}, {"total": "2646.00"}),
    ("yiliao M10 1", {"dabing_deductible": 1_291_700}, ELIGIBLE | {"total": "6000.00"}),
    ("yiliao M18", {"large_basis": "cost"}, ELIGIBLE | {"total": "10500.00"}),
    ("jiaoyu J04", {"graduated_grant": "registered"}, {"total": "1500.00", "provisional": False}),
    ("jiaoyu J15", {"postgraduate_loan": 1_200_000}, {"arithmetic": ["12,000.00"]}),
    (
        "zhufang H01",
        SUBSIDY,
        {"total": "400.00", "arithmetic": ["20.00 × min(20 ㎡，60 ㎡)"], "notes": []},
    ),
    (
        "zhufang H02",
        SUBSIDY,
        {"total": "900.00", "arithmetic": ["20.00 × min(15 ㎡ × 3 人，60 ㎡)"]},
    ),
    ("zhufang H03", SUBSIDY, {"total": "1200.00", "provisional": False}),
    ("zhufang H04", SUBSIDY, {"total": "0.00"}),
    ("zhufang H05", SUBSIDY, {"total": None, "offers": [ALLOCATION_OFFER, SUBSIDY_OFFER]}),
    ("zhufang H19", SUBSIDY, {"total": None}),
    ("zhufang H01", {"area_per_person": 15}, {"total": None}),
    ("zhufang H02", {**SUBSIDY, "dibao.minimum_housing_area": 1}, ELIGIBLE),
    ("zhufang H06", {"dibao.minimum_housing_area": 20}, REFUSED),
    ("zhufang H06", {"dibao.minimum_housing_area": 21}, ELIGIBLE | {"provisional": False}),
    ("zhufang H08", {"dibao.minimum_housing_area": 35}, REFUSED),
    ("zhufang H08", {"dibao.minimum_housing_area": 36}, ELIGIBLE),
    ("zhufang H10", {"dibao.minimum_housing_area": 36}, OPEN),
    ("zhufang H12", {"dibao.minimum_housing_area": 36}, OPEN),
]


def holds(settlement: Settlement, parameters: ParameterSet) -> bool:
    """Whether a case ends as stated once its parameters are settled."""
    case, values, expected = settlement
    return seen(outcome(case, values, parameters), expected) == expected


def outcome(case: str, values: dict[str, Any], parameters: ParameterSet) -> dict[str, Any]:
    programme, name, *place = case.split()
    document = next(found for found in documents(programme) if found["id"] == name)
    read = read_case(document)
    for parameter, value in values.items():
        changes = {"stated": value, "state": State.CONFIRMED}
        code = parameter if "." in parameter else f"{programme}.{parameter}"
        parameters = parameters.replaced(code, **changes)
    day = read.days[int(place[0]) if place else 0]
    return decide(read, day, parameters, [programme])[programme].explain(0)


@pytest.mark.parametrize("settlement", SETTLED, ids=str)
def test_a_settled_parameter_decides(settlement: Settlement) -> None:
    case, values, expected = settlement

    assert seen(outcome(case, values, seeds()), expected) == expected


def test_once_the_county_has_settled_everything_nothing_awaits_it() -> None:
    settled = ParameterSet(
        tuple(
            replace(r, stated=settlement(r), state=State.CONFIRMED, candidates=())
            for r in seeds().revisions
        )
    )

    for programme in discover():
        for read in map(read_case, documents(programme)):
            for day in read.days:
                result = decide(read, day, settled, [programme])[programme].explain(0)
                missing = "".join(m["what"] for c in result["criteria"] for m in c["missing"])
                assert not result["provisional"], read.id
                assert not result.get("class_provisional"), read.id
                assert "参数" not in missing, read.id


def settlement(revision: Revision[Any]) -> Any:
    """A value the county might settle on."""
    made_up = {"money": 100, "count": 10, "ratio": Fraction(1, 2), "choice": "settled"}
    return revision.options[0] if revision.options else made_up[revision.kind]


def test_a_value_that_is_not_in_force_is_not_read() -> None:
    facts = read_case(documents("dibao")[0]).facts

    with pytest.raises(LookupError, match="没有生效的参数 dibao"):
        find("dibao").decide(facts, seeds(), date(2017, 3, 31))
