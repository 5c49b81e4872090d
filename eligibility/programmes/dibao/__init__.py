"""低保: 城乡居民最低生活保障."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.dibao.rules import decide

PROGRAMME = Programme(
    code="dibao",
    name="最低生活保障",
    clause="22号文 二（一）；重庆市城乡居民最低生活保障条例",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2017, 4, 1),
    reads=frozenset(
        {
            "absence",
            "assets",
            "condition",
            "disability",
            "enrolment",
            "expenditures",
            "hardship",
            "household",
            "illness",
            "incomes",
            "obligors",
        }
    ),
)
