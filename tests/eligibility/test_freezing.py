"""A decision can be worked out again from what was kept with it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from eligibility import actions, freezing
from eligibility.engine import records
from eligibility.engine.columns import columns_of
from eligibility.engine.facts import TABLES
from eligibility.engine.programme import discover
from eligibility.enums import Basis
from households.models import IncomeItem
from tests.eligibility.random_families import Families
from tests.eligibility.registry import register
from yunyang_relief.core.errors import Refused
from yunyang_relief.core.models import Region

ON = date(2019, 11, 15)


def test_facts_written_as_a_case_file_read_back_the_same() -> None:
    families = Families(seed=21)
    for record in [families.with_doubts(families.record(ON)) for _ in range(200)]:
        facts = records.read([record])
        again = records.read([json.loads(json.dumps(freezing.record_of(facts)))])
        for name, table in TABLES.items():
            for column in columns_of(table):
                first, second = (
                    getattr(getattr(facts, name), column),
                    getattr(getattr(again, name), column),
                )
                assert first.tolist() == second.tolist(), (name, column)


@pytest.mark.django_db
@pytest.mark.parametrize("programme", list(discover()))
def test_replay_gives_the_same_to_the_fen(community: Region, programme: str) -> None:
    families = Families(seed=22)
    for _ in range(12):
        record = families.with_doubts(families.record(ON))
        household = register(record, community)
        frozen = actions.freeze(household, programme, on=ON, applied_on=record["applied_on"])
        kept = json.loads(json.dumps(frozen))
        replay = freezing.replay(kept)
        assert (replay.is_same_rule, replay.is_same_result) == (True, True)
        assert replay.finding.as_json() == kept["finding"]


@pytest.mark.django_db
def test_later_facts_and_parameters_do_not_touch_what_is_kept(community: Region) -> None:
    household = register(_family(), community)
    kept = json.loads(json.dumps(actions.freeze(household, "dibao", on=ON)))
    IncomeItem.objects.update(monthly_amount=5000)
    assert freezing.replay(kept).finding.total == actions.Finding.from_json(kept["finding"]).total
    standard = next(r for r in kept["parameters"] if r["code"] == "dibao.urban_standard")
    assert standard["value"] == "580"
    standard["value"] = "600"
    assert not freezing.replay(kept).is_same_result
    kept["rule"] = "another"
    assert not freezing.replay(kept).is_same_rule


@pytest.mark.django_db
def test_rows_of_an_unfinished_section_stay_unfinished(community: Region) -> None:
    household = register(_family(), community)
    household.surveyed = ["members"]
    household.save()
    kept = json.loads(json.dumps(actions.freeze(household, "dibao", on=ON, basis=Basis.DECLARED)))
    assert "incomes" in kept["unsurveyed"]
    assert len(kept["facts"]["incomes"]) == 1
    assert freezing.replay(kept).is_same_result


@pytest.mark.django_db
def test_a_day_before_the_programme_and_a_closed_household_are_refused(community: Region) -> None:
    household = register(_family(), community)
    with pytest.raises(Refused, match="2017-04-01"):
        actions.assess(household, on=date(2015, 1, 1))
    with pytest.raises(Refused, match="核算单元"):
        actions.assess(household, on=ON, unit=3)
    household.closed_on = ON
    household.save()
    with pytest.raises(Refused, match="销户"):
        actions.freeze(household, "dibao", on=ON)


def _family() -> dict[str, Any]:
    return {
        "household": {
            "hukou_kind": "urban",
            "has_contracted_land": False,
            "has_collective_income": False,
        },
        "members": [
            {
                "name": "甲",
                "relation": "01",
                "sex": "1",
                "born_on": date(1975, 1, 1),
                "condition": {"labour": "able", "occupation": "flexible"},
            }
        ],
        "incomes": [
            {
                "member": "甲",
                "kind": "wage",
                "monthly_amount": "100.00",
                "since": date(2019, 1, 1),
            }
        ],
        "assets": [],
        "expenditures": [],
        "obligors": [],
    }
