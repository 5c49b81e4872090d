"""Hostile and broken answers of a bank are refused whole, with the line that is wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal

import openpyxl
import pytest

from assistance.enums import BatchState, LineState
from assistance.models import BankFile, PaymentBatch, PaymentLine
from yunyang_relief.core import clock
from yunyang_relief.core.errors import Refused

from .payments import TODAY, Office, as_csv, positioned

pytestmark = pytest.mark.django_db
HEADER = ["流水号", "发放合计", "结果", "失败原因"]
Rows = list[list[str]]


@pytest.fixture(autouse=True)
def business_day() -> Iterator[None]:
    with clock.on(TODAY):
        yield


@pytest.fixture
def batch(office: Office) -> PaymentBatch:
    """Two payments of 440.00 that the bank has been told of."""
    office.fund()
    office.household("冉启明")
    office.household("向秀英", account="6217000000000000020")
    return office.to_exported(office.build())


def good(batch: PaymentBatch) -> Rows:
    return [[line.number, "440.00", "成功", ""] for line in positioned(batch)]


def untouched(batch: PaymentBatch) -> bool:
    batch.refresh_from_db()
    lines = PaymentLine.objects.filter(batch=batch)
    return (
        batch.state == BatchState.EXPORTED
        and set(lines.values_list("state", flat=True)) == {LineState.DUE}
        and not BankFile.objects.filter(kind="reply").exists()
    )


def replace(row: int, column: int, text: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        rows[row][column] = text
        return rows

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (replace(1, 0, "500235002-dibao-201911-1-00001"), "第 3 行：流水号“500235002"),
        (replace(1, 0, ""), "第 3 行：流水号“”不是本批的款项"),
        (lambda rows: [*rows, rows[0]], "第 4 行：流水号“500235001-dibao-201911-1-00001”在文件"),
        (replace(0, 1, "440.01"), "第 2 行：金额与本批不一致，应为 440.00 元"),
        (replace(0, 1, "-440.00"), "第 2 行：金额与本批不一致"),
        (replace(0, 1, "1e400"), "第 2 行：金额与本批不一致"),
        (replace(0, 1, "NaN"), "第 2 行：金额与本批不一致"),
        (replace(0, 1, "=440"), "第 2 行：金额与本批不一致"),
        (replace(1, 2, "已受理"), "第 3 行：结果应为“成功”或“失败”"),
        (replace(1, 2, "失败"), "第 3 行：失败的款项没有写明原因"),
        (lambda rows: [*rows, ["合计", "880.01", "", ""]], "第 4 行：合计与明细不符"),
        (lambda rows: [], "没有明细"),
    ],
)
def test_one_wrong_line_refuses_the_whole_file(
    office: Office, batch: PaymentBatch, change: Callable[[Rows], Rows], says: str
) -> None:
    content = as_csv([HEADER, *change(good(batch))])
    with pytest.raises(Refused, match=says):
        office.reply(batch, content)
    assert untouched(batch)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("回盘.csv", b""),
        ("回盘.csv", b"\0" * 2000),
        ("回盘.csv", b"\xff\xfe" + "流水".encode("utf-16-le")),
        ("回盘.csv", '"没有结束'.encode() + b"a" * 200_000),
        ("回盘.csv", b"a,b\n" * 60_000),
        ("回盘.csv", b"x" * 6_000_000),
        ("回盘.xlsx", b"PK\x03\x04broken"),
        ("回盘.xlsx", "流水号,结果".encode()),
        ("回盘.csv", "流水号,结果\n".encode()),
    ],
)
def test_what_is_no_reply_is_refused_in_chinese(
    office: Office, batch: PaymentBatch, name: str, content: bytes
) -> None:
    with pytest.raises(Refused, match="回盘文件"):
        office.reply(batch, content, name)
    assert untouched(batch)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    office: Office, batch: PaymentBatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 70_000_000)
    with pytest.raises(Refused, match="解开后过大"):
        office.reply(batch, packed.getvalue(), "回盘.xlsx")
    assert untouched(batch)


def test_excel_with_a_title_above_the_header_is_read(office: Office, batch: PaymentBatch) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["代发结果"])
    sheet.append(HEADER)
    for number, _, result, reason in good(batch):
        sheet.append([number, Decimal("440"), result, reason])
    sheet.append(["合计", 880])
    file = io.BytesIO()
    book.save(file)

    assert office.reply(batch, file.getvalue(), "回盘.XLSX") == 2
    assert batch.state == BatchState.REPLIED


def test_chinese_encoding_of_banks_is_read(office: Office, batch: PaymentBatch) -> None:
    content = as_csv([HEADER, *good(batch)]).decode("utf-8-sig").encode("gb18030")
    assert office.reply(batch, content) == 2


def test_a_later_file_cannot_contradict_an_earlier_answer(
    office: Office, batch: PaymentBatch
) -> None:
    rows = good(batch)
    office.reply(batch, as_csv([HEADER, rows[0]]))
    rows[0][2:] = ["失败", "账户冻结"]
    with pytest.raises(Refused, match="第 2 行：这笔款项已回盘为“已发”，与文件不一致"):
        office.reply(batch, as_csv([HEADER, *rows]))
    assert batch.lines.filter(state=LineState.DUE).count() == 1
