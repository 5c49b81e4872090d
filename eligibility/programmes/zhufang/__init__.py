"""住房: who is housed before others, and in which form."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.zhufang.rules import decide

PROGRAMME = Programme(
    code="zhufang",
    name="住房保障",
    clause="22号文 二（六）；社会救助暂行办法 第三十七至四十条",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2019, 2, 28),
    reads=frozenset({"assets", "housing", "placement"}),
    needs=("dibao", "tekun"),
)
