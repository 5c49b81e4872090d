"""特困: 特困人员救助供养."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.tekun.rules import decide

PROGRAMME = Programme(
    code="tekun",
    name="特困人员救助供养",
    clause="22号文 二（二）；社会救助暂行办法 第十四条；特困人员认定办法 第四条",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2017, 4, 1),
    reads=frozenset(
        {
            "absence",
            "assets",
            "care",
            "condition",
            "disability",
            "enrolment",
            "incomes",
            "obligors",
            "orphanhood",
            "placement",
        }
    ),
    needs=("dibao",),
)
