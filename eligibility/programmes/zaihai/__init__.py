"""自然灾害: relief for people whom a natural disaster struck."""

from datetime import date
from pathlib import Path

from eligibility.engine.programme import Programme
from eligibility.programmes.zaihai.rules import decide

PROGRAMME = Programme(
    code="zaihai",
    name="自然灾害救助",
    clause="22号文 二（三）；自然灾害救助条例 第十四条、第十八条、第十九条",
    rule=decide,
    folder=Path(__file__).parent,
    since=date(2019, 2, 28),
    reads=frozenset({"losses"}),
    period="次",
)
