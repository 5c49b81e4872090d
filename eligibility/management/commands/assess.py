"""`manage.py assess FILE.yaml`: what each programme finds for households written in a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml
from django.core.management.base import BaseCommand

from eligibility.engine.casefile import OWN_KEYS, decide, read_case
from eligibility.engine.columns import Column, Kind
from eligibility.engine.programme import discover, seeds
from eligibility.engine.records import VERIFICATION, BadRecord, outline

INTRODUCTION = """\
案例文件是 YAML，多份案例以 --- 分隔，每份一户。
没有写的部分视为“未查”，结论可能是待核实；写空列表 [] 表示“查过，没有”。例如：

id: 甲户
as_of: 2019-03-15
household: {hukou_kind: urban, has_contracted_land: false, has_collective_income: false}
hardship: {causes: [illness]}
members:
- {name: 张三, relation: "01", sex: "1", born_on: 1970-01-01,
   condition: {labour: able, occupation: employed}}
- {name: 李四, relation: "10", sex: "2", born_on: 1972-05-01,
   condition: {labour: none, occupation: not_working}, illness: {is_major: true}}
incomes:
- {member: 张三, kind: wage, monthly_amount: 1000.00}
assets: []
expenditures: []
obligors: []

各项说明：
"""
RESULT = """
输出是一个 JSON 列表，每份案例每个测算日期一项：id、title、as_of、basis，以及
programmes，按项目代码给出结果：
  verdict       PASS 符合、FAIL 不符合、PENDING 待核实或待确认
  provisional   结论或金额用到了待云阳县局确认的参数
  criteria[]    逐项条件：code、label、clause 依据、verdict、actual 本户事实、limit 要求、
                missing[] 还缺什么（what）、由谁补（who）、provisional、route 所属路径
                （ordinary 收入型、expenditure 支出型、unit 分户，空为每条路径都要符合）
  concerned     本户是否涉及该项目（没有住院、受灾等情况的为 false，结论为 FAIL）
  amounts[]     逐行金额：code、label、clause 依据、arithmetic 算式、yuan 元、provisional；
                各行之和即 total；逐人一行的，kind 种类、person 姓名；规定为幅度的，yuan 是
                下限，most_yuan 是上限
  total         合计，元（低保、特困为每月，教育为每学期，其余为每次）；不符合为 "0.00"，还算
                不出为 null；待核实、待确认的，是核实或确认无误后的金额
  start_month   在测算日期批准的起发月；start_provisional 起发月待确认
  parameters[]  用到的参数：code、label、value、since 生效日、clause、state（confirmed 已确认、
                provisional 暂行、unknown 未知）
  notes[]       未扣减、未加发等说明
低保另有 category 城市低保或农村低保、route 收入型或支出型、class 类别（A、B、C、待定）、
people 保障人口、counted 其姓名、standard 保障标准、income 家庭月收入（未查清的为 null）、
review_months 复核周期、renewal_months 续保周期、class_provisional 类别或周期待确认。
特困另有 category 城市特困或农村特困、persons[] 各人的 care 护理等级、failed 不能自主的项数、
suggested 建议的供养机构（suggestion_provisional 待确认）、wish 本人意愿、form 现供养方式，
handover 低保转特困：dibao_end 低保末月、tekun_start 特困起始月、provisional 待确认。
医疗救助另有 settlements[] 本年度逐次结算，按一站式台账的栏目；year 本年度各次合计的目录外费用；
doctor_contract 家庭医生签约有效、without_health_record 未建健康档案的成员，只作提示；
total 是本年度应付的医疗救助金，不含基本医保和大病保险支付。
自然灾害的标准未定时，amounts[] 的 yuan 为 null。
教育资助另有 term 学期，如 2019春；amounts[] 的 yuan 为 0.00 的是免收的费用或须偿还的贷款。
住房保障另有 priority 优先保障、offers 可选的保障方式（yuan 每月补贴，标准待确认的为 null）。
本次帮扶另有 manual 须人工认定、registered_members 在册成员。
"""


class Loader(yaml.SafeLoader):
    """Leaves dates as they are written, so that an impossible one is refused with its place."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class Command(BaseCommand):
    """Reads a case file, prints results as JSON. Needs no database."""

    help = "测算 YAML 文件中的家庭，打印每个项目的结果（JSON）；--schema 说明文件格式"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="案例文件，- 表示标准输入")
        parser.add_argument("--schema", action="store_true", help="打印案例文件的格式，不测算")
        parser.add_argument(
            "--programme",
            action="append",
            default=[],
            choices=sorted(discover()),
            help="只测算这个项目（可多次）",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write("\n".join(_schema()))
            return
        if options["file"] is None:
            self._refuse("请写案例文件名，或用 --schema 查看格式")
        results = list(self._results(options["file"], options["programme"]))
        self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))

    def _results(self, path: Path, only: list[str]) -> Iterator[dict[str, Any]]:
        for number, document in enumerate(self._documents(path), start=1):
            try:
                case = read_case(document)
            except BadRecord as error:
                name = document.get("id") if isinstance(document, dict) else None
                self._refuse(f"{path} 第 {number} 份{f'（{name}）' if name else ''} {error}")
            for day in case.days:
                found = decide(case, day, seeds(), only)
                yield {
                    "id": case.id,
                    "title": case.title,
                    "as_of": day.isoformat(),
                    "basis": case.basis,
                    "programmes": {code: findings.explain(0) for code, findings in found.items()},
                }

    def _documents(self, path: Path) -> list[Any]:
        try:
            text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
            return [document for document in yaml.load_all(text, Loader) if document is not None]
        except (OSError, UnicodeDecodeError):
            self._refuse(f"{path} 打不开：请检查文件名，文件应为 UTF-8 编码")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f"第 {mark.line + 1} 行" if mark else ""
            self._refuse(f"{path} {line}不是合法的 YAML：请检查缩进、冒号和引号")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)


def _schema() -> Iterator[str]:
    yield INTRODUCTION
    yield from (f"{key}: {words}" for key, words in OWN_KEYS.items())
    for path, column in outline():
        yield f"{path}: {_words(path, column)}"
        yield from (f"    {code} {label}" for code, label in _codes(column))
    yield "登记表的其他栏目（婚姻、病种、学校、单位、地址、说明等）可以照写，不影响测算。"
    yield RESULT


def _words(path: str, column: Column) -> str:
    need = "必填" if column.required else "选填"
    if "." in column.key and column.required:
        need = f"写了 {path.rpartition('.')[0]} 则必填"
    note = f"；{column.help}" if column.help else ""
    return f"{column.label}（{column.kind.form}，{need}）{note}"


def _codes(column: Column) -> Iterator[tuple[str, str]]:
    if column.kind is Kind.VERIFIED:
        words = {"verified": "已核实（缺省）", "unverified": "未核实", "disputed": "有疑义"}
        yield from ((code, words[code]) for code in VERIFICATION)
    elif column.codes:
        yield from ((member.code, member.label) for member in column.codes if member.code)
