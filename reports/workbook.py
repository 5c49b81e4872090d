"""Excel files in the official layout, streamed: a county's ledger costs seconds, not minutes.

openpyxl makes the shell (title, header, styles, print settings); the rows are written straight
into the sheet's XML. Text is always an inline string of a text-formatted cell, so nothing a
person typed can become a formula, neither here nor when a cell is edited later.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from yunyang_relief.core.errors import Refused

from .columns import Column, HeaderCell, Kind, Totals, depth, header_cells

R = TypeVar("R")

SHEET_PATH = "xl/worksheets/sheet1.xml"
LAST_EXCEL_ROW = 1_048_576
A3, A4 = "8", "9"
FORMATS = {
    Kind.TEXT: "@",
    Kind.IDENTIFIER: "@",
    Kind.NUMBER: "0",
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MONTH: "yyyy-mm",
}
FONT = "宋体"
LINE_HEIGHT = 15
THIN = Side(style="thin")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
LABEL_FILL = PatternFill("solid", fgColor="F4F4F2")
# Level 1 is three times as fast as the usual 6 and a quarter larger.
COMPRESSION = 1
CHUNK_ROWS = 500


@dataclass(frozen=True)
class Layout:
    """What stands around the rows.

    `left` and `right` share the line under the title; `counted` is what a row is (户, 人);
    `signatures` is the last line. Frozen columns stay in sight when scrolling sideways.
    """

    title: str
    left: str
    right: str
    counted: str
    signatures: str
    frozen_columns: int = 0
    paper: str = A4
    is_landscape: bool = True


def write(layout: Layout, columns: Sequence[Column[R]], rows: Iterable[R]) -> bytes:
    """Return an .xlsx file; `rows` is read once and never held."""
    shell = _Shell(layout, columns)
    totals = Totals(columns)
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        with archive.open(SHEET_PATH, "w", force_zip64=True) as stream:
            stream.write(shell.sheet_before_rows())
            for chunk in _rows_xml(shell, columns, rows, totals):
                stream.write(chunk)
            shell.close(totals)
            stream.write(shell.sheet_after_rows())
        for name, content in shell.other_parts():
            archive.writestr(name, content)
    return file.getvalue()


class _Shell:
    """The workbook without its rows.

    It is saved twice: before the rows for what stands above them, and after `close` for what
    depends on how many they were.
    """

    def __init__(self, layout: Layout, columns: Sequence[Column[Any]]) -> None:
        self.layout = layout
        self.columns = columns
        self.width = len(columns)
        self.book = Workbook()
        sheet = self.book.active
        assert isinstance(sheet, Worksheet)
        self.sheet = sheet
        self.sheet.title = re.sub(r"[\\/*?:\[\]]", "", layout.title)[:31]
        self.first_row = 3 + depth(columns)
        self.styles = [self._style(column.kind) for column in columns]
        self._write_head()
        self._set_up_page()

    def _style(self, kind: Kind) -> int:
        """Register the style of a kind's cells and return its number."""
        cell = WriteOnlyCell(self.sheet)
        self._dress(cell, kind)
        return int(cell.style_id)

    @staticmethod
    def _dress(cell: Any, kind: Kind) -> None:
        cell.number_format = FORMATS[kind]
        cell.font = Font(name=FONT, size=10)
        cell.border = GRID
        cell.alignment = Alignment(
            horizontal={Kind.TEXT: "left"}.get(kind, "right" if kind.is_number else "center"),
            vertical="center",
            wrap_text=kind is Kind.TEXT,
            # A sum too wide for its column would show as ####.
            shrink_to_fit=kind.is_number,
        )

    def _write_head(self) -> None:
        self._line(1, 1, self.width, self.layout.title, size=16, bold=True, horizontal="center")
        self.sheet.row_dimensions[1].height = 30
        half = (self.width + 1) // 2
        self._line(2, 1, half, self.layout.left)
        self._line(2, half + 1, self.width, self.layout.right, horizontal="right")
        parts = header_cells(self.columns)
        for part in parts:
            row, column = 3 + part.row, 1 + part.column
            self._block(row, column, row + part.row_span - 1, column + part.column_span - 1)
            self.sheet.cell(row, column, part.text)
        for level, lines in enumerate(self._header_lines(parts)):
            self.sheet.row_dimensions[3 + level].height = lines * LINE_HEIGHT

    def _header_lines(self, parts: list[HeaderCell]) -> list[int]:
        """How many lines of text each row of the header needs.

        Excel grows a row for wrapped text, but not for text in merged cells.
        """
        lines = [1] * depth(self.columns)
        for part in sorted(parts, key=lambda part: part.row_span):
            covered = self.columns[part.column : part.column + part.column_span]
            room = max(sum(column.width for column in covered) - 1, 2)
            needed = math.ceil(2 * len(part.text) / room)
            last = part.row + part.row_span - 1
            lines[last] += max(needed - sum(lines[part.row : last + 1]), 0)
        return lines

    def _line(
        self,
        row: int,
        first: int,
        last: int,
        text: str,
        *,
        size: int = 10,
        bold: bool = False,
        horizontal: str = "left",
    ) -> None:
        """Write text over the columns `first` to `last`, without rules."""
        cell = self.sheet.cell(row, first)
        _set_text(cell, text)
        cell.font = Font(name=FONT, size=size, bold=bold)
        cell.alignment = Alignment(horizontal=horizontal, vertical="center")
        if last > first:
            self.sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)

    def _block(self, top: int, left: int, bottom: int, right: int) -> None:
        """Rule and shade a block of label cells and merge it."""
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = self.sheet.cell(row, column)
                cell.font = Font(name=FONT, size=10, bold=True)
                cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
                cell.border = GRID
                cell.fill = LABEL_FILL
        if (top, left) != (bottom, right):
            self.sheet.merge_cells(
                start_row=top, start_column=left, end_row=bottom, end_column=right
            )

    def _set_up_page(self) -> None:
        sheet, layout = self.sheet, self.layout
        for index, column in enumerate(self.columns, 1):
            sheet.column_dimensions[get_column_letter(index)].width = column.width
        sheet.freeze_panes = f"{get_column_letter(layout.frozen_columns + 1)}{self.first_row}"
        sheet.print_title_rows = f"1:{self.first_row - 1}"
        sheet.page_setup.orientation = "landscape" if layout.is_landscape else "portrait"
        sheet.page_setup.paperSize = layout.paper
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # always made
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.6
        sheet.page_margins.header = sheet.page_margins.footer = 0.3
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"  # type: ignore[union-attr]  # always made

    def close(self, totals: Totals) -> None:
        """Write what follows the rows: sums, signatures, the area to print."""
        self.total_row = row = self.first_row + totals.count
        for index, (column, total) in enumerate(zip(self.columns, totals.cells, strict=True), 1):
            cell = self.sheet.cell(row, index, total)
            self._dress(cell, column.kind)
            cell.font = Font(name=FONT, size=10, bold=True)
        self._block(row, 1, row, max(totals.label_span, 1))
        _set_text(self.sheet.cell(row, 1), f"合计 {totals.count} {self.layout.counted}")
        self._line(row + 1, 1, self.width, self.layout.signatures)
        self.sheet.row_dimensions[row + 1].height = 24
        self.sheet.print_area = f"A1:{get_column_letter(self.width)}{row + 1}"

    def sheet_before_rows(self) -> bytes:
        """The sheet's XML up to its first row; its size is not known yet and not said."""
        head, _, _ = self._parts()[SHEET_PATH].partition(b"</sheetData>")
        return re.sub(rb"<dimension [^>]*/>", b"", head)

    def sheet_after_rows(self) -> bytes:
        """The sheet's XML from the sums on."""
        mark = b'<row r="%d"' % self.total_row
        _, _, tail = self._parts()[SHEET_PATH].partition(mark)
        return mark + tail

    def other_parts(self) -> list[tuple[str, bytes]]:
        """Every part of the file but the sheet."""
        return [(name, part) for name, part in self._parts().items() if name != SHEET_PATH]

    def _parts(self) -> dict[str, bytes]:
        file = io.BytesIO()
        self.book.save(file)
        with ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _rows_xml(
    shell: _Shell, columns: Sequence[Column[R]], rows: Iterable[R], totals: Totals
) -> Iterable[bytes]:
    """Yield the rows' XML some hundred at a time, adding up the totals."""
    getters = [column.value for column in columns]
    cells = [
        (f'<c r="{get_column_letter(index)}', f'" s="{style}"', ENCODERS[column.kind])
        for index, (column, style) in enumerate(zip(columns, shell.styles, strict=True), 1)
    ]
    wrapped = [(i, c.width - 1) for i, c in enumerate(columns) if c.kind is Kind.TEXT]
    lines: list[str] = []
    for number, row in enumerate(rows, shell.first_row):
        if number >= LAST_EXCEL_ROW - 1:
            raise Refused("ledger-too-long", "行数超过一张 Excel 表的上限，请分乡镇下载")
        values = [value(row) for value in getters]
        totals.add(values)
        lines.append(f'<row r="{number}"{_height(values, wrapped)}>')
        lines += [
            f"{start}{number}{style}{encode(value)}"
            for (start, style, encode), value in zip(cells, values, strict=True)
        ]
        lines.append("</row>")
        if totals.count % CHUNK_ROWS == 0:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _height(values: Sequence[Any], wrapped: list[tuple[int, float]]) -> str:
    """The height of a row whose text needs more than one line; `wrapped`: (index, room).

    Not every program makes room for wrapped text by itself.
    """
    needed = 1
    for index, room in wrapped:
        text = values[index]
        if text and 2 * len(text) > room:
            # GB 18030 writes a Chinese character in two bytes, a Latin one in one: its width.
            width = len(text.encode("gb18030", "replace"))
            needed = max(needed, math.ceil(width / room))
    return f' ht="{needed * LINE_HEIGHT}" customHeight="1"' if needed > 1 else ""


# --- one cell's content: the rest of its tag ------------------------------------------------

# XML 1.0 has no place for these, however they are written.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TEXT = 32_767
_DAY_ZERO = date(1899, 12, 30)
# Excel's calendar has a 29 February 1900; days before it are written as text.
_FIRST_SURE_DAY = date(1900, 3, 1)
_EMPTY = "/>"


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)[:_LONGEST_TEXT]


def _text(value: Any) -> str:
    if value is None or value == "":
        return _EMPTY
    text = escape(_clean(str(value)))
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _number(value: Any) -> str:
    if value is None:
        return _EMPTY
    return f"><v>{value:f}</v></c>" if isinstance(value, Decimal) else f"><v>{value:d}</v></c>"


def _date(value: Any) -> str:
    if not isinstance(value, date):
        return _text(value)
    if value < _FIRST_SURE_DAY:
        return _text(value.isoformat())
    return f"><v>{(value - _DAY_ZERO).days}</v></c>"


ENCODERS: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: _text,
    Kind.IDENTIFIER: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.MONTH: _date,
}


def _set_text(cell: Any, text: str) -> None:
    """Put text into a cell of the shell; openpyxl would read a leading = as a formula."""
    cell.value = _clean(text)
    cell.data_type = "s"
