"""教育: what students of 低保 and 特困 households get in a school term."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.jiaoyu.rules import decide

PROGRAMME = Programme(
    code="jiaoyu",
    name="教育资助",
    clause="22号文 二（五）；社会救助暂行办法 第三十三至三十六条",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2018, 8, 1),
    reads=frozenset({"enrolment", "rural_registration"}),
    needs=("dibao", "tekun"),
    period="学期",
)
