"""`manage.py assess`: a case file in, JSON out, mistakes named in Chinese; no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from eligibility.engine.programme import discover
from eligibility.engine.records import outline

FAMILY = """\
id: 甲户
title: 一个人，月收入 300 元
as_of: {as_of}
household: {{hukou_kind: urban, has_contracted_land: false, has_collective_income: false}}
hardship: {{causes: [no_labour]}}
members:
- {{name: 张三, relation: "01", sex: "1", born_on: 1975-05-06,
   condition: {{labour: able, occupation: employed}}}}
incomes:
- {{member: 张三, kind: wage, monthly_amount: 300}}
assets: []
expenditures: []
obligors: []
"""


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "案例.yaml"
    path.write_text(FAMILY.format(as_of="2019-03-15"), encoding="utf-8")
    return path


def assess(path: Path, *options: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("assess", str(path), *options, stdout=out)
    results: list[dict[str, Any]] = json.loads(out.getvalue())
    return results


def refused(path: Path, text: str | None = None) -> str:
    """What is said when the file is refused; nothing must have been printed."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("assess", str(path), stdout=out, stderr=err)
    assert stopped.value.code == 2
    assert not out.getvalue()
    return err.getvalue()


def test_each_programme_answers_with_criteria_and_amounts(case_file: Path) -> None:
    [result] = assess(case_file)
    dibao = result["programmes"]["dibao"]

    assert (result["id"], result["as_of"], result["basis"]) == ("甲户", "2019-03-15", "verified")
    assert (dibao["verdict"], dibao["total"]) == ("PASS", "246.00")
    assert (dibao["provisional"], dibao["start_month"]) == (False, "2019-03")
    assert (
        dibao["amounts"][0].items()
        >= {
            "label": "户月差额",
            "clause": "条例 第二十条",
            "arithmetic": "546.00 × 1 − 300.00",
            "yuan": "246.00",
        }.items()
    )
    for criterion in dibao["criteria"]:
        assert {"code", "label", "clause", "verdict", "actual", "limit", "missing"} <= {*criterion}
    assert result["programmes"]["bangfu"]["verdict"] == "PASS"


def test_a_list_of_days_and_several_documents_answer_in_order(case_file: Path) -> None:
    two = (
        FAMILY.format(as_of="[2019-08-15, 2019-09-15]")
        + "---\n"
        + FAMILY.format(as_of="2018-06-01")
    )
    case_file.write_text(two, encoding="utf-8")

    results = assess(case_file)

    assert [r["as_of"] for r in results] == ["2019-08-15", "2019-09-15", "2018-06-01"]
    assert [r["programmes"]["dibao"]["total"] for r in results] == ["246.00", "280.00", "246.00"]
    assert [r["programmes"]["dibao"]["provisional"] for r in results] == [False, True, False]
    assert "bangfu" not in results[2]["programmes"]  # 22号文 is of 2019


def test_one_programme_alone(case_file: Path) -> None:
    [result] = assess(case_file, "--programme", "bangfu")

    assert [*result["programmes"]] == ["bangfu"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            FAMILY.replace("kind: wage", "kinds: wage"),
            "incomes[0].kinds：没有这一项；是否想写 kind？",
        ),
        (FAMILY.replace("obligors: []", "obligor: []"), "obligor：没有这一项；是否想写 obligors？"),
        (FAMILY.replace("as_of: {as_of}\n", ""), "as_of：缺少测算日期"),
        (FAMILY.replace("{as_of}", "2019-13-01"), "as_of：“2019-13-01”不是日期"),
        (FAMILY.replace("{as_of}", "[2019-03-15, 2017-03-31]"), "as_of[1]：早于 2017-04-01"),
        (FAMILY.replace("as_of:", "basis: said\nas_of:"), "basis：没有“said”"),
        ("- 甲户\n", "键: 值"),
        ("id: 甲户\n  as_of: 2019-03-15\n", "第 2 行不是合法的 YAML"),
    ],
)
def test_a_mistake_stops_everything_and_says_where(case_file: Path, text: str, words: str) -> None:
    good = FAMILY.format(as_of="2019-03-15")
    bad = text.replace("{as_of}", "2019-03-15").replace("{{", "{").replace("}}", "}")

    assert words in refused(case_file, bad)
    if "YAML" not in words:
        said = refused(case_file, f"{good}---\n{bad}")
        assert "第 2 份" in said
        assert words in said


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path, case_file: Path) -> None:
    case_file.write_bytes("姓名".encode("gb18030"))

    assert "打不开" in refused(tmp_path / "没有.yaml")
    assert "UTF-8" in refused(case_file)


def test_the_schema_explains_every_key_and_its_example_works(case_file: Path) -> None:
    out = StringIO()
    call_command("assess", "--schema", stdout=out)
    schema = out.getvalue()
    example = schema[schema.index("id: 甲户") : schema.index("各项说明")]
    case_file.write_text(example, encoding="utf-8")

    [result] = assess(case_file)

    assert result["programmes"]["dibao"]["verdict"] == "PASS"
    assert all(f"\n{path}: {column.label}" in schema for path, column in outline())


def test_every_cases_file_can_be_tried() -> None:
    for programme in discover().values():
        path = programme.folder / "cases.yaml"
        written = yaml.load_all(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        ids = {str(document["id"]) for document in written}

        assert {result["id"] for result in assess(path)} == ids


def test_no_database_is_needed(case_file: Path, tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "YUNYANG_DATA": str(tmp_path)}

    done = subprocess.run(  # noqa: S603 - our own interpreter and command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "assess", str(case_file)],
        env=os.environ | nowhere | {"DJANGO_SETTINGS_MODULE": "yunyang_relief.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)[0]["programmes"]["dibao"]["total"] == "246.00"
    assert [path.name for path in tmp_path.iterdir()] == [case_file.name]
