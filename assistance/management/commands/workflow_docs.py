"""Write down a programme's procedure as people read it, from the table the system works by."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from assistance.enums import OPEN, Programme, Stage
from assistance.procedure import PROCEDURES, Limit, Procedure
from assistance.workflow import WORKFLOWS, By, Part, Transition, stages_of
from yunyang_relief.core.access import Role


class Command(BaseCommand):
    """Write docs/workflow-<programme>.md, or tell whether it is out of date (--check)."""

    help = "把办理流程表写成 docs/workflow-<项目>.md；--check 只检查是否最新"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="不写文件，过时则返回 1")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = False
        for programme in WORKFLOWS:
            path = path_of(programme)
            text = render(programme)
            if path.exists() and path.read_text() == text:
                continue
            stale = True
            if not options["check"]:
                path.write_text(text)
                self.stdout.write(f"已写入 {path.name}")
        if stale and options["check"]:
            raise SystemExit("流程文档已过时，请运行 manage.py workflow_docs")


def path_of(programme: Programme) -> Path:
    """Where the document lies."""
    return settings.BASE_DIR / "docs" / f"workflow-{programme.value}.md"


def render(programme: Programme) -> str:
    """The document: diagram, steps, limits."""
    transitions = list(WORKFLOWS[programme].values())
    parts = (
        f"# {programme.label}办理流程",
        "本文由 `manage.py workflow_docs` 从 `assistance/workflow/`、`assistance/procedure.py` "
        "生成，不要手改。",
        "## 环节",
        diagram(programme, transitions),
        "“…”为在本环节内登记、不改变环节的事项。",
        "## 事项",
        "\n".join(table(programme, transitions)),
        "## 期限与规定",
        "\n\n".join(limits(procedure) for procedure in PROCEDURES[programme]),
    )
    return "\n\n".join(parts) + "\n"


def diagram(programme: Programme, transitions: Iterable[Transition]) -> str:
    """A Mermaid state diagram; steps possible at any time are left to the table."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction TB"]
    known = [stage for stage in Stage if stage in stages_of(programme)]
    lines += [f"    {stage.value}: {stage.label}" for stage in known]
    for transition in transitions:
        if transition.sources == OPEN or transition.target is None:
            continue
        sources = [stage.value for stage in known if stage in transition.sources] or ["[*]"]
        lines += [f"    {s} --> {transition.target.value}: {transition.label}" for s in sources]
    lines += [f"    {stage.value} --> [*]" for stage in known if stage not in OPEN]
    return "\n".join([*lines, "```"])


def table(programme: Programme, transitions: Iterable[Transition]) -> Iterable[str]:
    """One row per step."""
    known = stages_of(programme)
    yield "| 事项 | 从 | 到 | 谁办理 | 条件 | 须写理由 | 不得由谁办理 |"
    yield "|---|---|---|---|---|---|---|"
    for transition in transitions:
        cells = (
            transition.label,
            stages(transition.sources, known),
            transition.target.label if transition.target else "…",
            by(transition),
            "；".join(need.label for need in conditions(transition)),
            "是" if transition.note_required else "",
            apart(transition),
        )
        yield f"| {' | '.join(cells)} |"


def conditions(transition: Transition) -> Iterable[Any]:
    """The occasion and the needs of a step."""
    return (*([transition.occasion] if transition.occasion else []), *transition.needs)


def stages(sources: frozenset[Stage], known: set[Stage]) -> str:
    """The stages a step starts from, in the order of the procedure."""
    if sources == OPEN:
        return "办结前任何环节"
    return "、".join(stage.label for stage in Stage if stage in sources & known)


def by(transition: Transition) -> str:
    """Who takes a step."""
    if isinstance(transition.by, By):
        return transition.by.value
    return "、".join(role.label for role in Role if role in transition.by)


def apart(transition: Transition) -> str:
    """Whose part in the case bars them from a step."""
    if not transition.apart_from:
        return ""
    judged = Part.REVIEWING in transition.apart_from
    return "经办人、调查人" + ("、审核人" if judged else "")


def limits(procedure: Procedure) -> str:
    """The limits of one version of the rules."""
    lines = [f"### 自 {procedure.since} 起：{procedure.title}", "", f"依据：{procedure.source}", ""]
    without = "（不含评议、公示）" if procedure.total_excludes_appraisal_and_notice else ""
    for level, limit in procedure.total.items():
        authority = level.authority(procedure.programme)
        lines.append(f"- 全程（{authority}审批）：{told(limit)}{without}")
    if procedure.extended:
        lines.append(f"- 特殊情况延长：{told(procedure.extended)}")
    lines += [
        f"- {Stage(stage).label}：{told(limit)}{met(procedure, limit)}"
        for stage, limit in procedure.limits.items()
    ]
    if procedure.notice:
        lines.append(f"- 公示：{told(procedure.notice)}")
        again = procedure.second_notice
        lines.append(f"- 异议重查后再公示：{told(again) if again else '不要求'}")
    if Stage.APPRAISAL in stages_of(procedure.programme):
        lines.append(f"- 民主评议：{'必经' if procedure.appraisal_required else '有争议时组织'}")
    if procedure.refusal_told:
        lines.append(f"- 不予批准书面告知：{told(procedure.refusal_told)}")
    lines += [f"- 待确认：{question}" for question in procedure.open_questions]
    return "\n".join(lines)


def told(limit: Limit) -> str:
    """A limit with its clause."""
    return f"{limit}（{limit.clause}）"


def met(procedure: Procedure, limit: Limit) -> str:
    """The steps that fulfil a limit while the stage lasts."""
    steps = WORKFLOWS[procedure.programme].items()
    labels = [f"“{step.label}”" for code, step in steps if code in limit.met_by]
    return f"，办理{'或'.join(labels)}即为做到" if labels else ""
