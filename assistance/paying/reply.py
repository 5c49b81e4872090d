"""回盘: the bank's answer, read from Excel or CSV and compared line by line.

The file has one header line that names the columns 流水号, 发放合计, 结果 and 失败原因, in any
order, and perhaps others; a last line 合计 is compared with the sum. Nothing of a file with
an error is used: `read` raises Refused with every error and its line number.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import load_workbook

from yunyang_relief.core.errors import Refused
from yunyang_relief.core.forms import fold
from yunyang_relief.core.money import FEN, yuan_text

from ..enums import LineState
from ..models import PaymentLine

MAX_SIZE = 5 * 1024 * 1024
MAX_ROWS = 50_000
MAX_UNPACKED = 60 * 1024 * 1024
SHOWN = 20
NUMBER, AMOUNT, RESULT, REASON = "流水号", "发放合计", "结果", "失败原因"
RESULTS = {"成功": LineState.PAID, "失败": LineState.FAILED}
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Answer:
    """What the bank says of one payment."""

    line: PaymentLine
    state: LineState
    failure: str


def read(content: bytes, name: str, lines: list[PaymentLine]) -> list[Answer]:
    """Return an answer for each row of the file; raise Refused when anything is wrong with it."""
    if not content or len(content) > MAX_SIZE:
        raise Refused("reply-size", "回盘文件是空的或超过 5 MB，请向银行索取原文件")
    rows = _sheet(content) if name.lower().endswith(".xlsx") else _csv(content)
    reader = _Reader({line.number: line for line in lines if line.position})
    for row in rows:
        reader.take(*row)
    return reader.finish()


class _Reader:
    """Takes row after row and collects answers and errors."""

    def __init__(self, lines: dict[str, PaymentLine]) -> None:
        self.lines = lines
        self.columns: dict[str, int] = {}
        self.answers: dict[str, Answer] = {}
        self.errors: list[str] = []
        self.sum = Decimal(0)

    def take(self, position: int, cells: list[str]) -> None:
        if not any(cells):
            return
        if not self.columns:
            self._take_header(cells)
        elif cells[0] == "合计":
            self._compare_sum(position, cells)
        else:
            self._take_row(position, cells)

    def _take_header(self, cells: list[str]) -> None:
        """Lines before the header (title, unit) are skipped."""
        if NUMBER in cells:
            self.columns = {name: place for place, name in enumerate(cells)}
            missing = [n for n in (NUMBER, AMOUNT, RESULT, REASON) if n not in self.columns]
            if missing:
                raise Refused(
                    "reply-columns", f"回盘文件缺少这些列：{'、'.join(missing)}，请核对文件格式"
                )

    def _cell(self, cells: list[str], name: str) -> str:
        place = self.columns[name]
        return cells[place] if place < len(cells) else ""

    def _take_row(self, position: int, cells: list[str]) -> None:
        number = self._cell(cells, NUMBER)
        line = self.lines.get(number)
        error = ""
        if line is None:
            error = f"流水号“{number[:40]}”不是本批的款项"
        elif number in self.answers:
            error = f"流水号“{number}”在文件中出现了两次"
        else:
            error = self._judge(line, cells)
        if error:
            self.errors.append(f"第 {position} 行：{error}")

    def _judge(self, line: PaymentLine, cells: list[str]) -> str:
        amount = _amount(self._cell(cells, AMOUNT))
        if amount != line.amount:
            return f"金额与本批不一致，应为 {yuan_text(line.amount)} 元"
        state = RESULTS.get(self._cell(cells, RESULT))
        if state is None:
            return "结果应为“成功”或“失败”"
        failure = self._cell(cells, REASON)[:200] if state == LineState.FAILED else ""
        if state == LineState.FAILED and not failure:
            return "失败的款项没有写明原因"
        if line.state != LineState.DUE and (line.state, line.failure) != (state, failure):
            return f"这笔款项已回盘为“{line.get_state_display()}”，与文件不一致"
        self.sum += amount
        self.answers[line.number] = Answer(line, state, failure)
        return ""

    def _compare_sum(self, position: int, cells: list[str]) -> None:
        told = _amount(self._cell(cells, AMOUNT))
        if told != self.sum and not self.errors:
            self.errors.append(
                f"第 {position} 行：合计与明细不符，明细合计 {yuan_text(self.sum)} 元"
            )

    def finish(self) -> list[Answer]:
        if not self.columns:
            raise Refused("reply-columns", "回盘文件中没有“流水号”一列，请核对文件格式")
        if self.errors:
            more = f"；另有 {len(self.errors) - SHOWN} 处" if len(self.errors) > SHOWN else ""
            raise Refused(
                "reply-wrong",
                f"回盘文件有 {len(self.errors)} 处错误，没有读入任何一行："
                f"{'；'.join(self.errors[:SHOWN])}{more}",
            )
        if not self.answers:
            raise Refused("reply-empty", "回盘文件没有明细，请核对文件")
        return list(self.answers.values())


def _amount(text: str) -> Decimal | None:
    """Read yuan; None for what is no amount of whole fen."""
    try:
        amount = Decimal(text.replace(",", "").removesuffix("元"))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 12:
        return None
    return amount if amount == amount.quantize(FEN) else None


def _clean(value: Any) -> str:
    return "" if value is None else fold(str(value)).replace("\0", "")


def _csv(content: bytes) -> Iterator[Row]:
    """Banks write GB 18030 or UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    try:
        yield from _limited(csv.reader(io.StringIO(text.replace("\0", ""), newline="")))
    except csv.Error:
        raise Refused("reply-broken", "回盘文件不是完整的 CSV 文件，请向银行索取原文件") from None


def _sheet(content: bytes) -> Iterator[Row]:
    """The first sheet of a workbook, values only."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise Refused("reply-size", "回盘文件解开后过大，请向银行索取原文件")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [list(row) for row in _first_rows(book.worksheets[0])]
    except Refused:
        raise
    except Exception:
        # openpyxl raises whatever a broken part makes it stumble over.
        raise Refused(
            "reply-broken", "回盘文件不是完整的 Excel（.xlsx）文件，请向银行索取原文件"
        ) from None
    yield from _limited(iter(rows))


def _first_rows(sheet: Any) -> Iterator[Any]:
    yield from sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=60, values_only=True)


def _limited(rows: Iterator[Any]) -> Iterator[Row]:
    for position, row in enumerate(rows, 1):
        if position > MAX_ROWS:
            raise Refused("reply-size", f"回盘文件超过 {MAX_ROWS} 行，请按批次分开")
        yield position, [_clean(value) for value in row]
