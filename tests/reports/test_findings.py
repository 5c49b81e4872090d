"""What the ledgers read of a finding is what the rules really say."""

from datetime import date

from eligibility.engine import records
from eligibility.engine.programme import find, seeds
from reports.ledgers.lines import ADDITIONS

FAMILY = {
    "id": "冉启明户",
    "household": {
        "hukou_kind": "urban",
        "has_contracted_land": False,
        "has_collective_income": False,
    },
    "hardship": {"causes": ["disability"], "main_cause": "disability"},
    "members": [
        {
            "name": "冉启明",
            "relation": "01",
            "sex": "1",
            "born_on": date(1948, 5, 1),
            "condition": {"labour": "none", "occupation": "not_working"},
            "disability": {"kind": "4", "grade": 1},
            "illness": {"is_major": True},
        },
        {
            "name": "冉小明",
            "relation": "20",
            "sex": "1",
            "born_on": date(2008, 9, 1),
            "condition": {"labour": "none", "occupation": "student"},
            "enrolment": {"stage": "primary", "is_full_time": True},
        },
        {
            "name": "冉小兵",
            "relation": "20",
            "sex": "1",
            "born_on": date(1999, 9, 1),
            "condition": {"labour": "able", "occupation": "employed"},
            "absence": {"kind": "conscript", "since": date(2018, 9, 1)},
        },
    ],
    "incomes": [{"member": "冉启明", "kind": "casual", "monthly_amount": "310.40"}],
    "assets": [],
    "expenditures": [],
    "obligors": [],
}


def test_a_finding_names_what_the_ledger_counts() -> None:
    facts = records.read([FAMILY])
    found = find("dibao").decide(facts, seeds(), date(2019, 11, 15)).explain(0)
    additions = [(line["kind"], line["person"], line["yuan"]) for line in found["amounts"][1:]]
    assert additions == [
        ("severe", "冉启明", "60.00"),
        ("disabled", "冉启明", "40.00"),
        ("student", "冉小明", "100.00"),
    ]
    assert {kind for kind, _, _ in additions} <= set(ADDITIONS)
    assert (found["people"], found["counted"]) == (2, ["冉启明", "冉小明"])
    assert (found["standard"], found["income"]) == ("580.00", "310.40")
    # 580.00 × 2 − 310.40
    assert found["amounts"][0]["yuan"] == "849.60"
    assert found["total"] == "1049.60"
