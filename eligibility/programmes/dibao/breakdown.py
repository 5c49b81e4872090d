"""收入与扣减怎么来的: the income of one household line by line, summing to what was compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from eligibility.engine.codes import IncomeKind
from eligibility.engine.columns import Flags, Ints, as_date
from eligibility.engine.criteria import yuan
from eligibility.engine.dates import first_day
from eligibility.programmes.dibao.expenditure import CLAUSE, MEDICAL, TUITION
from eligibility.programmes.dibao.income import BASIC_PENSION, FARMING, SUPPORT

if TYPE_CHECKING:
    from eligibility.engine.parameters import Revision
    from eligibility.programmes.dibao.assessment import Assessment
    from eligibility.programmes.dibao.policy import DibaoPolicy


class Entry(NamedTuple):
    """One line. value: in parts of a 分 (`Window.parts`); None: it does not count."""

    label: str
    arithmetic: str
    note: str
    value: int | None
    clause: str = ""


class Window(NamedTuple):
    """The months that decided: the ordinary ones, given by the month, or those of 支出型, summed.

    parts: how many of an entry's units make one 分.
    """

    months: int
    parts: int
    is_summed: bool


def breakdown(a: Assessment, row: int, *, by_expenditure: bool) -> dict[str, Any]:
    """The lines for one household, ready for JSON."""
    window = (
        Window(a.burden.months, 1, is_summed=True)
        if by_expenditure
        else Window(a.income.months, a.income.parts, is_summed=False)
    )
    entries = [*_received(a, row, window), *_support(a, row, window), *_imputed(a, row, window)]
    entries += _deducted(a, row) if by_expenditure else []
    total = sum(entry.value or 0 for entry in entries)
    return {
        "period": _period(a, row, window),
        "heading": f"{window.months} 个月" if window.is_summed else "每月",
        "lines": [
            {
                "label": entry.label,
                "arithmetic": entry.arithmetic,
                "note": entry.note,
                "clause": entry.clause,
                "yuan": None if entry.value is None else _yuan(entry.value, window.parts),
            }
            for entry in entries
        ],
        "total": _yuan(total, window.parts),
        "monthly": _monthly(total, window),
    }


def _received(a: Assessment, row: int, window: Window) -> Iterator[Entry]:
    """What was received, item by item; support stands in a line of its own."""
    incomes = a.facts.incomes
    months, yearly = a.income.active(window.months), a.income.active(a.income.farming_months)
    for i in incomes.rows_in(row):
        kind = IncomeKind.at(incomes.kind[i])
        if SUPPORT[kind]:
            continue
        label = f"{_owner(a, int(incomes.member[i]))} {kind.label}"
        amount = int(incomes.monthly_amount[i])
        active, span = int(months[i]), window.months
        if FARMING[kind] and not window.is_summed:
            active, span = int(yearly[i]), a.income.farming_months
        words = yuan(amount) if active == span == 1 else f"{yuan(amount)} × {active}"
        weight = active
        if not window.is_summed:
            words += f" ÷ {span}" if span > 1 else ""
            weight = active * (window.parts // span)
        reason, clause = _left_out(a, i, active)
        yield Entry(label, words, reason or "计入", None if reason else amount * weight, clause)


def _left_out(a: Assessment, item: int, active: int) -> tuple[str, str]:
    """Why an income does not count, and the clause; empty when it does."""
    incomes, policy = a.facts.incomes, a.policy
    kind, reason, clause = incomes.kind[item], "", ""
    if not a.income.ours[item]:
        reason = "不是计入的家庭成员"
    elif not active:
        reason = "不在核定期内"
    elif not incomes.verified[item]:
        reason = "未核实，暂未计"
    elif not policy.counted_income[kind]:
        reason, clause = "不计入", _exclusion(policy, kind).clause
    return reason, clause


def _exclusion(policy: DibaoPolicy, kind: int) -> Revision[Any]:
    """The parameter that leaves a kind of income out."""
    if BASIC_PENSION[kind]:
        return policy.basic_pension
    by_state = policy.excluded_by_state[kind]
    return policy.excluded_income if by_state else policy.excluded_income_by_county


def _support(a: Assessment, row: int, window: Window) -> Iterator[Entry]:
    """What obligors owe, or pay, whichever is more."""
    incomes = a.facts.incomes
    scale = 1 if window.is_summed else window.parts // window.months
    weight = a.income.active(window.months) * scale
    received = sum(
        int(incomes.monthly_amount[i] * weight[i])
        for i in incomes.rows_in(row)
        if SUPPORT[incomes.kind[i]] and a.income.ours[i] and incomes.verified[i]
    )
    due = int(a.income.due[row])
    if due or received:
        words = f"应付 {yuan(due)} × {window.months}，实收 {yuan(received, scale)}"
        value = max(received, due * window.months * scale)
        yield Entry("赡养、扶养、抚养费", words, "计入，两者取高", value)


def _imputed(a: Assessment, row: int, window: Window) -> Iterator[Entry]:
    """What is added to the wages of those who cannot prove theirs."""
    lacking = a.income.imputed(window.months)
    scale = 1 if window.is_summed else window.parts // window.months
    for i in a.facts.members.rows_in(row):
        if lacking[i]:
            wage = a.policy.imputed_wage
            words = f"每月不低于 {wage.worded} 的差额"
            label = f"{a.name_of(i)} 推定工资"
            note = "在职，不能提供收入证明"
            yield Entry(label, words, note, int(lacking[i]) * scale, wage.clause)


def _deducted(a: Assessment, row: int) -> Iterator[Entry]:
    """Treatment and tuition; only the larger while it is open whether both may be deducted."""
    burden = a.burden
    medical, tuition = int(burden.medical[row]), int(burden.tuition[row])
    takes_both = int(burden.least_deducted[row]) == medical + tuition
    for label, kinds, self_paid, is_larger in (
        ("自负医疗费", MEDICAL, medical, medical >= tuition),
        ("学费", TUITION, tuition, tuition > medical),
    ):
        if self_paid:
            words = f"{yuan(_spent(a, row, kinds))} − {yuan(_spent(a, row, kinds) - self_paid)}"
            if takes_both or is_larger:
                yield Entry(label, words, "总额减已报销、已救助", -self_paid)
            else:
                yield Entry(label, words, "能否一并扣减待云阳县局确认，本次未扣", None, CLAUSE)


def _spent(a: Assessment, row: int, kinds: Flags) -> int:
    items = a.facts.expenditures
    relevant = a.burden.within & kinds[items.kind]
    return sum(int(items.amount[i]) for i in items.rows_in(row) if relevant[i])


def _period(a: Assessment, row: int, window: Window) -> str:
    """The months the window covers, e.g. 2019-05 至 2019-10."""
    first, last = _month(a.month[row] - window.months), _month(a.month[row] - 1)
    words = first if first == last else f"{first} 至 {last}"
    if not window.is_summed and a.income.any_of(FARMING)[row]:
        words += f"，种养殖按前 {a.income.farming_months} 个月平均"
    return words


def _month(month: Ints) -> str:
    return as_date(int(first_day(month))).strftime("%Y-%m")


def _monthly(total: int, window: Window) -> str:
    if not window.is_summed:
        return f"{_yuan(total, window.parts)} 元/月"
    shown = f"÷ {window.months} = {_yuan(total, window.months)} 元/月"
    return f"{shown}，不足 0 按 0 计" if total < 0 else shown


def _owner(a: Assessment, member: int) -> str:
    return a.name_of(member) if member >= 0 else "家庭"


def _yuan(value: int, parts: int) -> str:
    return yuan(value, parts).replace("-", "−")
