"""Every programme's cases file: what a caseworker expects is what the engine finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml

from eligibility.engine.casefile import decide, read_case
from eligibility.engine.programme import discover, seeds

# How an expectation is read off a result; everything else is a key of the result itself.
SUMS = {"gap": "gap", "additions": "addition"}
TEXTS = ("actual", "limit")


@cache
def documents(programme: str) -> list[dict[str, Any]]:
    text = (discover()[programme].folder / "cases.yaml").read_text(encoding="utf-8")
    return list(yaml.load_all(text, yaml.CSafeLoader))


def expectations() -> list[Any]:
    return list(_expectations())


def _expectations() -> Iterator[Any]:
    for programme in discover():
        for document in documents(programme):
            for day in read_case(document).days:
                label = f"{programme}-{document['id']}-{day}"
                yield pytest.param(programme, document, day, id=label)


@pytest.mark.parametrize(("programme", "document", "day"), expectations())
def test_a_case_ends_as_the_file_says(programme: str, document: dict[str, Any], day: date) -> None:
    expected = document["expected"]
    expected = expected[day] if isinstance(document["as_of"], list) else expected
    result = decide(read_case(document), day, seeds(), [programme])[programme].explain(0)

    assert seen(result, expected) == expected


def seen(result: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The result in the words of the expectation, for the keys it names."""
    lines = {f"{line['person']} {line['kind']}": line["yuan"] for line in result["amounts"]}
    return {key: _seen(result | {"lines": lines}, key, value) for key, value in expected.items()}


def _seen(result: dict[str, Any], key: str, wanted: Any) -> Any:
    criteria = {criterion["code"]: criterion for criterion in result["criteria"]}
    words = {
        "missing": [f"{m['what']}（{m['who']}）" for c in result["criteria"] for m in c["missing"]],
        "arithmetic": [line["arithmetic"] for line in result["amounts"]],
        "notes": result["notes"],
    }
    if key in SUMS:
        return yuan(line["yuan"] for line in result["amounts"] if line["code"] == SUMS[key])
    if key == "criteria":
        return {code: criteria[code]["verdict"] for code in wanted}
    if key in TEXTS:
        return {code: part(criteria[code][key], text) for code, text in wanted.items()}
    if key in words and not wanted:
        return words[key]
    if key in words:
        return [part("；".join(words[key]), text) for text in wanted]
    return named(result[key], wanted)


def named(found: Any, wanted: Any) -> Any:
    """What is found, reduced to the keys that the expectation names."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {key: named(found[key], value) for key, value in wanted.items()}
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return [named(*pair) for pair in zip(found, wanted, strict=True)]
    return found


def part(text: str, wanted: str) -> str:
    """The wanted words when the text has them, else the text, so that a failure shows it."""
    return wanted if wanted in text else text


def yuan(amounts: Iterator[str]) -> str:
    fen = sum(int(amount.replace(".", "")) for amount in amounts)
    return f"{fen // 100}.{fen % 100:02d}"


@pytest.mark.parametrize(("programme", "document", "day"), expectations())
def test_lines_sum_to_the_total_and_name_their_clause(
    programme: str, document: dict[str, Any], day: date
) -> None:
    result = decide(read_case(document), day, seeds(), [programme])[programme].explain(0)

    if result["total"] is not None:
        assert yuan(line["yuan"] for line in result["amounts"]) == result["total"]
    for line in [*result["criteria"], *result["amounts"]]:
        assert line["clause"]
        assert line["label"]


# Conditions that sort or await something, and those whose outcome awaits a rule of the county's.
UNSETTLED = {"housing", "utilities", "business", "hired_labour"}
NEVER_FAIL = {
    "dibao": {"routing", "key_persons", *UNSETTLED},
    "tekun": {"care"},
    "zhufang": {"need"},
    "linshi": {"class", "disposable_income", *UNSETTLED},
}
NEVER_PASS = {"linshi": {"disposable_income"}}


@pytest.mark.parametrize("programme", list(discover()))
def test_every_criterion_is_seen_with_every_verdict_it_can_have(programme: str) -> None:
    verdicts: dict[str, set[str]] = {}
    for document in documents(programme):
        case = read_case(document)
        for day in case.days:
            found = decide(case, day, seeds(), [programme])[programme]
            for criterion in found.explain(0)["criteria"]:
                verdicts.setdefault(criterion["code"], set()).add(criterion["verdict"])

    for code, seen_verdicts in verdicts.items():
        never = {"FAIL"} if code in NEVER_FAIL.get(programme, ()) else set()
        never |= {"PASS"} if code in NEVER_PASS.get(programme, ()) else set()
        assert seen_verdicts == {"PASS", "PENDING", "FAIL"} - never, code
